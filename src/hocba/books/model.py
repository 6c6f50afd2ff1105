# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The facts of one learner's school year, as they are frozen, signed and printed.

Marks are canonical text: ``"0.0"`` … ``"10.0"``, ``"D"`` (Đạt), ``"CD"`` (Chưa đạt),
``"M"`` (miễn), ``"V"`` (vắng); an empty text means there is none. Levels are ``TOT``,
``KHA``, ``DAT``, ``CHUA_DAT``. Dates are ISO 8601, UUIDs lower case, digests lower
case hex.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from hocba.books.primary.model import PrimarySubject, PrimarySummary
from hocba.books.refs import FormerTerm, TeacherRef

KINDS = ("khoi-tao", "nam-hoc", "chuyen-truong", "ban-quet")
#: General education, and that of learners in continuing education (GDTX, TT43/2021).
PROGRAMMES = ("gdpt2018", "gdtx")


@dataclass(frozen=True)
class Source:
    """Where the facts were frozen from, by kind, id and digest (KP Đ18, Đ29)."""

    kind: str
    id: str
    sha256: str


@dataclass(frozen=True)
class School:
    """The school that issues; ``code`` is its MOET code."""

    code: str
    name: str
    commune: str
    province: str
    authority: str = ""
    head_title: str = "Hiệu trưởng"


@dataclass(frozen=True)
class Learner:
    """The learner; ``personal_id`` keys the học bạ (KP Đ22).

    Who has none, such as a foreign national, is known by another document: then
    ``personal_id`` is empty and kind and number of the document stand in its place.

    :param document_kind: one of :data:`hocba.words.DOCUMENT_TITLES`
    :param birth_date: ISO date, or the year alone where no more is known
    :param gender: ``male`` or ``female``
    """

    personal_id: str
    name: str
    birth_date: str
    birth_place: str = ""
    gender: str = "male"
    ethnicity: str = ""
    nationality: str = "Việt Nam"
    document_kind: str = ""
    document_number: str = ""

    @property
    def identity(self) -> str:
        """Return the number by which the learner is known, of whichever paper."""
        return self.personal_id or self.document_number


@dataclass(frozen=True)
class SubjectYear:
    """One subject of a period: what its teachers sign.

    :param kind: ``score`` or ``remark`` (TT22 Đ5.3)
    :param period: ``CN`` for the year's result, ``HK1`` or ``HK2`` for a term's
    :param retest: the result of the assessment in summer (TT22 Đ14)
    :param former: the terms whose result another school gave
    :param teachers: all who sign, in the order of their slots; who is in charge at the
        year's end signs for one who left (KP Đ18.5)
    """

    code: str
    name: str
    kind: str
    hk1: str = ""
    hk2: str = ""
    year: str = ""
    retest: str = ""
    remark: str = ""
    exempt: bool = False
    teachers: tuple[TeacherRef, ...] = ()
    period: str = "CN"
    former: tuple[FormerTerm, ...] = ()


@dataclass(frozen=True)
class Levels:
    """Levels by term and year; ``after`` is the year's after summer, if assessed."""

    hk1: str = ""
    hk2: str = ""
    year: str = ""
    after: str = ""


@dataclass(frozen=True)
class Absences:
    """Sessions missed, by term and in the whole year.

    :param hk1: None where only the year's number is known
    """

    year: int
    hk1: int | None = None
    hk2: int | None = None


@dataclass(frozen=True)
class Summary:
    """The year's results as the homeroom teacher signs them (TT22 Đ8, Đ9, Đ12, Đ15).

    :param promotion: ``PROMOTED``, ``NOT_PROMOTED`` or ``PENDING``
    :param award: ``XUAT_SAC``, ``GIOI`` or empty
    :param former: the terms whose level and conduct another school gave
    """

    training: Levels
    study: Levels
    absences: Absences
    promotion: str
    homeroom: TeacherRef
    award: str = ""
    competitions: str = ""
    homeroom_remark: str = ""
    former: tuple[FormerTerm, ...] = ()


@dataclass(frozen=True)
class YearBook:
    """One year of a learner's học bạ: the document of kind ``nam-hoc``.

    :param document_uuid: this revision's own name; ``pdf_uuid`` names its PDF
    :param subjects: of one kind all; so is the summary (:mod:`hocba.books.primary`)
    :param programme: one of :data:`PROGRAMMES`
    :param previous_uuid: the document before it in the học bạ, with its digest
    :param replaces_uuid: the document that this one replaces (KP Đ25)
    """

    kind: ClassVar[str] = "nam-hoc"

    hocba_uuid: str
    document_uuid: str
    pdf_uuid: str
    source: Source
    school: School
    year: str
    grade: int
    class_name: str
    learner: Learner
    subjects: tuple[SubjectYear, ...] | tuple[PrimarySubject, ...]
    summary: Summary | PrimarySummary
    programme: str = "gdpt2018"
    revision: int = 1
    previous_uuid: str = ""
    previous_sha256: str = ""
    replaces_uuid: str = ""
    register_number: str = ""


@dataclass(frozen=True)
class SignerRef:
    """Who signs in a slot, with which certificate, and in whose place (KP Đ18.5, 18.7).

    :param role: ``teacher``, ``homeroom``, ``head`` or ``organisation``
    :param certificate_sha256: hex SHA-256 of the DER certificate
    """

    slot: str
    role: str
    name: str
    staff_code: str
    certificate_sha256: str
    in_place_of: str = ""


@dataclass(frozen=True)
class JournalHead:
    """The newest sealed block of the journal of the book's school and year.

    Printed and signed, it bears witness outside the database of all that was written
    before. Moments are UTC to the second, ``2026-05-31T10:00:00Z``.

    :param anchored_block: the newest block that had left the database then, 0 if none
    """

    block: int
    sha256: str
    sealed_at: str
    anchored_block: int = 0
    anchored_at: str = ""


@dataclass(frozen=True)
class Issue:
    """What is added when a book is issued, before its head signs (KP Đ13, Đ22)."""

    number: str
    effective_date: str
    lookup_code: str
    xml_uuid: str
    pdf_uuid: str
    signers: tuple[SignerRef, ...]
    journal: JournalHead | None = None


@dataclass(frozen=True)
class YearDocument:
    """A year book as it was read from its XML; says nothing about its signatures.

    :param signed_slots: the slots that hold a signature, whatever it is worth
    """

    book: YearBook
    issue: Issue | None = None
    signed_slots: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class SlotSpec:
    """A place for one signature: who signs there and which regions, in their order.

    :param signer: the teacher named for it; None for head and organisation
    :param subject: the code of the subject for a teacher's slot
    """

    slot_id: str
    role: str
    region_ids: tuple[str, ...]
    signer: TeacherRef | None = None
    subject: str = ""
