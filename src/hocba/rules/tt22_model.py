# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facts, parameters and results of TT22/2021/TT-BGDĐT.

Use them through :mod:`hocba.rules.tt22_2021`, which holds the rules themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from . import tt22_texts as tt22_texts  # registers the texts
from .reasons import ParamSet, Reason, param

REGULATION = "TT22/2021/TT-BGDĐT"

LevelCode = Literal["CHUA_DAT", "DAT", "KHA", "TOT"]
LEVELS: tuple[LevelCode, ...] = ("CHUA_DAT", "DAT", "KHA", "TOT")
"""From the lowest to the highest."""

LEVEL_TITLES: dict[str, str] = {
    "TOT": "Tốt",
    "KHA": "Khá",
    "DAT": "Đạt",
    "CHUA_DAT": "Chưa đạt",
}
AWARD_TITLES = {"XUAT_SAC": "Học sinh Xuất sắc", "GIOI": "Học sinh Giỏi"}
PERIOD_TITLES = {
    "study_hk1": "học kì I",
    "study_hk2": "học kì II",
    "study_year": "cả năm",
    "study_final": "cả năm sau kiểm tra lại",
}
"""By what a reason is about."""

PROMOTION_TITLES = {
    "PROMOTED": "Được lên lớp",
    "NOT_PROMOTED": "Không được lên lớp",
    "PENDING": "Chưa xác định",
}


@dataclass(frozen=True)
class Params(ParamSet):
    """Numbers and readings, each with its source in ``metadata["source"]``.

    :raises ValueError: a reading that does not exist.
    """

    regular_limits: tuple[tuple[int, int], ...] = param(
        ((35, 2), (70, 3)),
        "Điều 6.2b: up to 35 periods a year 2 ĐĐGtx, over 35 to 70 three",
    )
    regular_more: int = param(4, "Điều 6.2b: over 70 periods a year 4 ĐĐGtx")
    regular_remark: int = param(2, "Điều 6.2a: a remark subject has 2 each semester")
    special_topics: str = param(
        "extra",
        "Điều 6: the result of cụm chuyên đề counts as one ĐĐGtx; whether it is one "
        "more ('extra') or fills one of them ('within') is not written",
        uncertain=True,
    )
    topic_term: str = param(
        "HK2",
        "Điều 6: the cụm chuyên đề has one result a year; in which semester it counts "
        "('HK1', 'HK2' or 'each') is not written",
        uncertain=True,
    )
    weight_middle: int = param(2, "Điều 9.1b: ĐĐGgk counts twice")
    weight_end: int = param(3, "Điều 9.1b: ĐĐGck counts three times")
    weight_second: int = param(2, "Điều 9.1b: ĐTBmhkII counts twice")
    partial_exemption: str = param(
        "other_term",
        "TT22 is silent on an exemption for one semester; 'other_term' takes the other "
        "semester's result for the year as TT58/2011 Điều 12.5 did, 'pending' leaves "
        "the year open",
        uncertain=True,
    )
    min_subjects: int = param(6, "Điều 9.2: at least 06 subjects")
    good_floor: Decimal = param(Decimal("6.5"), "Điều 9.2a: Tốt, all from 6,5")
    good_mark: Decimal = param(Decimal("8.0"), "Điều 9.2a: Tốt, 06 from 8,0")
    fair_floor: Decimal = param(Decimal("5.0"), "Điều 9.2b: Khá, all from 5,0")
    fair_mark: Decimal = param(Decimal("6.5"), "Điều 9.2b: Khá, 06 from 6,5")
    pass_floor: Decimal = param(Decimal("3.5"), "Điều 9.2c: Đạt, none below 3,5")
    pass_mark: Decimal = param(Decimal("5.0"), "Điều 9.2c: Đạt, 06 from 5,0")
    pass_remarks: int = param(1, "Điều 9.2c: Đạt, at most 01 remark subject Chưa đạt")
    adjustment_fall: int = param(2, "Điều 9.3: a fall of 2 levels or more")
    adjustment_reading: str = param(
        "replace",
        "Điều 9.3 'only because of one single subject': but for this subject's result "
        "('replace' it by the best), or without the subject ('remove' it); the two "
        "differ in the count of 06 subjects only",
        uncertain=True,
    )
    absence_limit: int = param(
        45, "Điều 12.1c: at most 45 sessions a year, on a plan of 1 session a day"
    )
    retest_below: Decimal = param(Decimal("5.0"), "Điều 14: ĐTBmcn below 5,0")
    retest_training: str = param(
        "year",
        "Điều 13, 14: a retest needs rèn luyện Đạt or better; whether that of the "
        "'year' or that 'after_summer' training, before it, is not written",
        uncertain=True,
    )
    plan_subjects: str = param(
        "leave_out",
        "Điều 11: subjects that a learner with a disability cannot follow are assessed "
        "by the individual plan; whether they 'count' in the levels is not written",
        uncertain=True,
    )
    award_mark: Decimal = param(Decimal("9.0"), "Điều 15.1a: Xuất sắc, from 9,0")
    award_subjects: int = param(6, "Điều 15.1a: Xuất sắc, at least 06 subjects")
    award_after_retest: bool = param(
        False,
        "Điều 15.1a speaks of the year's results; whether a retest may lead to a title "
        "is not written",
        uncertain=True,
    )

    def __post_init__(self) -> None:
        self.check("special_topics", "extra", "within")
        self.check("topic_term", "HK1", "HK2", "each")
        self.check("partial_exemption", "other_term", "pending")
        self.check("adjustment_reading", "replace", "remove")
        self.check("retest_training", "year", "after_summer")
        self.check("plan_subjects", "leave_out", "count")


