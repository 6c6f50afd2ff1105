# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Frozen facts of a class in a period and the book that is written from them."""

from typing import get_type_hints

from hocba.books.class_book.model import ClassBook
from hocba.books.model import TeacherRef
from hocba.canonical import canonical

from .facts import pick, read, source


def freeze(results: dict, *, source_id: str, particulars: dict) -> str:
    """Return the canonical text of all that the book says.

    :param results: what :class:`~.class_facts.ClassPeriod` found
    :param source_id: names the class whose gradebooks they were taken from
    :param particulars: school, class and period
    """
    return canonical(
        {
            **particulars,
            "source": source(source_id, results),
            **_without_accounts(results),
        }
    )


def class_book(facts: dict, **identity) -> ClassBook:
    """Return the book of frozen facts under the identity of one revision."""
    hints = get_type_hints(ClassBook)
    known = {name: read(hints[name], value) for name, value in facts.items()}
    return ClassBook(**known, **identity)


def marks(facts: dict) -> list:
    """What a corrected mark changes in a book."""
    lines = [subject["lines"] for subject in facts["subjects"]]
    return [lines, facts["summary"]["results"]]


def _without_accounts(results: dict) -> dict:
    """Teachers as the book names them; their accounts are no part of it."""
    summary = results["summary"]
    return {
        **results,
        "subjects": [
            {**subject, "teachers": [pick(TeacherRef, t) for t in subject["teachers"]]}
            for subject in results["subjects"]
        ],
        "summary": {**summary, "homeroom": pick(TeacherRef, summary["homeroom"])},
    }
