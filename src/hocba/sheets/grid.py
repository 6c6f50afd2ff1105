# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A spreadsheet file as a grid of texts, whatever its format, within limits.

What a cell shows is what it says: a number or a text whose format shows something else
carries both forms and is a fault of the cell (:attr:`Cell.fault`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from ..problems import HocbaError, Problem, Where, fail, register
from .names import clean, turning, visible

MAX_ROWS = 5000
MAX_COLUMNS = 300
MAX_CELLS = 200_000
MAX_MERGED = 500_000
MAX_TEXT = 32_767
MAX_TEXTS = 10_000_000
MAX_SHEETS = 100

register(
    {
        "sheet.too_big": {
            "vi": "bảng quá lớn: nhiều hơn {rows} hàng, {columns} cột hoặc {cells} ô "
            "có dữ liệu; hãy chỉ để lại một bảng",
            "en": "the sheet is too big: more than {rows} rows, {columns} columns or "
            "{cells} filled cells; leave one table in it",
        },
        "cell.formula": {
            "vi": "ô chứa công thức: hãy dán lại dạng giá trị (Paste Special, Values)",
            "en": "the cell holds a formula: paste it as a value",
        },
        "cell.error": {
            "vi": "ô chứa lỗi của Excel «{value}»",
            "en": "the cell holds Excel's error “{value}”",
        },
        "cell.boolean": {
            "vi": "ô chứa giá trị đúng/sai «{value}» (TRUE/FALSE) của bảng tính, không "
            "phải điểm hay chữ: hãy nhập lại",
            "en": "the cell holds the logical value “{value}” (TRUE/FALSE), neither "
            "mark nor text: type it again",
        },
        "cell.shown": {
            "vi": "ô hiện «{shown}» nhưng giá trị trong ô là «{value}» (do định dạng "
            "số của ô): hãy định dạng ô là Văn bản rồi nhập lại",
            "en": "the cell shows “{shown}” but holds “{value}” (by its number "
            "format): format the cell as text and type it again",
        },
        "cell.unseen": {
            "vi": "ô không hiện gì nhưng giá trị trong ô là «{value}» (do định dạng số "
            "của ô): hãy xóa giá trị, hoặc định dạng ô là Văn bản rồi nhập lại",
            "en": "the cell shows nothing but holds “{value}” (by its number format): "
            "remove the value, or format the cell as text and type it again",
        },
        "cell.rounded": {
            "vi": "ô hiện «{shown}» nhưng giá trị trong ô là «{value}», nhiều chữ số "
            "thập phân hơn ô hiện: hãy nhập lại đúng giá trị",
            "en": "the cell shows “{shown}” but holds “{value}”, more decimals than "
            "it shows: type the right value",
        },
        "cell.turned": {
            "vi": "ô có ký tự ẩn làm đổi chiều chữ ({characters}), chữ hiện ra khác "
            "với chữ trong ô: hãy nhập lại",
            "en": "the cell holds hidden characters that turn the writing "
            "({characters}), it shows another text than it holds: type it again",
        },
        "cell.struck": {
            "vi": "«{value}» bị gạch ngang, không rõ còn dùng hay không: hãy xóa giá "
            "trị hoặc bỏ gạch ngang",
            "en": "“{value}” is struck through, no telling whether it still counts: "
            "remove it, or the line through it",
        },
        "cell.struck_part": {
            "vi": "phần bị gạch ngang «{left_out}» không được đọc, ô được đọc là "
            "«{value}»",
            "en": "what is struck through, “{left_out}”, is left out, the cell is read "
            "as “{value}”",
            "level": "warning",
        },
    }
)

Kind = Literal["empty", "text", "number", "date", "formula", "error", "boolean"]


@dataclass(frozen=True)
class Cell:
    """One cell: its text as read, what kind it was, whether it is struck through.

    ``date`` is set where the cell is a date whose day, month and year are shown.
    ``shown`` is what a person sees where the cell's format makes it another text than
    ``text``; ``left_out`` is the part of a text that is struck through, and is not in
    ``text``. ``struck`` tells of the whole cell.
    """

    text: str = ""
    kind: Kind = "empty"
    date: dt.date | None = None
    struck: bool = False
    shown: str | None = None
    left_out: str = ""
    month_first: bool = False

    @property
    def fault(self) -> tuple[str, dict[str, str]] | None:
        """Return the problem that keeps the cell from being read, and its values."""
        if self.kind in ("formula", "error", "boolean"):
            return f"cell.{self.kind}", {"value": self.text}
        if self.shown is not None and (code := _differs(self)):
            value = self.text.replace(".", ",") if self.kind == "number" else self.text
            return code, {
                "value": value,
                **({"shown": self.shown} if self.shown else {}),
            }
        if self.kind == "text" and (characters := turning(self.text)):
            return "cell.turned", {"characters": characters}
        return None


def _differs(cell: Cell) -> str:
    """Return how the shown text differs from a value, but for zeros before a number."""
    if not cell.shown:
        return "cell.unseen"
    seen = value_of(cell.shown) if cell.kind == "number" else None
    if seen is None:
        return "cell.shown"
    if seen == float(cell.text):
        return ""
    places = len(cell.shown.partition(",")[2])
    digits = len(cell.text.partition(".")[2])
    near = abs(seen - float(cell.text)) < 1 and "e" not in cell.text
    return "cell.rounded" if near and digits > places else "cell.shown"


def value_of(shown: str) -> float | None:
    """Return the number that a reader takes a text for, if it is one.

    A decimal comma, and points only where they part thousands.
    """
    found = re.fullmatch(
        r"([+-]?)(\d+|\d{1,3}(?:\.\d{3})+|(?=,))(?:,(\d+))?", shown.replace(" ", "")
    )
    if not found:
        return None
    whole = found[2].replace(".", "") or "0"
    return float(f"{found[1]}{whole}.{found[3] or '0'}")


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
    above: list[str] = field(default_factory=list)
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
        """Return whether nobody who looks at the sheet sees this cell."""
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


def merge(grid: Grid, book: Book, areas: Iterable[Area]) -> None:
    """Add merged areas, cut to the rows and columns that hold anything.

    :raises HocbaError: ``sheet.too_big`` when they cover too many cells together.
    """
    last_row, last_column = grid.last_row, grid.last_column
    for area in areas:
        bottom = min(area.bottom, last_row)
        right = min(area.right, last_column)
        grid._merged += 1
        if area.top <= bottom and area.left <= right:
            grid._merged += (bottom - area.top + 1) * (right - area.left + 1)
            grid.merges.append(Area(area.top, area.left, bottom, right))
        if grid._merged > MAX_MERGED:
            raise too_big(book, grid)


def number_of(letters: str) -> int:
    """Return the number of a column, counted from 1, by its letters."""
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


def fill(grid: Grid, book: Book, found: Iterable[tuple[int, int, Cell]]) -> None:
    """Fill the grid, stopping at the limits."""
    length = 0
    for row, column, cell in found:
        if not (cell.text or cell.left_out):
            continue
        length += len(cell.text)
        inside = row <= MAX_ROWS and column <= MAX_COLUMNS
        if not inside or length > MAX_TEXTS or len(grid.cells) >= MAX_CELLS:
            raise too_big(book, grid)
        grid.cells[row, column] = cell


def too_big(book: Book, grid: Grid) -> HocbaError:
    limits = {"rows": MAX_ROWS, "columns": MAX_COLUMNS, "cells": MAX_CELLS}
    return fail("sheet.too_big", Where(file=book.file, sheet=grid.name), **limits)


def text_cell(
    text: str, struck: bool = False, left_out: str = "", shown: str | None = None
) -> Cell:
    """Return the cell of a text: what nobody sees in it is gone.

    :raises ValueError: a text longer than a cell can hold
    """
    if len(text) + len(left_out) > MAX_TEXT:
        raise ValueError("a text longer than a cell can hold")
    text, left_out = clean(visible(text)), clean(visible(left_out))
    return Cell(text, "text", None, struck, shown, left_out)


def number_text(value: float) -> str:
    """Return a number with 15 digits, as Excel counts them, with a decimal point."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g")
