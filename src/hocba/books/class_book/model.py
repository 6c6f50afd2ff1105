# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The facts of a class in one period, as they are frozen, signed and printed.

Marks, levels and dates are spelled as in :mod:`hocba.books.model`. A line names its
learner by the number in the class's list; the file names him there by number, identity
and name, so that a teacher signs whose marks they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from hocba.books.model import Issue, Learner, Levels, School, Source
from hocba.books.refs import FormerTerm, TeacherRef


@dataclass(frozen=True)
class Parent:
    """Father, mother or guardian, as far as they are known."""

    name: str = ""
    job: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class ClassLearner:
    """A learner in the class's list.

    :param number: rising through the list, not always by one: who leaves keeps his
    :param priority: đối tượng ưu tiên
    :param changes: what the class register has to say beside, such as a move
    """

    number: int
    learner: Learner
    priority: str = ""
    address: str = ""
    father: Parent = Parent()
    mother: Parent = Parent()
    guardian: Parent = Parent()
    changes: str = ""


@dataclass(frozen=True)
class Absence:
    """A day on which a learner was absent.

    :param kinds: ``P`` (with leave) or ``K`` (without), one letter for each session
    """

    number: int
    day: int
    kinds: str


@dataclass(frozen=True)
class Month:
    """One month of attendance, ``2025-09``; absences by learner, then by day."""

    month: str
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True)
class SubjectLine:
    """One learner's marks in a subject.

    :param regular: thường xuyên, by column; an empty text is an empty cell, and none
        stands at the end
    :param topic: the result of the cụm chuyên đề, which counts as one regular mark
    :param hk1: of the whole term, as are ``hk2`` and ``year``
    :param retest: the result of the assessment in summer (TT22 Đ14)
    :param former: the terms whose result another school gave
    """

    number: int
    regular: tuple[str, ...] = ()
    topic: str = ""
    midterm: str = ""
    final: str = ""
    hk1: str = ""
    hk2: str = ""
    year: str = ""
    retest: str = ""
    note: str = ""
    exempt: bool = False
    former: tuple[FormerTerm, ...] = ()


@dataclass(frozen=True)
class ClassSubject:
    """One subject of a period: what its teachers sign.

    :param kind: ``score`` or ``remark`` (TT22 Đ5.3)
    :param lines: of those who take the subject, by number
    :param teachers: all who sign, in the order of their slots
    :param regular_count: how many regular marks the subject has
    :param has_topic: whether it has a cụm chuyên đề
    """

    code: str
    name: str
    kind: str
    period: str
    lines: tuple[SubjectLine, ...]
    teachers: tuple[TeacherRef, ...]
    regular_count: int = 0
    has_topic: bool = False


@dataclass(frozen=True)
class ClassResult:
    """One learner's totals (TT22 Đ8, Đ9, Đ12, Đ15).

    :param excused: sessions missed with leave in the period; ``unexcused``: without
    :param promotion: at the year's end; empty in a term
    :param former: the terms whose levels another school gave
    """

    number: int
    training: Levels = Levels()
    study: Levels = Levels()
    excused: int = 0
    unexcused: int = 0
    promotion: str = ""
    award: str = ""
    note: str = ""
    former: tuple[FormerTerm, ...] = ()


@dataclass(frozen=True)
class ClassSummary:
    """The totals as the homeroom teacher signs them."""

    homeroom: TeacherRef
    results: tuple[ClassResult, ...]
    note: str = ""


@dataclass(frozen=True)
class HeadNote:
    """What the head wrote when looking through the book; the date is ISO."""

    date: str
    name: str
    text: str


@dataclass(frozen=True)
class ClassBook:
    """A class in one period: the document of kind ``so-theo-doi``.

    :param book_uuid: names the book of the class and year, through all its documents
    :param months: of the period; none where the days are kept elsewhere
    :param continuing: whether the class is of giáo dục thường xuyên (TT43)
    :param previous_uuid: the document of the period before, with its digest
    :param replaces_uuid: the document that this one replaces
    """

    kind: ClassVar[str] = "so-theo-doi"

    book_uuid: str
    document_uuid: str
    pdf_uuid: str
    source: Source
    school: School
    year: str
    grade: int
    class_name: str
    period: str
    learners: tuple[ClassLearner, ...]
    subjects: tuple[ClassSubject, ...]
    summary: ClassSummary
    months: tuple[Month, ...] = ()
    head_notes: tuple[HeadNote, ...] = ()
    continuing: bool = False
    revision: int = 1
    previous_uuid: str = ""
    previous_sha256: str = ""
    replaces_uuid: str = ""


@dataclass(frozen=True)
class ClassDocument:
    """A class book as it was read from its XML; says nothing about its signatures.

    :param signed_slots: the slots that hold a signature, whatever it is worth
    """

    book: ClassBook
    issue: Issue | None = None
    signed_slots: tuple[str, ...] = field(default=())
