# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT27/2020: the level of the year, and why it is no better (Điều 9).

Use it through :mod:`hocba.rules.tt27_2020`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..words import (
    COMPLETION_TITLES,
    COMPLETIONS,
    CRITERIA,
    QUALITY_TITLES,
    SUBJECT_TITLES,
    CompletionCode,
)
from .reasons import Reason
from .tt27_model import DEFAULT, Params


class YearEnd(NamedTuple):
    """The results at the end of the year that count, by code."""

    levels: Mapping[str, str | None]
    tests: Mapping[str, str | None]
    qualities: Mapping[str, str | None]

    @property
    def complete(self) -> bool:
        """Return whether a level can be given."""
        return bool(self.levels and self.qualities) and not any(_gaps(self))


class Unmet(NamedTuple):
    """The codes that miss a level's conditions, sorted."""

    levels: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """Return the subjects below, by level or by test."""
        return tuple(sorted({*self.levels, *self.tests}))


class _Conditions(NamedTuple):
    """What a level asks for at the end of the year; the letters from best to least."""

    code: CompletionCode
    article: str
    subjects: str
    qualities: str
    test: int


def _conditions(params: Params) -> tuple[_Conditions, ...]:
    """Return the conditions of the levels, the best first."""
    return (
        _Conditions("HTXS", "Điều 9.1a", "T", "T", params.excellent_test),
        _Conditions("HTT", "Điều 9.1b", "T", "T", params.good_test),
        _Conditions("HT", "Điều 9.1c", "TH", "TD", params.pass_test),
    )


def level(found: YearEnd, params: Params = DEFAULT) -> CompletionCode | None:
    """Return the level of the year (Điều 9), ``None`` while something is missing."""
    if not found.complete:
        return None
    for wanted in _conditions(params):
        if not any(_unmet(found, wanted)):
            return wanted.code
    return "CHT"


def below_completed(found: YearEnd, params: Params = DEFAULT) -> Unmet:
    """Return what keeps the year from being completed (Điều 9.1c)."""
    return _unmet(found, _conditions(params)[-1])


def _unmet(found: YearEnd, wanted: _Conditions) -> Unmet:
    return Unmet(
        _outside(found.levels, wanted.subjects),
        tuple(
            sorted(
                code
                for code, mark in found.tests.items()
                if int(mark or 0) < wanted.test
            )
        ),
        _outside(found.qualities, wanted.qualities),
    )


def _outside(results: Mapping[str, str | None], allowed: str) -> tuple[str, ...]:
    return tuple(
        sorted(code for code, value in results.items() if value not in [*allowed])
    )


def _gaps(found: YearEnd) -> Iterator[list[str]]:
    """Yield the codes whose level, test or quality is missing."""
    for results in found:
        yield sorted(code for code, value in results.items() if value in (None, "V"))


def why(
    reached: CompletionCode, found: YearEnd, params: Params, about: str
) -> Iterator[Reason]:
    """Say which conditions of the next better level are not met, or that all are."""
    conditions = _conditions(params)
    rank = COMPLETIONS.index(reached)
    wanted = next(
        (c for c in reversed(conditions) if COMPLETIONS.index(c.code) > rank), None
    )
    if wanted is None:
        best = conditions[0]
        facts = {"level": COMPLETION_TITLES[best.code], "mark": best.test}
        yield Reason("tt27.level_best", best.article, facts, about)
        return
    unmet = _unmet(found, wanted)
    values: dict[str, Any] = {"level": COMPLETION_TITLES[wanted.code]}
    if unmet.levels:
        least = SUBJECT_TITLES[wanted.subjects[-1]]
        facts = {**values, "wanted": least, "subjects": ", ".join(unmet.levels)}
        yield Reason("tt27.why_subjects", wanted.article, facts, about)
    if unmet.tests:
        marks = {code: found.tests[code] for code in unmet.tests}
        facts = {**values, "mark": wanted.test, "marks": marks}
        yield Reason("tt27.why_tests", wanted.article, facts, about)
    if unmet.qualities:
        least = QUALITY_TITLES[wanted.qualities[-1]]
        facts = {**values, "wanted": least, "criteria": titles(unmet.qualities)}
        yield Reason("tt27.why_qualities", wanted.article, facts, about)


def missing(found: YearEnd, about: str) -> Iterator[Reason]:
    """Say what is missing for a level."""
    levels, tests, qualities = _gaps(found)
    for kind, codes in (("levels", levels), ("tests", tests)):
        if codes:
            values = {"subjects": ", ".join(codes)}
            yield Reason(f"tt27.{kind}_missing", "Điều 9", values, about)
    if qualities:
        values = {"criteria": titles(qualities)}
        yield Reason("tt27.qualities_missing", "Điều 9", values, about)
    if not found.levels or not found.qualities:
        yield Reason("tt27.nothing_counts", "Điều 9", {}, about)


def titles(codes: tuple[str, ...] | list[str]) -> str:
    """Return the names of qualities and competences in the order of the forms."""
    order = {code: number for number, code in enumerate(CRITERIA)}
    known = sorted(codes, key=lambda code: (order.get(code, len(order)), code))
    return ", ".join(CRITERIA.get(code, code) for code in known)