DEFAULT = Params()


@dataclass(frozen=True)
class TermCells:
    """The cells of one subject in one semester, canonical text or nothing.

    ``topic`` is the result of the cụm chuyên đề, which counts only with
    ``takes_topic``. ``regular_count`` is the required number of ĐĐGtx where it differs
    from the subject's in this semester. ``missed`` names periodic tests (``"gk"``,
    ``"ck"``) missed for good: without a valid reason, or the make-up test was not sat
    (Điều 7.4). A test made up within the semester is a cell like any other (Điều 7.3).
    """

    tx: tuple[str | None, ...] = ()
    gk: str | None = None
    ck: str | None = None
    topic: str | None = None
    takes_topic: bool = False
    regular_count: int | None = None
    missed: tuple[str, ...] = ()

    @property
    def filled(self) -> tuple[str, ...]:
        """Return the cells that hold something; all ``"M"`` is an exemption."""
        found = (*self.tx, self.topic, self.gk, self.ck)
        return tuple(cell for cell in found if cell)


@dataclass(frozen=True)
class SubjectFacts:
    """One subject of one learner in one school year.

    ``regular_count`` is the required number of ĐĐGtx a semester, without the cụm
    chuyên đề. ``exempt``: exempted for the whole year. ``counts``: takes part in
    levels, retests and awards (an optional subject that the school did not register as
    studied does not). ``individual_plan``: assessed by the individual plan of a learner
    with a disability (Điều 11).
    """

    code: str
    kind: Literal["score", "remark"]
    hk1: TermCells
    hk2: TermCells
    regular_count: int
    exempt: bool = False
    counts: bool = True
    individual_plan: bool = False


