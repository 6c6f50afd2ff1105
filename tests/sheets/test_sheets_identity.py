# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which learner a row is about: the exact name with a second particular, or a code."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.sheets.identity import Known, Roll

BORN = dt.date(2013, 5, 9)
OTHER = dt.date(2013, 6, 10)
ANH = Known(1, "Nguyễn Ngọc Anh", BORN, "079313000011", "2301450011")
ANH2 = Known(2, "Nguyễn Ngọc Ánh", OTHER, "079313000022")
HOA = Known(3, "Trần Thị Hoà", BORN)


@dataclass(frozen=True)
class Row:
    name: str
    birth_date: dt.date | None = None
    personal_id: str = ""
    student_code: str = ""


def find(row, *people, rows=None):
    return Roll("7A1", people or (ANH, ANH2, HOA), rows or [row]).find(row)


def code(found):
    return found.problem and found.problem.code


@pytest.mark.parametrize(
    ("row", "known"),
    [
        (Row("Nguyễn Ngọc Anh"), ANH),
        (Row("NGUYỄN NGỌC ÁNH"), ANH2),
        (Row("Trần Thị Hòa"), HOA),
        (Row("nguyễn  ngọc anh", BORN), ANH),
        (Row("Nguyễn Ngọc Anh", personal_id="079313000011"), ANH),
        (Row("Nguyễn Ngọc Anh", student_code="2301450011"), ANH),
        (Row("Nguyễn Ngọc Ánh", OTHER, student_code="2301450022"), ANH2),
        (Row("", personal_id="079313000022"), ANH2),
    ],
)
def test_who_is_found(row, known):
    """KP-2.16: Anh and Ánh are two, Hòa is Hoà."""
    found = find(row)
    assert (found.problem, found.known) == (None, known)


@pytest.mark.parametrize(
    ("row", "people", "problem"),
    [
        (Row("Nguyễn Ngọc Ánh"), (ANH, HOA), "identity.alike"),
        (Row("Nguyen Ngoc Anh"), (), "identity.alike"),
        (Row("Lê Văn Bình"), (), "identity.unknown"),
        # the code says Anh, the name says Ánh: neither wins
        (
            Row("Nguyễn Ngọc Ánh", personal_id="079313000011"),
            (),
            "identity.other_name",
        ),
        (Row("Nguyễn Ngọc Anh", OTHER), (), "identity.other_birth"),
        (
            Row("Nguyễn Ngọc Anh", OTHER, "079313000011"),
            (),
            "identity.other_birth",
        ),
        (Row("Nguyễn Ngọc Anh", BORN, "079313000099"), (), "identity.other_code"),
        (
            Row("Nguyễn Ngọc Anh", None, "079313000022", "2301450011"),
            (),
            "identity.two_codes",
        ),
        (
            Row("Nguyễn Ngọc Anh", None, "079313000011", "2301450099"),
            (),
            "identity.other_code",
        ),
    ],
)
def test_what_contradicts_is_refused(row, people, problem):
    found = find(row, *people)
    assert (found.known, code(found)) == (None, problem)


def test_a_name_that_looks_alike_is_proposed_with_both_spellings():
    text = find(Row("Nguyễn Ngọc Ánh"), ANH).problem.text()
    assert "«Nguyễn Ngọc Ánh»" in text
    assert "«Nguyễn Ngọc Anh»" in text


def test_two_namesakes_need_a_birth_date_or_a_code():
    twin = Known(4, "Nguyễn Ngọc Anh", OTHER, "079313000044")
    assert code(find(Row("Nguyễn Ngọc Anh"), ANH, twin)) == "identity.several"
    assert find(Row("Nguyễn Ngọc Anh", OTHER), ANH, twin).known == twin
    row = Row("Nguyễn Ngọc Anh", personal_id="079313000011")
    assert find(row, ANH, twin).known == ANH
    same_day = Known(5, "Nguyễn Ngọc Anh", BORN, "079313000055")
    assert code(find(Row("Nguyễn Ngọc Anh", BORN), ANH, same_day)) == "identity.several"


def test_a_row_that_says_less_than_its_sheet_is_refused():
    """Where the sheet has birth dates, a name without one may be a namesake's."""
    bare = Row("Nguyễn Ngọc Anh")
    assert code(find(bare, rows=[bare, Row("Trần Thị Hoà", BORN)])) == (
        "identity.only_name"
    )
    coded = Row("Nguyễn Ngọc Ánh", personal_id="079313000022")
    assert code(find(bare, rows=[bare, coded])) == "identity.only_name"


def test_codes_that_nobody_recorded_do_not_stop_a_sheet_that_names_its_learners():
    """KP-2.16: unknown is no contradiction, but it is told."""
    found = find(Row("Trần Thị Hoà", student_code="2301450013"))
    assert (found.known, found.unsure) == (HOA, True)
    found = find(Row("Trần Thị Hoà", BORN, student_code="2301450013"))
    assert (found.known, found.unsure) == (HOA, False)


def test_who_is_in_the_class_goes_before_who_left_it():
    left = Known(6, "Nguyễn Ngọc Anh", BORN, "079313000011", active=False)
    assert find(Row("Nguyễn Ngọc Anh", BORN), left, ANH).known == ANH
    assert find(Row("Nguyễn Ngọc Anh", BORN), left).known == left


def test_only_the_year_of_birth_is_known():
    old = Known(7, "Y Blĭ", dt.date(2012, 1, 1), birth_year_only=True)
    assert find(Row("Y Blĭ", dt.date(2012, 7, 8)), old).known == old
    assert code(find(Row("Y Blĭ", dt.date(2013, 1, 1)), old)) == "identity.other_birth"


NAMES = st.sampled_from(
    ["Lê Văn An", "Lê Văn Ân", "Lê Vân An", "Lê Van An", "LÊ VĂN AN", "Lê Văn Ấn"]
)
DATES = st.sampled_from([None, BORN, OTHER])
IDS = st.sampled_from(["", "079213000001", "079213000002"])
ROWS = st.builds(Row, NAMES, DATES, IDS, st.sampled_from(["", "1", "2"]))
PEOPLE = st.lists(
    st.builds(
        Known,
        st.integers(1, 99),
        NAMES,
        st.sampled_from([BORN, OTHER]),
        IDS,
        st.sampled_from(["", "1", "2"]),
    ),
    max_size=4,
)


@given(ROWS, PEOPLE)
def test_nobody_is_taken_for_another(row, people):
    """Whoever is found has the very name, and nothing of the row contradicts him."""
    known = find(row, *people).known if people else None
    if known is None:
        return
    assert known.name.casefold() == row.name.casefold()
    for ours, theirs in (
        (known.personal_id, row.personal_id),
        (known.student_code, row.student_code),
        (known.birth_date, row.birth_date),
    ):
        assert not (ours and theirs) or ours == theirs
