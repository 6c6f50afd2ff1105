# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Frozen facts of a year and the book that is written from them."""

from typing import get_type_hints

from hocba.books.model import (
    Absences,
    Levels,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
)
from hocba.books.primary.model import PrimarySubject, PrimarySummary
from hocba.canonical import canonical

from .facts import pick, read, source


def freeze(results: dict, *, source_id: str, particulars: dict) -> str:
    """Return the canonical text of all that the book says.

    :param results: the locked results of one learner, as the gradebook gives them
    :param source_id: names the gradebook's record they were taken from
    :param particulars: school, class and learner
    """
    kind, _ = _kinds(results)
    summary = _summary if kind is SubjectYear else _primary_summary
    facts = {
        **particulars,
        "source": source(source_id, results),
        "subjects": [_subject(kind, subject) for subject in results["subjects"]],
        "summary": summary(results["summary"]),
    }
    return canonical(facts)


def year_book(facts: dict, **identity) -> YearBook:
    """Return the book of frozen facts under the identity of one revision."""
    subject, summary = _kinds(facts)
    hints = {
        **get_type_hints(YearBook),
        "subjects": tuple[subject, ...],
        "summary": summary,
    }
    known = {name: read(hints[name], value) for name, value in facts.items()}
    return YearBook(**known, **identity)


def _kinds(facts: dict) -> tuple[type, type]:
    """Return what subjects and summary are: those of primary, or of later years."""
    if "qualities" in facts["summary"]:
        return PrimarySubject, PrimarySummary
    return SubjectYear, Summary


def _subject(kind, values: dict) -> dict:
    return {
        **pick(kind, values),
        "teachers": [pick(TeacherRef, teacher) for teacher in values["teachers"]],
    }


def _summary(values: dict) -> dict:
    return {
        **pick(Summary, values),
        "training": pick(Levels, values["training"]),
        "study": pick(Levels, values["study"]),
        "absences": pick(Absences, values["absences"]),
        "homeroom": pick(TeacherRef, values["homeroom"]),
    }


def _primary_summary(values: dict) -> dict:
    return {
        **pick(PrimarySummary, values),
        "homeroom": pick(TeacherRef, values["homeroom"]),
    }
