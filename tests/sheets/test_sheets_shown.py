# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a cell shows is what it says: formats, ticks, lines through, unseen letters."""

import datetime as dt

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from hocba.problems import HocbaError
from hocba.rules import cells
from hocba.sheets import class_list, conduct_sheet, formats, mark_sheet

MARKS = [
    ["BẢNG ĐIỂM MÔN: TOÁN - Học kì I"],
    ["STT", "Mã định danh cá nhân", "Họ và tên", "TX1", "ĐĐGgk", "ĐĐGck", "Nhận xét"],
    [1, "079313000001", "Trần Thị Ánh", 8, 7, 9, "Ngoan"],
    [2, "079213000002", "Lê Văn Bình", 6, 7.5, 10, None],
]
LIST = [
    ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh cá nhân"],
    [1, "Trần Thị Ánh", dt.date(2013, 5, 14), "Nữ", "079313000001"],
    [2, "Lê Văn Bình", "25/06/2013", "Nam", "079213000002"],
]


def codes(found):
    return [problem.code for problem in found.problems]


def errors(found):
    return [problem.text() for problem in found.errors]


def marks(xlsx, change=None, rows=MARKS):
    [found] = mark_sheet.read(xlsx(rows, change=change), "diem.xlsx")
    return found


def put(place, value, code="General"):
    def change(book):
        book["7A1"][place].value = value
        book["7A1"][place].number_format = code

    return change


# ---------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.8, "0%", "80%"),
        (0.85, "0.0%", "85,0%"),
        (5, '0","0', "0,5"),
        (85, '0","0', "8,5"),
        (10, "0\\.0", "1.0"),
        (8, ";;;", ""),
        (0, "0;-0;;@", ""),
        (0, '0.0;-0.0;"-"', "-"),
        (850, "0.0,", "0,9"),
        (8, '"TX "0', "TX 8"),
        (8, '0" điểm"', "8 điểm"),
        (8, "0.00E+00", "8,00E+00"),
        (8.5, "# ?/?", "8 1/2"),
        (3, '[<5]"kém";0', "kém"),
        (7.5, "0", "8"),
        (8.25, "0.0", "8,3"),
        (8.45, "0.0", "8,5"),
    ],
)
def test_a_mark_that_shows_as_another_is_refused_with_both_forms(
    xlsx, value, code, shown
):
    """BT-6.1a: neither the value nor the shown text is taken for a mark."""
    found = marks(xlsx, put("D3", value, code))
    [text] = errors(found)
    seen = f"hiện «{shown}»" if shown else "không hiện gì"
    assert f"hàng 3, cột D «TX1», học sinh Trần Thị Ánh: ô {seen}" in text
    assert f"giá trị trong ô là «{str(value).replace('.', ',')}»" in text
    assert found.rows[0].cells["tx1"] == ""
    assert found.rows[1].cells == {"tx1": "6", "gk": "7.5", "ck": "10"}


@pytest.mark.parametrize(
    ("value", "code", "mark"),
    [
        (8, "0.0", "8"),
        (8.5, "0.0", "8.5"),
        (8.5, "0.0;[Red]-0.0", "8.5"),
        (8.5, "0.00", "8.5"),
        (8.299999999999999, "0.0", "8.3"),
        (9, "00", "9"),
        (9, "@", "9"),
        (8.5, "[>=5]0.0;[Red]0.0", "8.5"),
        (9.5, '_(* #,##0.0_);_(* (#,##0.0);_(* "-"??_);_(@_)', "9.5"),
        (0, "0.0", "0"),
    ],
)
def test_formats_that_show_the_value_do_no_harm(xlsx, value, code, mark):
    found = marks(xlsx, put("D3", value, code))
    assert (errors(found), found.rows[0].cells["tx1"]) == ([], mark)


@pytest.mark.parametrize(
    ("code", "shown"), [(";;;", "không hiện gì"), ('0;0;0;"ẩn"', "hiện «ẩn»")]
)
def test_a_text_that_a_format_hides_is_refused(xlsx, code, shown):
    found = marks(xlsx, put("D3", "8,5", code))
    [text] = errors(found)
    assert f"ô {shown} nhưng giá trị trong ô là «8,5»" in text


def test_a_level_of_conduct_and_a_name_that_are_hidden_are_refused(xlsx):
    rows = [["STT", "Mã định danh cá nhân", "Họ và tên", "RL HK1"]]
    rows += [[n, f"07931300000{n}", f"Lê Thị {n * 'A'}n", "Tốt"] for n in (1, 2)]

    def change(book):
        book["7A1"]["D2"].number_format = book["7A1"]["C3"].number_format = ";;;"

    found = conduct_sheet.read(xlsx(rows, change=change), "rl.xlsx")
    assert codes(found) == ["cell.unseen", "cell.unseen"]
    assert [row.hk1 for row in found.rows] == [""]


