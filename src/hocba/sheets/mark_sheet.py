# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mark sheets: one sheet a subject and semester, as gradebook software exports them.

Marks are returned as they were typed; :func:`hocba.rules.cells.canonical` knows what
each kind of subject allows, and takes the place of a cell for its errors.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from ..problems import Problem, register
from . import columns, titles
from .names import spelling
from .reading import SheetRead, common, learners
from .scope import Scope, Subject, settle
from .tables import Table, read_tables

REQUIRED = {
    "name": "Họ và tên",
    "tx1": "ĐĐGtx",
    "gk": "ĐĐGgk",
    "ck": "ĐĐGck",
}

register(
    {
        "mark_sheet.no_term": {
            "vi": "không tìm thấy học kì trong phần tiêu đề (ví dụ «Học kì: I»)",
            "en": "the titles name no semester (as in “Học kì: I”)",
        },
        "mark_sheet.no_subject": {
            "vi": "không tìm thấy tên môn học trong phần tiêu đề hoặc tên trang tính",
            "en": "neither the titles nor the sheet's name tell the subject",
        },
        "mark_sheet.no_identity": {
            "vi": "không có cột mã định danh hoặc mã học sinh: chỉ có thể tìm học sinh "
            "theo họ tên và ngày sinh",
            "en": "no column with personal id or student code: learners can be found "
            "by name and birth date only",
            "level": "warning",
        },
    }
)


@dataclass(frozen=True)
class MarkRow:
    """The marks of one learner; ``cells`` by column (``tx1`` …, ``gk``, ``ck``)."""

    row: int
    number: int | None
    personal_id: str
    student_code: str
    name: str
    birth_date: dt.date | None
    cells: dict[str, str]
    remark: str
    struck: bool


@dataclass
class MarkSheet(SheetRead):
    """One subject in one semester; ``term`` is "HK1" or "HK2"."""

    subject_name: str = ""
    subject_code: str = ""
    term: str = ""
    rows: list[MarkRow] = field(default_factory=list)
    regular_together: bool = False
    """Whether all ĐĐGtx of a learner stand in one cell, parted by spaces."""

    def held(self, row: MarkRow, name: str) -> str:
        """Return what the cell of a field holds as it stands in the sheet."""
        if name == "remark":
            return row.remark
        if name == "tx1" and self.regular_together:
            regular = [c for c in sorted(row.cells) if c.startswith("tx")]
            return " ".join(filter(None, (row.cells[c] for c in regular)))
        return row.cells.get(name, "")

    @property
    def cell_columns(self) -> dict[str, str]:
        """Return the letters of the columns with marks, in their order."""
        return {name: self.columns[name] for name in self.columns if _is_mark(name)}


def read(data: bytes, filename: str, scope: Scope | None = None) -> list[MarkSheet]:
    """Read all mark sheets of an Excel file.

    Sheets that hold no marks are reported as warnings of the first sheet; rows outside
    ``scope`` are left out and named (:mod:`hocba.sheets.scope`).

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``.
    """
    tables, problems = read_tables(data, filename, columns.mark_sheet, REQUIRED)
    sheets = [_sheet(table, scope) for table in tables]
    sheets[0].problems[:0] = problems
    return sheets


def _sheet(table: Table, scope: Scope | None) -> MarkSheet:
    above = table.titles
    term = titles.term(above)
    name = titles.subject(above) or _only_subject(table)
    code = titles.subject_code(name or table.grid.name)
    if code and not name:
        name = table.grid.name
    if not term:
        _report(table, "mark_sheet.no_term")
    if not name:
        _report(table, "mark_sheet.no_subject")
    if not {"personal_id", "student_code"} & set(table.columns):
        _report(table, "mark_sheet.no_identity")
    marks = [name for name in table.columns if _is_mark(name)]
    marks.sort(key=lambda name: table.columns[name].index)

    def is_named(text: str) -> bool:
        known = titles.subject_code(text)
        return known == code if known and code else spelling(text) == spelling(name)

    settle(table, scope, [*marks, "remark"], Subject(name, is_named) if name else None)
    together = _are_together(table, marks)
    rows = [
        MarkRow(
            row=one.row,
            number=one.number,
            personal_id=one.personal_id,
            student_code=one.student_code,
            name=one.name,
            birth_date=one.birth_date,
            cells=_cells(table, one.row, marks, together),
            remark=table.text(one.row, "remark"),
            struck=one.struck,
        )
        for one in learners(table)
    ]
    found: dict[str, Any] = common(table)
    for number in range(2, _most_regular(rows) + 1) if together else ():
        # all of them stand in the one column
        found["columns"][f"tx{number}"] = found["columns"]["tx1"]
        found["mapping"][f"tx{number}"] = found["mapping"]["tx1"]
    return MarkSheet(
        **found,
        subject_name=name,
        subject_code=code,
        term=term,
        rows=rows,
        regular_together=together,
    )


def _are_together(table: Table, marks: list[str]) -> bool:
    """Return whether one cell has all ĐĐGtx, as the form with codes of remarks has it.

    Elsewhere two numbers in one cell are more likely one that was typed wrongly.
    """
    regular = [name for name in marks if name.startswith("tx")]
    return regular == ["tx1"] and "_remark_code" in table.columns


def _cells(table: Table, row: int, marks: list[str], together: bool) -> dict[str, str]:
    cells = {name: table.text(row, name) for name in marks}
    if together:
        for number, text in enumerate(cells.pop("tx1").split(), start=1):
            cells[f"tx{number}"] = text
    return cells


def _most_regular(rows: list[MarkRow]) -> int:
    return max((sum(c.startswith("tx") for c in one.cells) for one in rows), default=0)


def _only_subject(table: Table) -> str:
    """Return the subject that a column names in every row alike, else nothing."""
    found = {table.text(row, "_subject") for row in table.rows}
    return found.pop() if len(found) == 1 else ""


def _report(table: Table, code: str) -> None:
    table.problems.append(Problem(code, {}, table.where(table.header[0])))


def _is_mark(name: str) -> bool:
    return bool(re.fullmatch(r"tx\d|gk|ck", name))
