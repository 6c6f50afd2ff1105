# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT22/2021/TT-BGDĐT: assessment of learners in grades 6 to 12.

Facts in, results out; nothing here reads a clock, a file or a database. Every number
and every reading of the text that a school or a later circular could change is a field
of :class:`Params` with its source.

Units: a cell is canonical text (:mod:`hocba.rules.cells`); an average is a
``Decimal`` with one decimal while computing and a string such as ``"8.0"`` in results;
absences are sessions (buổi). What cannot be known yet is ``None``, never a partial
value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..problems import fail
from ..words import AWARD_TITLES, LEVEL_TITLES, LEVELS, PROMOTION_TITLES, LevelCode
from . import cells
from .reasons import Reason
from .tt22_averages import (
    cell_kind,
    columns,
    learner_columns,
    missing_terms,
    regular_count,
    term_average,
    term_remark,
    term_result,
    year_average,
    year_remark,
    year_result,
)
from .tt22_facts import FACT_KEYS, facts_from_dict
from .tt22_levels import RANK, level
from .tt22_model import (
    DEFAULT,
    PERIOD_TITLES,
    REGULATION,
    LearnerFacts,
    LearnerResult,
    Level,
    Params,
    SubjectFacts,
    SubjectResult,
    TermCells,
)
from .tt22_promotion import (
    Year,
    award,
    award_of,
    is_score,
    missing_values,
    promotion,
    tenths,
)

__all__ = [
    "AWARD_TITLES",
    "DEFAULT",
    "FACT_KEYS",
    "LEVELS",
    "LEVEL_TITLES",
    "LearnerFacts",
    "LearnerResult",
    "Level",
    "LevelCode",
    "PROMOTION_TITLES",
    "Params",
    "REGULATION",
    "Reason",
    "SubjectFacts",
    "SubjectResult",
    "TermCells",
    "award",
    "cell_kind",
    "columns",
    "evaluate",
    "facts_from_dict",
    "learner_columns",
    "level",
    "regular_count",
    "retest_candidates",
    "term_average",
    "term_remark",
    "term_result",
    "training_year",
    "year_average",
    "year_remark",
]

_TRAINING_YEAR: dict[LevelCode, tuple[LevelCode, ...]] = {
    # the row is HK II; the columns are HK I from Tốt down to Chưa đạt (Điều 8.2b)
    "TOT": ("TOT", "TOT", "KHA", "KHA"),
    "KHA": ("KHA", "KHA", "KHA", "DAT"),
    "DAT": ("KHA", "DAT", "DAT", "DAT"),
    "CHUA_DAT": ("CHUA_DAT", "CHUA_DAT", "CHUA_DAT", "CHUA_DAT"),
}


def training_year(hk1: LevelCode | None, hk2: LevelCode | None) -> LevelCode | None:
    """Return the year's rèn luyện from the two semesters (Điều 8.2b).

    :raises HocbaError: ``tt22.unknown_level``.
    """
    if _known_level(hk1) is None or _known_level(hk2) is None:
        return None
    assert hk1 and hk2
    return _TRAINING_YEAR[hk2][len(LEVELS) - 1 - RANK[hk1]]


def retest_candidates(
    year: Mapping[str, str | None],
    study: LevelCode | None,
    training: LevelCode | None,
    params: Params = DEFAULT,
) -> tuple[str, ...]:
    """Return the subjects a learner may register for a retest (Điều 14), sorted.

    Only with rèn luyện Đạt or better and study of the year Chưa đạt: scored subjects
    with ĐTBmcn below 5,0 and remark subjects Chưa đạt. ``year`` are the year's results
    by subject, before any retest; ``training`` is the rèn luyện that the parameter
    ``retest_training`` names.
    """
    if study != "CHUA_DAT" or training in (None, "CHUA_DAT"):
        return ()
    limit = cells.tenths(str(params.retest_below))
    return tuple(
        sorted(
            code
            for code, value in year.items()
            if value == "CD" or (is_score(value) and tenths(value) < limit)
        )
    )


