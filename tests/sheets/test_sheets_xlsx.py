# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The reader of .xlsx: all that programs write, at the price of what is filled."""

import datetime as dt
import html
import io
import re
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocba.problems import HocbaError
from hocba.sheets import class_list, exchange_reader, mark_sheet, workbook, xlsx

HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh cá nhân"]
ROWS = [
    ["DANH SÁCH LỚP 7A1"],
    HEAD,
    [1, "Trần Thị Ánh", "14/05/2013", "Nữ", "079313000001"],
    [2, "Lê Văn Bình", "25/06/2013", "Nam", "079213000002"],
]
SHEET = "xl/worksheets/sheet1.xml"


def repack(data, *swaps, only=None, **parts):
    """Return the file with texts of its parts exchanged, and more parts."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name).decode()
            if only is None or name == only:
                for before, after in swaps:
                    content = content.replace(before, after)
            new.writestr(name, content)
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def grid(data):
    [found] = workbook.load(data, "a.xlsx").grids
    return {place: cell.text for place, cell in found.cells.items()}


def names(data):
    return [row.name for row in class_list.read(data, "a.xlsx").rows]


def code(data, filename="a.xlsx"):
    with pytest.raises(HocbaError) as caught:
        class_list.read(data, filename)
    [problem] = caught.value.problems
    return problem.code


# ------------------------------------------------------------------------- ST_Xstring


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("a_x000D_\nb", "a b"),
        ("a_x000A_b", "a b"),
        ("a_x0009_b", "a b"),
        ("a_x000d_b", "a b"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x005F_x005F_x005F_x000D_", "_x005F_x000D_"),
        ("a_x00C1_nh", "aÁnh"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("a_x200B_b", "ab"),
        ("_x00_ _x12345_ x000D_", "_x00_ _x12345_ x000D_"),
    ],
)
def test_escapes_are_read_as_the_standard_says(xlsx, escaped, text):
    """ISO/IEC 29500-1, 22.9.2.19: in inline and shared strings alike"""
    data = xlsx([["TEXT"]])
    inline = repack(data, ("TEXT", escaped))
    assert grid(inline) == {(1, 1): text}
    assert grid(shared(data, f"<si><t>{escaped}</t></si>")) == {(1, 1): text}


def shared(data, items):
    """Return the file with its first cell as a shared string; openpyxl writes none."""
    space = "http://schemas.openxmlformats.org"
    kind = f"{space}/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId99"/>'
    cell = re.search(r'<c r="A1".*?</c>', sheet_of(data))[0]
    table = f'<sst xmlns="{space}/spreadsheetml/2006/main">{items}</sst>'
    return repack(
        data,
        (cell, '<c r="A1" t="s"><v>0</v></c>'),
        ("</Relationships>", f"{relation}</Relationships>"),
        **{"xl/sharedStrings.xml": table},
    )


def sheet_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(SHEET).decode()


def test_the_name_of_a_sheet_may_be_escaped(xlsx):
    data = repack(xlsx(ROWS, title="TENLOP"), ("TENLOP", "Lớp_x0020_7A1"))
    assert class_list.read(data, "a.xlsx").sheet == "Lớp 7A1"


def test_rich_text_and_phonetic_hints_of_shared_strings(xlsx):
    item = "<si><r><t>Trần </t></r><r><rPr><b/></rPr><t>Ánh</t></r>"
    item += '<rPh sb="0" eb="1"><t>hint</t></rPh></si>'
    assert grid(shared(xlsx([["x"]]), item)) == {(1, 1): "Trần Ánh"}


# ------------------------------------------------------------------- what writers write


def strict(data):
    main = "http://schemas.openxmlformats.org/"
    return repack(
        data,
        (
            f"{main}spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            f"{main}officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )


def prefixed(data):
    """Return the sheet as the Open XML SDK writes it, with a prefix for each name."""
    sheet = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", sheet_of(data))
    sheet = sheet.replace(' xmlns="', ' xmlns:x="')
    return repack(data, (sheet_of(data), sheet), only=SHEET)


def unnumbered(data):
    """Return the sheet without the places of rows and cells, which are optional."""
    sheet = re.sub(r'(<(?:row|c)) r="[A-Z]*\d*"', r"\1", sheet_of(data))
    return repack(data, (sheet_of(data), sheet), only=SHEET)


@pytest.mark.parametrize("form", [strict, prefixed, unnumbered])
def test_forms_that_other_writers_use_are_read(xlsx, form):
    """ISO/IEC 29500-1 Strict, prefixed names, cells without their places"""
    data = form(xlsx(ROWS))
    found = class_list.read(data, "a.xlsx")
    assert found.problems == []
    assert [row.personal_id for row in found.rows] == ["079313000001", "079213000002"]


def test_an_empty_cell_without_a_place_still_takes_one(xlsx):
    cells = '<c r="A3" t="n"><v>1</v></c>'
    data = repack(xlsx(ROWS), (cells, f'{cells}<c s="0"/>'), only=SHEET)
    assert names(data) == names(xlsx(ROWS))
    assert grid(repack(xlsx([["a"]]), ('r="A1" ', ""), ("<c t", '<c s="0"/><c t'))) == {
        (1, 2): "a"
    }


def test_parts_in_other_places_and_spellings_are_found(xlsx):
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as old,
        zipfile.ZipFile(target, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name.replace("xl/worksheets", "XL/Worksheets"), old.read(name))
    assert names(target.getvalue()) == ["Trần Thị Ánh", "Lê Văn Bình"]


def test_a_date_as_iso_text_is_a_date(xlsx):
    def change(book):
        book["7A1"]["C3"].value = "ISO"

    data = repack(
        xlsx(ROWS, change=change),
        ('t="inlineStr"><is><t>ISO</t></is>', 't="d"><v>2013-05-14T00:00:00Z</v>'),
    )
    found = class_list.read(data, "a.xlsx")
    assert (found.problems, found.rows[0].birth_date) == ([], dt.date(2013, 5, 14))


@pytest.mark.parametrize(
    "swap",
    [
        ("<sheetData>", '<cols><col min="4" max="5" hidden="1"/></cols><sheetData>'),
        ("<sheetData>", '<cols><col min="4" max="4" width="0"/></cols><sheetData>'),
        ('<row r="3"', '<row r="3" hidden="true"'),
        ('<row r="3"', '<row r="3" ht="0" customHeight="1"'),
    ],
)
def test_rows_and_columns_that_nobody_sees_are_known(xlsx, swap):
    data = repack(xlsx(ROWS), swap, only=SHEET)
    [found] = workbook.load(data, "a.xlsx").grids
    assert found.hidden(3, 4) and not found.hidden(4, 3)


def test_in_a_web_page_hidden_rows_and_columns_are_known():
    lines = ["<tr><th>a<th>b<th>c", "<tr style='display:none'><td>1<td>2<td>3"]
    page = "<table><col><col style='display: none'>" + "".join(lines) + "</table>"
    [found] = workbook.load(f"<html>{page}".encode(), "a.xls").grids
    assert (found.hidden_rows, found.hidden_columns) == ({2}, [(2, 2)])


# ------------------------------------------------------------------- what is not .xlsx


def test_an_open_document_is_told_how_to_save(xlsx):
    """Also as a gradebook that was downloaded and saved as .ods"""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", "<x/>")
    data = target.getvalue()
    assert code(data, "lop.ods") == "file.opendocument"
    with pytest.raises(HocbaError) as caught:
        exchange_reader.read(data, "so.ods", None)
    assert "«Lưu thành», dạng Excel (.xlsx)" in str(caught.value)


def test_a_binary_workbook_is_told_how_to_save():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    assert code(target.getvalue(), "lop.xlsb") == "file.binary"


# ------------------------------------------------------------ formatted, but not filled


def formatted(data, last, row="", cells="ABCDEFGHIJ", step=1):
    """Return the file with formatted empty rows below the table."""
    more = "".join(
        f'<row r="{r}"{row}>'
        + "".join(f'<c r="{c}{r}" s="0"/>' for c in cells)
        + "</row>"
        for r in range(5, last + 1, step)
    )
    return repack(data, ("</sheetData>", f"{more}</sheetData>"), only=SHEET)


@pytest.mark.parametrize("cells", ["ABCDEFGHIJ", ""])
def test_formatted_empty_rows_are_no_matter_and_no_attack(xlsx, cells):
    """Borders all the way down, and rows with a height and no cell"""
    data = formatted(xlsx(ROWS), 100_000, ' ht="20" customHeight="1"', cells)
    tracemalloc.start()
    try:
        assert names(data) == ["Trần Thị Ánh", "Lê Văn Bình"]
        assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    finally:
        tracemalloc.stop()


def test_what_stands_behind_formatted_rows_is_not_lost(xlsx):
    row = ROWS[3]
    far = "".join(
        f'<c r="{c}4000" t="inlineStr"><is><t>{v}</t></is></c>'
        for c, v in zip(
            "ABCDE", [3, "Đỗ Cường", *row[2:4], "079213000003"], strict=True
        )
    )
    data = formatted(xlsx(ROWS), 3999)
    data = repack(data, ("</sheetData>", f'<row r="4000">{far}</row></sheetData>'))
    assert names(data)[-1] == "Đỗ Cường"
    data = formatted(xlsx(ROWS), 29_999)
    data = repack(
        data,
        (
            "</sheetData>",
            f'<row r="30000">{far.replace("4000", "30000")}</row></sheetData>',
        ),
    )
    assert code(data) == "sheet.too_big"


def test_merged_cells_behind_formatted_rows_are_known(xlsx):
    head = [HEAD[0], HEAD[1], None, *HEAD[2:]]
    rows = [ROWS[0], head, [1, "Trần Thị", "Ánh", *ROWS[2][2:]]]
    data = formatted(xlsx(rows, merges=["B2:C2"]), 20_000)
    assert names(data) == ["Trần Thị Ánh"]


def test_more_than_a_machine_should_unpack_is_told_to_be_deleted(xlsx, monkeypatch):
    monkeypatch.setattr("hocba.sheets.xlsx.MAX_FORMATTED", 100_000)
    data = formatted(xlsx(ROWS), 2000)
    with pytest.raises(HocbaError) as caught:
        class_list.read(data, "a.xlsx")
    assert "xóa các hàng trống có định dạng" in str(caught.value)
    assert "phá hoại" not in str(caught.value)


def test_formatted_cells_that_cannot_be_left_out_are_bounded(xlsx, monkeypatch):
    monkeypatch.setattr("hocba.sheets.xlsx.MAX_ELEMENTS", 1000)
    data = repack(
        formatted(xlsx(ROWS), 2000, cells="A"), ('<row r="3"', "<row"), only=SHEET
    )
    assert code(data) == "sheet.formatted"


@pytest.mark.parametrize("wrap", ["<![CDATA[{}]]>", "{}<!-- <row r='9'> -->"])
def test_comments_and_cdata_change_nothing(xlsx, wrap):
    text = 'a&lt;c r="A1"/&gt;' if wrap.startswith("{}") else 'a<c r="A1"/>'
    data = repack(xlsx([["TEXT"]]), ("TEXT", wrap.format(text)))
    assert grid(data) == {(1, 1): 'a<c r="A1"/>'}


CELLS = st.dictionaries(
    st.tuples(st.integers(1, 60), st.integers(1, 6)),
    st.sampled_from(["", "a", "<", "]]>", "7", "/>"]),
    max_size=40,
)


@given(CELLS, st.integers(20, 400), st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_is_left_out_is_only_what_is_empty(filled, size, heights):
    """Wherever the bytes are cut: the same cells as by reading all."""
    rows = []
    for row in range(1, 61):
        cells = []
        for column in range(1, 7):
            place = f"{'ABCDEF'[column - 1]}{row}"
            text = filled.get((row, column))
            inside = f"<is><t>{html.escape(text)}</t></is>" if text else ""
            if inside:
                cells.append(f'<c r="{place}" t="inlineStr">{inside}</c>')
            elif text is not None or (row + column) % 3:
                cells.append(f'<c s="1" r="{place}"/>')
        if heights and row % 7 == 0 and not any(r == row for r, _ in filled):
            rows.append(f'<row r="{row}" ht="3"/>')
        else:
            rows.append(f'<row r="{row}">{"".join(cells)}</row>')
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{space}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    )
    before = xlsx.CHUNK
    xlsx.CHUNK = size
    try:
        read = b"".join(xlsx._lean(io.BytesIO(sheet.encode()), Unchecked()))
    finally:
        xlsx.CHUNK = before
    kept = re.findall(rb'<c r="([A-F])(\d+)" t="inlineStr"><is><t>(.*?)</t>', read)
    found = {
        (int(row), b"ABCDEF".index(letter) + 1): html.unescape(text.decode())
        for letter, row, text in kept
    }
    assert found == {place: text for place, text in filled.items() if text}


class Unchecked:
    def check(self, data):
        pass


def test_a_doctype_is_refused_wherever_it_stands(xlsx):
    for part in ("xl/workbook.xml", "xl/styles.xml", SHEET):
        data = repack(xlsx(ROWS), ("<worksheet ", "<!DOCTYPE a><worksheet "), only=part)
        data = repack(data, ("<workbook ", "<!DOCTYPE a><workbook "), only=part)
        data = repack(data, ("<styleSheet ", "<!DOCTYPE a><styleSheet "), only=part)
        assert code(data) == "file.bomb"


def test_marks_in_an_old_file_and_in_a_new_one_are_the_same(xlsx):
    """A formula has no value that a person vouches for, in .xls as in .xlsx."""
    import xlwt

    head = ["STT", "Mã định danh cá nhân", "Họ và tên", "TX1", "ĐĐGgk", "ĐĐGck"]
    book = xlwt.Workbook()
    sheet = book.add_sheet("TOAN HK1")
    percent = xlwt.easyxf(num_format_str="0%")
    for column, text in enumerate(head):
        sheet.write(0, column, text)
    for column, text in enumerate([1, "079313000001", "Trần Thị Ánh"]):
        sheet.write(1, column, text)
    sheet.write(1, 3, 0.8, percent)
    sheet.write(1, 4, True)
    sheet.write(1, 5, xlwt.Formula("4+4"))
    sheet.row(2).hidden = True
    sheet.col(4).hidden = True
    sheet.write(2, 0, "x")
    target = io.BytesIO()
    book.save(target)
    [found] = mark_sheet.read(target.getvalue(), "diem.xls")
    codes = [problem.code for problem in found.problems if problem.where.row == 2]
    assert codes == ["cell.shown", "cell.boolean", "cell.formula"]
    [read] = workbook.load(target.getvalue(), "diem.xls").grids
    assert read.hidden_rows == {3}
    assert read.hidden(1, 5) and not read.hidden(1, 4)
