# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A spreadsheet file as a grid of texts, whatever its format, within limits.

Files come from strangers: everything is bounded before it is unpacked or built, no
formula is evaluated, no entity resolved, nothing fetched. ``.xlsx`` needs openpyxl,
old ``.xls`` xlrd; a web page named ``.xls`` needs neither.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ..problems import HocbaError, Problem, Where, fail, register
from .names import clean

MAX_FILE = 20 * 2**20
MAX_UNPACKED = 64 * 2**20
MAX_RATIO = 200
MAX_PARTS = 2000
MAX_ROWS = 5000
MAX_COLUMNS = 300
MAX_CELLS = 200_000
MAX_MERGED = 500_000
MAX_TEXT = 32_767
MAX_TEXTS = 10_000_000
MAX_SHEETS = 100

register(
    {
        "file.empty": {"vi": "tệp rỗng", "en": "the file is empty"},
        "file.too_big": {
            "vi": "tệp quá lớn ({size} MB), giới hạn là {limit} MB",
            "en": "the file is too big ({size} MB), the limit is {limit} MB",
        },
        "file.not_excel": {
            "vi": "không phải là tệp Excel: hãy mở bằng Excel rồi lưu lại dạng .xlsx",
            "en": "this is no Excel file: open it in Excel and save it as .xlsx",
        },
        "file.broken": {
            "vi": "tệp bị hỏng hoặc bị cắt cụt, không đọc được: hãy gửi lại tệp gốc",
            "en": "the file is broken or cut off: send the original again",
        },
        "file.locked": {
            "vi": "tệp có mật khẩu: hãy bỏ mật khẩu rồi gửi lại",
            "en": "the file has a password: remove it and send the file again",
        },
        "file.bomb": {
            "vi": "tệp giải nén ra quá lớn, có thể là tệp phá hoại: không đọc",
            "en": "the file unpacks to far too much, it may be an attack: not read",
        },
        "file.needs_package": {
            "vi": "máy chủ thiếu gói Python «{package}» để đọc loại tệp này",
            "en": "the Python package “{package}” is missing to read this kind of file",
        },
        "sheet.too_big": {
            "vi": "bảng quá lớn: nhiều hơn {rows} hàng, {columns} cột hoặc {cells} ô "
            "có dữ liệu; hãy chỉ để lại một bảng",
            "en": "the sheet is too big: more than {rows} rows, {columns} columns or "
            "{cells} filled cells; leave one table in it",
        },
        "sheet.hidden": {
            "vi": "trang tính bị ẩn nên không được đọc",
            "en": "the sheet is hidden and was not read",
            "level": "warning",
        },
    }
)

Kind = Literal["empty", "text", "number", "date", "formula", "error"]


@dataclass(frozen=True)
class Cell:
    """One cell: its text as read, what kind it was, whether it is struck through."""

    text: str = ""
    kind: Kind = "empty"
    date: dt.date | None = None
    struck: bool = False


EMPTY = Cell()


@dataclass(frozen=True)
class Area:
    """Merged cells; the numbers count from 1 and are inside the area."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """One sheet: filled cells by (row, column), both counted from 1."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    _areas: dict[tuple[int, int], Area] | None = None
    _merged: int = 0

    @property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        return max((column for _, column in self.cells), default=0)

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column), EMPTY)

    def hidden(self, row: int, column: int) -> bool:
        """Return whether nobody who looks at the sheet sees this cell (.xlsx only)."""
        return row in self.hidden_rows or any(
            first <= column <= last for first, last in self.hidden_columns
        )

    def area(self, row: int, column: int) -> Area:
        """Return the merged area of a cell, or the cell itself as an area."""
        if self._areas is None:
            self._areas = {
                (r, c): area
                for area in self.merges
                for r in range(area.top, area.bottom + 1)
                for c in range(area.left, area.right + 1)
            }
        return self._areas.get((row, column)) or Area(row, column, row, column)

    def merged(self, row: int, column: int) -> Cell:
        """Return the cell that is seen here: that of the merged area, if any."""
        area = self.area(row, column)
        return self.cell(area.top, area.left)


@dataclass
class Book:
    """The sheets of a file that a person sees, and what is odd about the file.

    ``kept`` is the sheet that was asked for by its name, ``keep``, hidden or not.
    """

    file: str
    grids: list[Grid]
    problems: list[Problem] = field(default_factory=list)
    keep: str = ""
    kept: Grid | None = None


