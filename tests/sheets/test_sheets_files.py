# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files that are broken, hostile or of another format."""

import datetime as dt
import io
import re
import sys
import zipfile
from pathlib import Path

import pytest

from hocba.problems import HocbaError
from hocba.sheets import class_list, grid, workbook

ROWS = [
    ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh"],
    [1, "Trần Thị Ánh", "04/05/2013", "Nữ", "079313000001"],
    [2, "Lê Văn Bình", "05/06/2013", "Nam", "079213000002"],
]


def refused(data, filename="danh-sach.xlsx"):
    with pytest.raises(HocbaError) as caught:
        class_list.read(data, filename)
    [problem] = caught.value.problems
    return problem.code, str(caught.value)


def repack(data, change):
    """Return the file with every part passed through ``change(name, content)``."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target.getvalue()


def in_sheet(old, new):
    def change(name, content):
        if name.startswith("xl/worksheets/"):
            return content.replace(old, new, 1)
        return content

    return change


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused_by_its_name(xlsx, part):
    data = xlsx(ROWS)
    code, text = refused(data[: int(len(data) * part)])
    assert code == "file.broken"
    assert text.startswith("Tệp danh-sach.xlsx: tệp bị hỏng hoặc bị cắt cụt")


def test_damaged_content_is_refused(xlsx):
    data = bytearray(xlsx(ROWS))
    place = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[place : place + 40] = bytes(40)
    assert refused(bytes(data))[0] == "file.broken"


@pytest.mark.parametrize(
    "data", [b"hello", b"%PDF-1.7", b"STT;Ho ten\n1;A", b"<?xml version='1.0'?><a/>"]
)
def test_what_is_no_spreadsheet_is_refused(data):
    code, text = refused(data)
    assert code == "file.not_excel"
    assert "không phải là tệp Excel" in text


def test_an_empty_file_is_refused():
    assert refused(b"")[0] == "file.empty"


def test_a_zip_that_is_no_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refused(target.getvalue())[0] == "file.not_excel"


def test_a_zip_bomb_is_refused_unread(xlsx):
    def grow(name, content):
        return content + b" " * 20_000_000 if name == "xl/styles.xml" else content

    data = repack(xlsx(ROWS), grow)
    assert len(data) < 100_000
    code, text = refused(data)
    assert code == "file.bomb"
    assert "danh-sach.xlsx" in text


def test_an_entity_bomb_is_refused(xlsx):
    entity = b"<!DOCTYPE a [<!ENTITY x 'ha'>]><worksheet"
    data = repack(xlsx(ROWS), in_sheet(b"<worksheet", entity))
    assert refused(data)[0] == "file.bomb"


def test_a_file_over_the_limit_is_refused_before_it_is_opened(monkeypatch, xlsx):
    monkeypatch.setattr(workbook, "MAX_FILE", 1000)
    assert refused(xlsx(ROWS))[0] == "file.too_big"


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_ROWS", 2), ("MAX_COLUMNS", 4), ("MAX_CELLS", 10)]
)
def test_a_sheet_over_the_limits_is_refused_by_its_name(
    monkeypatch, xlsx, limit, value
):
    monkeypatch.setattr(grid, limit, value)
    code, text = refused(xlsx(ROWS))
    assert code == "sheet.too_big"
    assert "trang tính «7A1»" in text


def test_a_cell_at_the_end_of_the_world_is_refused_quickly(xlsx):
    def far(book):
        book["7A1"]["XFD1048576"] = "x"

    assert refused(xlsx(ROWS, change=far))[0] == "sheet.too_big"


def test_empty_formatted_rows_below_do_no_harm(xlsx):
    def format_below(book):
        for row in range(10, 6000):
            book["7A1"].cell(row, 1).number_format = "@"

    found = class_list.read(xlsx(ROWS, change=format_below), "a.xlsx")
    assert len(found.rows) == 2


def test_merged_cells_over_the_whole_sheet_do_no_harm(xlsx):
    merged = b'</sheetData><mergeCells><mergeCell ref="G1:XFD1048576"/></mergeCells>'
    data = repack(xlsx(ROWS), in_sheet(b"</sheetData>", merged))
    assert len(class_list.read(data, "a.xlsx").rows) == 2


def test_merged_areas_beyond_counting_are_refused(xlsx, monkeypatch):
    monkeypatch.setattr(grid, "MAX_MERGED", 20)
    area = b'<mergeCell ref="A1:E3"/>'
    merged = b"</sheetData><mergeCells>" + area * 2 + b"</mergeCells>"
    data = repack(xlsx(ROWS), in_sheet(b"</sheetData>", merged))
    assert refused(data)[0] == "sheet.too_big"


def test_a_false_dimension_hides_no_rows(xlsx):
    def shrink(name, content):
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', content)

    assert len(class_list.read(repack(xlsx(ROWS), shrink), "a.xlsx").rows) == 2


def test_a_password_is_named():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    data += "EncryptedPackage".encode("utf-16-le")
    code, text = refused(data)
    assert code == "file.locked"
    assert "mật khẩu" in text


def test_a_broken_xls_is_refused():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    assert refused(data, "cu.xls")[0] == "file.broken"


def test_a_web_page_named_xls_is_read():
    lines = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS
    )
    title = "<tr><td colspan=5>DANH SÁCH LỚP 7A1</td></tr>"
    page = f"<html><body><table>{title}{lines}</table></body></html>"
    found = class_list.read(page.encode(), "lop.xls")
    assert [row.name for row in found.rows] == ["Trần Thị Ánh", "Lê Văn Bình"]
    assert (found.class_name, found.errors) == ("7A1", [])


def test_a_web_page_with_monstrous_spans_is_refused():
    cells = "<td colspan=300 rowspan=300>x</td>" * 50
    page = f"<html><table><tr>{cells}</tr></table></html>"
    assert refused(page.encode(), "lop.xls")[0] == "sheet.too_big"


def test_an_old_xls_is_read_with_dates_merged_cells_and_struck_rows():
    data = Path(__file__).with_name("lop-7a1.xls").read_bytes()
    found = class_list.read(data, "lop-7a1.xls")
    assert [(row.name, row.birth_date, row.gender) for row in found.rows] == [
        ("Trần Thị Ánh", dt.date(2013, 5, 4), "female"),
        ("Lê Văn Bình", dt.date(2013, 6, 5), "male"),
        ("Đỗ Cường", dt.date(2013, 7, 8), "male"),
    ]
    assert [row.struck for row in found.rows] == [False, True, False]
    assert [(p.code, p.where.row) for p in found.problems] == [
        ("sheet.hidden", None),
        ("class_list.struck", 6),
        ("personal_id.zero_lost", 7),
    ]


def test_without_the_package_for_old_files_the_error_names_it(monkeypatch):
    data = Path(__file__).with_name("lop-7a1.xls").read_bytes()
    monkeypatch.setitem(sys.modules, "xlrd", None)
    code, text = refused(data, "lop-7a1.xls")
    assert code == "file.needs_package"
    assert "«xlrd»" in text


def test_hidden_sheets_are_left_out_and_named(xlsx):
    def hide(book):
        book["Cũ"].sheet_state = "hidden"

    data = xlsx(ROWS, more={"Cũ": ROWS}, change=hide)
    found = class_list.read(data, "a.xlsx")
    assert [problem.text() for problem in found.problems] == [
        "Tệp a.xlsx, trang tính «Cũ»: trang tính bị ẩn nên không được đọc"
    ]


def test_several_class_lists_in_a_file_need_a_choice(xlsx):
    data = xlsx(ROWS, more={"7A2": ROWS[:2]})
    code, text = refused(data)
    assert code == "sheet.several"
    assert "7A1, 7A2" in text
    assert len(class_list.read(data, "a.xlsx", sheet="7A2").rows) == 1
    with pytest.raises(HocbaError):
        class_list.read(data, "a.xlsx", sheet="7A3")


def test_a_file_without_a_table_is_refused(xlsx):
    assert refused(xlsx([["Kế hoạch năm học"], ["Tuần", "Việc"]]))[0] == (
        "sheet.no_table"
    )
