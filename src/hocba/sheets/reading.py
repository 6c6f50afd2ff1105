# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every kind of sheet that was read has in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..problems import Problem, Where, errors
from . import titles, values
from .tables import Table


@dataclass
class SheetRead:
    """One sheet as it was understood.

    ``mapping`` shows a person which column was taken for which field, by its letter and
    header; ``columns`` has the letters only. ``problems`` hold errors and warnings.
    """

    file: str
    sheet: str
    class_name: str
    year: str
    mapping: dict[str, str]
    columns: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """Return the problems that stop an import."""
        return errors(self.problems)

    def where(self, row: int, name: str | None = None, learner: str = "") -> Where:
        """Return the place of a field in a row, for problems found later."""
        column = self.mapping.get(name or "")
        if name == "name" and column is None:
            column = self.mapping.get("given")
        return Where(self.file, self.sheet, row, column, learner or None)


@dataclass(frozen=True)
class Learner:
    """Who a row is about, as far as the sheet says."""

    row: int
    number: int | None
    name: str
    birth_date: dt.date | None
    personal_id: str
    student_code: str
    struck: bool


def common(table: Table) -> dict[str, object]:
    """Return the fields of :class:`SheetRead` out of a table."""
    above = table.titles
    return {
        "file": table.file,
        "sheet": table.grid.name,
        "class_name": titles.class_name(above),
        "year": titles.year(above),
        "mapping": table.mapping,
        "columns": {
            name: column.letter
            for name, column in table.columns.items()
            if not name.startswith("_")
        },
        "problems": table.problems,
    }


def identify(table: Table) -> dict[int, Learner]:
    """Return by row whom the rows of a table are about.

    An id, a code or a birth date that cannot be read is left out and reported as a
    warning: the sheet is not about them.
    """
    values.check_dates(table, "birth_date", needed=False)
    left_out: dict[str, list[int]] = {}
    found = {row: _learner(table, row, left_out) for row in table.rows}
    for name, rows in left_out.items():
        values.report_left_out(table, name, rows)
    return found


def _learner(table: Table, row: int, left_out: dict[str, list[int]]) -> Learner:
    def read(name: str, function: Callable[[], Any]) -> Any:
        before = len(table.problems)
        value = function()
        cell = table.cell(row, name)
        void = cell.fault or (cell.struck and not table.struck(row))
        if errors(table.problems[before:]) or (void and cell.text):
            del table.problems[before:]
            left_out.setdefault(name, []).append(row)
        return value

    return Learner(
        row=row,
        number=values.number(table, row),
        name=values.name(table, row),
        birth_date=read("birth_date", lambda: values.date(table, row, "birth_date")),
        personal_id=read(
            "personal_id", lambda: values.personal_id(table, row, required=False)
        ),
        student_code=read("student_code", lambda: values.student_code(table, row)),
        struck=table.struck(row),
    )


def learners(table: Table) -> list[Learner]:
    """Return who the rows are about, and report who stands there twice."""
    found = list(identify(table).values())
    for name in ("personal_id", "student_code"):
        values.check_duplicates(
            table, name, {one.row: getattr(one, name) for one in found}
        )
    return found
