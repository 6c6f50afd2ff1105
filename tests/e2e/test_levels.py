# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A school with a class of every programme, each through a whole year."""

import io
import os

import psycopg2
import pytest
from pypdf import PdfReader

from demo import levels
from demo.levels_people import CLASSES, GIVEN, SCHOOL
from hocba.books import xml as books
from hocba.books.form import year_form

TITLES = {
    "4A": "HỌC BẠ TIỂU HỌC",
    "8B": "HỌC BẠ TRUNG HỌC CƠ SỞ",
    "10A1": "HỌC BẠ TRUNG HỌC PHỔ THÔNG",
    "10T": "HỌC BẠ GIÁO DỤC THƯỜNG XUYÊN CẤP TRUNG HỌC PHỔ THÔNG",
}
SECONDARY = [facts.name for facts in CLASSES if facts.level != "primary"]


@pytest.fixture(scope="module")
def results(story):
    """{class: {place in the list: (result, decided promotion, decided award)}}"""
    connection = psycopg2.connect(dbname=story.database, host=os.environ.get("PGHOST"))
    with connection, connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.name, r.sequence - 1, r.study_year, r.study_final,
                   r.training_year, r.training_final, r.level_year, r.class_completed,
                   p.decided, a.decided
              FROM edu_result r
              JOIN edu_class c ON c.id = r.class_id
              JOIN edu_school s ON s.id = r.school_id
              LEFT JOIN edu_decision p
                     ON p.enrolment_id = r.enrolment_id AND p.kind = 'promotion'
              LEFT JOIN edu_decision a
                     ON a.enrolment_id = r.enrolment_id AND a.kind = 'award'
             WHERE s.code = %s
            """,
            [SCHOOL["code"]],
        )
        found = {}
        for name, place, *values in cursor.fetchall():
            found.setdefault(name, {})[place] = values
    connection.close()
    return found


def test_every_learner_of_every_class_is_decided(results):
    """BT-1.2, DL2-7.3, DL2-7.5: primary, lower and upper secondary and continuing
    education, each closed by its own circular."""
    assert set(results) == {facts.name for facts in CLASSES}
    for name, learners in results.items():
        assert len(learners) == len(GIVEN), name
        assert all(values[6] for values in learners.values()), name


@pytest.mark.parametrize("name", SECONDARY)
def test_a_secondary_class_has_every_fate(results, name):
    learners = results[name]

    def fate(place):
        study, final, training, trained, _level, _done, promotion, award = learners[
            place
        ]
        return study, final, training, trained, promotion, award

    tot = ("TOT",) * 4
    assert fate(levels.EXCELLENT) == (*tot, "PROMOTED", "XUAT_SAC")
    assert fate(levels.GOOD) == (*tot, "PROMOTED", "GIOI")
    assert fate(levels.ADJUSTED)[:2] == ("KHA", "KHA")
    assert fate(levels.RETESTED)[0] == "CHUA_DAT"
    assert fate(levels.RETESTED)[1] in ("DAT", "KHA")
    assert fate(levels.RETESTED)[4] == "PROMOTED"
    assert fate(levels.SUMMER)[2:5] == ("CHUA_DAT", "DAT", "PROMOTED")
    assert fate(levels.ABSENT)[4] == "NOT_PROMOTED"


def test_a_primary_class_has_every_fate(results):
    def fate(place):
        *_secondary, level, done, promotion, award = results["4A"][place]
        return level, done, promotion, award

    assert fate(levels.EXCELLENT) == ("HTXS", "yes", "PROMOTED", "XUAT_SAC")
    assert fate(levels.GOOD) == ("HTT", "yes", "PROMOTED", "TIEU_BIEU")
    assert fate(levels.ADJUSTED) == ("HT", "yes", "PROMOTED", None)
    # not completed, assessed again, then confirmed (TT27/2020 Điều 11)
    assert fate(levels.RETESTED) == ("CHT", "yes", "PROMOTED", None)


def test_three_judges_pass_the_books_of_every_level(story):
    """BT-1.1, BT-1.2: the books of four levels are issued, and nobody objects."""
    rows = {(row["judge"], row["kind"]): row for row in story.report["levels"]}
    learners = len(CLASSES) * len(GIVEN)
    assert set(rows) == {
        ("hocba verify", "XML"),
        ("hocba verify", "PDF"),
        ("xmlsec1", "XML"),
        ("pdfsig", "PDF"),
    }
    for row in rows.values():
        assert (row["files"], row["passed"], row["failed"]) == (learners, learners, 0)


@pytest.mark.parametrize("name", TITLES)
def test_a_book_says_its_level_on_every_learners_page(story, name):
    """KP-21.2, KP-22: page and record of a level say the same, whole class."""
    folder = story.folder / "lien-cap" / name
    found = sorted(folder.glob("*.xml"))
    assert len(found) == len(GIVEN)
    for path in found:
        form = year_form(books.parse(path.read_bytes()))
        assert form.title == TITLES[name]
        pages = PdfReader(io.BytesIO(path.with_suffix(".pdf").read_bytes())).pages
        text = " ".join("".join(p.extract_text() for p in pages).split())
        assert form.title in text
        for row in form.subjects:
            assert row.cells[0].split()[0] in text


def test_a_primary_learner_assessed_again(story):
    """TT27 Đ11: level and test after help stand beside those before, and complete
    the class."""
    number = levels.RETESTED + 1
    (path,) = (story.folder / "lien-cap" / "4A").glob(f"{number:02d}-*.xml")
    book = books.parse(path.read_bytes()).book
    (math,) = (s for s in book.subjects if s.code == "TOAN")
    assert (math.level, math.test, math.again, math.again_test) == ("C", "4", "H", "6")
    assert (book.summary.education, book.summary.completed) == ("CHT", True)
