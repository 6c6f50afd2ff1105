# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workbooks that leave a gradebook, are filled in and come back.

The sheets look as schools know them. What the gradebook held when the file was made
travels beside them in a hidden sheet, so that coming back is a comparison of three:
what a cell was, what the file says, what the gradebook holds by now.

The hidden sheet has one JSON object a line in its first column: the format with a
SHA-256 over all that follows, whose file it is, and for each sheet a head and a line
for every learner. Each visible sheet shows a code that is made of its own part, so that
a sheet and a hidden part of different files are told apart.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..problems import Where, fail, register
from .grid import Grid
from .names import clean

FORMAT = "hocba-gradebook"
VERSION = 1
HIDDEN_SHEET = "_hocba"
CODE_LABEL = "Mã bảng"

CHOICES: dict[str, dict[str, str]] = {
    "remark": {"D": "Đ", "CD": "CĐ", "V": "V"},
    "level": {"T": "T", "H": "H", "C": "C"},
    "quality": {"T": "T", "D": "Đ", "C": "C"},
    "conduct": {"TOT": "Tốt", "KHA": "Khá", "DAT": "Đạt", "CHUA_DAT": "Chưa đạt"},
}
"""What may be chosen, canonical text by what is shown, by kind of column.

TT22/2021 Điều 5.3 and 8, TT27/2020 Điều 6 and 7."""

KINDS = ("score", "test", "text", *CHOICES)
SHEETS = ("marks", "conduct", "quality")
KEY = "student_code"
IDENTITY = ("number", KEY, "name", "birth_date")

_TERMS = {
    "HK1": "Học kì: I",
    "HK2": "Học kì: II",
    "GK1": "Giữa học kì I",
    "CK1": "Cuối học kì I",
    "GK2": "Giữa học kì II",
    "CN": "Cuối năm học",
}

register(
    {
        "exchange.version": {
            "vi": "tệp thuộc định dạng phiên bản {found}, phần mềm này chỉ đọc phiên "
            "bản {known}: hãy tải bảng mới từ phần mềm",
            "en": "the file is of format version {found}, this software reads version "
            "{known}: download a new one",
        },
        "exchange.tampered": {
            "vi": "phần ẩn của tệp đã bị sửa hoặc bị thay bằng của tệp khác: hãy tải "
            "bảng mới từ phần mềm",
            "en": "the hidden part of the file was changed or comes from another file: "
            "download a new one",
        },
        "exchange.hidden_missing": {
            "vi": "phần ẩn của tệp đã bị mất (chép trang tính sang tệp khác, hoặc lưu "
            "bằng phần mềm không giữ trang ẩn): hãy tải bảng mới từ phần mềm",
            "en": "the hidden part of the file is gone (the sheet was copied into "
            "another file, or saved by software that drops hidden sheets): download a "
            "new one",
        },
        "exchange.old_format": {
            "vi": "bảng tải từ phần mềm phải giữ dạng .xlsx, tệp này đã bị lưu thành "
            "dạng khác: hãy lưu lại dạng .xlsx từ tệp gốc",
            "en": "a downloaded sheet stays .xlsx, this file was saved as another "
            "format: save the original as .xlsx again",
        },
    }
)


