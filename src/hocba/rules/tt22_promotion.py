# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is decided at the year's end: moving up and titles (TT22/2021, Điều 12 to 15).

Use it through :mod:`hocba.rules.tt22_2021`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from ..words import AWARD_TITLES, LEVEL_TITLES, PROMOTION_TITLES, LevelCode
from . import cells
from .reasons import Reason
from .tt22_levels import level
from .tt22_model import (
    DEFAULT,
    LearnerFacts,
    Level,
    Outcome,
    Params,
)


class Year(NamedTuple):
    """What is known of a year once marks and retests are counted."""

    facts: LearnerFacts
    params: Params
    year: dict[str, str | None]
    final: dict[str, str | None]
    before: Level | None
    after: Level | None
    training: LevelCode | None
    trained: LevelCode | None
    candidates: tuple[str, ...]
    retested: Mapping[str, str]
    missing: Mapping[str, str]

    @property
    def study(self) -> LevelCode | None:
        return self.before.adjusted if self.before else None

    @property
    def study_final(self) -> LevelCode | None:
        return self.after.adjusted if self.after else None


def award(
    year: Mapping[str, str | None],
    study: LevelCode | None,
    training: LevelCode | None,
    params: Params = DEFAULT,
) -> Literal["XUAT_SAC", "GIOI"] | None:
    """Return the year's title (Điều 15.1a): study and rèn luyện of the year Tốt.

    Xuất sắc needs six scored subjects with ĐTBmcn from 9,0 besides.
    """
    if study != "TOT" or training != "TOT":
        return None
    enough = _excellent(year, params) >= params.award_subjects
    return "XUAT_SAC" if enough else "GIOI"


def _excellent(year: Mapping[str, str | None], params: Params) -> int:
    mark = cells.tenths(str(params.award_mark))
    return sum(is_score(value) and tenths(value) >= mark for value in year.values())


def promotion(known: Year) -> Outcome:
    """Return whether the learner moves up (Điều 12), or what is missing for it.

    PENDING while marks or rèn luyện are missing, while a retest (Điều 14) could still
    help or the summer training (Điều 13) is open. More than 45 absences cannot be
    repaired. Where the ordinary rule does not promote a learner with a disability, the
    head decides.
    """
    facts = known.facts
    ordinary = _ordinary(known)
    if not facts.disabled:
        if not facts.head_decision:
            return ordinary
        unused = _about_promotion("tt22.head_decision_unused", "Điều 12")
        return ordinary._replace(reasons=(*ordinary.reasons, unused))
    if ordinary.outcome == "PROMOTED" or _something_to_come(known):
        return ordinary
    if not facts.head_decision:
        step = _about_promotion("tt22.head_decides", "Điều 12")
        return Outcome("PENDING", (step,), ordinary.reasons)
    decision = {"decision": PROMOTION_TITLES[facts.head_decision]}
    decided = _about_promotion("tt22.head_decided", "Điều 12", decision)
    return Outcome(facts.head_decision, (), (*ordinary.reasons, decided))


def _something_to_come(known: Year) -> bool:
    """Return whether marks or rèn luyện are missing that will be there one day."""
    if known.facts.not_assessed:
        return False
    return known.training is None or not all(known.year.values())


def _about_promotion(
    code: str, article: str, values: Mapping[str, Any] | None = None
) -> Reason:
    return Reason(code, article, values or {}, "promotion")


