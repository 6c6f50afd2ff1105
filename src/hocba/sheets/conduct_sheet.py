# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A conduct sheet: rèn luyện of the semesters and the homeroom teacher's remark."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ..problems import Problem, register
from . import columns, titles, values
from .reading import SheetRead, common, learners
from .scope import Scope, settle
from .tables import Column, choose, read_tables

REQUIRED = {"name": "Họ và tên", "hk1|hk2|level": "Kết quả rèn luyện"}

register(
    {
        "conduct_sheet.no_term": {
            "vi": "cột «{header}» không cho biết học kì, phần tiêu đề cũng không",
            "en": "neither the column “{header}” nor the titles name the semester",
        },
    }
)


@dataclass(frozen=True)
class ConductRow:
    """One learner: levels TOT, KHA, DAT, CHUA_DAT, empty where the file is empty."""

    row: int
    number: int | None
    personal_id: str
    student_code: str
    name: str
    birth_date: dt.date | None
    hk1: str
    hk2: str
    remark: str
    struck: bool


@dataclass
class ConductSheet(SheetRead):
    """Rèn luyện of a class."""

    rows: list[ConductRow] = field(default_factory=list)


def read(
    data: bytes, filename: str, sheet: str | None = None, scope: Scope | None = None
) -> ConductSheet:
    """Read rèn luyện (TT22/2021 Điều 8) and remarks out of an Excel file.

    A single column of levels belongs to the semester the titles name.
    Rows outside ``scope`` are left out and named (:mod:`hocba.sheets.scope`).

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``, ``sheet.several``.
    """
    tables, problems = read_tables(data, filename, columns.conduct_sheet, REQUIRED)
    table = choose(tables, sheet)
    single: Column | None = table.columns.pop("level", None)
    if single:
        term = titles.term(table.titles).lower()
        if term and term not in table.columns:
            table.columns[term] = single
        else:
            place = table.where(table.header[1])
            params = {"header": single.title}
            table.problems.append(Problem("conduct_sheet.no_term", params, place))
    settle(table, scope, ["hk1", "hk2", "remark"])
    rows = [
        ConductRow(
            row=one.row,
            number=one.number,
            personal_id=one.personal_id,
            student_code=one.student_code,
            name=one.name,
            birth_date=one.birth_date,
            hk1=values.level(table, one.row, "hk1"),
            hk2=values.level(table, one.row, "hk2"),
            remark=table.text(one.row, "remark"),
            struck=one.struck,
        )
        for one in learners(table)
    ]
    found: dict[str, Any] = common(table)
    found["problems"] = problems + table.problems
    return ConductSheet(**found, rows=rows)
