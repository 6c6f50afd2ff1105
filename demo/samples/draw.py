# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sheets as a school draws them, and a file that is the same each time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Times New Roman"
THIN = Side(style="thin", color="808080")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="DDEBF7")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
EPOCH = dt.datetime(2026, 6, 1, 8, 0, 0)


def title(sheet: Worksheet, lines: Sequence[str], width: int) -> int:
    """Write title rows merged over the table; return the next free row."""
    for row, line in enumerate(lines, start=1):
        cell = sheet.cell(row, 1, line)
        cell.font = Font(name=FONT, size=14 if row == 3 else 12, bold=row != 2)
        cell.alignment = CENTRE
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    return len(lines) + 2


def header(sheet: Worksheet, row: int, columns: Sequence[tuple[str, list[str]]]) -> int:
    """Write a header of two rows, groups merged across, the others down.

    ``columns``: text and the texts below it. One that ends in an empty text is merged
    over two columns with nothing below. Returns the first row of data.
    """
    column = 1
    for text, below in columns:
        sheet.cell(row, column, text)
        width = max(1, len(below))
        deep = not any(below)
        for offset, part in enumerate(below):
            if part:
                sheet.cell(row + 1, column + offset, part)
        if width > 1 or deep:
            sheet.merge_cells(
                start_row=row,
                start_column=column,
                end_row=row + int(deep),
                end_column=column + width - 1,
            )
        column += width
    for line in sheet.iter_rows(row, row + 1, 1, column - 1):
        for cell in line:
            cell.font = Font(name=FONT, size=11, bold=True)
            cell.fill = HEAD
            cell.border = GRID
            cell.alignment = CENTRE
    return row + 2


def row(sheet: Worksheet, row: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        cell.font = Font(name=FONT, size=11)
        cell.border = GRID
        if isinstance(value, dt.date):
            cell.number_format = "dd/mm/yyyy"
        elif isinstance(value, str):
            cell.number_format = "@"


def widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def footer(sheet: Worksheet, row: int, column: int, lines: Sequence[str]) -> None:
    for offset, line in enumerate(lines):
        cell = sheet.cell(row + 1 + offset, column, line)
        cell.font = Font(name=FONT, size=11, italic=offset == 0, bold=offset > 0)


def save(workbook: Workbook) -> bytes:
    """Return the file without the clock: the same content gives the same bytes."""
    workbook.properties.creator = "Giáo vụ"
    workbook.properties.created = EPOCH
    first = io.BytesIO()
    workbook.save(first)
    made, now = io.BytesIO(), workbook.properties.modified
    stamps = (
        f"{now:%Y-%m-%dT%H:%M:%SZ}".encode(),
        f"{EPOCH:%Y-%m-%dT%H:%M:%SZ}".encode(),
    )
    with (
        zipfile.ZipFile(first) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = content.replace(*stamps)
            info = zipfile.ZipInfo(name, (2026, 6, 1, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return made.getvalue()


def new_sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = workbook.create_sheet(name)
    sheet.sheet_view.showGridLines = False
    return sheet


def empty() -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.active)
    return workbook


def split(name: str) -> tuple[str, str]:
    family, _, given = name.rpartition(" ")
    return family, given
