# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A primary year: its XML, its form, and pages that say something else."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocba.books import pdf, xml
from hocba.books.form import year_form
from hocba.books.form_parts import YearForm
from hocba.books.model import YearBook
from hocba.books.page import compare
from hocba.books.primary.model import (
    Body,
    PrimarySubject,
    PrimarySummary,
    Rating,
    Ratings,
)
from hocba.problems import HocbaError
from hocba.words import COMPLETIONS, PRIMARY_AWARD_TITLES, QUALITIES
from tests.books.primary_sample import PRIMARY, SUBJECTS
from tests.books.sample import BOOK, LAN, issue_of
from tests.pages import sample_page

LEVELS = st.sampled_from(["T", "H", "C"])
RATINGS = st.sampled_from(["T", "D", "C"])
TESTS = st.integers(0, 10).map(str)


def summary_of(book: YearBook) -> PrimarySummary:
    assert isinstance(book.summary, PrimarySummary)
    return book.summary


def cells(book: YearBook) -> dict[str, tuple[str, ...]]:
    return {row.id: row.cells for row in year_form(book).rows()}


def test_facts_come_back_as_they_were() -> None:
    """KP-22, BT-1.1: whatever a primary year holds is read as it was written."""
    certificates = {spec.slot_id: "cd" * 32 for spec in xml.slots(PRIMARY)}
    issue = issue_of(PRIMARY, certificates)
    data = xml.add_issue(xml.build(PRIMARY), issue)
    document = xml.parse(data)
    assert document.book == PRIMARY
    assert document.issue == issue
    assert b'PhienBan="1.2"' in data


@settings(max_examples=60, deadline=None)
@given(
    levels=st.lists(st.tuples(LEVELS, TESTS | st.just("")), min_size=1, max_size=5),
    ratings=st.lists(RATINGS, min_size=5, max_size=5),
    education=st.sampled_from(["", *COMPLETIONS]),
    award=st.sampled_from(["", *PRIMARY_AWARD_TITLES]),
    completed=st.sampled_from([None, True, False]),
)
def test_any_facts_come_back(
    levels: list[tuple[str, str]],
    ratings: list[str],
    education: str,
    award: str,
    completed: bool | None,
) -> None:
    subjects = tuple(
        PrimarySubject(f"M{n}", f"Môn {n}", level, test, teachers=(LAN,))
        for n, (level, test) in enumerate(levels)
    )
    rated = tuple(map(Rating, QUALITIES, ratings))
    summary = replace(
        summary_of(PRIMARY),
        qualities=Ratings(rated),
        education=education,
        award=award,
        completed=completed,
        body=Body(),
    )
    book = replace(PRIMARY, subjects=subjects, summary=summary)
    assert xml.parse(xml.build(book)).book == book


@pytest.mark.parametrize(
    "book",
    [
        replace(PRIMARY, grade=6),
        replace(BOOK, grade=5),
        replace(PRIMARY, subjects=BOOK.subjects),
        replace(BOOK, subjects=SUBJECTS),
    ],
)
def test_a_grade_is_assessed_by_its_own_rules(book: YearBook) -> None:
    """KP-21.2: no mark of TT22 in a primary book, no level of TT27 in another."""
    with pytest.raises(HocbaError) as error:
        xml.build(book)
    assert {p.code for p in error.value.problems} == {"book.level_differs"}


@pytest.mark.parametrize("test", ["11", "7.5", "-1", "09"])
def test_a_test_is_an_integer_of_the_scale(test: str) -> None:
    """TT27 Đ7: whole points from 0 to 10; what else stands there is refused."""
    with pytest.raises(HocbaError):
        xml.build(
            replace(PRIMARY, subjects=(replace(SUBJECTS[0], test=test), *SUBJECTS[1:]))
        )


def test_the_form_says_what_happened() -> None:
    found = cells(PRIMARY)
    assert found["mon-TOAN-CN"][1:5] == ("C", "4", "H (6)", "")
    assert found["mon-GDTC-CN"][1] == "Miễn"
    assert found["tieu-chi-cham_chi"][:2] == ("Chăm chỉ", "Đ")
    assert found["tieu-chi-tinh_toan"] == ("Năng lực tính toán", "C", "Đ", "")
    assert found["ket-qua"][1] == "Chưa hoàn thành"
    assert found["ket-qua-sau"][1] == "Hoàn thành"
    assert found["hoan-thanh"][1] == "Hoàn thành chương trình lớp 4"
    assert found["chieu-cao"][1] == "128,5 cm"
    assert found["khen-khac"][1] == "Giải Nhì cờ vua cấp xã"