def load(data: bytes, filename: str, keep: str = "") -> Book:
    """Return the visible sheets of a spreadsheet file.

    ``keep`` names a sheet of an .xlsx file that is no table for persons: it is read
    even if it is hidden, and kept apart.

    :raises HocbaError: ``file.empty``, ``file.too_big``, ``file.not_excel``,
        ``file.broken``, ``file.locked``, ``file.bomb``, ``file.needs_package``,
        ``sheet.too_big``.
    """
    where = Where(file=filename)
    if not data:
        raise fail("file.empty", where)
    if len(data) > MAX_FILE:
        size = {"size": len(data) // 2**20, "limit": MAX_FILE // 2**20}
        raise fail("file.too_big", where, **size)
    reader = _reader(data)
    if reader is None:
        raise fail("file.not_excel", where)
    book = Book(filename, [], keep=keep)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader(data, book)
    except (HocbaError, MemoryError):
        raise
    except ImportError as error:
        raise fail("file.needs_package", where, package=error.name)
    except Exception as error:
        # the libraries raise whatever their parser stumbled over
        raise fail("file.broken", where) from error
    return book


def _reader(data: bytes) -> Callable[[bytes, Book], None] | None:
    if data.startswith(b"PK"):
        return _read_xlsx
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _read_xls
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and (b"<html" in head or b"<table" in head):
        return _read_html
    return None


# ------------------------------------------------------------------------------ xlsx


def _read_xlsx(data: bytes, book: Book) -> None:
    where = Where(file=book.file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise fail("file.broken", where) from error
    with archive:
        _check_archive(archive, len(data), where)
        import openpyxl

        # read-only: rows stream by, so that the limits hold before memory is used
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        if len(workbook.worksheets) > MAX_SHEETS:
            raise fail("file.bomb", where)
        for sheet in workbook.worksheets:
            kept = bool(book.keep) and sheet.title == book.keep
            if sheet.sheet_state != "visible" and not kept:
                place = Where(file=book.file, sheet=sheet.title)
                book.problems.append(Problem("sheet.hidden", {}, place))
                continue
            # a false dimension in the file would hide rows
            sheet.reset_dimensions()
            grid = Grid(sheet.title)
            _fill(grid, book, _xlsx_cells(sheet))
            # openpyxl knows no merged cells in this mode
            part = archive.read(sheet._worksheet_path)
            _merge(grid, book, _xlsx_merges(part))
            if kept:
                book.kept = grid
                continue
            _hide(grid, part)
            book.grids.append(grid)


def _check_archive(archive: zipfile.ZipFile, packed: int, where: Where) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked // max(packed, 1)
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or (ratio > MAX_RATIO and unpacked > 2**20)
    ):
        raise fail("file.bomb", where)
    if any(part.flag_bits & 1 for part in parts):
        raise fail("file.locked", where)
    if "xl/workbook.xml" not in archive.namelist():
        raise fail("file.not_excel", where)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            content = archive.read(part).replace(b"\0", b"")
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise fail("file.bomb", where)


def _xlsx_cells(sheet: Any) -> Iterator[tuple[int, int, Cell]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in (None, ""):
                continue
            struck = bool(cell.font and cell.font.strike)
            kind = {"f": "formula", "e": "error"}.get(cell.data_type)
            yield cell.row, cell.column, _cell(cell.value, struck, kind)


def _xlsx_merges(part: bytes) -> Iterator[Area]:
    from lxml import etree

    events = etree.iterparse(
        io.BytesIO(part), tag="{*}mergeCell", resolve_entities=False, no_network=True
    )
    for _, element in events:
        found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", element.get("ref", ""))
        element.clear()
        if found:
            left, top, right, bottom = found.groups()
            yield Area(int(top), _number(left), int(bottom), _number(right))


def _hide(grid: Grid, part: bytes) -> None:
    from lxml import etree

    events = etree.iterparse(
        io.BytesIO(part),
        tag=("{*}col", "{*}row"),
        resolve_entities=False,
        no_network=True,
    )
    row = 0
    for _, element in events:
        hidden = element.get("hidden") in ("1", "true")
        if etree.QName(element).localname == "row":
            row = int(element.get("r", row + 1))
            if hidden:
                grid.hidden_rows.add(row)
        elif hidden:
            first = int(element.get("min", "1"))
            grid.hidden_columns.append((first, int(element.get("max", first))))
        element.clear()


def _merge(grid: Grid, book: Book, areas: Iterable[Area]) -> None:
    """Add merged areas, cut to the rows and columns that hold anything.

    :raises HocbaError: ``sheet.too_big`` when they cover too many cells together.
    """
    for area in areas:
        bottom = min(area.bottom, grid.last_row)
        right = min(area.right, grid.last_column)
        grid._merged += 1
        if area.top <= bottom and area.left <= right:
            grid._merged += (bottom - area.top + 1) * (right - area.left + 1)
            grid.merges.append(Area(area.top, area.left, bottom, right))
        if grid._merged > MAX_MERGED:
            raise _too_big(book, grid)


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def letter(column: int) -> str:
    """Return the letters of a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# ------------------------------------------------------------------------------- xls


def _read_xls(data: bytes, book: Book) -> None:
    where = Where(file=book.file)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise fail("file.locked", where)
    import xlrd

    try:
        workbook = xlrd.open_workbook(
            file_contents=data, formatting_info=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        code = "file.locked" if "encrypted" in str(error) else "file.broken"
        raise fail(code, where) from error
    for sheet in workbook.sheets():
        if sheet.visibility:
            place = Where(file=book.file, sheet=sheet.name)
            book.problems.append(Problem("sheet.hidden", {}, place))
            continue
        grid = Grid(sheet.name)
        _fill(grid, book, _xls_cells(workbook, sheet))
        areas = (
            Area(top + 1, left + 1, bottom, right)
            for top, bottom, left, right in sheet.merged_cells
        )
        _merge(grid, book, areas)
        book.grids.append(grid)


def _xls_cells(workbook: Any, sheet: Any) -> Iterator[tuple[int, int, Cell]]:
    import xlrd

    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            value, kind = cell.value, None
            if cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(value, workbook.datemode)
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                value, kind = "#", "error"
            style = workbook.xf_list[cell.xf_index]
            struck = bool(workbook.font_list[style.font_index].struck_out)
            yield row + 1, column + 1, _cell(value, struck, kind)


# ------------------------------------------------------------------------------ html


def _read_html(data: bytes, book: Book) -> None:
    from lxml import html

    try:
        data.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None
    parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False)
    document = html.document_fromstring(data, parser=parser)
    tables = document.xpath("//table[not(.//table)]")
    for number, table in enumerate(tables[:MAX_SHEETS], start=1):
        grid, areas = Grid(str(number)), list[Area]()
        _fill(grid, book, _html_cells(table, areas))
        _merge(grid, book, areas)
        if grid.cells:
            book.grids.append(grid)


def _html_cells(table: Any, areas: list[Area]) -> Iterator[tuple[int, int, Cell]]:
    covered = 0
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.xpath(".//tr"), start=1):
        column = 1
        for item in line.xpath("./td|./th"):
            while (row, column) in taken:
                column += 1
            height, width = _span(item, "rowspan"), _span(item, "colspan")
            if height > 1 or width > 1:
                area = Area(row, column, row + height - 1, column + width - 1)
                areas.append(area)
                covered += height * width
                if covered > MAX_MERGED:
                    raise ValueError("merged cells cover too much")
                taken.update(
                    (r, c)
                    for r in range(row, row + height)
                    for c in range(column, column + width)
                )
            struck = bool(item.xpath(".//s|.//strike|.//del"))
            yield row, column, _cell(item.text_content(), struck, None)
            column += width


def _span(item: Any, name: str) -> int:
    text = item.get(name, "1")
    return min(int(text), MAX_COLUMNS) if text.isdigit() and int(text) else 1


# ----------------------------------------------------------------------------- cells


def _fill(grid: Grid, book: Book, found: Iterable[tuple[int, int, Cell]]) -> None:
    """Fill the grid, stopping at the limits."""
    length = 0
    for row, column, cell in found:
        if not cell.text:
            continue
        length += len(cell.text)
        inside = row <= MAX_ROWS and column <= MAX_COLUMNS
        if not inside or length > MAX_TEXTS or len(grid.cells) >= MAX_CELLS:
            raise _too_big(book, grid)
        grid.cells[row, column] = cell


def _too_big(book: Book, grid: Grid) -> HocbaError:
    limits = {"rows": MAX_ROWS, "columns": MAX_COLUMNS, "cells": MAX_CELLS}
    return fail("sheet.too_big", Where(file=book.file, sheet=grid.name), **limits)


def _cell(value: Any, struck: bool, kind: str | None) -> Cell:
    if kind == "formula":
        return Cell(str(value), "formula", None, struck)
    if kind == "error":
        return Cell(str(value), "error", None, struck)
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return Cell(f"{value:%d/%m/}{value.year:04d}", "date", value, struck)
    if isinstance(value, bool):
        return Cell("x" if value else "", "text", None, struck)
    if isinstance(value, int | float):
        return Cell(_number_text(value), "number", None, struck)
    if len(str(value)) > MAX_TEXT:
        raise ValueError("a text longer than a cell can hold")
    return Cell(clean(str(value)), "text", None, struck)


def _number_text(value: float) -> str:
    """Return a number as a person sees it: 15 digits, as Excel counts them."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g")
