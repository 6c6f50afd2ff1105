# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A school with a class of every programme, each through a whole year."""

import os

import psycopg2
import pytest

from demo import levels
from demo.levels_people import CLASSES, GIVEN, SCHOOL

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
