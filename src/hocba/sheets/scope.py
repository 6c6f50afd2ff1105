# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose row a row is: columns and titles that name a class, a grade, a year, a school.

A person imports for one class. A list of the whole grade, a list that a filter shows
in part, a sheet of the class next door must not become rows of his class: what the
file says of a row is obeyed, and what is left out is named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from ..problems import Problem, Where, register
from . import titles
from .names import clean, fold, spelling
from .tables import Table
from .workbook import Cell

#: The fields of :mod:`hocba.sheets.columns` that say what a row is about.
CLASS = ("_class", "_class_code")
FIELDS = (*CLASS, "_grade", "_school_year", "_school", "_subject")

register(
    {
        "scope.class": {
            "vi": "trang tính là của lớp {found}, không phải lớp {wanted}: hãy chọn "
            "đúng lớp hoặc đúng tệp",
            "en": "the sheet is of class {found}, not of class {wanted}: choose the "
            "right class or the right file",
        },
        "scope.grade": {
            "vi": "trang tính là của khối {found}, không phải khối {wanted}",
            "en": "the sheet is of grade {found}, not of grade {wanted}",
        },
        "scope.year": {
            "vi": "trang tính là của năm học {found}, không phải năm học {wanted}",
            "en": "the sheet is of the school year {found}, not of {wanted}",
        },
        "scope.whole_grade": {
            "vi": "tiêu đề nói về cả khối {found} mà không có cột nào cho biết lớp của "
            "từng học sinh: hãy thêm cột «Lớp», hoặc dùng danh sách của riêng lớp "
            "{wanted}",
            "en": "the title speaks of the whole grade {found} and no column tells the "
            "class of each learner: add a column “Lớp”, or use a list of class "
            "{wanted} alone",
        },
        "scope.several": {
            "vi": "các hàng thuộc nhiều lớp ({found}) mà chưa chọn lớp nào",
            "en": "the rows are of several classes ({found}) and none was chosen",
        },
        "scope.no_row": {
            "vi": "không hàng nào là của «{wanted}», tệp ghi: {found}. Hãy chọn đúng "
            "lớp hoặc đúng tệp; nếu cột này nói về việc khác, hãy đổi tiêu đề hoặc xóa "
            "cột",
            "en": "no row is of “{wanted}”, the file says: {found}. Choose the right "
            "class or the right file; if the column speaks of something else, change "
            "its header or delete it",
        },
        "scope.others": {
            "vi": "bỏ qua {count} hàng ghi «{found}», không phải «{wanted}»: {names} "
            "(trong ngoặc là số hàng)",
            "en": "{count} rows that say “{found}”, not “{wanted}”, are left out: "
            "{names} (the numbers are those of the rows)",
            "level": "warning",
        },
        "scope.unclear": {
            "vi": "hàng này không cho biết thuộc lớp nào trong khi các hàng khác có "
            "ghi",
            "en": "this row does not say its class while others do",
        },
        "scope.formula": {
            "vi": "ô chứa công thức hoặc lỗi nên không biết hàng này là của ai: hãy "
            "dán lại dạng giá trị (Paste Special, Values)",
            "en": "the cell holds a formula or an error, so that it is not known whose "
            "row this is: paste it as a value",
        },
        "hidden.rows": {
            "vi": "{count} hàng đang bị ẩn (do bộ lọc hoặc do người dùng) mà vẫn có dữ "
            "liệu: {names} (trong ngoặc là số hàng). Hãy bỏ lọc, bỏ ẩn để xem lại, rồi "
            "xóa những hàng không thuộc lớp này",
            "en": "{count} rows are hidden (by a filter or by a person) and hold data: "
            "{names} (the numbers are those of the rows). Show all rows, look at them, "
            "and delete those that do not belong here",
        },
        "hidden.column": {
            "vi": "cột đang bị ẩn mà có dữ liệu sẽ được đưa vào: hãy bỏ ẩn để xem lại, "
            "hoặc xóa cột",
            "en": "the column is hidden and holds data that would be taken: unhide and "
            "check it, or delete it",
        },
        "hidden.identity": {
            "vi": "cột đang bị ẩn, chỉ được dùng để biết hàng là của ai",
            "en": "the column is hidden; it is only used to tell whose row it is",
            "level": "warning",
        },
    }
)


@dataclass(frozen=True)
class Scope:
    """What a person imports for; what is empty is not compared.

    ``year`` as "2025-2026"; ``school`` holds everything the school is called, names
    and codes.
    """

    class_name: str = ""
    grade: int = 0
    year: str = ""
    school: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """The subject of a sheet, and whether a text is another name of it."""

    name: str
    is_named: Callable[[str], bool]


def settle(
    table: Table,
    scope: Scope | None,
    values: Collection[str],
    subject: Subject | None = None,
) -> None:
    """Leave the rows of others out of ``table``, and name them and what is hidden.

    Without a ``scope`` the titles say whose sheet it is. ``values`` are the fields
    that are taken over: a hidden row is refused if one of them is filled, a hidden
    column if it is one of them. A row of another ``subject`` is left out too.
    """
    found = class_titles(table)
    if scope:
        _check_titles(table, scope, bool(found))
    else:
        told = "" if found else titles.class_name(table.titles)
        # «Lớp 7» is a whole grade
        told = "" if told.isdigit() else told
        scope = Scope(class_name=told, year=titles.year(table.titles))
    _Rows(table, scope, found, subject).sort_out()
    _name_hidden(table, values)