def evaluate(facts: LearnerFacts, params: Params = DEFAULT) -> LearnerResult:
    """Return all results of one learner's year (Điều 8, 9, 12 to 15).

    :raises HocbaError: ``mark.not_a_mark``, ``mark.not_a_remark`` for cells that are
        not canonical, ``tt22.unknown_level``, ``tt22.duplicate_subject``,
        ``tt22.missed_with_mark``, ``tt22.never_taught``.
    """
    reasons: list[Reason] = []
    results: dict[str, dict[str, str | None]] = {"hk1": {}, "hk2": {}, "year": {}}
    for subject in facts.subjects:
        code = subject.code
        if code in results["year"]:
            raise fail("tt22.duplicate_subject", subject=code)
        if not (subject.hk1.taught or subject.hk2.taught):
            raise fail("tt22.never_taught", subject=code)
        for name in ("hk1", "hk2"):
            results[name][code], said = term_result(subject, f"study_{name}", params)
            reasons += said
        results["year"][code] = year_result(
            subject, results["hk1"][code], results["hk2"][code], params
        )
    counting = _Counting(facts, params, results)
    study: dict[str, LevelCode | None] = {}
    levels: dict[str, Level | None] = {}
    for name, found in results.items():
        levels[name], said = counting.level(found, f"study_{name}")
        study[name] = _adjusted(levels[name])
        recorded = _known_level(facts.study.get(name)) if name != "year" else None
        if recorded and recorded != study[name]:
            study[name] = recorded
            said = [_level_recorded(recorded, f"study_{name}")]
        reasons += said

    training = training_year(facts.training.get("hk1"), facts.training.get("hk2"))
    trained = _after_summer(training, _known_level(facts.summer_training))
    reasons += _training_reasons(facts, training, trained)

    right = trained if params.retest_training == "after_summer" else training
    year = results["year"]
    candidates = retest_candidates(counting.only(year), study["year"], right, params)
    retested, said = _retests(facts, year, candidates)
    reasons += said
    final = {**year, **retested}
    after = levels["year"]
    if retested:
        after, said = counting.level(final, "study_final")
        reasons += said
    study["year_final"] = _adjusted(after)

    known = Year(
        facts=facts,
        params=params,
        year=counting.only(year),
        final=counting.only(final),
        before=levels["year"],
        after=after,
        training=training,
        trained=trained,
        candidates=candidates,
        retested=retested,
        missing={} if levels["year"] else counting.missing(year, "study_year"),
    )
    outcome = promotion(known)
    reasons += outcome.reasons
    title, said = award_of(known, outcome.outcome)
    reasons += said
    return LearnerResult(
        id=facts.id,
        subjects={
            code: SubjectResult(
                results["hk1"][code],
                results["hk2"][code],
                year[code],
                retested.get(code),
                final[code],
            )
            for code in year
        },
        study=study,
        training_year=training,
        training_year_final=trained,
        promotion=outcome.outcome,
        next_steps=outcome.next_steps,
        award=title,
        reasons=tuple(reasons),
        retest_subjects=candidates,
        commendations=facts.commendations,
    )


