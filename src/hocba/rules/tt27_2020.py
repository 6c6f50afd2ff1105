# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT27/2020/TT-BGDĐT: assessment of learners in grades 1 to 5.

Facts in, results out; nothing here reads a clock, a file or a database. Every number
and every reading of the text that a school or a later circular could change is a field
of :class:`Params` with its source. A cell is canonical text
(:mod:`hocba.rules.cells`). What cannot be known yet is ``None``.

Only the end of the year counts for its level (Điều 9); there is no average, no limit
of absences and no adjustment. Facts that the regulation does not allow, such as half a
point or a test where there is none, are named in ``errors``, and then there is no
result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from ..words import COMPLETION_TITLES as LEVEL_TITLES
from ..words import COMPLETIONS as LEVELS
from ..words import CRITERIA, QUALITY_TITLES, SUBJECT_TITLES, PromotionCode
from ..words import PRIMARY_AWARD_TITLES as AWARD_TITLES
from ..words import PRIMARY_PROMOTION_TITLES as PROMOTION_TITLES
from ..words import CompletionCode as LevelCode
from .reasons import Reason
from .tt27_checks import refused
from .tt27_columns import cell_kind, columns, criteria, has_test, learner_columns
from .tt27_facts import FACT_KEYS, facts_from_dict
from .tt27_levels import Unmet, YearEnd, below_completed, level, missing, titles, why
from .tt27_model import (
    DEFAULT,
    PERIOD_TITLES,
    PERIODS,
    REGULATION,
    Handover,
    LearnerFacts,
    LearnerResult,
    Params,
    PeriodCells,
    SubjectFacts,
    SubjectResult,
)

__all__ = [
    "AWARD_TITLES",
    "CRITERIA",
    "DEFAULT",
    "FACT_KEYS",
    "Handover",
    "LEVELS",
    "LEVEL_TITLES",
    "LearnerFacts",
    "LearnerResult",
    "LevelCode",
    "PERIODS",
    "PERIOD_TITLES",
    "PROMOTION_TITLES",
    "Params",
    "PeriodCells",
    "QUALITY_TITLES",
    "REGULATION",
    "Reason",
    "SUBJECT_TITLES",
    "SubjectFacts",
    "SubjectResult",
    "cell_kind",
    "columns",
    "criteria",
    "evaluate",
    "facts_from_dict",
    "has_test",
    "learner_columns",
]


class _Outcome(NamedTuple):
    """What becomes of the learner (Điều 11), what is still to be done, and why."""

    promotion: PromotionCode
    class_completed: bool | None = None
    next_steps: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()


def evaluate(facts: LearnerFacts, params: Params = DEFAULT) -> LearnerResult:
    """Return all results of one learner's year (Điều 9, 11, 12 and 13)."""
    errors = tuple(refused(facts, params))
    judged = not errors and not facts.not_assessed
    found = _year_end(facts, params)
    year = level(found, params) if judged else None
    weak = below_completed(found, params) if year == "CHT" else Unmet()
    again = _after_again(facts, found, weak)
    final = _level_again(year, found, again, params)
    outcome = _promotion(facts, final, weak) if not errors else _Outcome("PENDING")
    award, candidates, award_reasons = _award(year)
    lasting = below_completed(again, params) if final == "CHT" else Unmet()
    return LearnerResult(
        id=facts.id,
        subjects={
            subject.code: _subject_result(
                subject, subject.code in weak.subjects, params
            )
            for subject in facts.subjects
        },
        level_year=year,
        level_final=final,
        class_completed=outcome.class_completed,
        programme_completed=outcome.class_completed if facts.grade == 5 else None,
        promotion=outcome.promotion,
        award=award,
        award_candidates=candidates,
        next_steps=outcome.next_steps,
        reasons=(
            *_level_reasons(facts, params, found, year, judged),
            *(_again_reasons(facts, params, weak, again, final) if year else ()),
            *outcome.reasons,
            *award_reasons,
        ),
        errors=errors,
        retest_subjects=weak.subjects,
        retest_criteria=weak.qualities,
        handover=Handover(
            to="LOWER_SECONDARY" if facts.grade == 5 else "NEXT_TEACHER",
            level=final,
            class_completed=outcome.class_completed,
            subjects=lasting.subjects,
            criteria=lasting.qualities,
            disabled=facts.disabled,
        ),
        commendations=facts.commendations,
    )