def _ordinary(known: Year) -> Outcome:
    params, absences = known.params, known.facts.absences
    study, trained = known.study_final, known.trained
    refused = tuple(_refusals(known))
    if study is None or trained is None:
        return Outcome("PENDING", tuple(_missing(known)), refused)
    if refused:
        return Outcome("NOT_PROMOTED", (), refused)
    if trained != "CHUA_DAT" and study != "CHUA_DAT":
        values = {
            "training": LEVEL_TITLES[trained],
            "study": LEVEL_TITLES[study],
            "absences": absences,
            "limit": params.absence_limit,
        }
        met = _about_promotion("tt22.all_met", "Điều 12.1", values)
        return Outcome("PROMOTED", (), (met,))
    reasons: list[Reason] = []
    steps: list[Reason] = []
    if trained == "CHUA_DAT":
        reasons.append(_about_promotion("tt22.training_failed", "Điều 12.1a"))
        if known.facts.summer_training is None:
            steps.append(_about_promotion("tt22.summer_training", "Điều 13"))
    if study == "CHUA_DAT":
        reasons.append(_about_promotion("tt22.study_failed", "Điều 12.1b"))
        waiting = [code for code in known.candidates if code not in known.retested]
        best = {code: _best(known.year[code]) for code in waiting}
        hoped = level({**known.final, **best}, params) if waiting else None
        if hoped and hoped.adjusted != "CHUA_DAT":
            values = {"subjects": ", ".join(waiting)}
            steps.append(_about_promotion("tt22.retest", "Điều 14", values))
    if steps and not known.facts.summer_closed:
        return Outcome("PENDING", tuple(steps), tuple(reasons))
    return Outcome("NOT_PROMOTED", (), tuple(reasons))


def _missing(known: Year) -> Iterator[Reason]:
    if known.missing:
        values = missing_values(known.missing)
        yield _about_promotion("tt22.marks_missing", "Điều 9", values)
    elif known.study is None:
        yield _about_promotion("tt22.nothing_counts", "Điều 9")
    if known.training is None:
        yield _about_promotion("tt22.training_missing", "Điều 8.2b")


def _refusals(known: Year) -> Iterator[Reason]:
    """Say what no summer work can repair."""
    absences, limit = known.facts.absences, known.params.absence_limit
    if absences > limit:
        values = {"absences": absences, "limit": limit}
        yield _about_promotion("tt22.too_many_absences", "Điều 12.1c", values)
    if known.params.retest_training == "year":
        if known.training == "CHUA_DAT" and known.study == "CHUA_DAT":
            yield _about_promotion("tt22.both_failed", "Điều 14")


def award_of(
    known: Year, outcome: str
) -> tuple[Literal["XUAT_SAC", "GIOI"] | None, list[Reason]]:
    """Return the title, and why it is none or no better (Điều 15.1a)."""
    late = known.params.award_after_retest
    results = known.final if late else known.year
    study = known.study_final if late else known.study
    training = known.trained if late else known.training
    if study is None or training is None:
        return None, []
    found = award(results, study, training, known.params)

    def reason(code: str, **values: Any) -> Reason:
        return Reason(code, "Điều 15.1a", values, "award")

    if found is None:
        unmet = []
        if study != "TOT":
            unmet.append(reason("tt22.why_award_study", level=LEVEL_TITLES[study]))
        if training != "TOT":
            shown = LEVEL_TITLES[training]
            unmet.append(reason("tt22.why_award_training", level=shown))
        return None, unmet
    kept = outcome != "NOT_PROMOTED"
    code = "tt22.award" if kept else "tt22.award_needs_decision"
    reasons = [reason(code, title=AWARD_TITLES[found])]
    if found == "GIOI":
        reasons.append(
            reason(
                "tt22.why_award_count",
                title=AWARD_TITLES["XUAT_SAC"],
                mark=cells.display(str(known.params.award_mark), 1),
                found=_excellent(results, known.params),
                wanted=known.params.award_subjects,
            )
        )
    return found, reasons


def missing_values(missing: Mapping[str, str]) -> dict[str, Any]:
    return {"subjects": ", ".join(missing), "missing": dict(missing)}


def is_score(value: str | None) -> bool:
    return value not in (None, "", "D", "CD", "M")


def tenths(value: str | None) -> int:
    return cells.tenths(value or "")


def _best(value: str | None) -> str:
    return "D" if value == "CD" else "10.0"