class _Counting:
    """Which subjects take part in the levels, and the levels they give."""

    def __init__(
        self,
        facts: LearnerFacts,
        params: Params,
        results: Mapping[str, Mapping[str, str | None]],
    ) -> None:
        by_plan = params.plan_subjects == "count"
        self.params = params
        self.results = results
        self.not_assessed = facts.not_assessed
        self.subjects = {
            subject.code: subject
            for subject in facts.subjects
            if subject.counts and (by_plan or not subject.individual_plan)
        }

    def only(self, results: Mapping[str, str | None]) -> dict[str, str | None]:
        """Return the results that count."""
        return {code: results[code] for code in self.subjects}

    def missing(self, results: Mapping[str, str | None], about: str) -> dict[str, str]:
        """Return what is missing for a level: by subject the semesters, in words."""
        return {
            code: self._missing_terms(code, about)
            for code, value in sorted(self._taught(results, about).items())
            if not value
        }

    def _taught(
        self, results: Mapping[str, str | None], about: str
    ) -> dict[str, str | None]:
        """Return the results that count, of subjects with lessons in the period."""
        if about not in ("study_hk1", "study_hk2"):
            return self.only(results)
        name = about.partition("_")[2]
        return {
            code: results[code]
            for code, subject in self.subjects.items()
            if getattr(subject, name).taught
        }

    def _missing_terms(self, code: str, about: str) -> str:
        if about in ("study_hk1", "study_hk2"):
            return PERIOD_TITLES[about]
        hk1, hk2 = (self.results[name][code] for name in ("hk1", "hk2"))
        names = missing_terms(self.subjects[code], hk1, hk2) or ("year",)
        return ", ".join(PERIOD_TITLES[f"study_{name}"] for name in names)

    def level(
        self, results: Mapping[str, str | None], about: str
    ) -> tuple[Level | None, list[Reason]]:
        """Return the level of study, and why it is so or is not known."""
        if self.not_assessed:
            return None, [Reason("tt22.not_assessed", "Điều 11", {}, about)]
        found = level(self._taught(results, about), self.params, about)
        if found:
            return found, list(found.reasons)
        missing = self.missing(results, about)
        code = "tt22.term_incomplete" if missing else "tt22.nothing_counts"
        values = missing_values(missing) if missing else {}
        return None, [Reason(code, "Điều 9", values, about)]


def _level_recorded(level_: LevelCode, about: str) -> Reason:
    values = {"period": PERIOD_TITLES[about], "level": LEVEL_TITLES[level_]}
    return Reason("tt22.level_recorded", "Điều 9.2", values, about)


def _adjusted(found: Level | None) -> LevelCode | None:
    return found.adjusted if found else None


def _training_reasons(
    facts: LearnerFacts, training: LevelCode | None, trained: LevelCode | None
) -> Iterator[Reason]:
    if training:
        values = {
            "hk1": LEVEL_TITLES[facts.training["hk1"] or ""],
            "hk2": LEVEL_TITLES[facts.training["hk2"] or ""],
            "year": LEVEL_TITLES[training],
        }
        yield Reason("tt22.training_year", "Điều 8.2b", values, "training")
    if facts.summer_training and training == "CHUA_DAT":
        values = {"year": LEVEL_TITLES[trained or ""]}
        yield Reason("tt22.summer_training_used", "Điều 13", values, "training")
    elif facts.summer_training and training:
        yield Reason("tt22.summer_training_unused", "Điều 13", {}, "training")


def _after_summer(
    training: LevelCode | None, summer_training: LevelCode | None
) -> LevelCode | None:
    """Return rèn luyện after the summer: it replaces a Chưa đạt only (Điều 13)."""
    if training == "CHUA_DAT" and summer_training is not None:
        return summer_training
    return training


def _retests(
    facts: LearnerFacts, year: Mapping[str, str | None], candidates: Iterable[str]
) -> tuple[dict[str, str], list[Reason]]:
    """Return the retest results that count, and why (Điều 14)."""
    kinds = {subject.code: subject.kind for subject in facts.subjects}
    allowed = set(candidates)
    used: dict[str, str] = {}
    reasons = []
    for code, cell in sorted(facts.retest.items()):
        if not cell or cell == "V":
            continue
        values: dict[str, Any] = {"subject": code}
        if code not in allowed:
            reasons.append(
                Reason("tt22.retest_without_right", "Điều 14", values, "subject")
            )
            continue
        used[code] = result = _retest_result(kinds[code], cell)
        values["result"] = cells.display(result, 1)
        values["year"] = cells.display(year[code], 1)
        reasons.append(Reason("tt22.retest_used", "Điều 14", values, "subject"))
    return used, reasons


def _retest_result(kind: str, cell: str) -> str:
    if kind == "score":
        return str(cells.mean_half_up(cells.tenths(cell), 1))
    if cell not in ("D", "CD"):
        raise fail("mark.not_a_remark", value=cell)
    return cell


def _known_level(value: LevelCode | None) -> LevelCode | None:
    if value is not None and value not in RANK:
        raise fail("tt22.unknown_level", value=value)
    return value
