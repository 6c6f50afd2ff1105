# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Frozen facts of a year and the book that is written from them.

The facts are plain values, kept as canonical text with their SHA-256; a book can be
written again from them at any time, whatever became of the gradebook (KP Đ5.1).
"""

import hashlib
from dataclasses import fields

from hocba.books.model import (
    Absences,
    FormerTerm,
    Learner,
    Levels,
    School,
    Source,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
)
from hocba.books.primary.model import (
    Body,
    PrimarySubject,
    PrimarySummary,
    Rating,
    Ratings,
)
from hocba.canonical import canonical

SOURCE_KIND = "so-diem-da-khoa"
GROUPS = ("qualities", "general", "specific")


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(results: dict, *, source_id: str, particulars: dict) -> str:
    """Return the canonical text of all that the book says.

    :param results: the locked results of one learner, as the gradebook gives them
    :param source_id: names the gradebook's record they were taken from
    :param particulars: school, class and learner
    """
    source = {
        "kind": SOURCE_KIND,
        "id": source_id,
        "sha256": digest(canonical(results)),
    }
    primary = "qualities" in results["summary"]
    kind = PrimarySubject if primary else SubjectYear
    facts = {
        **particulars,
        "source": source,
        "subjects": [_subject(kind, subject) for subject in results["subjects"]],
        "summary": (_primary_summary if primary else _summary)(results["summary"]),
    }
    return canonical(facts)


def year_book(facts: dict, **identity) -> YearBook:
    """Return the book of frozen facts under the identity of one revision."""
    summary = dict(facts["summary"])
    summary["homeroom"] = TeacherRef(**summary["homeroom"])
    summary["former"] = _former_terms(summary)
    primary = "qualities" in summary
    kind = PrimarySubject if primary else SubjectYear
    subjects = tuple(
        kind(
            **{
                **subject,
                "teachers": tuple(TeacherRef(**t) for t in subject["teachers"]),
                "former": _former_terms(subject),
            }
        )
        for subject in facts["subjects"]
    )
    return YearBook(
        source=Source(**facts["source"]),
        school=School(**facts["school"]),
        learner=Learner(**facts["learner"]),
        year=facts["year"],
        grade=facts["grade"],
        class_name=facts["class_name"],
        programme=facts.get("programme", "gdpt2018"),
        register_number=facts["register_number"],
        subjects=subjects,
        summary=(_read_primary_summary if primary else _read_summary)(summary),
        **identity,
    )


def _read_summary(summary: dict) -> Summary:
    for name in ("training", "study"):
        summary[name] = Levels(**summary[name])
    summary["absences"] = Absences(**summary["absences"])
    return Summary(**summary)


def _read_primary_summary(summary: dict) -> PrimarySummary:
    for name in GROUPS:
        group = summary[name]
        ratings = tuple(Rating(**rating) for rating in group["ratings"])
        summary[name] = Ratings(ratings, group["remark"])
    summary["body"] = Body(**summary["body"])
    summary["commendations"] = tuple(summary["commendations"])
    return PrimarySummary(**summary)


def _former_terms(facts: dict) -> tuple[FormerTerm, ...]:
    return tuple(FormerTerm(**term) for term in facts.get("former", ()))


def _subject(kind, values: dict) -> dict:
    return {
        **_pick(kind, values),
        "teachers": [_pick(TeacherRef, teacher) for teacher in values["teachers"]],
    }


def _summary(values: dict) -> dict:
    return {
        **_pick(Summary, values),
        "training": _pick(Levels, values["training"]),
        "study": _pick(Levels, values["study"]),
        "absences": _pick(Absences, values["absences"]),
        "homeroom": _pick(TeacherRef, values["homeroom"]),
    }


def _primary_summary(values: dict) -> dict:
    return {
        **_pick(PrimarySummary, values),
        "homeroom": _pick(TeacherRef, values["homeroom"]),
    }


def _pick(kind, values: dict) -> dict:
    """Return what a dataclass of the library takes; an absent value stays out."""
    names = {field.name for field in fields(kind)}
    return {
        name: value
        for name, value in values.items()
        # What few learners have is not said of the others.
        if name in names and value is not None and (name != "former" or value)
    }
