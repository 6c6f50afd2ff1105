# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A class list: the particulars of every learner (sơ yếu lí lịch)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ..problems import Problem, register
from . import columns, values
from .names import fold
from .reading import SheetRead, common
from .tables import Table, choose, read_tables

REQUIRED = {
    "name": "Họ và tên",
    "birth_date": "Ngày sinh",
    "gender|female|male": "Giới tính",
    "personal_id": "Mã định danh cá nhân",
}

register(
    {
        "class_list.same_person": {
            "vi": "trùng họ tên và ngày sinh với hàng {other}: có phải là "
            "một học sinh?",
            "en": "same name and birth date as row {other}: is it the same learner?",
            "level": "warning",
        },
        "class_list.struck": {
            "vi": "họ tên bị gạch ngang, có lẽ học sinh đã chuyển đi",
            "en": "the name is struck through, the learner has probably left",
            "level": "warning",
        },
        "class_list.no_rows": {
            "vi": "bảng không có học sinh nào",
            "en": "the table holds no learner",
        },
    }
)


@dataclass(frozen=True)
class Person:
    """A parent or guardian."""

    name: str = ""
    occupation: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


@dataclass(frozen=True)
class LearnerRow:
    """One learner. What the file does not say, or says wrongly, is empty.

    ``birth_year_only`` is the year where the file has no day and month; ``birth_date``
    is ``None`` then.
    """

    row: int
    number: int | None
    name: str
    birth_date: dt.date | None
    birth_year_only: int | None
    gender: str
    ethnicity: str
    nationality: str
    birth_place: str
    personal_id: str
    student_code: str
    address: str
    phone: str
    father: Person
    mother: Person
    guardian: Person
    policy_object: str
    struck: bool


@dataclass
class ClassList(SheetRead):
    """The learners of a class in the order of the file."""

    rows: list[LearnerRow] = field(default_factory=list)


def read(data: bytes, filename: str, sheet: str | None = None) -> ClassList:
    """Read a class list out of an Excel file.

    ``sheet`` chooses the sheet when several hold a class list. All that is wrong with
    the rows is in ``problems``; a list with an error there is not fit to be imported.

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``, ``sheet.several``.
    """
    tables, problems = read_tables(data, filename, columns.class_list, REQUIRED)
    table = choose(tables, sheet)
    found: dict[str, Any] = common(table)
    values.check_dates(table, "birth_date")
    rows = [_row(table, row) for row in table.rows]
    _check(table, rows)
    if not rows:
        place = table.where(table.header[1])
        table.problems.append(Problem("class_list.no_rows", {}, place))
    found["problems"] = problems + table.problems
    return ClassList(**found, rows=rows)


def _row(table: Table, row: int) -> LearnerRow:
    name = values.name(table, row)
    born = values.birth(table, row)
    gender = values.gender(table, row)
    personal_id = values.personal_id(table, row)
    values.check_personal_id(table, row, personal_id, gender, born)
    struck = table.struck(row)
    if struck:
        table.report(row, "name", "class_list.struck")
    return LearnerRow(
        row=row,
        number=values.number(table, row),
        name=name,
        birth_date=born.date,
        birth_year_only=born.year_only,
        gender=gender,
        ethnicity=table.text(row, "ethnicity"),
        nationality=table.text(row, "nationality"),
        birth_place=table.text(row, "birth_place"),
        personal_id=personal_id,
        student_code=values.student_code(table, row),
        address=table.text(row, "address"),
        phone=values.phone(table, row, "phone"),
        father=_person(table, row, "father"),
        mother=_person(table, row, "mother"),
        guardian=_person(table, row, "guardian"),
        policy_object=table.text(row, "policy_object"),
        struck=struck,
    )


def _person(table: Table, row: int, who: str) -> Person:
    return Person(
        table.text(row, f"{who}_name"),
        table.text(row, f"{who}_occupation"),
        values.phone(table, row, f"{who}_phone"),
    )


def _check(table: Table, rows: list[LearnerRow]) -> None:
    for name in ("personal_id", "student_code"):
        values.check_duplicates(
            table,
            name,
            {one.row: values.shown_code(table, one.row, name) for one in rows},
        )
    seen: dict[tuple[str, dt.date], int] = {}
    for one in rows:
        if not one.birth_date:
            continue
        who = (fold(one.name), one.birth_date)
        if who in seen:
            table.report(one.row, "name", "class_list.same_person", other=seen[who])
        seen.setdefault(who, one.row)