class Named(Protocol):
    """A row that says whose it is."""

    @property
    def personal_id(self) -> str: ...
    @property
    def student_code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def birth_date(self) -> dt.date | None: ...


def whose(row: Named) -> tuple[object, ...]:
    """Return a key that the rows of one learner share within a sheet."""
    code = row.personal_id or row.student_code
    return (code,) if code else (spelling(row.name), row.birth_date)


# ---------------------------------------------------------------------------- titles


def _check_titles(table: Table, scope: Scope, sections: bool) -> None:
    """Report titles that speak of another class, grade or year."""

    def report(code: str, found: object, wanted: object) -> None:
        params = {"found": str(found), "wanted": str(wanted)}
        where = table.where(table.header[0])
        table.problems.append(Problem(code, params, where))

    above, wanted = table.titles, titles.class_key(scope.class_name)
    found = "" if sections else titles.class_name(above, scope.class_name)
    same = not wanted or titles.class_key(found) == wanted
    grade = titles.grade(above)
    if found.isdigit() and not same:
        # «Lớp 7» is the whole grade where the class is 7A1
        grade, found = int(found), ""
    has_class = sections or any(_is(name, *CLASS) for name in table.columns)
    if found and not same:
        report("scope.class", found, scope.class_name)
    elif grade and scope.grade and grade != scope.grade:
        report("scope.grade", grade, scope.grade)
    elif grade and wanted and not found and not has_class:
        report("scope.whole_grade", grade, scope.class_name)
    year = titles.year(above)
    if year and scope.year and year != scope.year:
        report("scope.year", year, scope.year)


def class_titles(table: Table) -> dict[int, str]:
    """Return the rows that are nothing but a class («LỚP 1A») above its learners.

    The one above the header counts only where others follow among the learners.
    """
    last = max(table.rows, default=0)
    found = {
        row: name
        for row in range(table.header[1] + 1, last)
        if (name := _section(table, row))
    }
    if not found:
        return {}
    above = [
        (row, name)
        for row in range(1, table.header[0])
        if (name := _section(table, row))
    ]
    return dict(above[-1:]) | found


def _section(table: Table, row: int) -> str:
    texts = {
        text
        for column in range(1, table.grid.last_column + 1)
        if (text := clean(table.grid.cell(row, column).text))
    }
    if len(texts) != 1:
        return ""
    [text] = texts
    # a class, and at most the number of its learners or its homeroom teacher
    if not re.match(r"lop\s*:?\s*\d", fold(text)):
        return ""
    return titles.class_name([text])


# ------------------------------------------------------------------------------ rows


