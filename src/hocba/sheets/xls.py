# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read .xls, the workbooks of Excel 97 to 2003. Needs xlrd."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

from ..problems import Problem, Where, fail
from . import formats
from .grid import Area, Book, Cell, Grid, fill, merge

_FORMULA = (0x0006, 0x0206, 0x0406)
_END = 0x000A


def read(data: bytes, book: Book) -> None:
    """Add the sheets of an .xls file to the book.

    :raises HocbaError: ``file.broken``, ``file.locked``, ``sheet.too_big``; any other
        exception means a broken file
    """
    where = Where(file=book.file)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise fail("file.locked", where)
    import xlrd

    try:
        workbook = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            # keeps the bytes of the file, for what xlrd does not tell
            on_demand=True,
            ragged_rows=True,
            logfile=io.StringIO(),
        )
    except xlrd.XLRDError as error:
        code = "file.locked" if "encrypted" in str(error) else "file.broken"
        raise fail(code, where) from error
    for number, sheet in enumerate(workbook.sheets()):
        if sheet.visibility:
            place = Where(file=book.file, sheet=sheet.name)
            book.problems.append(Problem("sheet.hidden", {}, place))
            continue
        grid = Grid(sheet.name)
        formulas = _formulas(workbook, number)
        fill(grid, book, _cells(workbook, sheet, formulas))
        areas = (
            Area(top + 1, left + 1, bottom, right)
            for top, bottom, left, right in sheet.merged_cells
        )
        merge(grid, book, areas)
        _hide(grid, sheet)
        book.grids.append(grid)


def _hide(grid: Grid, sheet: Any) -> None:
    for row, info in sheet.rowinfo_map.items():
        # 15 bits of twentieths of a point; the 16th says "as it is by default"
        if info.hidden or not (info.height & 0x7FFF):
            grid.hidden_rows.add(row + 1)
    for column, info in sheet.colinfo_map.items():
        if info.hidden or not info.width:
            grid.hidden_columns.append((column + 1, column + 1))


def _formulas(workbook: Any, number: int) -> set[tuple[int, int]]:
    """Return the places of a sheet's formulas, which xlrd reads as their values."""
    found: set[tuple[int, int]] = set()
    data, places = workbook.mem, workbook._sh_abs_posn
    if number >= len(places):
        # before Excel 5 a file was one sheet
        return found
    place = places[number]
    depth = 0
    while place + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, place)
        place += 4
        if kind in _FORMULA and depth == 1:
            found.add(struct.unpack_from("<HH", data, place))
        # charts inside of a sheet begin and end like a sheet
        depth += (kind & 0xFF) == 0x09
        depth -= kind == _END
        if depth < 1:
            break
        place += length
    return found


def _cells(
    workbook: Any, sheet: Any, formulas: set[tuple[int, int]]
) -> Iterator[tuple[int, int, Cell]]:
    import xlrd

    nothing = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in nothing:
                found = _cell(workbook, sheet, row, column, (row, column) in formulas)
                yield row + 1, column + 1, found


def _cell(workbook: Any, sheet: Any, row: int, column: int, formula: bool) -> Cell:
    import xlrd

    cell = sheet.cell(row, column)
    style = workbook.xf_list[cell.xf_index]
    struck = bool(workbook.font_list[style.font_index].struck_out)
    key = style.format_key
    code = formats.BUILTIN.get(key) or workbook.format_map[key].format_str
    code = code or formats.GENERAL
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        # LibreOffice writes a logical value as the formula TRUE()
        return Cell("TRUE" if cell.value else "FALSE", "boolean", None, struck)
    if formula:
        return Cell("=", "formula", None, struck)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(cell.value, "#")
        return Cell(text, "error", None, struck)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        text, left_out = _parts(workbook, sheet, row, column, struck)
        if left_out and not text.strip():
            return formats.formatted_text(left_out, True, "", code)
        whole = struck and not left_out
        return formats.formatted_text(text, whole, left_out, code)
    return formats.cell(
        cell.value, code, date1904=bool(workbook.datemode), struck=struck
    )


def _parts(
    workbook: Any, sheet: Any, row: int, column: int, struck: bool
) -> tuple[str, str]:
    """Return the text that counts and the text that is struck through."""
    text = sheet.cell(row, column).value
    runs = sheet.rich_text_runlist_map.get((row, column))
    if not runs:
        return text, ""
    bounds = [(0, struck)]
    bounds += [
        (start, bool(workbook.font_list[font].struck_out)) for start, font in runs
    ]
    ends = [start for start, _ in bounds[1:]] + [len(text)]
    kept, left_out = "", ""
    for (start, off), end in zip(bounds, ends, strict=True):
        if off:
            left_out += text[start:end]
        else:
            kept += text[start:end]
    return kept, left_out
