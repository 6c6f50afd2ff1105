# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.problems import HocbaError, Where
from hocba.rules import cells

CANONICAL = [f"{whole}" for whole in range(11)] + [
    f"{whole}.{tenth}" for whole in range(10) for tenth in range(1, 10)
]


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("8,5", "8.5"),
        ("8.5", "8.5"),
        ("8.0", "8"),
        ("8,50", "8.5"),
        (" 10 ", "10"),
        ("10,0", "10"),
        ("0", "0"),
        ("08,5", "8.5"),
        ("85", "8.5"),
        ("11", "1.1"),
        ("99", "9.9"),
        ("20", "2"),
        ("05", "0.5"),
        ("00", "0"),
        ("m", "M"),
        ("Miễn", "M"),
        ("V", "V"),
        ("vắng", "V"),
        ("", ""),
        (None, ""),
        ("\u00a0", ""),
    ],
)
def test_a_score_is_read_as_schools_type_it(typed, cell):
    assert cells.canonical(typed, "score") == cell


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("Đ", "D"),
        ("đ", "D"),
        ("\u00d0", "D"),
        ("Đạt", "D"),
        (unicodedata.normalize("NFD", "Đạt"), "D"),
        ("CĐ", "CD"),
        ("cđ", "CD"),
        ("C\u00d0", "CD"),
        ("Chưa  đạt", "CD"),
        (unicodedata.normalize("NFD", "CHƯA ĐẠT"), "CD"),
        ("MIỄN", "M"),
        ("D", "D"),
        ("CD", "CD"),
    ],
)
def test_a_remark_is_read_in_every_unicode_form(typed, cell):
    assert cells.canonical(typed, "remark") == cell


@pytest.mark.parametrize(
    ("typed", "kind", "cell"),
    [
        ("t", "level", "T"),
        ("Hoàn thành tốt", "level", "T"),
        (unicodedata.normalize("NFD", "HOÀN  THÀNH"), "level", "H"),
        ("chưa hoàn thành", "level", "C"),
        ("m", "level", "M"),
        ("Tốt", "quality", "T"),
        ("đ", "quality", "D"),
        ("\u00d0ạt", "quality", "D"),
        ("Cần cố gắng", "quality", "C"),
        ("9", "test", "9"),
        ("9,0", "test", "9"),
        ("08", "test", "8"),
        ("10", "test", "10"),
        ("V", "test", "V"),
    ],
)
def test_what_primary_school_writes_is_read(typed, kind, cell):
    """Levels, qualities and whole test marks (TT27 Điều 7)."""
    assert cells.canonical(typed, kind) == cell


def test_a_whole_mark_is_asked_for_in_the_words_of_the_regulation():
    with pytest.raises(HocbaError) as caught:
        cells.canonical("7,5", "test")
    assert "không cho điểm thập phân (TT27 Điều 7.1d)" in str(caught.value)


@pytest.mark.parametrize("text", ["85", "11", "99"])
def test_the_typing_shortcut_is_not_for_files(text):
    """In a file of unknown making, 85 may as well be a mark out of a hundred."""
    with pytest.raises(HocbaError) as caught:
        cells.canonical(text, typed=False)
    assert caught.value.problems[0].code == "mark.out_of_range"
    assert cells.canonical("08", typed=False) == "8"


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("10,5", "score", "mark.out_of_range"),
        ("-1", "score", "mark.out_of_range"),
        ("100", "score", "mark.out_of_range"),
        ("8,55", "score", "mark.too_many_decimals"),
        ("abc", "score", "mark.not_a_mark"),
        ("8,", "score", "mark.not_a_mark"),
        ("8 5", "score", "mark.not_a_mark"),
        ("1e1", "score", "mark.not_a_mark"),
        ("٨", "score", "mark.not_a_mark"),
        ("Đ", "score", "mark.not_a_mark"),
        ("08/05/2025", "score", "mark.is_date"),
        ("8/5", "score", "mark.is_date"),
        ("00/01/1900", "score", "mark.is_date"),
        ("25/11/2025", "score", "mark.date"),
        ("11/01/1900", "score", "mark.date"),
        ("8", "remark", "mark.not_a_remark"),
        ("C", "remark", "mark.not_a_remark"),
        ("7,5", "test", "mark.not_whole"),
        ("7,55", "test", "mark.not_whole"),
        ("11", "test", "mark.out_of_range"),
        ("85", "test", "mark.out_of_range"),
        ("T", "test", "mark.not_a_mark"),
        ("Đ", "level", "mark.not_a_level"),
        ("9", "level", "mark.not_a_level"),
        ("CĐ", "level", "mark.not_a_level"),
        ("H", "quality", "mark.not_a_quality"),
        ("Hoàn thành", "quality", "mark.not_a_quality"),
    ],
)
def test_what_is_no_mark_is_refused(typed, kind, code):
    with pytest.raises(HocbaError) as caught:
        cells.canonical(typed, kind)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("date", "mark"),
    [
        ("08/05/2025", "8,5"),
        ("8-5", "8,5"),
        ("10/01/1900", "10"),
        ("09/01/1900", "9"),
        ("08/01/1900 12:00", "8,5"),
        ("00/01/1900", "0"),
        ("10/01/1904", "9"),
    ],
)
def test_a_date_suggests_the_mark_that_was_typed(date, mark):
    """BT-6.1a: day n of a workbook's first January is the mark n itself."""
    with pytest.raises(HocbaError) as caught:
        cells.canonical(date, typed=False)
    assert caught.value.problems[0].params["suggestion"] == mark


