# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT27/2020: which facts the regulation does not allow.

Half a point, a test where there is none, a level of the other scale: each is named
with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..problems import HocbaError, Problem, Where
from . import cells
from .tt27_columns import has_test
from .tt27_model import PERIOD_TITLES, PERIODS, LearnerFacts, Params, SubjectFacts


def refused(facts: LearnerFacts, params: Params) -> Iterator[Problem]:
    """Yield a problem for each fact of a learner that is not allowed."""
    if facts.grade not in range(1, 6):
        yield Problem("tt27.grade", {"grade": facts.grade}, _where(facts))
    seen = set()
    for subject in facts.subjects:
        if subject.code in seen:
            values = {"subject": subject.code}
            yield Problem("tt27.duplicate_subject", values, _where(facts))
        seen.add(subject.code)
        yield from _periods(facts, subject.code, subject.periods)
        yield from _cells(facts, subject, params)
    for code, levels in facts.qualities.items():
        yield from _periods(facts, code, levels)
        for period, value in levels.items():
            yield from _cell(value, "quality", facts, code, period)
    for code, value in facts.qualities_again.items():
        yield from _cell(value, "quality", facts, code, "again")


def _cells(
    facts: LearnerFacts, subject: SubjectFacts, params: Params
) -> Iterator[Problem]:
    code = subject.code
    for period, found in subject.periods.items():
        yield from _cell(found.level, "level", facts, code, period)
        if not found.test or has_test(code, facts.grade, period, params):
            yield from _cell(found.test, "test", facts, code, period)
            continue
        values = {
            "subject": code,
            "grade": facts.grade,
            "period": PERIOD_TITLES.get(period, period),
            "value": found.test,
        }
        yield Problem("tt27.no_test", values, _where(facts, code, period))
    if subject.again:
        yield from _cell(subject.again.level, "level", facts, code, "again")
        yield from _cell(subject.again.test, "test", facts, code, "again")


def _periods(
    facts: LearnerFacts, code: str, periods: Iterable[str]
) -> Iterator[Problem]:
    for period in periods:
        if period not in PERIODS:
            values = {"period": period}
            yield Problem("tt27.unknown_period", values, _where(facts, code))


def _cell(
    value: str | None, kind: str, facts: LearnerFacts, *place: str
) -> list[Problem]:
    """Return what is wrong with a cell: facts hold canonical text."""
    if not value or cells.is_canonical(value, kind):
        return []
    where = _where(facts, *place)
    try:
        cells.canonical(value, kind, where, typed=False)
    except HocbaError as error:
        return error.problems
    return [Problem("mark.not_canonical", {"value": value}, where)]


def _where(facts: LearnerFacts, *place: str) -> Where:
    return Where(column=" ".join(place), learner=str(facts.id))