@dataclass(frozen=True)
class LearnerFacts:
    """All that decides one learner's year.

    ``training`` holds the level of rèn luyện of ``"hk1"`` and ``"hk2"``; ``absences``
    are sessions, with and without permission; ``retest`` holds canonical results by
    subject code; ``summer_training`` is the level after rèn luyện trong hè;
    ``summer_closed``: the time for retests and summer training is over, what is still
    open fails; ``disabled``: a learner with a disability in inclusive education, of
    whom ``head_decision`` may decide (Điều 12); ``not_assessed``: a disabled learner
    who is not assessed at all; ``commendations``: khen thưởng đột xuất and special
    achievements (Điều 15), which people decide and the law only carries.
    """

    id: str
    subjects: tuple[SubjectFacts, ...]
    training: Mapping[str, LevelCode | None]
    absences: int = 0
    retest: Mapping[str, str] = field(default_factory=dict)
    summer_training: LevelCode | None = None
    disabled: bool = False
    summer_closed: bool = False
    not_assessed: bool = False
    head_decision: Literal["PROMOTED", "NOT_PROMOTED"] | None = None
    commendations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Level:
    """A level of học tập: by Điều 9.2 (``base``) and after Điều 9.3 (``adjusted``).

    ``subject`` is the one subject whose result pulled the level down, if adjusted.
    ``reasons`` say why it is this level: the adjustment, and each condition of the
    next better level that is not met.
    """

    base: LevelCode
    adjusted: LevelCode
    subject: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class SubjectResult:
    """Results of one subject: ``"8.0"``, ``"D"``, ``"CD"``, ``"M"`` or ``None``.

    ``year`` is before, ``final`` after the retest (Điều 14).
    """

    hk1: str | None
    hk2: str | None
    year: str | None
    retest: str | None
    final: str | None


@dataclass(frozen=True)
class LearnerResult:
    """What the law makes of one learner's facts.

    ``study`` has the levels ``hk1``, ``hk2``, ``year`` (before) and ``year_final``
    (after retest). ``next_steps`` are things a person has still to do;
    ``retest_subjects`` those that the learner may register for a retest (Điều 14).
    ``reasons`` say of each result why it is so and not better.
    """

    id: str
    subjects: dict[str, SubjectResult]
    study: dict[str, LevelCode | None]
    training_year: LevelCode | None
    training_year_final: LevelCode | None
    promotion: Literal["PROMOTED", "NOT_PROMOTED", "PENDING"]
    next_steps: tuple[Reason, ...]
    award: Literal["XUAT_SAC", "GIOI"] | None
    reasons: tuple[Reason, ...]
    retest_subjects: tuple[str, ...] = ()
    commendations: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as the command ``hocba evaluate`` writes it.

        ``retest`` and ``final`` of a subject, ``year_final`` of study and
        ``training_year_final`` stand in it only where a retest or the summer training
        was used.
        """
        subjects = {
            code: {
                name: getattr(found, name)
                for name in ("hk1", "hk2", "year", "retest", "final")
                if found.retest is not None or name not in ("retest", "final")
            }
            for code, found in self.subjects.items()
        }
        study = dict(self.study)
        if not any(found.retest for found in self.subjects.values()):
            del study["year_final"]
        values: dict[str, Any] = {
            "id": self.id,
            "subjects": subjects,
            "study": study,
            "training_year": self.training_year,
        }
        if self.training_year_final != self.training_year:
            values["training_year_final"] = self.training_year_final
        values["promotion"] = self.promotion
        values["next_steps"] = [
            STEPS[name]
            for step in self.next_steps
            if (name := step.code.partition(".")[2]) in STEPS
        ]
        values["award"] = self.award
        if self.commendations:
            values["commendations"] = list(self.commendations)
        reasons = (*self.reasons, *self.next_steps)
        values["reasons"] = [reason.to_dict() for reason in reasons]
        return values


class Outcome(NamedTuple):
    """The outcome of Điều 12, with what is still to be done and why."""

    outcome: Literal["PROMOTED", "NOT_PROMOTED", "PENDING"]
    next_steps: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()


STEPS = {
    "retest": "RETEST",
    "summer_training": "SUMMER_TRAINING",
    "head_decides": "HEAD_DECISION",
}
"""The next steps by the names of their reasons, as the command writes them."""
