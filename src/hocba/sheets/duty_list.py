# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who teaches what where (bảng phân công chuyên môn, chủ nhiệm).

Schools write it in three ways, and a sheet may mix them: a grid with a column for each
class and subjects in its cells; a column of subjects and one of classes; one column
that says both, as in «Toán: 6A1, 6A2; Tin: 7A1». The homeroom class stands in a column
of its own, or as GVCN in the grid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..problems import Problem, register
from . import columns, values
from .reading import SheetRead, common
from .tables import Table, choose, read_tables, words
from .titles import class_key, subject_code

REQUIRED = {"name": "Họ và tên"}
CLASS = "class:"
HOMEROOM = frozenset("gvcn|chu nhiem|chu nhiem lop|giao vien chu nhiem".split("|"))

_HOMEROOM = re.compile(r"(?i)(?:gv)?cn\b\s*:?|ch[uủ] nhi[eệ]m\b\s*:?")

_FIELDS = {
    "subject": "mon|mon hoc|mon day|day mon|mon giang day|mon hoc hdgd",
    "taught": "lop day|day lop|cac lop day|lop giang day|cac lop|lop phan cong|lop",
    "homeroom": "chu nhiem|chu nhiem lop|gvcn|lop chu nhiem|cn|cn lop|gvcn lop"
    "|giao vien chu nhiem lop|cong tac chu nhiem",
    "both": "phan cong chuyen mon|phan cong giang day|phan cong|giang day"
    "|phan cong day|nhiem vu giang day|mon lop|mon va lop",
    "extra": "kiem nhiem|cong viec kiem nhiem|cong tac kiem nhiem|nhiem vu kiem nhiem",
    "_other": "to|to chuyen mon|chuc vu|chuyen mon|so tiet|tong so tiet|tong|cong"
    "|so tiet tuan|tong tiet|trinh do|ghi chu",
}
_WORDS = {text: name for name, texts in _FIELDS.items() for text in texts.split("|")}

register(
    {
        "duty_list.no_rows": {
            "vi": "bảng không phân công việc gì",
            "en": "the table assigns nothing",
        },
        "duty_list.subject": {
            "vi": "không hiểu môn «{value}»: ghi tên môn như Toán, Ngữ văn, KHTN",
            "en": "the subject “{value}” is not understood: write its name, such as "
            "Toán, Ngữ văn, KHTN",
        },
        "duty_list.cn": {
            "vi": "«CN» là chủ nhiệm hay Công nghệ? Hãy ghi «GVCN» hoặc «Công nghệ»",
            "en": "does “CN” mean homeroom or Công nghệ? Write “GVCN” or “Công nghệ”",
        },
        "duty_list.class": {
            "vi": "không hiểu «{value}»: năm học này không có lớp như vậy",
            "en": "“{value}” is not understood: this school year has no such class",
        },
        "duty_list.no_class": {
            "vi": "có môn «{value}» mà không có lớp",
            "en": "the subject “{value}” stands without a class",
        },
        "duty_list.no_subject": {
            "vi": "có lớp «{value}» mà không có môn",
            "en": "the class “{value}” stands without a subject",
        },
        "duty_list.homeroom_twice": {
            "vi": "lớp {value} đã có giáo viên chủ nhiệm ở hàng {other}",
            "en": "class {value} has a homeroom teacher in row {other} already",
        },
    }
)


@dataclass(frozen=True)
class Assignment:
    """One duty: the homeroom of a class, or a subject there by its code."""

    class_name: str
    subject: str = ""
    field: str = "name"

    @property
    def homeroom(self) -> bool:
        """Return whether it is the homeroom of the class."""
        return not self.subject


@dataclass(frozen=True)
class DutyRow:
    """What one row assigns to one person."""

    row: int
    name: str
    staff_code: str
    assignments: tuple[Assignment, ...]


@dataclass
class DutyList(SheetRead):
    """The rows that assign something, in the order of the file."""

    rows: list[DutyRow] = field(default_factory=list)


def read(
    data: bytes, filename: str, classes: Iterable[str], sheet: str | None = None
) -> DutyList:
    """Read who teaches what out of an Excel file.

    ``classes`` are the names of the classes that there are; a name in the file means
    one of them or is an error (:func:`hocba.sheets.titles.class_key`).

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``sheet.no_table``, ``sheet.several``.
    """
    known = {class_key(name): name for name in classes}
    tables, problems = read_tables(data, filename, _classifier(known), REQUIRED)
    table = choose(tables, sheet)
    found: dict[str, Any] = common(table)
    reader = _Reader(table, known)
    rows = [row for row in map(reader.row, table.rows) if row.assignments]
    if not rows and not table.problems:
        place = table.where(table.header[1])
        table.problems.append(Problem("duty_list.no_rows", {}, place))
    found["problems"] = problems + table.problems
    return DutyList(**found, rows=rows)


def _classifier(known: dict[str, str]) -> Callable[[str], str | None]:
    # a header is folded before it is looked up; two classes that fold alike, such as
    # 6D and 6Đ, are no header of a grid
    folded: dict[str, list[str]] = {}
    for name in known.values():
        folded.setdefault(class_key(words(name)), []).append(name)

    def classify(header: str) -> str | None:
        names = folded.get(class_key(header), [])
        if len(names) == 1:
            return f"{CLASS}{names[0]}"
        found = _WORDS.get(header) or columns.staff_list(header)
        return found if found in _KEPT or not found else f"_{found.lstrip('_')}"

    return classify