def _year_end(facts: LearnerFacts, params: Params) -> YearEnd:
    """Return what counts at the end of the year, exemptions left out."""
    by_plan = params.plan_subjects == "count"
    ends = {subject.code: subject.end for subject in facts.subjects}
    counted = {
        subject.code: _last(subject, params)
        for subject in facts.subjects
        if subject.counts and not _exempt(subject)
        if by_plan or not subject.individual_plan
    }
    qualities = {code: found.get("CN") for code, found in facts.qualities.items()}
    return YearEnd(
        {code: found.level for code, found in counted.items()},
        {
            code: found.test
            for code, found in counted.items()
            if found.test != "M" and has_test(code, facts.grade, ends[code], params)
        },
        {code: value for code, value in qualities.items() if value != "M"},
    )


def _exempt(subject: SubjectFacts) -> bool:
    return subject.exempt or _at(subject, subject.end).level == "M"


def _at(subject: SubjectFacts, period: str) -> PeriodCells:
    return subject.periods.get(period, PeriodCells())


def _last(subject: SubjectFacts, params: Params) -> PeriodCells:
    """Return what the year's result rests on: the end of the subject's lessons."""
    if subject.end != "CN" and params.one_term_subject == "pending":
        return PeriodCells()
    return _at(subject, subject.end)


def _after_again(facts: LearnerFacts, found: YearEnd, weak: Unmet) -> YearEnd:
    """Return the results with what was re-assessed (Điều 11.1b)."""
    levels, tests = dict(found.levels), dict(found.tests)
    qualities = dict(found.qualities)
    for subject in facts.subjects:
        if subject.again and subject.code in weak.subjects:
            levels[subject.code] = subject.again.level or levels[subject.code]
            if subject.code in tests:
                tests[subject.code] = subject.again.test or tests[subject.code]
    for code in weak.qualities:
        qualities[code] = facts.qualities_again.get(code) or qualities[code]
    return YearEnd(levels, tests, qualities)


def _level_again(
    year: LevelCode | None, found: YearEnd, again: YearEnd, params: Params
) -> LevelCode | None:
    if again == found:
        return year
    final = level(again, params)
    if params.again_level == "completed" and final not in (None, "CHT"):
        return "HT"
    return final


def _level_reasons(
    facts: LearnerFacts,
    params: Params,
    found: YearEnd,
    year: LevelCode | None,
    judged: bool,
) -> Iterator[Reason]:
    if facts.not_assessed:
        yield Reason("tt27.not_assessed", "Điều 8", {}, "study_year")
    if not judged:
        return
    if year:
        yield from why(year, found, params, "study_year")
    else:
        yield from missing(found, "study_year")
    expected = criteria(facts.grade, params)
    absent = [code for code in expected if code not in facts.qualities]
    if absent and facts.qualities:
        values = {"criteria": titles(absent)}
        yield Reason("tt27.criteria_absent", "Điều 7.2", values, "study_year")


def _again_reasons(
    facts: LearnerFacts,
    params: Params,
    weak: Unmet,
    again: YearEnd,
    final: LevelCode | None,
) -> Iterator[Reason]:
    used = False
    for subject in facts.subjects:
        if not subject.again:
            continue
        values: dict[str, Any] = {"subject": subject.code}
        if subject.code in weak.subjects:
            used = True
            shown = (subject.again.level, subject.again.test)
            values["result"] = ", ".join(filter(None, shown))
            yield Reason("tt27.again_used", "Điều 11.1b", values, "subject")
        else:
            yield Reason("tt27.again_unused", "Điều 11.1b", values, "subject")
    criteria_again = [code for code in weak.qualities if code in facts.qualities_again]
    if criteria_again:
        used = True
        found = {"criteria": titles(criteria_again)}
        yield Reason("tt27.criteria_again_used", "Điều 11.1b", found, "study_final")
    if used and final == "CHT":
        yield from why(final, again, params, "study_final")
    elif used and final:
        yield Reason("tt27.again_completed", "Điều 11.1b", {}, "study_final")


