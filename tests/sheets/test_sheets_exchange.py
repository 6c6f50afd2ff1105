# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workbooks that leave a gradebook and come back: nothing lost, nothing misread."""

import datetime as dt
import hashlib
import io
import json
import random
import unicodedata
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hocba.problems import HocbaError
from hocba.rules import cells
from hocba.sheets import exchange_forms, exchange_reader, exchange_writer
from hocba.sheets.exchange import HIDDEN_SHEET, Identity, Row, Workbook

IDENTITY = Identity(
    "79-760-70999",
    "Trường THCS Nguyễn Du",
    "2025-2026",
    "7A1",
    "0f7c2d",
    "10:49 26/11/2025",
)
SCORES = {"tx1": "score", "tx2": "score", "tx3": "score", "gk": "score", "ck": "score"}
REMARKS = {"tx1": "remark", "tx2": "remark", "gk": "remark", "ck": "remark"}
PRIMARY = {"gkl": "level", "gk": "test", "ckl": "level", "ck": "test"}
CONDUCT = ("hk1", "hk2", "remark1")
NAMES = ("Trần Thị Ánh", "Lê Văn Bình", "Đỗ Hải Đăng", "Võ Thị Ưởng")
FULL = {"tx1": "8.5", "tx2": "9", "tx3": "", "gk": "V", "ck": "10", "average": ""}
FIRST, HEADER = 8, 6
CELL = {"key": "B", "name": "C", "tx1": "E", "tx2": "F", "tx3": "G", "gk": "H"}


def learners(columns, filled, names=NAMES, **more):
    inputs = frozenset({*columns, "remark"})
    return tuple(
        Row(
            f"0791300000{number:02}",
            name,
            filled,
            str(number),
            number,
            dt.date(2013, 1, 1) + dt.timedelta(number),
            inputs,
            **more,
        )
        for number, name in enumerate(names, start=1)
    )


def marks(code="TOAN", name="Toán", term="HK1", kinds=SCORES, rows=None):
    rows = rows or learners(kinds, {**FULL, "remark": "Có tiến bộ"})
    return exchange_forms.mark_sheet(code, name, term, kinds, rows, "tt22-2021")


def workbook(*sheets):
    return exchange_writer.write(Workbook(IDENTITY, sheets or (marks(),)))


