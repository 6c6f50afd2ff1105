# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files that LibreOffice and Gnumeric saved: nothing is misread (`--full`).

Each workbook goes through each chain of programs. What is read of the result is what
was read of the original, or the cell is refused by its place.
"""

import csv
import datetime as dt
import io
import shutil
import subprocess

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from hocba.problems import HocbaError
from hocba.rules import cells
from hocba.sheets import (
    class_list,
    exchange_forms,
    exchange_reader,
    exchange_writer,
    formats,
    mark_sheet,
    workbook,
)
from hocba.sheets.exchange import Identity, Row, Workbook

ODD = '_x000D_ =1+1 <&> "Đ" \'a'
DAYS = [dt.date(2013, 5, 9), dt.date(2013, 11, 25), dt.date(2013, 1, 31)]


def packed(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet_of(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book, book.active


def a_class_list():
    """Dates in three formats, ids, codes and telephones as texts and as numbers."""
    head = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh cá nhân"]
    head += ["Mã học sinh", "Điện thoại", "Chỗ ở hiện nay", "Dân tộc"]
    rows = [["DANH SÁCH LỚP 7A1"], head]
    names = ["Trần Thị Ánh", "Y Blĭ Niê", "Nguyễn Thuý Hoà"]
    for number, (name, born) in enumerate(zip(names, DAYS, strict=True), start=1):
        row = [number, name, born, "Nữ", f"07931300001{number}", f"791234567{number}"]
        rows.append([*row, f"096123456{number}", f"Số {number}/2; tổ 3", "Kinh"])
    rows[3][6], rows[4][6] = 961234567, 9.61e8
    rows[4][5] = 100000011
    book, sheet = sheet_of(rows)
    for row, code in ((3, "dd/mm/yyyy"), (4, "mm-dd-yy"), (5, "d\\/m\\/yyyy")):
        sheet.cell(row, 3).number_format = code
    sheet["G5"].number_format = "0.00E+00"
    sheet["F5"].number_format = "0000000000"
    sheet["B4"].font = Font(strike=True)
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["I"].hidden = True
    return packed(book)


def a_mark_sheet():
    """Marks as numbers, texts, with formats, ticks, formulas, errors, dates, lines."""
    head = ["STT", "Mã định danh cá nhân", "Họ và tên", "Ngày sinh"]
    head += ["TX1", "TX2", "TX3", "ĐĐGgk", "ĐĐGck", "Nhận xét"]
    rows = [
        ["BẢNG ĐIỂM MÔN: TOÁN"],
        ["Lớp: 7A1 - Học kì: I - Năm học: 2025-2026"],
        head,
    ]
    filled = [
        (8, "8,5", 7.5, 10, 0, "Chăm học.\nCần đọc thêm."),
        (0.8, 5, 8, 9, 0, ODD.replace("_x", "_x005F_x")),
        (True, False, "=H6+1", dt.date(2026, 5, 8), 8.25, "Cũ"),
        ("V", "10", "8.5", 8.299999999999999, None, "  hai   chỗ trống  "),
        (6, 7, 8.45, "=1/0", 9, ""),
    ]
    names = ["Ánh", "Bình", "Cúc", "Đăng", "Em"]
    for number, (name, values) in enumerate(zip(names, filled, strict=True), start=1):
        born = dt.date(2013, number, 20 + number)
        row = [number, f"07931300001{number}", f"Trần Thị {name}", born]
        rows.append([*row, *values])
    book, sheet = sheet_of(rows)
    for place, code in {
        "E5": "0%",
        "F5": '0","0',
        "G5": ";;;",
        "I5": "0;-0;;@",
    }.items():
        sheet[place].number_format = code
    sheet["H5"].number_format = "dd/mm/yyyy"
    sheet["I6"].number_format = sheet["G8"].number_format = "0.0"
    sheet["E8"].font = Font(strike=True)
    old, new = InlineFont(strike=True), InlineFont()
    text = CellRichText(TextBlock(old, "Chưa cố gắng."), TextBlock(new, " Tiến bộ."))
    sheet["J6"] = text
    return packed(book)


def a_gradebook():
    """Marks with an odd remark, and conduct."""
    scores = dict.fromkeys(("tx1", "tx2", "tx3", "gk", "ck"), "score")
    marks = {"tx1": "8.5", "tx2": "9", "tx3": "", "gk": "V", "ck": "10", "remark": ODD}
    conduct = {"hk1": "TOT", "hk2": "", "remark1": ODD}

    def rows(filled):
        names = ["Trần Thị Ánh", "Lê Văn Bình"]
        inputs = frozenset(filled)
        return tuple(
            Row(f"079{n}", name, filled, str(n), n, DAYS[n], inputs)
            for n, name in enumerate(names)
        )

    who = Identity("79-760-70999", "THCS A", "2025-2026", "7A1", "0f7c", "10:49")
    sheets = (
        exchange_forms.mark_sheet("TOAN", "Toán", "HK1", scores, rows(marks), "tt22"),
        exchange_forms.conduct_sheet(rows(conduct)),
    )
    return exchange_writer.write(Workbook(who, sheets, "Nhật ký: khối 128"))


def canonical(text, kind, where=None):
    return cells.canonical(text, kind, where, typed=False)


FILES = {"list": a_class_list(), "marks": a_mark_sheet(), "book": a_gradebook()}
CHAINS = {
    "LO xlsx": ["lo:xlsx"],
    "LO xlsx twice": ["lo:xlsx", "lo:xlsx"],
    "LO ods xlsx": ["lo:ods", "lo:xlsx"],
    "LO xls": ["lo:xls"],
    "LO xls xlsx": ["lo:xls", "lo:xlsx"],
    "SS xlsx": ["ss:xlsx"],
    "SS ods xlsx": ["ss:ods", "ss:xlsx"],
    "SS xls": ["ss:xls"],
    "SS xls xlsx": ["ss:xls", "ss:xlsx"],
    "LO SS": ["lo:xlsx", "ss:xlsx"],
    "SS LO": ["ss:xlsx", "lo:xlsx"],
}
_FORMATS = {"xlsx": "Gnumeric_Excel:xlsx", "xls": "Gnumeric_Excel:excel_biff8"}
_FORMATS |= {"ods": "Gnumeric_OpenCalc:odf"}


def libreoffice(files, kind, folder, profile):
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        + ["--convert-to", kind, "--outdir", folder, *files],
        check=True,
        capture_output=True,
        timeout=300,
    )


def gnumeric(files, kind, folder):
    for file in files:
        target = folder / f"{file.stem}.{kind}"
        command = ["ssconvert", "-T", _FORMATS[kind], file, target]
        subprocess.run(command, check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Return the files by chain and name, saved by each chain of programs."""
    for program in ("soffice", "ssconvert"):
        assert shutil.which(program), f"{program} is missing: ./edu test --full"
    root = tmp_path_factory.mktemp("programs")
    made = {}
    for number, (chain, steps) in enumerate(CHAINS.items()):
        folder = root / str(number)
        folder.mkdir()
        for name, data in FILES.items():
            (folder / f"{name}.xlsx").write_bytes(data)
        files = [folder / f"{name}.xlsx" for name in FILES]
        for step, (program, kind) in enumerate(one.split(":") for one in steps):
            target = folder / str(step)
            target.mkdir()
            if program == "lo":
                libreoffice(files, kind, target, root / "profile")
            else:
                gnumeric(files, kind, target)
            files = [target / f"{name}.{kind}" for name in FILES]
        for file in files:
            made[chain, file.stem] = file.read_bytes()
    return made


