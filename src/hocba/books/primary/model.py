# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The facts of a primary year that differ from those of later years (TT27/2020).

Levels of subjects are ``T`` (Hoàn thành tốt), ``H`` (Hoàn thành), ``C`` (Chưa hoàn
thành); those of qualities and competences ``T`` (Tốt), ``D`` (Đạt), ``C`` (Cần cố
gắng). A test is an integer from ``"0"`` to ``"10"``. A học bạ holds the end of the year
and nothing of the terms before (Điều 9).
"""

from __future__ import annotations

from dataclasses import dataclass

from hocba.books.refs import FormerTerm, TeacherRef


@dataclass(frozen=True)
class PrimarySubject:
    """One subject or activity at the end of the year: what its teachers sign.

    :param test: the periodic test at the end of the year, empty where there is none
    :param again: level and test of the assessment after help (Điều 11.1b)
    """

    code: str
    name: str
    level: str = ""
    test: str = ""
    remark: str = ""
    again: str = ""
    again_test: str = ""
    exempt: bool = False
    teachers: tuple[TeacherRef, ...] = ()
    period: str = "CN"
    former: tuple[FormerTerm, ...] = ()


@dataclass(frozen=True)
class Rating:
    """The level of one quality or competence, and that of the assessment after help."""

    code: str
    level: str = ""
    again: str = ""


@dataclass(frozen=True)
class Ratings:
    """The levels of one group of qualities or competences, with one remark for all."""

    ratings: tuple[Rating, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Body:
    """Height in centimetres, weight in kilograms and health, as far as they are known.

    Numbers are canonical text: ``"128"``, ``"26.5"``.
    """

    height: str = ""
    weight: str = ""
    health: str = ""


@dataclass(frozen=True)
class PrimarySummary:
    """The year's results as the homeroom teacher signs them (TT27 Đ9, Đ11, Đ13).

    :param excused: days missed with leave; ``unexcused``: without
    :param education: one of :data:`hocba.words.COMPLETIONS`, empty where nothing is
        assessed
    :param education_after: the level after help, where it is another
    :param completed: whether the class is completed; None while nobody can say
    :param promotion: ``PROMOTED``, ``NOT_PROMOTED`` or ``PENDING``
    :param award: one of :data:`hocba.words.PRIMARY_AWARD_TITLES` or empty
    :param commendations: khen đột xuất, thư khen, in their order
    :param former: the terms that were spent at another school
    """

    qualities: Ratings
    general: Ratings
    specific: Ratings
    education: str
    promotion: str
    homeroom: TeacherRef
    excused: int = 0
    unexcused: int = 0
    education_after: str = ""
    completed: bool | None = None
    award: str = ""
    commendations: tuple[str, ...] = ()
    homeroom_remark: str = ""
    body: Body = Body()
    former: tuple[FormerTerm, ...] = ()