def test_the_error_names_the_cell_in_vietnamese():
    where = Where("diem-hk1.xlsx", "Toán", 12, "K «ĐĐGck»")
    with pytest.raises(HocbaError) as caught:
        cells.canonical("110", "score", where)
    assert str(caught.value) == (
        "Tệp diem-hk1.xlsx, trang tính «Toán», hàng 12, cột K «ĐĐGck»: điểm «110» "
        "không hợp lệ: điểm phải từ 0 đến 10"
    )


def test_a_date_made_by_excel_is_named_with_the_mark_that_was_meant():
    with pytest.raises(HocbaError) as caught:
        cells.canonical("08/05/2025")
    assert "«8,5»" in str(caught.value)


def test_an_unknown_kind_is_a_programming_error():
    with pytest.raises(ValueError):
        cells.canonical("8", "other")


@pytest.mark.parametrize("cell", [*CANONICAL, "M", "V"])
def test_canonical_text_stays_as_it_is_and_is_readable_again(cell):
    assert cells.canonical(cell) == cell
    assert cells.is_canonical(cell)
    assert cells.canonical(cells.display(cell)) == cell


@pytest.mark.parametrize(
    ("text", "kind", "fits"),
    [
        ("8.5", "score", True),
        ("8.5", "test", False),
        ("8", "test", True),
        ("D", "remark", True),
        ("D", "quality", True),
        ("D", "level", False),
        ("D", "score", False),
        ("H", "level", True),
        ("T", "remark", False),
        ("M", "level", True),
    ],
)
def test_canonical_text_belongs_to_its_kind(text, kind, fits):
    assert cells.is_canonical(text, kind) is fits


@pytest.mark.parametrize("text", ["8.0", "08", "10.5", "8.55", "8,5", "Đ", "8\n", ""])
def test_other_text_is_not_canonical(text):
    assert not cells.is_canonical(text)


@pytest.mark.parametrize(
    ("cell", "decimals", "shown"),
    [
        ("8.5", 0, "8,5"),
        ("8", 0, "8"),
        ("8", 1, "8,0"),
        ("8.0", 1, "8,0"),
        ("10", 1, "10,0"),
        ("10.0", 1, "10,0"),
        ("D", 0, "Đ"),
        ("CD", 1, "CĐ"),
        ("M", 0, "Miễn"),
        ("V", 0, "Vắng"),
        ("", 1, ""),
        (None, 0, ""),
    ],
)
def test_display_is_what_a_vietnamese_reader_expects(cell, decimals, shown):
    assert cells.display(cell, decimals) == shown


def test_display_refuses_text_that_never_came_from_a_cell():
    with pytest.raises(HocbaError):
        cells.display("abc")


@given(st.from_regex(cells.PATTERN) | st.text(max_size=4))
def test_the_check_of_the_database_is_the_same_rule(text):
    allowed = bool(re.match(cells.PATTERN, text)) and not text.endswith("\n")
    assert cells.is_canonical(text) is allowed


@given(st.text(max_size=12), st.sampled_from(cells.KINDS))
def test_any_text_gives_a_canonical_cell_or_a_vietnamese_error(text, kind):
    try:
        cell = cells.canonical(text, kind)
    except HocbaError as error:
        assert str(error)
    else:
        assert cell == "" or cells.is_canonical(cell, kind)
        assert cells.canonical(cell, kind, typed=False) == cell


@given(st.integers(0, 3000), st.integers(1, 60))
def test_a_tie_is_rounded_up_exactly(tenths, weight):
    mean = cells.mean_half_up(tenths, weight)
    assert (mean - Decimal("0.05")) * 10 * weight <= tenths
    assert tenths < (mean + Decimal("0.05")) * 10 * weight


@pytest.mark.parametrize(("tenths", "weight"), [(85, 0), (-1, 3)])
def test_no_mean_of_values_that_are_not_marks(tenths, weight):
    with pytest.raises(ValueError):
        cells.mean_half_up(tenths, weight)