@dataclass(frozen=True)
class Identity:
    """Whose file it is, and when it was made."""

    school_code: str
    school_name: str
    year: str
    class_name: str
    download_id: str
    downloaded_at: str


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` is one of :data:`KINDS`; a result is shown, never read."""

    name: str
    kind: str
    label: str
    group: str = ""
    result: bool = False

    @property
    def header(self) -> str:
        return f"{self.group} {self.label}".strip()


@dataclass(frozen=True)
class Row:
    """One learner. ``cells`` hold canonical text; a column that is not among them has
    no cell for this learner. ``unlocked`` are those that may be filled in. ``key`` is
    shown, and no two learners of a sheet share it; ``ref`` is what the gradebook knows
    the learner by, and is not shown."""

    key: str
    name: str
    cells: Mapping[str, str]
    ref: str = ""
    number: int | None = None
    birth_date: dt.date | None = None
    unlocked: frozenset[str] = frozenset()
    left: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: the marks of a subject in a term, or conduct, or qualities.

    ``kind`` is one of :data:`SHEETS`.
    """

    kind: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    subject_code: str = ""
    term: str = ""
    regulation: str = ""
    name: str = ""
    code: str = ""

    @property
    def inputs(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.result)


@dataclass(frozen=True)
class Workbook:
    """A whole file.

    :param footer: a line at the foot of each printed page; it does not come back
    """

    identity: Identity
    sheets: tuple[Sheet, ...] = field(default_factory=tuple)
    footer: str = ""


def title_lines(identity: Identity, sheet: Sheet) -> list[str]:
    """Return the rows above the header: school, what it is, class and time, code."""
    when = [_TERMS[sheet.term]] if sheet.term else []
    place = [f"Lớp: {identity.class_name}", *when, f"Năm học: {identity.year}"]
    return [
        identity.school_name.upper(),
        sheet.title,
        "   -   ".join(place),
        f"{CODE_LABEL}: {sheet.code}   -   Tải về lúc {identity.downloaded_at}",
    ]


def seal(workbook: Workbook) -> tuple[Workbook, list[str]]:
    """Return the workbook with names and codes of its sheets, and the hidden lines."""
    names: set[str] = set()
    head = _json(_identity_object(workbook.identity))
    lines, sheets = [head], []
    for sheet in workbook.sheets:
        sheet = replace(sheet, name=_sheet_name(sheet.name or sheet.title, names))
        part = [_json(item) for item in _sheet_objects(sheet)]
        sheets.append(replace(sheet, code=_code([head, *part])))
        lines += part
    first = {"format": FORMAT, "version": VERSION, "sha256": _sha256(lines)}
    return replace(workbook, sheets=tuple(sheets)), [_json(first), *lines]


def unseal(grid: Grid, where: Where) -> Workbook:
    """Return what the hidden sheet says the file was when it left.

    :raises HocbaError: ``exchange.version``, ``exchange.tampered``.
    """
    lines = [grid.cell(row, 1).text for row in range(1, grid.last_row + 1)]
    try:
        first, *objects = [json.loads(line) for line in lines]
        if first["format"] != FORMAT:
            raise ValueError(first["format"])
        if first["version"] != VERSION:
            raise fail("exchange.version", where, found=first["version"], known=VERSION)
        if first["sha256"] != _sha256(lines[1:]):
            raise ValueError(first["sha256"])
        identity = Identity(**objects[0])
        if not all(isinstance(text, str) for text in objects[0].values()):
            raise ValueError(objects[0])
        return Workbook(identity, tuple(_sheets(lines[1], objects[1:], lines[2:])))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise fail("exchange.tampered", where) from error


def is_marked(texts: Iterable[str]) -> bool:
    """Return whether one of the texts is the title with a sheet's code."""
    return any(re.match(rf"{CODE_LABEL}: [0-9A-F]{{4}}-", text) for text in texts)


def _sheets(
    head: str, objects: list[dict[str, Any]], lines: list[str]
) -> Iterator[Sheet]:
    place = 0
    while place < len(objects):
        entry = dict(objects[place])
        count = entry.pop("learners")
        if type(count) is not int or count < 0:
            raise ValueError(count)
        end = place + 1 + count
        columns = tuple(Column(**column) for column in entry.pop("columns"))
        rows = tuple(Row(**row) for row in objects[place + 1 : end])
        code = _code([head, *lines[place:end]])
        sheet = Sheet(**entry, columns=columns, rows=rows, code=code)
        _check(sheet)
        yield sheet
        place = end


def _check(sheet: Sheet) -> None:
    """Refuse what this module never writes: a checksum is no signature.

    :raises ValueError: something is of another type, or unknown
    """
    texts = [sheet.kind, sheet.name, sheet.title, sheet.subject_code, sheet.regulation]
    for column in sheet.columns:
        texts += [column.name, column.label, column.group]
    for row in sheet.rows:
        texts += [row.key, row.name, row.ref, *row.cells, *row.cells.values()]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(sheet.kind)
    known = all(
        column.kind in KINDS and column.name not in IDENTITY for column in sheet.columns
    )
    apart = len({column.name for column in sheet.columns}) == len(sheet.columns)
    if sheet.kind not in SHEETS or not known or not apart:
        raise ValueError(sheet.kind)
    if sheet.term and sheet.term not in _TERMS:
        raise ValueError(sheet.term)


def _identity_object(identity: Identity) -> dict[str, Any]:
    return {name: getattr(identity, name) for name in identity.__dataclass_fields__}


def _sheet_objects(sheet: Sheet) -> Iterator[dict[str, Any]]:
    yield {
        "kind": sheet.kind,
        "name": sheet.name,
        "title": sheet.title,
        "subject_code": sheet.subject_code,
        "term": sheet.term,
        "regulation": sheet.regulation,
        "learners": len(sheet.rows),
        "columns": [
            {name: getattr(column, name) for name in column.__dataclass_fields__}
            for column in sheet.columns
        ],
    }
    for row in sheet.rows:
        yield {
            "key": row.key,
            "name": row.name,
            "ref": row.ref,
            "cells": dict(row.cells),
        }


def _json(value: Any) -> str:
    """Return one line of ASCII, which no program that saves the file changes."""
    return json.dumps(_clean(value), sort_keys=True, separators=(",", ":"))


def plain(text: str) -> str:
    """Return a text as it is written and as reading it gives it back."""
    shown = "".join(char for char in text if char.isprintable() or char.isspace())
    return clean(shown)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value


def _sha256(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _code(lines: Iterable[str]) -> str:
    digest = _sha256(lines)[:8].upper()
    return f"{digest[:4]}-{digest[4:]}"


def _sheet_name(wanted: str, names: set[str]) -> str:
    """Return a name as Excel takes it: 31 characters, some left out, no two alike."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", clean(wanted)).strip(" '")[:31].strip()
    name, number = plain, 1
    while name.casefold() in names:
        number += 1
        name = f"{plain[:27].strip()} ({number})"
    names.add(name.casefold())
    return name
