# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A list of the staff: who works at the school (danh sách cán bộ, giáo viên)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from ..problems import Problem, register
from . import columns, values
from .names import spelling
from .reading import SheetRead, common
from .tables import Table, choose, read_tables

REQUIRED = {"name": "Họ và tên"}
#: What may tell two persons of one name apart, beside the date of birth.
PARTICULARS = ("staff_code", "personal_id", "email", "birth_date")

register(
    {
        "staff_list.no_rows": {
            "vi": "bảng không có người nào",
            "en": "the table holds nobody",
        },
        "staff_list.namesake": {
            "vi": "trùng họ tên với hàng {other}: hãy ghi ngày sinh, mã cán bộ hoặc "
            "thư điện tử của cả hai người để phân biệt",
            "en": "same name as row {other}: write birth date, staff code or mail of "
            "both to tell them apart",
        },
        "staff_list.twice": {
            "vi": "cùng một người với hàng {other}: hãy xóa một hàng",
            "en": "the same person as row {other}: delete one of the rows",
        },
        "staff_list.struck": {
            "vi": "họ tên bị gạch ngang: hãy xóa hàng này, hoặc bỏ gạch nếu người đó "
            "vẫn làm việc",
            "en": "the name is struck through: delete the row, or the line if the "
            "person still works here",
        },
        "email.bad": {
            "vi": "«{value}» không phải là địa chỉ thư điện tử",
            "en": "“{value}” is no mail address",
        },
        "email.duplicate": {
            "vi": "địa chỉ «{value}» trùng với hàng {other}",
            "en": "the address “{value}” stands in row {other} too",
        },
        "staff_code.duplicate": {
            "vi": "mã cán bộ «{value}» trùng với hàng {other}",
            "en": "the staff code “{value}” stands in row {other} too",
        },
        "staff_code.digits_lost": {
            "vi": "mã cán bộ «{value}» đã bị đổi sang dạng số mũ nên mất các chữ số "
            "cuối, không khôi phục được: hãy nhập lại dạng Văn bản",
            "en": "the staff code “{value}” went through scientific notation and lost "
            "digits: enter it again as text",
        },
        "staff_code.shown": {
            "vi": "mã cán bộ hiện «{shown}» nhưng ô chứa «{value}»: hãy nhập lại dạng "
            "Văn bản",
            "en": "the staff code shows “{shown}” while the cell holds “{value}”: "
            "enter it again as text",
        },
    }
)


@dataclass(frozen=True)
class StaffRow:
    """One person. What the file does not say, or says wrongly, is empty.

    ``gender`` is "male", "female" or empty. A year of birth alone tells nobody apart
    and is left out with a warning.
    """

    row: int
    number: int | None
    name: str
    birth_date: dt.date | None
    gender: str
    staff_code: str
    personal_id: str
    email: str
    phone: str
    job: str


@dataclass
class StaffList(SheetRead):
    """The staff in the order of the file."""

    rows: list[StaffRow] = field(default_factory=list)


def read(data: bytes, filename: str, sheet: str | None = None) -> StaffList:
    """Read a list of the staff out of an Excel file.

    Only the name is required. ``sheet`` chooses the sheet when several hold such a
    list. A list with an error in ``problems`` is not fit to be imported.

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``, ``sheet.several``.
    """
    tables, problems = read_tables(data, filename, columns.staff_list, REQUIRED)
    table = choose(tables, sheet)
    if "student_code" in table.columns:
        # ten digits under «Mã định danh» are the sector's code, here of the staff
        table.columns.setdefault("staff_code", table.columns.pop("student_code"))
        table.problems[:] = [
            p for p in table.problems if p.code != "header.sector_code"
        ]
    found: dict[str, Any] = common(table)
    values.check_dates(table, "birth_date")
    rows = [_row(table, row) for row in table.rows]
    _check(table, rows)
    if not rows:
        place = table.where(table.header[1])
        table.problems.append(Problem("staff_list.no_rows", {}, place))
    found["problems"] = problems + table.problems
    return StaffList(**found, rows=rows)


def _row(table: Table, row: int) -> StaffRow:
    if table.struck(row):
        table.report(row, "name", "staff_list.struck")
    return StaffRow(
        row=row,
        number=values.number(table, row),
        name=values.name(table, row),
        birth_date=_birth(table, row),
        gender=_gender(table, row),
        staff_code=values.staff_code(table, row),
        personal_id=values.personal_id(table, row, required=False),
        email=_email(table, row),
        phone=values.phone(table, row, "phone"),
        job=table.text(row, "job"),
    )


def _birth(table: Table, row: int) -> dt.date | None:
    if not table.text(row, "birth_date"):
        return None
    return values.birth(table, row).date


def _gender(table: Table, row: int) -> str:
    known = {"gender", "female", "male"} & set(table.columns)
    if not any(table.text(row, name) for name in known):
        return ""
    return values.gender(table, row)


def _email(table: Table, row: int) -> str:
    text = table.text(row, "email").strip().lower()
    if text and not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}", text):
        table.report(row, "email", "email.bad", value=text)
        return ""
    return text


def _check(table: Table, rows: list[StaffRow]) -> None:
    for name in ("staff_code", "personal_id", "email"):
        values.check_duplicates(
            table, name, {one.row: getattr(one, name) for one in rows}
        )
    named: dict[str, list[StaffRow]] = {}
    for one in rows:
        known = named.setdefault(spelling(one.name), [])
        for other in known:
            code = _namesakes(one, other)
            if code:
                table.report(one.row, "name", code, other=other.row)
                break
        known.append(one)


def _namesakes(one: StaffRow, other: StaffRow) -> str:
    """Return the problem of two rows with one name, empty where they are two persons.

    They are where both have a particular of one kind and differ in it.
    """
    pairs = [(getattr(one, name), getattr(other, name)) for name in PARTICULARS]
    both = [(mine, theirs) for mine, theirs in pairs if mine and theirs]
    if any(mine != theirs for mine, theirs in both):
        return ""
    return "staff_list.twice" if both else "staff_list.namesake"