def _promotion(facts: LearnerFacts, final: LevelCode | None, weak: Unmet) -> _Outcome:
    """Return whether the class is completed and the learner moves up (Điều 11)."""
    if final in ("HT", "HTT", "HTXS"):
        return _Outcome("PROMOTED", True, (), tuple(_completed(facts, final)))
    if final is None and not facts.not_assessed:
        return _Outcome("PENDING")
    failed: tuple[Reason, ...] = ()
    completed = None
    if final == "CHT":
        completed = False
        failed = (_about_promotion("tt27.class_not_completed", "Điều 11.1"),)
    if facts.head_decision:
        values = {"decision": PROMOTION_TITLES[facts.head_decision]}
        decided = _about_promotion("tt27.head_decided", "Điều 11.1c", values)
        return _Outcome(facts.head_decision, completed, (), (*failed, decided))
    steps = () if facts.summer_closed else tuple(_to_reassess(facts, weak))
    if steps:
        return _Outcome("PENDING", None, steps, failed)
    step = _about_promotion("tt27.head_decides", "Điều 11.1c")
    return _Outcome("PENDING", completed, (step,), failed)


def _about_promotion(
    code: str, article: str, values: Mapping[str, Any] | None = None
) -> Reason:
    return Reason(code, article, values or {}, "promotion")


def _completed(facts: LearnerFacts, final: LevelCode) -> Iterator[Reason]:
    values = {"level": LEVEL_TITLES[final]}
    yield _about_promotion("tt27.class_completed", "Điều 11.1a", values)
    if facts.grade == 5:
        yield _about_promotion("tt27.programme_completed", "Điều 11.2")
    if facts.head_decision:
        yield _about_promotion("tt27.head_decision_unused", "Điều 11.1c")


def _to_reassess(facts: LearnerFacts, weak: Unmet) -> Iterator[Reason]:
    """Name what has still to be assessed again after help."""
    done = {subject.code for subject in facts.subjects if subject.again}
    subjects = [code for code in weak.subjects if code not in done]
    if subjects:
        values = {"subjects": ", ".join(subjects)}
        yield _about_promotion("tt27.reassess_subjects", "Điều 11.1b", values)
    waiting = [code for code in weak.qualities if code not in facts.qualities_again]
    if waiting:
        values = {"criteria": titles(waiting)}
        yield _about_promotion("tt27.reassess_criteria", "Điều 11.1b", values)


def _award(
    year: LevelCode | None,
) -> tuple[Literal["XUAT_SAC"] | None, tuple[str, ...], list[Reason]]:
    """Return the title, those that people may propose, and why (Điều 13.1a).

    Tiêu biểu needs an outstanding subject or marked progress and the recognition of
    the class besides: it is never given by a computation.
    """
    if year is None:
        return None, (), []
    title = AWARD_TITLES["XUAT_SAC"]
    if year == "HTXS":
        reason = Reason("tt27.award", "Điều 13.1a", {"title": title}, "award")
        return "XUAT_SAC", (), [reason]
    values = {
        "title": title,
        "level": LEVEL_TITLES[year],
        "wanted": LEVEL_TITLES["HTXS"],
    }
    reasons = [Reason("tt27.why_award", "Điều 13.1a", values, "award")]
    if year != "HTT":
        return None, (), reasons
    possible = {"title": AWARD_TITLES["TIEU_BIEU"]}
    reasons.append(Reason("tt27.award_possible", "Điều 13.1a", possible, "award"))
    return None, ("TIEU_BIEU",), reasons


def _subject_result(subject: SubjectFacts, weak: bool, params: Params) -> SubjectResult:
    if subject.exempt:
        return SubjectResult("M", "M", "M", None, "M")
    first, second = _at(subject, "CK1").level, _at(subject, "CN").level
    year = "M" if _exempt(subject) else _last(subject, params).level
    again = subject.again.level if subject.again and weak else None
    return SubjectResult(first, second, year, again, again or year)