def places(problems, level="error"):
    return {
        (problem.where.row, (problem.where.column or "")[:1])
        for problem in problems
        if problem.level == level and problem.where and problem.where.row
    }


@pytest.mark.parametrize("chain", CHAINS)
def test_a_class_list_is_read_as_before(saved, chain):
    """BT-5.1a: dates, ids, codes and telephones, hidden and struck rows"""
    before = class_list.read(FILES["list"], "lop.xlsx")
    after = class_list.read(saved[chain, "list"], "lop")
    assert [row.name for row in after.rows] == [row.name for row in before.rows]
    assert [row.birth_date for row in after.rows] == DAYS
    for one, other in zip(before.rows, after.rows, strict=True):
        assert one == other
    # a code that shows another one, a hidden row, a hidden column that holds data
    wanted = {(5, "F"), (5, ""), (2, "I")}
    assert places(after.problems) == places(before.problems) == wanted
    assert {p.code for p in after.problems} == {p.code for p in before.problems}
    [grid] = workbook.load(saved[chain, "list"], "lop").grids
    seen = {(r, c) for r in (3, 4, 5) for c in (2, 9) if not grid.hidden(r, c)}
    assert seen == {(3, 2), (4, 2)}


def known(sheet):
    """Return what of each cell would be taken, by row and column."""
    taken = {}
    for row in sheet.rows:
        for name, text in row.cells.items():
            where = sheet.where(row.row, name)
            try:
                mark = cells.canonical(text, "score", where, typed=False)
            except HocbaError:
                mark = "refused"
            if (row.row, where.column[:1]) in places(sheet.problems):
                mark = "refused"
            taken[row.row, where.column[:1]] = mark
    return taken


