# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Write gradebooks as a workbook to be filled in: :mod:`hocba.sheets.exchange`.

Needs openpyxl (the extra ``excel``).
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from copy import copy
from typing import Any

from .exchange import (
    CHOICES,
    HIDDEN_SHEET,
    Column,
    Row,
    Sheet,
    Workbook,
    plain,
    seal,
    title_lines,
)
from .grid import letter

FONT = "Times New Roman"
GUIDE = (
    "Chỉ nhập vào các ô trắng{0}. Không sửa mã và họ tên, không thêm hay bớt hàng, cột."
)
SCORE_GUIDE = "; điểm ghi 8,5 hoặc 8.5, V là vắng"
_IDENTITY = (
    ("STT", 5.0),
    ("Mã học sinh", 15.0),
    ("Họ và tên", 27.0),
    ("Ngày sinh", 11.5),
)
_TITLES = 5
_HEADER = (_TITLES + 1, _TITLES + 2)
_WIDTHS = {"text": 42.0, "conduct": 11.0, "quality": 8.5}
_TEXT_WIDTHS = 66.0
_LINE = 16.0
_ONE_PAGE = 55
_NUMBER = re.compile(r"\d+(\.\d+)?")
_SCORE_RULE = (
    "IF(ISNUMBER({0}),AND({0}>=0,{0}<=10,ROUND({0},1)={0}),"
    'OR(UPPER({0})="V",AND(LEN({0})<=4,'
    'ISNUMBER(--SUBSTITUTE(SUBSTITUTE({0},",",""),".","")))))'
)
_TEST_RULE = 'IF(ISNUMBER({0}),AND({0}>=0,{0}<=10,INT({0})={0}),UPPER({0})="V")'
_RULES = {"score": _SCORE_RULE, "test": _TEST_RULE}
_HINTS = {
    "score": "Điểm từ 0 đến 10, nhiều nhất một chữ số thập phân; V là vắng.",
    "test": "Điểm nguyên từ 0 đến 10, không có điểm lẻ; V là vắng.",
}


def write(workbook: Workbook) -> bytes:
    """Return the workbook as an .xlsx file.

    Input cells are unlocked and validated, all others are protected (without a
    password: it keeps from slips, not from intent). A cell that does not exist for a
    learner is grey.
    """
    import openpyxl
    from openpyxl.workbook.protection import WorkbookProtection

    sealed, lines = seal(workbook)
    book = openpyxl.Workbook()
    book.remove(book.active)
    styles = _Styles(book.create_sheet("styles"))
    for sheet in sealed.sheets:
        _write_sheet(book.create_sheet(sheet.name), sealed, sheet, styles)
    del book["styles"]
    hidden = book.create_sheet(HIDDEN_SHEET)
    hidden.sheet_state = "veryHidden"
    for row, line in enumerate(lines, start=1):
        _put(hidden.cell(row, 1), line)
    book.security = WorkbookProtection(lockStructure=True)
    book.properties.creator = sealed.identity.school_name
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class _Styles:
    """Styles made once: a style given to each of ten thousand cells takes seconds."""

    def __init__(self, scratch: Any) -> None:
        from openpyxl.styles import (
            Alignment,
            Border,
            Font,
            PatternFill,
            Protection,
            Side,
        )

        thin = Side(style="thin", color="808080")
        box = Border(thin, thin, thin, thin)
        center = Alignment("center", "center", wrap_text=True)
        left = Alignment("left", "center", wrap_text=True)
        shrunk = Alignment("left", "center", shrink_to_fit=True)
        grey = PatternFill("solid", fgColor="D9D9D9")
        pale = PatternFill("solid", fgColor="F2F2F2")
        plain = PatternFill()
        self._scratch = scratch
        self._made: dict[str, Any] = {}

        def make(
            name: str,
            font: Font,
            alignment: Alignment,
            border: Border = box,
            fill: PatternFill = plain,
            number: str = "General",
            locked: bool = True,
        ) -> None:
            cell = scratch.cell(1, len(self._made) + 1)
            cell.font, cell.alignment, cell.border = font, alignment, border
            cell.fill, cell.number_format = fill, number
            cell.protection = Protection(locked=locked)
            self._made[name] = cell._style

        text = Font(FONT, 12)
        bare, middle = Border(), Alignment("center", "center")
        make("school", Font(FONT, 12, bold=True), Alignment("left"), bare)
        make("title", Font(FONT, 15, bold=True), middle, bare)
        make("place", text, middle, bare)
        make("small", Font(FONT, 10, italic=True, color="595959"), middle, bare)
        make("header", Font(FONT, 11, bold=True), center, fill=pale)
        make("center", text, center, fill=pale)
        make("date", text, center, fill=pale, number="dd/mm/yyyy")
        make("gone", Font(FONT, 12, strike=True, color="7F7F7F"), shrunk, fill=pale)
        make("name", text, shrunk, fill=pale)
        make("none", text, center, fill=grey)
        for lock, fill in (("", plain), ("locked ", pale)):
            locked = bool(lock)
            make(f"{lock}score", text, center, box, fill, "0.0", locked)
            make(f"{lock}test", text, center, box, fill, "0", locked)
            make(f"{lock}choice", text, center, box, fill, "@", locked)
            make(f"{lock}text", text, left, box, fill, "@", locked)

    def set(self, cell: Any, name: str) -> None:
        cell._style = copy(self._made[name])