def changed(data, change):
    """Return the file as another program saves it after a person changed it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def canonical(text, kind, where=None):
    return cells.canonical(text, kind, where, typed=False)


def read(data):
    return exchange_reader.read(data, "diem.xlsx", canonical)


def read_one(data):
    [found] = read(data).sheets
    return found


def edit(**values):
    """Return a change of the first sheet: cells by address."""

    def change(book):
        for address, value in values.items():
            book.worksheets[0][address] = value

    return change


FORGED = workbook()


def codes(found):
    return [problem.code for problem in found.problems]


def test_a_class_comes_back_without_loss():
    """KP-17.1: 45 learners, 8 + 4 subjects, two terms: nothing to do."""
    names = [f"Nguyễn Văn {chr(65 + n % 26)}{n}" for n in range(45)]
    filled = {**FULL, "remark": "Chăm ngoan, =tiến bộ"}
    passed = dict.fromkeys(["gk", "average", "remark"], "")
    passed |= {"tx1": "D", "tx2": "CD", "ck": "V"}
    sheets = [
        marks(
            f"S{number}", f"Môn {number}", term, columns, learners(columns, cell, names)
        )
        for number in range(12)
        for term in ("HK1", "HK2")
        for columns, cell in [(SCORES, filled) if number < 8 else (REMARKS, passed)]
    ]
    data = workbook(*sheets)
    for once in (data, changed(data, lambda book: None)):
        found = read(once)
        assert found.identity == IDENTITY
        assert found.problems == []
        assert len(found.sheets) == 24
        for sheet in found.sheets:
            assert (sheet.changes, sheet.problems, sheet.refused) == ([], [], False)
            assert sheet.unchanged == 45 * len(sheet.sheet.inputs)
            assert sheet.sheet.regulation == "tt22-2021"


def test_the_foot_of_a_printed_sheet_says_what_it_is_given():
    """BT-8.5: a printed sheet bears the head of the journal beside its code."""
    line = "Nhật ký: khối 128 · 3f2a9c01d4e5b6a7"
    content = exchange_writer.write(Workbook(IDENTITY, (marks(),), line))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    code, foot = sheet.oddFooter.left.text.split(" – ")
    assert code and foot == line
    assert read(content).problems == []


def test_exactly_the_cells_a_person_changed_come_back():
    data = changed(workbook(), edit(E8=7, G9="6,5", H10="", K11="Đọc tốt", I8=None))
    found = read_one(data)
    assert found.problems == []
    got = {(c.where.row, c.column): (c.base, c.new) for c in found.changes}
    assert got == {
        (8, "tx1"): ("8.5", "7"),
        (9, "tx3"): ("", "6.5"),
        (10, "gk"): ("V", ""),
        (11, "remark"): ("Có tiến bộ", "Đọc tốt"),
        (8, "ck"): ("10", ""),
    }
    change = found.changes[0]
    assert (change.key, change.ref) == ("079130000001", "1")
    assert change.where.text() == (
        "tệp diem.xlsx, trang tính «Toán HK1», hàng 8, cột E «ĐĐGtx / 1», học sinh "
        "Trần Thị Ánh"
    )
    assert [change.against(now) for now in ("7", "8.5", "9")] == [
        "same",
        "change",
        "conflict",
    ]


WRONG_LEVELS = {
    "a half point": ("F8", 7.5, "mark.not_whole"),
    "a level for a test": ("H8", "T", "mark.not_a_mark"),
    "a score for a level": ("E8", 9, "mark.not_a_level"),
    "a quality for a level": ("E8", "Đ", "mark.not_a_level"),
}


@pytest.mark.parametrize("kind", list(WRONG_LEVELS))
def test_primary_schools_have_levels_and_whole_marks(kind):
    """TT27/2020 Điều 7: T, H, C; tests are whole marks and not in every subject."""
    place, value, code = WRONG_LEVELS[kind]
    filled = {"gkl": "T", "gk": "9", "ckl": "H", "ck": "", "remark": ""}
    sheet = marks("TV", "Tiếng Việt", kinds=PRIMARY, rows=learners(PRIMARY, filled))
    data = workbook(sheet)
    assert read_one(data).changes == []
    found = read_one(changed(data, edit(**{place: value, "G9": "hoàn thành tốt"})))
    assert [(c.column, c.new) for c in found.changes] == [("ckl", "T")]
    [problem] = found.problems
    where = (problem.code, problem.where.row, problem.where.column[0])
    assert where == (code, 8, place[0])


def test_conduct_comes_back_in_the_words_of_the_law():
    filled = {"hk1": "TOT", "hk2": "", "remark1": ""}
    sheet = exchange_forms.conduct_sheet(learners(CONDUCT, filled))
    data = workbook(sheet)
    assert openpyxl.load_workbook(io.BytesIO(data))["Rèn luyện"]["E8"].value == "Tốt"
    assert read_one(data).changes == []
    found = read_one(changed(data, edit(F8="CĐ", F9="khá", F10="Trung bình")))
    assert [(c.column, c.new) for c in found.changes] == [
        ("hk2", "CHUA_DAT"),
        ("hk2", "KHA"),
    ]
    assert codes(found) == ["level.unclear"]


def test_only_input_cells_are_unlocked_and_validated():
    rows = (
        Row("A1", "Trần Thị Ánh", FULL, "1", 1, None, frozenset({"tx1", "gk"})),
        Row("A2", "Lê Văn Bình", {"remark": ""}, "2", 2, None, frozenset({"remark"})),
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook(marks(rows=rows))))
    sheet = book.worksheets[0]
    open_cells = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert open_cells == {"E8", "H8", "K9"}
    assert sheet.protection.sheet
    assert book.security.lockStructure
    assert book[HIDDEN_SHEET].sheet_state == "veryHidden"
    validated = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert validated == {"E8", "H8"}
    assert (sheet["E8"].value, sheet["E8"].number_format) == (8.5, "0.0")
    assert sheet["E9"].fill.fgColor.rgb == "00D9D9D9"
    assert (sheet.freeze_panes, sheet.page_setup.paperSize) == ("D8", 9)


def test_validation_says_what_may_be_entered():
    sheets = [marks(), marks("GDTC", "GDTC", kinds=REMARKS)]
    book = openpyxl.load_workbook(io.BytesIO(workbook(*sheets)))
    rules = [sheet.data_validations.dataValidation for sheet in book.worksheets[:2]]
    scores, remarks = ({rule.formula1 for rule in found} for found in rules)
    assert all("ROUND" in formula for formula in scores)
    assert remarks == {'"Đ,CĐ,V"'}
    assert all(rule.showErrorMessage and rule.error for rule in rules[0] + rules[1])


def test_qualities_come_back():
    """TT27/2020 Điều 3: T, Đ, C; the criteria of the grade and no others."""
    criteria = [*exchange_forms.QUALITIES, "tu_chu", "ngon_ngu"]
    filled = {**dict.fromkeys(criteria, "D"), "ngon_ngu": "", "remark_general": "Tốt"}
    rows = learners([*criteria, "remark_general"], filled)
    data = workbook(exchange_forms.quality_sheet(criteria, "CN", rows))
    assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["E8"].value == "Đ"
    assert read_one(data).changes == []
    found = read_one(changed(data, edit(E8="T", F9="cần cố gắng", K10="H")))
    assert [(c.column, c.new) for c in found.changes] == [
        ("yeu_nuoc", "T"),
        ("nhan_ai", "C"),
    ]
    assert [p.where.column for p in found.problems] == [
        "K «Năng lực đặc thù / Ngôn ngữ»"
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_headers_in_other_words_and_moved_columns_are_understood(form):
    def change(book):
        sheet = book.worksheets[0]
        for merged in list(sheet.merged_cells.ranges):
            if merged.min_row >= HEADER:
                sheet.unmerge_cells(str(merged))
        names = ["STT", "Mã HS", "Họ tên", "Ngày sinh", "TX1", "TX2", "TX3"]
        names += ["Giữa kỳ", "Cuối kỳ", "ĐTB HK1", "Nhận xét của GVBM"]
        for index, name in enumerate(names, start=1):
            sheet.cell(HEADER, index).value = unicodedata.normalize(form, name)
            sheet.cell(HEADER + 1, index).value = None
        for row in range(HEADER, FIRST + len(NAMES)):
            first, last = sheet.cell(row, 5), sheet.cell(row, 9)
            first.value, last.value = last.value, first.value
        sheet["I8"] = 4

    found = read_one(changed(workbook(), change))
    assert [(c.column, c.base, c.new) for c in found.changes] == [("tx1", "8.5", "4")]
    assert found.problems == []


def test_sorted_rows_keep_their_marks():
    def change(book):
        sheet = book.worksheets[0]
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=FIRST)]
        rows[0][4] = 3
        for row, values in enumerate(reversed(rows), start=FIRST):
            for index, value in enumerate(values, start=1):
                sheet.cell(row, index).value = value

    found = read_one(changed(workbook(), change))
    assert [(c.name, c.column, c.new) for c in found.changes] == [
        ("Trần Thị Ánh", "tx1", "3")
    ]
    assert found.problems == []


WRONG_CELLS = {
    "a mark of 11": (11, "mark.out_of_range", "điểm phải từ 0 đến 10"),
    "a shortcut": ("85", "mark.out_of_range", "điểm phải từ 0 đến 10"),
    "a mark below 0": (-1, "mark.out_of_range", "điểm phải từ 0 đến 10"),
    "two decimals": (8.55, "mark.too_many_decimals", "quá nhiều chữ số thập phân"),
    "a word": ("khá", "mark.not_a_mark", "«khá» không phải là điểm"),
    "a date": (dt.date(2026, 5, 8), "mark.is_date", "đã đổi điểm «8,5» thành ngày"),
    "a formula": ("=E9+1", "cell.formula", "ô chứa công thức"),
    "an error": ("#DIV/0!", "cell.error", "lỗi của Excel «#DIV/0!»"),
}


@pytest.mark.parametrize("kind", list(WRONG_CELLS))
def test_a_damaged_cell_is_refused_alone_with_its_place(kind):
    """BT-6.1a: the cell and the reason; the other change is still taken."""
    value, code, text = WRONG_CELLS[kind]
    found = read_one(changed(workbook(), edit(F9=value, E8=7)))
    assert codes(found) == [code]
    assert (
        found.problems[0]
        .text()
        .startswith(
            "Tệp diem.xlsx, trang tính «Toán HK1», hàng 9, cột F «ĐĐGtx / 2», học sinh "
            "Lê Văn Bình: "
        )
    )
    assert text in found.problems[0].text()
    assert [(c.column, c.new) for c in found.changes] == [("tx1", "7")]


def rename(book):
    book.worksheets[0]["C9"] = "Lê Văn Bính"


def swap(book):
    sheet = book.worksheets[0]
    sheet["C8"], sheet["C9"] = sheet["C9"].value, sheet["C8"].value


def formula_name(book):
    book.worksheets[0]["C9"] = '=CONCATENATE("Lê Văn"," Bình")'


def add_row(book):
    for column, value in zip("ABCEF", [5, "099", "Hồ Mới", 9, 9], strict=True):
        book.worksheets[0][f"{column}12"] = value


def double_row(book):
    book.worksheets[0]["B9"] = "079130000001"


def lose_zero(book):
    book.worksheets[0]["B9"] = 79130000002


def merge_marks(book):
    book.worksheets[0].merge_cells("E9:E10")


def hide_row(book):
    book.worksheets[0].row_dimensions[9].hidden = True
    book.worksheets[0]["E9"] = 2


def hide_column(book):
    book.worksheets[0].column_dimensions["E"].hidden = True
    book.worksheets[0]["E9"] = 2


WRONG_ROWS = {
    rename: ("exchange.name_changed", "C9", "sửa thành «Lê Văn Bính»"),
    swap: ("exchange.name_swapped", "C8", "là của học sinh khác"),
    lambda book: edit(C9=None)(book): ("exchange.name_missing", "C9", "«Lê Văn Bình»"),
    formula_name: ("cell.formula", "C9", "công thức"),
    add_row: ("exchange.row_added", "C12", "không thêm học sinh"),
    double_row: ("exchange.row_twice", "B8", "(8, 9)"),
    lose_zero: ("exchange.key_changed", "B9", "khi tải về là «079130000002»"),
    lambda book: edit(B9=None)(book): ("exchange.key_changed", "B9", "«079130000002»"),
    merge_marks: ("cell.merged", "E9", "ô trộn E9:E10"),
    hide_row: ("exchange.hidden_cell", "E9", "đang ẩn"),
    hide_column: ("exchange.hidden_cell", "E9", "đang ẩn"),
}


@pytest.mark.parametrize("change", list(WRONG_ROWS))
def test_a_damaged_row_is_refused_with_its_place(change):
    code, place, text = WRONG_ROWS[change]
    found = read_one(changed(workbook(), change))
    assert found.changes == []
    assert not found.refused
    problem = found.problems[0]
    assert problem.code == code
    assert f"{problem.where.column[0]}{problem.where.row}" == place
    assert text in problem.text()


def test_a_removed_row_is_named_and_changes_nothing():
    found = read_one(
        changed(workbook(), lambda book: book.worksheets[0].delete_rows(9))
    )
    assert codes(found) == ["exchange.row_missing"]
    assert "học sinh Lê Văn Bình" in found.problems[0].text()
    assert found.changes == []


def test_no_mark_where_there_is_no_cell():
    rows = learners(SCORES, {"tx1": "8", "remark": ""}, ["Trần Thị Ánh"])
    found = read_one(changed(workbook(marks(rows=rows)), edit(E8=9, H8=7)))
    assert [problem.text() for problem in found.problems] == [
        "Tệp diem.xlsx, trang tính «Toán HK1», hàng 8, cột H «ĐĐGgk», học sinh "
        "Trần Thị Ánh: ô này không dùng cho học sinh này (không có bài kiểm tra, được "
        "miễn hoặc không học), không nhận «7»"
    ]
    assert [c.new for c in found.changes] == ["9"]


def remove_column(book):
    sheet = book.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_cols(8)


WRONG_SHEETS = {
    "another class": (
        edit(A3="Lớp: 7A2   -   Học kì: I   -   Năm học: 2025-2026"),
        "exchange.title",
        "«Lớp: 7A1 - Học kì: I - Năm học: 2025-2026»",
    ),
    "another subject": (edit(A2="BẢNG ĐIỂM MÔN: NGỮ VĂN"), "exchange.title", "TOÁN"),
    "another school": (edit(A1="TRƯỜNG THCS LÊ LỢI"), "exchange.title", "NGUYỄN DU"),
    "another download": (edit(A4="Mã bảng: 0000-0000"), "exchange.title", "Mã bảng"),
    "no header": (
        edit(C6="?", B6="?", A6="?"),
        "sheet.no_table",
        "không tìm thấy bảng",
    ),
    "no column of marks": (remove_column, "header.missing", "«ĐĐGgk»"),
    "two columns of one mark": (edit(I6="ĐĐGgk"), "header.duplicate", "H và I"),
}


@pytest.mark.parametrize("kind", list(WRONG_SHEETS))
def test_a_sheet_that_is_not_what_it_was_is_refused_whole(kind):
    change, code, text = WRONG_SHEETS[kind]

    def both(book):
        edit(E8=1)(book)
        change(book)

    found = read_one(changed(workbook(), both))
    assert found.refused
    assert found.changes == []
    assert code in codes(found)
    assert any(text in problem.text() for problem in found.problems)


def test_each_sheet_is_judged_apart():
    def change(book):
        book["Toán HK1"]["A1"] = "TRƯỜNG THCS LÊ LỢI"
        book["Văn HK1"]["E8"] = 6
        book.create_sheet("Nháp")["A1"] = "nháp"

    data = changed(workbook(marks(), marks("VAN", "Văn")), change)
    found = read(data)
    assert [sheet.refused for sheet in found.sheets] == [True, False]
    assert [change.new for change in found.sheets[1].changes] == ["6"]
    assert codes(found) == ["exchange.sheet_unknown"]


def test_swapped_names_of_sheets_mislead_nobody():
    def change(book):
        first, second = book["Toán HK1"], book["Văn HK1"]
        first.title, second.title = "x", "Toán HK1"
        first.title = "Văn HK1"
        first["E8"] = 6

    found = read(changed(workbook(marks(), marks("VAN", "Văn")), change))
    taken = {s.sheet.subject_code: len(s.changes) for s in found.sheets}
    assert taken == {"TOAN": 1, "VAN": 0}


def test_a_sheet_that_was_copied_is_refused_with_its_copy():
    def change(book):
        copy = book.copy_worksheet(book["Toán HK1"])
        copy["E8"] = 3

    found = read(changed(workbook(), change))
    assert [sheet.refused for sheet in found.sheets] == [True, True]
    assert "cùng là một bảng" in found.sheets[0].problems[0].text()


def hidden(change):
    def with_lines(book):
        sheet = book[HIDDEN_SHEET]
        lines = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
        for row, line in enumerate(change(lines), start=1):
            sheet.cell(row, 1).value = line

    return with_lines


def of_another_version(lines):
    return [json.dumps({**json.loads(lines[0]), "version": 99}), *lines[1:]]


WRONG_FILES = {
    "exchange.tampered": hidden(lambda lines: [x.replace("8.5", "5.5") for x in lines]),
    "exchange.version": hidden(of_another_version),
    "exchange.hidden_missing": lambda book: book.remove(book[HIDDEN_SHEET]),
}


@pytest.mark.parametrize("code", list(WRONG_FILES))
def test_a_file_with_a_foreign_hidden_part_is_refused(code):
    with pytest.raises(HocbaError) as refused:
        read(changed(workbook(), WRONG_FILES[code]))
    assert [problem.code for problem in refused.value.problems] == [code]
    assert str(refused.value).startswith("Tệp diem.xlsx: ")


def test_the_hidden_part_of_another_download_does_not_fit():
    other = openpyxl.load_workbook(io.BytesIO(workbook(marks(name="Toán", term="HK2"))))
    lines = [cell.value for (cell,) in other[HIDDEN_SHEET].iter_rows()]
    found = read(changed(workbook(), hidden(lambda _: lines)))
    assert found.sheets == [] or found.sheets[0].refused


PARTS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.text(max_size=3), st.just([])
)


@given(st.integers(1, 5), st.integers(0, 30), PARTS)
@settings(max_examples=80, deadline=None)
def test_whatever_a_forger_writes_is_read_or_refused(row, place, value):
    """A checksum is no signature: a hidden part made by hand must not hang us."""

    def forge(lines):
        entry = json.loads(lines[row])
        names = sorted(entry)
        entry[names[place % len(names)]] = value
        lines[row] = json.dumps(entry, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256("\n".join(lines[1:]).encode()).hexdigest()
        return [json.dumps({**json.loads(lines[0]), "sha256": digest}), *lines[1:]]

    try:
        found = read(changed(FORGED, hidden(forge)))
    except HocbaError as error:
        assert "diem.xlsx" in str(error)
        return
    assert not [change for sheet in found.sheets for change in sheet.changes]


def test_a_result_that_was_written_over_is_named():
    rows = learners(SCORES, {**FULL, "average": "8.0", "remark": ""})
    data = workbook(marks(rows=rows))
    assert read_one(data).problems == []
    found = read_one(changed(data, edit(J8=9.5, J9="=ROUND(E9,1)", J10=8)))
    assert [(p.code, p.where.row) for p in found.problems] == [
        ("exchange.result", 8),
        ("exchange.result", 9),
    ]
    assert found.problems[0].level == "warning"


def test_an_unhidden_part_is_still_known():
    def change(book):
        book[HIDDEN_SHEET].sheet_state = "visible"

    assert read(changed(workbook(), change)).problems == []


@pytest.mark.parametrize("text", ["[]", "{}", "[" * 30_000, '{"format":1}', "x"])
def test_any_hidden_text_is_an_error_of_ours(text):
    def change(book):
        book[HIDDEN_SHEET]["A1"] = text

    with pytest.raises(HocbaError):
        read(changed(workbook(), change))


def test_a_file_that_was_never_downloaded_is_no_affair_of_ours(xlsx):
    assert read(xlsx([["Họ và tên", "TX1"], ["Trần Thị Ánh", 8]])) is None


def test_half_a_file_an_old_format_and_a_bomb():
    data = workbook()
    with pytest.raises(HocbaError, match="hỏng hoặc bị cắt cụt"):
        read(data[: len(data) // 2])
    page = f"<html><table><tr><td>Mã bảng: 12AB-00FF - Tải về</td></tr></table>{'x':9}"
    with pytest.raises(HocbaError, match=r"giữ dạng \.xlsx"):
        exchange_reader.read(page.encode(), "diem.xls", canonical)
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b"\0" * (70 * 2**20))
    with pytest.raises(HocbaError, match="phá hoại"):
        read(target.getvalue())


@pytest.mark.parametrize("seed", range(30))
def test_damaged_bytes_are_our_error_or_change_nothing_silently(seed):
    data = bytearray(workbook())
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 5, 50))):
        data[chance.randrange(8, len(data))] = chance.randrange(256)
    try:
        found = read(bytes(data))
    except HocbaError as error:
        assert "diem.xlsx" in str(error)
        return
    assert not [change for sheet in found.sheets for change in sheet.changes]


def test_a_remark_is_never_a_formula():
    rows = learners(SCORES, {"remark": '=HYPERLINK("http://x","y")'}, ["Trần Thị Ánh"])
    data = workbook(marks(rows=rows))
    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["K8"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert read_one(data).changes == []


MARKS = st.sampled_from(["", "V", *(f"{n / 10:g}" for n in range(101))])
TYPED = st.one_of(
    st.integers(-2, 120),
    st.floats(-1, 11).map(lambda value: round(value, 2)),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6),
    st.sampled_from(["8,5", "8.5", " 7 ", "v", "Vắng", "M", "=1+1", "10,0", None]),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
)
WORDS = st.text(max_size=40)


@given(
    st.lists(st.tuples(MARKS, MARKS, WORDS), min_size=4, max_size=4),
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.sampled_from(["tx1", "gk"])), TYPED, max_size=4
    ),
    st.permutations(range(4)),
)
@example([("", "", "\U000e0100")] * 4, {}, [0, 1, 2, 3])
@settings(max_examples=80, deadline=None)
def test_no_cell_is_ever_misread(before, typed, order):
    """What comes back is what was typed for that learner, or a problem of that cell."""
    rows = tuple(
        Row(
            f"K{number}",
            NAMES[number],
            {"tx1": tx1, "gk": gk, "remark": remark},
            str(number),
            number + 1,
            None,
            frozenset({"tx1", "gk", "remark"}),
        )
        for number, (tx1, gk, remark) in enumerate(before)
    )

    def change(book):
        sheet = book.worksheets[0]
        lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=FIRST)]
        kinds = [[c.data_type for c in row] for row in sheet.iter_rows(min_row=FIRST)]
        for place, number in enumerate(order):
            for index, value in enumerate(lines[number], start=1):
                cell = sheet.cell(FIRST + place, index)
                cell.value = value
                cell.data_type = kinds[number][index - 1]
        for (number, column), value in typed.items():
            cell = sheet[f"{CELL[column]}{FIRST + order.index(number)}"]
            try:
                cell.value = value
            except ValueError:
                cell.value = None

    data = changed(workbook(marks(rows=rows)), change)
    found = read_one(data)
    assert not found.refused
    problems = {(p.where.learner, p.where.column[0]) for p in found.problems}
    got = {(c.key, c.column): c.new for c in found.changes}
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    for number, row in enumerate(rows):
        place = FIRST + order.index(number)
        for column in ("tx1", "gk"):
            value = sheet[f"{CELL[column]}{place}"].value
            if (row.name, CELL[column]) in problems:
                assert (row.key, column) not in got
                continue
            now = got.get((row.key, column), row.cells[column])
            if isinstance(value, int | float):
                assert float(now) == value
            else:
                text = "" if value is None else str(value)
                assert now == canonical(text, "score")
    assert not {key for key in got if key[1] == "remark"}
