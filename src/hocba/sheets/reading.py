# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every kind of sheet that was read has in common."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

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


def learner(table: Table, row: int) -> Learner:
    """Return who a row of marks is about; an id with a lost zero is reported."""
    return Learner(
        row=row,
        number=values.number(table, row),
        name=values.name(table, row),
        birth_date=values.date(table, row, "birth_date"),
        personal_id=values.personal_id(table, row, required=False),
        student_code=table.text(row, "student_code"),
        struck=table.struck(row),
    )


def learners(table: Table) -> list[Learner]:
    """Return who the rows are about, and report who stands there twice."""
    found = [learner(table, row) for row in table.rows]
    for name in ("personal_id", "student_code"):
        values.check_duplicates(
            table, name, {one.row: getattr(one, name) for one in found}
        )
    return found