def _write_sheet(
    target: Any, workbook: Workbook, sheet: Sheet, styles: _Styles
) -> None:
    last = len(_IDENTITY) + len(sheet.columns)
    scored = any(column.kind == "score" for column in sheet.columns)
    guide = GUIDE.format(SCORE_GUIDE if scored else "")
    lines = [*title_lines(workbook.identity, sheet), guide]
    _write_titles(target, lines, last, styles)
    _write_header(target, sheet, styles)
    widths = _widths(sheet)
    tallest = 1
    for row, one in enumerate(sheet.rows, start=_HEADER[1] + 1):
        _write_row(target, row, sheet, one, styles)
        if (count := _lines(sheet, one, widths)) > 1:
            target.row_dimensions[row].height = _LINE * count
            tallest = max(tallest, count)
    _validate(target, sheet)
    _lay_out(target, sheet, last)
    # on one line: openpyxl writes a line break as _x000a_, which LibreOffice prints
    foot = (sheet.code, workbook.footer)
    target.oddFooter.left.text = " – ".join(filter(None, foot))
    # a class fits on one page, unless long remarks would make it too small to read
    on_one_page = tallest == 1 and len(sheet.rows) <= _ONE_PAGE
    target.page_setup.fitToHeight = 1 if on_one_page else 0


def _write_titles(target: Any, lines: list[str], last: int, styles: _Styles) -> None:
    kinds = ("school", "title", "place", "small", "small")
    for row, (line, kind) in enumerate(zip(lines, kinds, strict=True), start=1):
        cell = target.cell(row, 1)
        _put(cell, line)
        styles.set(cell, kind)
        target.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    target.row_dimensions[2].height = 26


def _write_header(target: Any, sheet: Sheet, styles: _Styles) -> None:
    top, below = _HEADER
    first = len(_IDENTITY) + 1
    for index in range(1, first + len(sheet.columns)):
        for row in _HEADER:
            styles.set(target.cell(row, index), "header")
    for index, (label, _width) in enumerate(_IDENTITY, start=1):
        target.cell(top, index).value = label
        _merge(target, top, index, below, index)
    for group, columns in _groups(sheet):
        index = first + columns[0]
        if not group:
            target.cell(top, index).value = sheet.columns[columns[0]].label
            _merge(target, top, index, below, index)
            continue
        target.cell(top, index).value = group
        _merge(target, top, index, top, index + len(columns) - 1)
        for column in columns:
            target.cell(below, first + column).value = sheet.columns[column].label
    narrow = [column for column in sheet.columns if column.kind != "text"]
    longest = max((len(column.label) for column in narrow), default=0)
    target.row_dimensions[below].height = 48 if longest > 12 else 20


def _groups(sheet: Sheet) -> Iterator[tuple[str, list[int]]]:
    """Yield runs of columns under one header; a column without group stands alone."""
    run: list[int] = []
    for index, column in enumerate(sheet.columns):
        if run and (not column.group or column.group != sheet.columns[run[0]].group):
            yield sheet.columns[run[0]].group, run
            run = []
        run.append(index)
    if run:
        yield sheet.columns[run[0]].group, run


def _merge(target: Any, top: int, left: int, bottom: int, right: int) -> None:
    if (top, left) != (bottom, right):
        target.merge_cells(
            start_row=top, start_column=left, end_row=bottom, end_column=right
        )