@given(st.integers(0, 100), st.sampled_from(["0.0", "0.00", "0.0#", "#,##0.0", "@"]))
def test_a_mark_with_one_decimal_is_read_as_it_is(tenths, code):
    cell = formats.cell(tenths / 10, code)
    assert cell.fault is None
    assert float(cell.text) == tenths / 10


@given(
    st.floats(0, 1e6).map(lambda value: round(value, 3)),
    st.sampled_from(["0", "0.0", "0%", '0","0', "0,", "00", "#", "#.#", ";;", "0E+0"]),
)
def test_what_is_read_is_what_is_shown(value, code):
    """Whatever the format: without a fault the shown number is the one that is read."""
    cell = formats.cell(value, code)
    if cell.fault is None and cell.shown is not None:
        assert float(cell.shown.replace(",", ".")) == float(cell.text)


# ------------------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("m/yyyy", "5/2013"),
        ("mm/yyyy", "05/2013"),
        ("mmm-yy", "5-13"),
        ("dd/mm", "14/05"),
        ("[$-42A]mmmm yyyy;@", "5 2013"),
    ],
)
def test_a_date_of_which_a_part_is_not_shown_is_no_date(xlsx, code, shown):
    """BT-5.1a: as the text would be: no birthday is made up."""
    found = class_list.read(xlsx(LIST, change=lambda b: mark(b, "C2", code)), "a.xlsx")
    assert codes(found) == ["date.unclear"]
    assert f"«{shown}»" in errors(found)[0]
    assert found.rows[0].birth_date is None


def mark(book, place, code):
    book["7A1"][place].number_format = code


def test_a_date_that_shows_its_year_alone_is_a_year_alone(xlsx):
    found = class_list.read(
        xlsx(LIST, change=lambda b: mark(b, "C2", "yyyy")), "a.xlsx"
    )
    assert codes(found) == ["date.year_only"]
    assert (found.rows[0].birth_date, found.rows[0].birth_year_only) == (None, 2013)


@pytest.mark.parametrize(
    "code",
    [
        "dd/mm/yyyy",
        "d\\-m\\-yyyy",
        "[$-42A]dd/mm/yyyy;@",
        '"ngày "d" tháng "m" năm "yyyy',
    ]
    + ["yyyy-mm-dd", "dd mmm yyyy", "mm-dd-yy", "[$-F800]dddd, mmmm dd, yyyy"],
)
def test_formats_that_show_a_whole_date_are_dates(xlsx, code):
    found = class_list.read(xlsx(LIST, change=lambda b: mark(b, "C2", code)), "a.xlsx")
    assert found.problems == []
    assert found.rows[0].birth_date == dt.date(2013, 5, 14)


@pytest.mark.parametrize(
    ("value", "code", "suggestion"),
    [
        (9, "dd/mm/yyyy", "9"),
        (8.5, "dd/mm/yyyy", "8,5"),
        (0, "dd/mm/yyyy", "0"),
        (10, "dd/mm/yyyy", "10"),
        (7.25, "dd/mm/yyyy", "7,25"),
        (dt.date(2026, 5, 8), "dd/mm/yyyy", "8,5"),
        (dt.date(2026, 5, 8), "d-mmm", "8,5"),
        ("8/5", "@", "8,5"),
        (dt.date(2026, 8, 5), "mm/dd/yyyy", "8,5"),
    ],
)
def test_a_mark_that_became_a_date_is_suggested_as_it_was_typed(
    xlsx, value, code, suggestion
):
    found = marks(xlsx, put("D3", value, code))
    assert errors(found) == []
    with pytest.raises(HocbaError) as caught:
        cells.canonical(found.rows[0].cells["tx1"], typed=False)
    [problem] = caught.value.problems
    assert problem.code == "mark.is_date"
    assert f"đã đổi điểm «{suggestion}» thành ngày" in str(caught.value)


@pytest.mark.parametrize("value", [dt.date(2025, 11, 25), dt.date(2026, 10, 8)])
def test_a_date_that_was_no_mark_has_no_suggestion(xlsx, value):
    found = marks(xlsx, put("D3", value, "dd/mm/yyyy"))
    with pytest.raises(HocbaError) as caught:
        cells.canonical(found.rows[0].cells["tx1"], typed=False)
    assert [problem.code for problem in caught.value.problems] == ["mark.date"]


