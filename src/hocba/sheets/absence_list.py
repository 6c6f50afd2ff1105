# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A list of absences: one row for every session (buổi) a learner missed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ..problems import register
from . import columns, values
from .reading import Learner, SheetRead, common, identify
from .scope import Scope, settle, whose
from .tables import Table, choose, read_tables, words

REQUIRED = {
    "name": "Họ và tên",
    "date": "Ngày nghỉ",
    "session": "Buổi",
    "permitted": "Phép",
}

_SESSIONS = {"s": "morning", "sang": "morning", "c": "afternoon", "chieu": "afternoon"}
_PERMITTED = {
    "p": True,
    "cp": True,
    "co": True,
    "co phep": True,
    "k": False,
    "kp": False,
    "khong": False,
    "khong phep": False,
}

register(
    {
        "absence.session": {
            "vi": "không hiểu buổi «{value}»: ghi S (sáng) hoặc C (chiều), mỗi buổi "
            "một hàng",
            "en": "the session “{value}” is not understood: write S (morning) or C "
            "(afternoon), a row for each",
        },
        "absence.permitted": {
            "vi": "không hiểu «{value}»: ghi P (có phép) hoặc K (không phép)",
            "en": "“{value}” is not understood: write P (permitted) or K (not)",
        },
        "absence.duplicate": {
            "vi": "buổi nghỉ này đã có ở hàng {other}",
            "en": "this absence stands in row {other} already",
        },
    }
)


@dataclass(frozen=True)
class AbsenceRow:
    """One session missed; ``session`` is "morning" or "afternoon"."""

    row: int
    personal_id: str
    student_code: str
    name: str
    birth_date: dt.date | None
    date: dt.date | None
    session: str
    permitted: bool | None
    reason: str


@dataclass
class AbsenceList(SheetRead):
    """The absences of a class."""

    rows: list[AbsenceRow] = field(default_factory=list)


def read(
    data: bytes, filename: str, sheet: str | None = None, scope: Scope | None = None
) -> AbsenceList:
    """Read absences out of an Excel file.
    Rows outside ``scope`` are left out and named (:mod:`hocba.sheets.scope`).

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``, ``sheet.several``.
    """
    tables, problems = read_tables(data, filename, columns.absence_list, REQUIRED)
    table = choose(tables, sheet)
    settle(table, scope, ["date", "session", "permitted", "reason"])
    values.check_dates(table, "date")
    rows = [_row(table, who) for who in identify(table).values()]
    _check(table, rows)
    found: dict[str, Any] = common(table)
    found["problems"] = problems + table.problems
    return AbsenceList(**found, rows=rows)


def _row(table: Table, who: Learner) -> AbsenceRow:
    row = who.row
    return AbsenceRow(
        row=row,
        personal_id=who.personal_id,
        student_code=who.student_code,
        name=who.name,
        birth_date=who.birth_date,
        date=values.required_date(table, row, "date"),
        session=_one_of(table, row, "session", _SESSIONS) or "",
        permitted=_one_of(table, row, "permitted", _PERMITTED),
        reason=table.text(row, "reason"),
    )


def _one_of(table: Table, row: int, name: str, known: dict[str, Any]) -> Any:
    text = table.text(row, name)
    found = known.get(words(text))
    if found is None and name in table.columns:
        table.report(row, name, f"absence.{name}", value=text)
    return found


def _check(table: Table, rows: list[AbsenceRow]) -> None:
    seen: dict[tuple[object, ...], int] = {}
    for one in rows:
        if not (one.date and one.session):
            continue
        key = (whose(one), one.date, one.session)
        if key in seen:
            table.report(one.row, "date", "absence.duplicate", other=seen[key])
        seen.setdefault(key, one.row)
