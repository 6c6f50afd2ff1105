# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Frozen facts of a class in a period and the book that is written from them."""

from dataclasses import fields, is_dataclass
from typing import get_args, get_origin, get_type_hints

from hocba.books.class_book.model import ClassBook
from hocba.books.model import TeacherRef
from hocba.canonical import canonical

from .year_book import SOURCE_KIND, digest


def freeze(results: dict, *, source_id: str, particulars: dict) -> str:
    """Return the canonical text of all that the book says.

    :param results: what :class:`~.class_facts.ClassPeriod` found
    :param source_id: names the class whose gradebooks they were taken from
    :param particulars: school, class and period
    """
    source = {
        "kind": SOURCE_KIND,
        "id": source_id,
        "sha256": digest(canonical(results)),
    }
    return canonical({**particulars, "source": source, **_without_accounts(results)})


def class_book(facts: dict, **identity) -> ClassBook:
    """Return the book of frozen facts under the identity of one revision."""
    hints = get_type_hints(ClassBook)
    known = {name: _read(hints[name], value) for name, value in facts.items()}
    return ClassBook(**known, **identity)


def marks(facts: dict) -> list:
    """What a corrected mark changes in a book."""
    lines = [subject["lines"] for subject in facts["subjects"]]
    return [lines, facts["summary"]["results"]]


def _read(kind, value):
    """Return plain values as the library's, by the types that its classes name."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], part) for name, part in value.items()})
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], part) for part in value)
    return value


def _without_accounts(results: dict) -> dict:
    """Teachers as the book names them; their accounts are no part of it."""
    summary = results["summary"]
    return {
        **results,
        "subjects": [
            {**subject, "teachers": [_teacher(t) for t in subject["teachers"]]}
            for subject in results["subjects"]
        ],
        "summary": {**summary, "homeroom": _teacher(summary["homeroom"])},
    }


def _teacher(person: dict) -> dict:
    return {field.name: person[field.name] for field in fields(TeacherRef)}
