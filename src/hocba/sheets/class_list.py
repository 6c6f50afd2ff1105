# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A class list: the particulars of every learner (sơ yếu lí lịch)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from ..problems import Problem, register
from . import columns, titles, values
from .names import clean, fold, spelling
from .reading import SheetRead, common
from .scope import Scope, class_titles, settle
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
        "class_list.alike_person": {
            "vi": "«{name}» cùng ngày sinh và gần trùng họ tên với «{namesake}» ở hàng "
            "{other}: hai học sinh, hay một em ghi hai cách?",
            "en": "“{name}” has the birth date of “{namesake}” in row {other} and "
            "nearly the same name: two learners, or one spelt in two ways?",
            "level": "warning",
        },
        "class_list.no_personal_id": {
            "vi": "học sinh quốc tịch «{nationality}» chưa có số định danh cá nhân và "
            "giấy tờ khác; vẫn được đưa vào, hãy bổ sung khi có",
            "en": "this learner of nationality “{nationality}” has neither personal id "
            "nor another document; the row is taken, add it later",
            "level": "warning",
        },
        "class_list.other_document": {
            "vi": "«{value}» không phải là số định danh cá nhân Việt Nam: được hiểu là "
            "số giấy tờ khác của học sinh quốc tịch «{nationality}»",
            "en": "“{value}” is no Vietnamese personal id: it is taken as the number "
            "of another document of a learner of nationality “{nationality}”",
            "level": "warning",
        },
        "class_list.document_twice": {
            "vi": "số giấy tờ «{value}» đã có ở hàng {other}",
            "en": "the document number “{value}” stands in row {other} already",
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


#: What a learner without a personal id may be known by: field, and kind of document.
DOCUMENTS = {
    "passport": "passport",
    "residence_card": "residence_card",
    "birth_certificate": "birth_certificate",
    "other_document": "other",
}


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
    is ``None`` then. ``identity_document`` is "passport", "residence_card",
    "birth_certificate" or "other".
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
    identity_document: str
    identity_document_number: str
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


def read(
    data: bytes, filename: str, sheet: str | None = None, scope: Scope | None = None
) -> ClassList:
    """Read a class list out of an Excel file.

    ``sheet`` chooses the sheet when several hold a class list; rows outside ``scope``
    are left out and named (:mod:`hocba.sheets.scope`). All that is wrong with
    the rows is in ``problems``; a list with an error there is not fit to be imported.

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``, ``sheet.several``.
    """
    tables, problems = read_tables(data, filename, columns.class_list, REQUIRED)
    table = choose(tables, sheet)
    found: dict[str, Any] = common(table)
    empty = not table.rows
    # the whole file tells whether its dates were exchanged, not one class of it
    values.check_dates(table, "birth_date")
    settle(table, scope, [n for n in table.columns if n[0] != "_" and n != "number"])
    rows = [_row(table, row) for row in table.rows]
    _check(table, rows)
    if empty:
        place = table.where(table.header[1])
        table.problems.append(Problem("class_list.no_rows", {}, place))
    found["problems"] = problems + table.problems
    return ClassList(**found, rows=rows)


def classes(data: bytes, filename: str) -> list[tuple[str, str]]:
    """Return the classes whose learners a file lists, each with its sheet.

    A class is named by the column «Lớp», else by titles among the learners, by the
    title above them or the name of the sheet;
    in the order of the file, as written there first. A sheet that names none is given
    with an empty name.

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``.
    """
    tables, _ = read_tables(data, filename, columns.class_list, REQUIRED)
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for table in tables:
        sheet = table.grid.name
        names = [table.text(row, "_class") for row in table.rows]
        names = [_class(name) for name in names if name]
        names = names or list(class_titles(table).values())
        for name in names or [titles.class_name(table.titles)]:
            found.setdefault((sheet, titles.class_key(name)), (sheet, name))
    return list(found.values())


def _class(text: str) -> str:
    """Return the name without the word «Lớp» before it."""
    return re.sub(r"(?i)^l[ớơo]p\b[\s:.]*", "", clean(text))


def _row(table: Table, row: int) -> LearnerRow:
    name = values.name(table, row)
    born = values.birth(table, row)
    gender = values.gender(table, row)
    nationality = table.text(row, "nationality")
    document, document_number = _document(table, row)
    student_code = values.student_code(table, row)
    text = re.sub(r"\s", "", table.text(row, "personal_id"))
    if not is_foreign(nationality) or re.fullmatch(r"\d{12}", text):
        personal_id = values.personal_id(table, row)
    else:
        personal_id = ""
        if re.fullmatch(r"[1-9]\d{9}", text) and student_code in ("", text):
            # the sector's code; the personal id has twelve digits
            student_code = text
        elif text and not document_number:
            document, document_number = "other", text
            params = {"value": text, "nationality": nationality}
            table.report(row, "personal_id", "class_list.other_document", **params)
        if not (text or document_number):
            params = {"nationality": nationality}
            table.report(row, "personal_id", "class_list.no_personal_id", **params)
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
        nationality=nationality,
        birth_place=table.text(row, "birth_place"),
        personal_id=personal_id,
        student_code=student_code,
        identity_document=document,
        identity_document_number=document_number,
        address=table.text(row, "address"),
        phone=values.phone(table, row, "phone"),
        father=_person(table, row, "father"),
        mother=_person(table, row, "mother"),
        guardian=_person(table, row, "guardian"),
        policy_object=table.text(row, "policy_object"),
        struck=struck,
    )


def is_foreign(nationality: str) -> bool:
    """Return whether a nationality is told and is not Vietnamese."""
    text = re.sub(r"[^a-z]", "", fold(nationality))
    text = re.sub(r"^(?:nuoc)?(?:chxhcn|conghoaxahoichunghia)", "", text)
    return bool(nationality.strip()) and text not in ("vietnam", "viet", "vn", "vnm")


def _document(table: Table, row: int) -> tuple[str, str]:
    """Return kind and number of the document that is no personal id."""
    for field_name, kind in DOCUMENTS.items():
        number = re.sub(r"\s", "", table.text(row, field_name)).upper()
        if number:
            return kind, number
    return "", ""


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
    people: dict[tuple[str, dt.date], LearnerRow] = {}
    documents: dict[tuple[str, str], int] = {}
    for one in rows:
        document = (one.identity_document, one.identity_document_number)
        if document in documents:
            params = {"value": document[1], "other": documents[document]}
            table.report(one.row, "name", "class_list.document_twice", **params)
        elif document[1]:
            documents[document] = one.row
        if not one.birth_date:
            continue
        first = people.setdefault((fold(one.name), one.birth_date), one)
        if first is one:
            continue
        if spelling(first.name) == spelling(one.name):
            table.report(one.row, "name", "class_list.same_person", other=first.row)
        else:
            params = {"name": one.name, "namesake": first.name, "other": first.row}
            table.report(one.row, "name", "class_list.alike_person", **params)