class _Rows:
    """The rows of one table, told apart by what they say of themselves."""

    def __init__(
        self,
        table: Table,
        scope: Scope,
        sections: dict[int, str],
        subject: Subject | None,
    ) -> None:
        self.table = table
        self.scope = scope
        self.sections = sections
        self.subject = subject
        filled = [
            name
            for name in table.columns
            if _is(name, *FIELDS)
            and any(self._cell(row, name).kind != "empty" for row in table.rows)
        ]
        named = any(_is(name, "_class") for name in filled)
        # a code beside the name of the class says nothing more, and may be anything
        self.columns = [n for n in filled if not (named and _is(n, "_class_code"))]
        self.has_class = any(_is(name, *CLASS) for name in self.columns)

    def sort_out(self) -> None:
        """Keep the rows that fit in the table, and report the others in groups."""
        table = self.table
        self._check_formulas()
        said = {row: self._sayings(row) for row in table.rows}
        if not self.scope.class_name:
            self._report_several(said)
        kept = []
        others: dict[tuple[str, str, str], list[int]] = {}
        for row, sayings in said.items():
            other = next((one for one in sayings if not self._fits(*one)), None)
            if other:
                key = (other[0], self._shown(*other), self._wanted(other[0]))
                others.setdefault(key, []).append(row)
            else:
                kept.append(row)
        self._forget({row for rows in others.values() for row in rows})
        self._report_others(others, bool(kept))
        table.rows = kept
        title = titles.class_name(table.titles, self.scope.class_name)
        title = "" if title.isdigit() else title
        told = self.has_class or self.sections
        for row in kept if told and not title else ():
            if not any(_is(name, *CLASS) for name, _text in said[row]):
                table.report(row, "_class", "scope.unclear")

    def _cell(self, row: int, name: str) -> Cell:
        """Return the cell that is seen in a row, also where it is merged downwards."""
        return self.table.grid.merged(row, self.table.columns[name].index)

    def _text(self, row: int, name: str) -> str:
        cell = self._cell(row, name)
        return "" if cell.kind in ("formula", "error") else clean(cell.text)

    def _sayings(self, row: int) -> list[tuple[str, str]]:
        """Return what the row says of itself: field and text."""
        found = [
            (name, text) for name in self.columns if (text := self._text(row, name))
        ]
        above = [section for section in self.sections if section < row]
        if self.sections and not any(_is(name, *CLASS) for name, _text in found):
            told = titles.class_name(self.table.titles)
            named = self.sections[max(above)] if above else told
            if named and not named.isdigit():
                found.append(("_class", named))
        return found

    def _fits(self, name: str, text: str) -> bool:
        scope = self.scope
        if _is(name, *CLASS):
            wanted = titles.class_key(scope.class_name)
            return not wanted or titles.class_key(text) == wanted
        if _is(name, "_grade"):
            # «Khối A» of an upper school is no grade
            number = re.search(r"\d+", text)
            return not (scope.grade and number) or int(number[0]) == scope.grade
        if _is(name, "_school_year"):
            return not scope.year or titles.year([text]) == scope.year
        if _is(name, "_school"):
            known = {_school_key(school) for school in scope.school}
            return not known or _school_key(text) in known
        return not self.subject or self.subject.is_named(text)

    def _wanted(self, name: str) -> str:
        scope = self.scope
        return {
            "_class": scope.class_name,
            "_class_code": scope.class_name,
            "_grade": str(scope.grade),
            "_school_year": scope.year,
            "_school": scope.school[0] if scope.school else "",
            "_subject": self.subject.name if self.subject else "",
        }[name.rstrip("+")]

    def _shown(self, name: str, text: str) -> str:
        column = self.table.columns.get(name)
        header = column.header if column else "Lớp"
        return text if fold(text).startswith(fold(header)) else f"{header} {text}"

    def _check_formulas(self) -> None:
        for row in self.table.rows:
            for name in self.columns:
                if self._cell(row, name).kind in ("formula", "error"):
                    self.table.report(row, name, "scope.formula")

    def _report_several(self, said: dict[int, list[tuple[str, str]]]) -> None:
        """Refuse rows of several classes where nobody chose one."""
        found = {
            titles.class_key(text): text
            for sayings in said.values()
            for name, text in sayings
            if _is(name, *CLASS)
        }
        if len(found) > 1:
            params = {"found": ", ".join(sorted(found.values()))}
            where = self.table.where(self.table.header[1], "_class")
            self.table.problems.append(Problem("scope.several", params, where))

    def _report_others(
        self, others: dict[tuple[str, str, str], list[int]], kept: bool
    ) -> None:
        table = self.table
        if others and not kept:
            [(name, _shown, wanted), *_] = others
            found = ", ".join(dict.fromkeys(shown for _name, shown, _wanted in others))
            where = table.where(table.header[1], name)
            params: dict[str, object] = {"found": found, "wanted": wanted}
            table.problems.append(Problem("scope.no_row", params, where))
            return
        for (name, shown, wanted), rows in others.items():
            params = {
                "count": len(rows),
                "found": shown,
                "wanted": wanted,
                "names": _named(table, rows),
            }
            where = table.where(rows[0], name)
            table.problems.append(Problem("scope.others", params, where))

    def _forget(self, others: set[int]) -> None:
        """Drop what is wrong in rows of others, and with rows that are class titles."""
        taken = set(self.table.rows)
        gone = others | set(self.sections)
        for problem in self.table.problems:
            row = (problem.where and problem.where.row) or 0
            if row > self.table.header[1] and row not in taken:
                if not all(self._fits(*said) for said in self._sayings(row)):
                    gone.add(row)
        self.table.problems[:] = [
            problem
            for problem in self.table.problems
            if not (problem.where and problem.where.row in gone)
        ]


def _is(name: str, *fields: str) -> bool:
    """Return whether a column is one of the fields; a second one ends with ``+``."""
    return name.rstrip("+") in fields


def _school_key(text: str) -> str:
    """Return a key that a school's name with and without the word Trường share."""
    return re.sub(r"^trường\b|\W", "", spelling(text))


def _named(table: Table, rows: list[int]) -> str:
    """Return names with the numbers of their rows."""
    return ", ".join(f"{clean(table.name(row)) or '?'} ({row})" for row in rows)


# ---------------------------------------------------------------------------- hidden


def _name_hidden(table: Table, values: Collection[str]) -> None:
    grid = table.grid
    rows = [
        row
        for row in table.rows
        if row in grid.hidden_rows and any(table.cell(row, v).text for v in values)
    ]
    if rows:
        params = {"count": len(rows), "names": _named(table, rows)}
        table.problems.append(Problem("hidden.rows", params, table.where(rows[0])))
    for name, column in table.columns.items():
        # row 0 is in no sheet: only the column is asked for
        if (name.startswith("_") and not _is(name, *FIELDS)) or not grid.hidden(
            0, column.index
        ):
            continue
        if any(table.cell(row, name).text for row in table.rows):
            where = Where(table.file, grid.name, table.header[1], column.title)
            code = "hidden.column" if name in values else "hidden.identity"
            table.problems.append(Problem(code, {}, where))