@pytest.mark.parametrize("chain", CHAINS)
def test_a_mark_sheet_is_read_as_before(saved, chain):
    """BT-6.1a: each mark is the same one or refused"""
    [before] = mark_sheet.read(FILES["marks"], "diem.xlsx")
    [after] = mark_sheet.read(saved[chain, "marks"], "diem")
    assert known(after) == known(before)
    refused = {place for place, mark in known(after).items() if mark == "refused"}
    wanted = "E5 F5 G5 H5 I5 E6 F6 G6 H6 I6 E8 G8 H8".split()
    assert refused == {(int(place[1]), place[0]) for place in wanted}
    texts = [row.remark for row in after.rows]
    # Gnumeric shows the escapes of .xlsx as they are, and .xls has none
    odd = ODD.replace("_x", "_x005F_x") if chain == "SS xls" else ODD
    assert texts[:2] == ["Chăm học. Cần đọc thêm.", odd]
    assert texts[2] == "Tiến bộ." or places(after.problems, "warning") >= {(6, "J")}
    assert texts[3:] == ["hai chỗ trống", ""]
    assert [row.birth_date for row in after.rows] == [
        row.birth_date for row in before.rows
    ]


@pytest.mark.parametrize("chain", CHAINS)
def test_a_gradebook_comes_back_unchanged_or_is_refused(saved, chain):
    """KP-17.1: another program changes no cell"""
    data = saved[chain, "book"]
    if data.startswith(b"PK"):
        found = exchange_reader.read(data, "so.xlsx", canonical)
        assert found.problems == []
        assert [sheet.changes + sheet.problems for sheet in found.sheets] == [[], []]
        assert all(not sheet.refused for sheet in found.sheets)
        return
    with pytest.raises(HocbaError) as caught:
        exchange_reader.read(data, "so.xls", canonical)
    assert [one.code for one in caught.value.problems] == ["exchange.old_format"]


def test_an_open_document_is_told_how_to_save(tmp_path):
    source = tmp_path / "list.xlsx"
    source.write_bytes(FILES["list"])
    gnumeric([source], "ods", tmp_path)
    with pytest.raises(HocbaError) as caught:
        class_list.read((tmp_path / "list.ods").read_bytes(), "lop.ods")
    assert [one.code for one in caught.value.problems] == ["file.opendocument"]


CODES = ["0%", "0.0%", '0","0', ";;;", "0;-0;;@", "#,##0", "000000000000", "0.0", "0"]
CODES += ["0.0#", '0" điểm"', '"TX "0', '0###" "###" "###', "0.0,", "+0;-0", "#", "00"]
CODES += ["[>=5]0.0;[Red]0.0", "0.", "# ?/?", "??0.0", "#,##0.00;(#,##0.00)", "0-00"]
CODES += ['0.0;[Red]-0.0;"không"', "0.0,,", "#.##", "#.0", '0 "/10"', "0\\,0", "00\\.0"]
NUMBERS = [0, 1, 8, 8.5, 8.25, 8.45, 85, 100, 1234567, 0.8, 0.05, 3]


def test_formats_show_what_libreoffice_shows(tmp_path):
    """A cell says what LibreOffice shows, but for the comma of the decimals."""
    book = openpyxl.Workbook()
    for code in CODES:
        book.active.append(NUMBERS)
        for cell in book.active[book.active.max_row]:
            cell.number_format = code
    for index in range(1, len(NUMBERS) + 1):
        letter = openpyxl.utils.get_column_letter(index)
        book.active.column_dimensions[letter].width = 60
    source = tmp_path / "shown.xlsx"
    book.save(source)
    text = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true"
    libreoffice([source], text, tmp_path, tmp_path / "profile")
    with (tmp_path / "shown.csv").open(encoding="utf-8") as file:
        shown = list(csv.reader(file, delimiter="\t"))
    for code, line in zip(CODES, shown, strict=True):
        for number, seen in zip(NUMBERS, line, strict=True):
            cell = formats.cell(number, code)
            seen = " ".join(seen.split())
            if cell.shown is None:
                assert float(seen.replace(",", "").replace(" ", "")) == number, code
            else:
                mine = (
                    cell.shown if "\\" in code or '","' in code else english(cell.shown)
                )
                assert mine.replace(" ", "") == seen.replace(" ", ""), (code, number)


def english(text):
    return text.translate(str.maketrans(",.", ".,"))