@pytest.mark.parametrize(
    ("grade", "completed", "text"),
    [
        (5, True, "Hoàn thành chương trình tiểu học"),
        (5, False, "Chưa hoàn thành chương trình tiểu học"),
        (1, True, "Hoàn thành chương trình lớp 1"),
        (3, None, ""),
    ],
)
def test_completion_of_class_and_level(
    grade: int, completed: bool | None, text: str
) -> None:
    """DL1-13.1, TT27 Đ11: the class, and in grade 5 the primary programme."""
    summary = replace(summary_of(PRIMARY), completed=completed)
    book = replace(PRIMARY, grade=grade, summary=summary)
    assert cells(book)["hoan-thanh"][1] == text


# -- pages ---------------------------------------------------------------------------


def html(form: YearForm) -> str:
    """The pages of a primary form, in the shape of the printed one."""

    def table(header: tuple[str, ...], body: str) -> str:
        names = "".join(f"<th>{escape(name)}</th>" for name in header)
        return f"<table class='grid'><tr>{names}</tr>{body}</table>"

    def row(values: tuple[str, ...]) -> str:
        return f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in values)}</tr>"

    pairs = "".join(
        f"<tr><td>{escape(label)}:</td><td>{escape(value)}</td></tr>"
        for label, value in (
            line.cells for line in (*form.particulars, *form.conclusions, *form.issue)
        )
    )
    subjects = "".join(row(line.cells) for line in form.subjects)
    ratings = "".join(
        f"<h3>{escape(one.heading)}</h3>"
        + table(one.header, "".join(row(line.cells) for line in one.rows))
        for one in form.ratings
    )
    return (
        f"<!DOCTYPE html><html><head><title>x</title><style>{sample_page.CSS}"
        ".grid td, .grid th { width: 20mm }</style></head><body>"
        f"<b>{escape(form.school)}</b><h1>{form.title}</h1>"
        f"{table(form.subject_header, subjects)}{ratings}<table>{pairs}</table>"
        "<div>GIÁO VIÊN CHỦ NHIỆM</div>"
        f"<div>{escape(form.homeroom)}</div></body></html>"
    )


def problems(text: str, form: YearForm) -> list[str]:
    rendered = pdf.render(
        text,
        base_dir="/usr/share/fonts/truetype/croscore",
        attachment=("hoc-ba.xml", b"<a/>"),
        document_uuid=sample_page.UUID,
        created=sample_page.CREATED,
    )
    return [problem.code for problem in compare(rendered.pdf, form)]


FORM = year_form(PRIMARY)
PAGE = html(FORM)


def test_the_pages_of_the_form_have_no_difference() -> None:
    """KP-3.2: «Khoa học» the subject and «Năng lực khoa học» are two rows."""
    assert problems(PAGE, FORM) == []


@pytest.mark.parametrize(
    ("said", "forged"),
    [
        ("<td>Tiếng Việt</td><td>T</td>", "<td>Tiếng Việt</td><td>H</td>"),
        ("<td>H</td><td>7</td>", "<td>H</td><td>9</td>"),
        ("<td>Chăm chỉ</td><td>Đ</td>", "<td>Chăm chỉ</td><td>T</td>"),
        (
            "<td>Đạo đức</td><td>T</td><td></td>",
            "<td>Đạo đức</td><td>T</td><td>10</td>",
        ),
        ("<td>Nhân ái</td><td>T</td><td></td>", "<td>Nhân ái</td><td></td><td>T</td>"),
        ("<td>Hoàn thành</td>", "<td>Hoàn thành xuất sắc</td>"),
        ("<td>128,5 cm</td>", "<td>138,5 cm</td>"),
        ("</body>", "<div>9</div></body>"),
        ("</body>", "<div>T.</div></body>"),
        ("</body>", "<div>Học sinh Xuất sắc</div></body>"),
        (
            "<td>Số ngày nghỉ có phép:</td><td>2</td>",
            "<td>Số ngày nghỉ có phép:</td><td>0</td>",
        ),
    ],
)
def test_a_page_that_says_something_else_is_found(said: str, forged: str) -> None:
    """KP-3.2, KP-15: no letter, number or conclusion but those of the XML."""
    assert said in PAGE
    assert problems(PAGE.replace(said, forged, 1), FORM)