def _write_row(target: Any, row: int, sheet: Sheet, one: Row, styles: _Styles) -> None:
    birth = one.birth_date or None
    who = (one.number, plain(one.key), plain(one.name), birth)
    kinds = ("center", "center", "gone" if one.left else "name", "date")
    for index, (value, kind) in enumerate(zip(who, kinds, strict=True), start=1):
        cell = target.cell(row, index)
        _put(cell, value)
        styles.set(cell, kind)
    for index, column in enumerate(sheet.columns, start=len(_IDENTITY) + 1):
        cell = target.cell(row, index)
        if column.name not in one.cells:
            styles.set(cell, "none")
            continue
        text = plain(one.cells[column.name])
        _put(cell, _value(column, text))
        style = "choice" if column.kind in CHOICES else column.kind
        if column.result and not _NUMBER.fullmatch(text):
            style = "choice"
        open_ = column.name in one.unlocked and not column.result
        styles.set(cell, style if open_ else f"locked {style}")
        # Excel must not take a remark that begins with "=" for a formula
        cell.quotePrefix = column.kind == "text" and text.startswith(tuple("=+-@"))


def _value(column: Column, text: str) -> str | float | int | None:
    if not text:
        return None
    if column.kind in ("score", "test") and _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return CHOICES.get(column.kind, {}).get(text, text)


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        # what looks like an escape of ST_Xstring is text
        value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)
    cell.value = value
    if isinstance(value, str):
        # whatever it begins with, it is no formula
        cell.data_type = "s"


def _validate(target: Any, sheet: Sheet) -> None:
    """Give the input cells of each column a rule; the others have none."""
    from openpyxl.worksheet.datavalidation import DataValidation

    first = _HEADER[1] + 1
    for index, column in enumerate(sheet.columns, start=len(_IDENTITY) + 1):
        rows = [
            first + offset
            for offset, row in enumerate(sheet.rows)
            if column.name in row.unlocked and column.name in row.cells
        ]
        if not rows or column.result or column.kind == "text":
            continue
        if column.kind in _RULES:
            anchor = f"{letter(index)}{rows[0]}"
            rule = DataValidation("custom", _RULES[column.kind].format(anchor))
            hint = _HINTS[column.kind]
        else:
            shown = ",".join(CHOICES[column.kind].values())
            rule = DataValidation("list", f'"{shown}"')
            hint = f"Ghi một trong các mức: {shown.replace(',', ', ')}."
        rule.allow_blank = True
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = "Chưa đúng", hint
        for row in rows:
            rule.add(f"{letter(index)}{row}")
        target.add_data_validation(rule)


def _widths(sheet: Sheet) -> list[float]:
    texts = sum(column.kind == "text" for column in sheet.columns)
    known = {**_WIDTHS, "text": min(_WIDTHS["text"], _TEXT_WIDTHS / max(texts, 1))}
    widths = [width for _, width in _IDENTITY]
    return widths + [known.get(column.kind, 9.0) for column in sheet.columns]


def _lines(sheet: Sheet, one: Row, widths: list[float]) -> int:
    """Return how many lines the longest text of a row takes, about."""
    found = [1]
    for column, width in zip(sheet.columns, widths[len(_IDENTITY) :], strict=True):
        if column.kind == "text":
            found.append(math.ceil(len(one.cells.get(column.name, "")) / width / 1.2))
    return max(found)


def _lay_out(target: Any, sheet: Sheet, last: int) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    for index, width in enumerate(_widths(sheet), start=1):
        target.column_dimensions[letter(index)].width = width
    target.freeze_panes = target.cell(_HEADER[1] + 1, len(_IDENTITY))
    target.protection.sheet = True
    target.protection.formatColumns = False
    target.protection.formatRows = False
    target.sheet_view.zoomScale = 100
    target.page_setup.paperSize = target.PAPERSIZE_A4
    target.page_setup.orientation = "landscape"
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target.page_setup.fitToWidth = 1
    target.print_options.horizontalCentered = True
    target.print_title_rows = f"{_HEADER[0]}:{_HEADER[1]}"
    target.print_area = f"A1:{letter(last)}{_HEADER[1] + len(sheet.rows)}"
    for side in ("left", "right"):
        setattr(target.page_margins, side, 0.4)
    target.page_margins.top, target.page_margins.bottom = 0.5, 0.8
    target.page_margins.footer = 0.4
    target.oddFooter.right.text = "Trang &P/&N"