def test_in_a_workbook_of_1904_days_and_marks_are_what_they_were(xlsx):
    def change(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        put("D3", 9, "dd/mm/yyyy")(book)

    found = marks(xlsx, change)
    with pytest.raises(HocbaError) as caught:
        cells.canonical(found.rows[0].cells["tx1"], typed=False)
    assert "«9»" in str(caught.value)
    listed = class_list.read(xlsx(LIST, change=change_epoch), "a.xlsx")
    assert listed.rows[0].birth_date == dt.date(2013, 5, 14)


def change_epoch(book):
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


# ------------------------------------------------------------------------------ ticks


@pytest.mark.parametrize("value", [True, False, "=TRUE()", "=FALSE()"])
def test_true_and_false_are_one_refusal_that_names_them(xlsx, value):
    """BT-6.1a: a tick is neither a mark nor an empty cell."""
    found = marks(xlsx, put("D3", value))
    [text] = errors(found)
    assert "cột D «TX1», học sinh Trần Thị Ánh" in text
    assert "TRUE/FALSE" in text
    assert found.rows[0].cells["tx1"] == ""


def test_ticks_in_the_column_nu_mean_what_they_show(xlsx):
    rows = [[*LIST[0][:3], "Nữ", LIST[0][4]], *([*r[:3], None, r[4]] for r in LIST[1:])]

    def change(book):
        book["7A1"]["D2"].value, book["7A1"]["D3"].value = "=TRUE()", False

    found = class_list.read(xlsx(rows, change=change), "a.xlsx")
    assert (found.problems, [row.gender for row in found.rows]) == (
        [],
        ["female", "male"],
    )


# -------------------------------------------------------------------- lines through it


def rich(*parts):
    blocks = (TextBlock(InlineFont(strike=struck), text) for text, struck in parts)
    return CellRichText(*blocks)


def test_what_is_struck_through_in_a_text_is_left_out_and_named(xlsx):
    def change(book):
        sheet = book["7A1"]
        sheet["G3"] = rich(("Chưa cố gắng.", True), (" Có tiến bộ.", False))
        sheet["C4"] = rich(("Lê Văn Bin", True), (" Lê Văn Bình", False))
        sheet["D4"] = rich(("5", True), (" 7", False))

    found = marks(xlsx, change)
    assert errors(found) == []
    assert codes(found) == ["cell.struck_part"] * 3
    assert "«Chưa cố gắng.» không được đọc" in found.problems[0].text()
    assert found.rows[0].remark == "Có tiến bộ."
    assert (found.rows[1].name, found.rows[1].cells["tx1"]) == ("Lê Văn Bình", "7")


@pytest.mark.parametrize("value", [5, "5,5", rich(("8", True))])
def test_a_mark_that_is_struck_through_is_asked_about(xlsx, value):
    def change(book):
        book["7A1"]["D3"].value = value
        if not isinstance(value, CellRichText):
            book["7A1"]["D3"].font = Font(strike=True)

    found = marks(xlsx, change)
    [text] = errors(found)
    assert "bị gạch ngang, không rõ còn dùng hay không" in text
    assert found.rows[0].cells["tx1"] == ""


def test_in_the_row_of_who_left_all_may_be_struck_through(xlsx):
    def change(book):
        for column in "ABCDEFG":
            book["7A1"][f"{column}3"].font = Font(strike=True)

    found = marks(xlsx, change)
    assert (errors(found), found.rows[0].struck) == ([], True)
    assert found.rows[0].cells["tx1"] == "8"


@pytest.mark.parametrize(
    "cell",
    [
        "<td><s>Chưa cố gắng.</s> Có tiến bộ.</td>",
        '<td><span style="text-decoration: line-through">Chưa cố gắng.</span>'
        "<br>Có tiến bộ.</td>",
        "<td><del>Chưa <b>cố</b> gắng.</del><p>Có tiến bộ.</p></td>",
    ],
)
def test_in_a_web_page_too(cell):
    lines = "".join(
        "<tr>" + "".join(f"<td>{'' if v is None else v}</td>" for v in row) + "</tr>"
        for row in MARKS
    ).replace("<td>Ngoan</td>", cell)
    page = f"<html><table>{lines}</table></html>"
    [found] = mark_sheet.read(page.encode(), "diem.xls")
    assert found.rows[0].remark == "Có tiến bộ."
    assert codes(found) == ["cell.struck_part"]


# ----------------------------------------------------------------- letters nobody sees


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u3164", "\u034f", "\ufe0f"]
)
def test_letters_that_nobody_sees_are_gone(xlsx, unseen):
    rows = [list(row) for row in LIST]
    for column in (1, 2, 3, 4):
        text = rows[2][column]
        rows[2][column] = f"{unseen}{text[:2]}{unseen}{text[2:]}"
    found = class_list.read(xlsx(rows), "a.xlsx")
    assert found.problems == []
    row = found.rows[1]
    assert (row.name, row.personal_id, row.gender) == (
        "Lê Văn Bình",
        "079213000002",
        "male",
    )
    assert row.birth_date == dt.date(2013, 6, 25)


@pytest.mark.parametrize("turning", ["\u202e", "\u2067", "\u200f"])
def test_what_turns_the_writing_is_refused_by_its_number(xlsx, turning):
    found = marks(xlsx, put("D3", f"{turning}5,8"))
    [text] = errors(found)
    assert f"U+{ord(turning):04X}" in text
    assert found.rows[0].cells["tx1"] == ""


def test_a_strange_letter_in_a_name_is_named_by_its_number(xlsx):
    rows = [list(row) for row in LIST]
    rows[1][1] = "Trần Thị\ue000 Ánh"
    found = class_list.read(xlsx(rows), "a.xlsx")
    assert codes(found) == ["name.bad_characters"]
    assert "«U+E000»" in errors(found)[0]