_KEPT = {"name", "family", "given", "number", "staff_code", *_FIELDS} - {"_other"}


class _Reader:
    def __init__(self, table: Table, known: dict[str, str]) -> None:
        self.table, self.known = table, known
        self.homerooms: dict[str, int] = {}
        # longest first: 6A1 must not be found in 6A10
        names = sorted(known.values(), key=len, reverse=True)
        joined = "|".join(re.escape(name) for name in names) or r"(?!)"
        self.named = re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)

    def row(self, row: int) -> DutyRow:
        table = self.table
        found: list[Assignment] = []
        for name in table.columns:
            text = table.text(row, name)
            if text and name.startswith(CLASS):
                found += self._cell(row, name, text)
            elif text and name == "homeroom":
                found += self._homeroom(row, name, text)
            elif text and name == "extra":
                # other tasks that lighten the load stand there too
                parts = re.split(r"[,;\n+]", text)
                for part in filter(_HOMEROOM.match, map(str.strip, parts)):
                    found += self._homeroom(row, name, part)
            elif text and name == "both":
                found += self._both(row, name, text)
        found += self._pair(row)
        for one in filter(lambda one: one.homeroom, found):
            other = self.homerooms.setdefault(one.class_name, row)
            if other != row:
                params = {"value": one.class_name, "other": other}
                table.report(row, one.field, "duty_list.homeroom_twice", **params)
        name = values.name(table, row)
        code = values.staff_code(table, row)
        return DutyRow(row, name, code, tuple(dict.fromkeys(found)))

    def _homeroom(self, row: int, name: str, text: str) -> list[Assignment]:
        wanted = _HOMEROOM.sub("", text.strip())
        return [Assignment(one, "", name) for one in self._classes(row, name, wanted)]

    def _cell(self, row: int, name: str, text: str) -> list[Assignment]:
        """Return what a cell of the grid assigns in the class of its column."""
        class_name = name.removeprefix(CLASS)
        found = []
        for part in _parts(text):
            if words(part) in HOMEROOM:
                found.append(Assignment(class_name, "", name))
            elif code := self._subject(row, name, part):
                found.append(Assignment(class_name, code, name))
        return found

    def _pair(self, row: int) -> list[Assignment]:
        """Return what the columns of subjects and classes assign together."""
        subjects = self.table.text(row, "subject")
        taught = self.table.text(row, "taught")
        if not taught:
            if subjects and "taught" in self.table.columns:
                code = "duty_list.no_class"
                self.table.report(row, "taught", code, value=subjects)
            return []
        if not subjects:
            self.table.report(row, "taught", "duty_list.no_subject", value=taught)
            return []
        codes = [self._subject(row, "subject", part) for part in _parts(subjects)]
        return [
            Assignment(class_name, code, "taught")
            for class_name in self._classes(row, "taught", taught)
            for code in filter(None, codes)
        ]

    def _both(self, row: int, name: str, text: str) -> list[Assignment]:
        """Return what «Toán: 6A1, 6A2; Tin (7A1); GVCN 6A1» assigns."""
        found = []
        for part in filter(None, map(str.strip, re.split(r"[;\n+]", text))):
            first = self.named.search(part)
            if not first:
                self.table.report(row, name, "duty_list.no_class", value=part)
                continue
            head = part[: first.start()].strip(" :(-–")
            classes = self._classes(row, name, part[first.start() :])
            if words(head) in HOMEROOM:
                found += [Assignment(one, "", name) for one in classes]
            elif not words(head):
                self.table.report(row, name, "duty_list.no_subject", value=part)
            elif code := self._subject(row, name, head):
                found += [Assignment(one, code, name) for one in classes]
        return found

    def _subject(self, row: int, name: str, text: str) -> str:
        if words(text) == "cn":
            self.table.report(row, name, "duty_list.cn")
            return ""
        code = subject_code(text)
        if not code:
            self.table.report(row, name, "duty_list.subject", value=text)
        return code

    def _classes(self, row: int, name: str, text: str) -> list[str]:
        """Return the classes that a text lists; what is no class is reported."""
        found = []
        for part in filter(None, map(str.strip, re.split(r"[,;\n()+]|\s+và\s+", text))):
            whole = self.known.get(class_key(part))
            names = [whole] if whole else []
            if not names:
                # blanks may part classes too: 6A1 6A2
                names = [self.known.get(class_key(p), "") for p in part.split()]
            if not all(names):
                self.table.report(row, name, "duty_list.class", value=part)
                continue
            found += names
        return found


def _parts(text: str) -> list[str]:
    """Return the subjects of a cell; a comma may stand within the name of one."""
    found: list[str] = []
    for piece in re.split(r"[;\n+]", text):
        parts = re.split(r"[,/](?![^(]*\))", piece)
        start = len(found)
        for part in filter(None, map(str.strip, parts)):
            longer = f"{found[-1]}, {part}" if len(found) > start else ""
            if longer and not subject_code(part) and subject_code(longer):
                found[-1] = longer
            else:
                found.append(part)
    return found
