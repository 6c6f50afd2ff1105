# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A list of retests in the summer (kiểm tra, đánh giá lại, TT22/2021 Điều 14)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ..problems import register
from . import columns, titles, values
from .reading import Learner, SheetRead, common, identify
from .scope import Scope, settle, whose
from .tables import Table, choose, read_tables

REQUIRED = {"name": "Họ và tên", "subject": "Môn", "mark": "Điểm kiểm tra lại"}

register(
    {
        "retest.duplicate": {
            "vi": "học sinh đã có kết quả kiểm tra lại môn này ở hàng {other}",
            "en": "the learner's retest in this subject stands in row {other} already",
        },
    }
)


@dataclass(frozen=True)
class RetestRow:
    """One retest; ``mark`` as typed, ``subject_code`` empty for an unknown name."""

    row: int
    personal_id: str
    student_code: str
    name: str
    birth_date: dt.date | None
    subject_name: str
    subject_code: str
    mark: str
    date: dt.date | None


@dataclass
class RetestSheet(SheetRead):
    """The retests of a class."""

    rows: list[RetestRow] = field(default_factory=list)


def read(
    data: bytes, filename: str, sheet: str | None = None, scope: Scope | None = None
) -> RetestSheet:
    """Read retests out of an Excel file.
    Rows outside ``scope`` are left out and named (:mod:`hocba.sheets.scope`).

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``, ``sheet.several``.
    """
    tables, problems = read_tables(data, filename, columns.retest_sheet, REQUIRED)
    table = choose(tables, sheet)
    settle(table, scope, ["subject", "mark", "date"])
    values.check_dates(table, "date")
    rows = [_row(table, who) for who in identify(table).values()]
    seen: dict[tuple[object, ...], int] = {}
    for one in rows:
        key = (whose(one), one.subject_name)
        if key in seen:
            table.report(one.row, "subject", "retest.duplicate", other=seen[key])
        seen.setdefault(key, one.row)
    found: dict[str, Any] = common(table)
    found["problems"] = problems + table.problems
    return RetestSheet(**found, rows=rows)


def _row(table: Table, who: Learner) -> RetestRow:
    row = who.row
    for name in ("subject", "mark"):
        values.report_missing(table, row, name)
    subject = table.text(row, "subject")
    return RetestRow(
        row=row,
        personal_id=who.personal_id,
        student_code=who.student_code,
        name=who.name,
        birth_date=who.birth_date,
        subject_name=subject,
        subject_code=titles.subject_code(subject),
        mark=table.text(row, "mark"),
        date=values.date(table, row, "date"),
    )
