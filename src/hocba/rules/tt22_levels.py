# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT22/2021: the level of học tập, and why it is no better (Điều 9.2, 9.3).

Use it through :mod:`hocba.rules.tt22_2021`. Marks are compared in tenths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ..words import LEVEL_TITLES, LEVELS, LevelCode
from . import cells
from .reasons import Reason
from .tt22_model import DEFAULT, PERIOD_TITLES, Level, Params

RANK = {code: rank for rank, code in enumerate(LEVELS)}


class _Conditions(NamedTuple):
    """What a level asks for: remark subjects Chưa đạt at most, every scored subject
    from ``floor``, ``params.min_subjects`` of them from ``mark``."""

    code: LevelCode
    article: str
    remarks: int
    floor: int
    mark: int


class _Results(NamedTuple):
    """The results of a learner that count: scores in tenths, remarks Chưa đạt."""

    scores: dict[str, int]
    failed: list[str]


@lru_cache(maxsize=16)
def _conditions(params: Params) -> tuple[_Conditions, ...]:
    """Return the conditions of the levels, the best first (Điều 9.2)."""
    p = params
    return (
        _Conditions("TOT", "Điều 9.2a", 0, _of(p.good_floor), _of(p.good_mark)),
        _Conditions("KHA", "Điều 9.2b", 0, _of(p.fair_floor), _of(p.fair_mark)),
        _Conditions(
            "DAT", "Điều 9.2c", p.pass_remarks, _of(p.pass_floor), _of(p.pass_mark)
        ),
    )


def level(
    results: Mapping[str, str | None],
    params: Params = DEFAULT,
    about: str = "study_year",
) -> Level | None:
    """Return the level of học tập of one semester or year (Điều 9.2 and 9.3).

    ``results`` are the results by subject: averages (``"8.0"``), ``"D"``, ``"CD"``;
    ``"M"`` (exempt) is left out. ``None`` when a result is missing or none is left.
    ``about`` names the period in the reasons.

    :raises HocbaError: ``mark.not_a_mark`` for another text.
    """
    if not all(results.values()):
        return None
    known = {code: value for code, value in results.items() if value and value != "M"}
    if not known:
        return None
    found = _Results(
        {code: cells.tenths(v) for code, v in known.items() if v not in ("D", "CD")},
        [code for code, value in known.items() if value == "CD"],
    )
    base = _base(list(found.scores.values()), len(found.failed), params)
    adjusted, subject = _adjust(base, found, params)
    reasons = []
    if subject:
        values = {
            "period": PERIOD_TITLES[about],
            "base": LEVEL_TITLES[base],
            "adjusted": LEVEL_TITLES[adjusted],
            "subject": subject,
        }
        reasons.append(Reason("tt22.adjusted", "Điều 9.3", values, about))
    reasons += _why(adjusted, found, params, about)
    return Level(base, adjusted, subject, tuple(reasons))


def _base(scores: list[int], failed: int, params: Params) -> LevelCode:
    lowest = min(scores, default=100)
    for wanted in _conditions(params):
        if failed > wanted.remarks or lowest < wanted.floor:
            continue
        if sum(mark >= wanted.mark for mark in scores) >= params.min_subjects:
            return wanted.code
    return "CHUA_DAT"


def _adjust(
    base: LevelCode, found: _Results, params: Params
) -> tuple[LevelCode, str | None]:
    """Raise a level that one single subject pulled down too far (Điều 9.3)."""
    least = max(RANK[base] + params.adjustment_fall, RANK["KHA"])
    if least > RANK["TOT"]:
        return base, None
    best, culprit = least - 1, None
    for code in sorted((*found.scores, *found.failed)):
        others = dict(found.scores)
        if others.pop(code, None) is not None:
            if params.adjustment_reading == "replace":
                others[code] = 100
        failed = len(found.failed) - (code in found.failed)
        freed = RANK[_base(list(others.values()), failed, params)]
        if freed > best:
            best, culprit = freed, code
    return (LEVELS[RANK[base] + 1], culprit) if culprit else (base, None)


def _why(
    reached: LevelCode, found: _Results, params: Params, about: str
) -> Iterator[Reason]:
    """Say which conditions of the next better level are not met, or that the best is.

    A level can also be better than its conditions, by Điều 9.3.
    """
    better = [c for c in _conditions(params) if RANK[c.code] > RANK[reached]]
    wanted = better[-1] if better else _conditions(params)[0]
    values = {"period": PERIOD_TITLES[about], "level": LEVEL_TITLES[wanted.code]}
    floor, mark = _shown(wanted.floor), _shown(wanted.mark)
    enough = [code for code, score in found.scores.items() if score >= wanted.mark]
    if not better:
        facts = {"floor": floor, "mark": mark, "found": len(enough)}
        yield Reason("tt22.level_best", wanted.article, {**values, **facts}, about)
        return
    if len(found.failed) > wanted.remarks:
        facts = {"subjects": ", ".join(sorted(found.failed)), "wanted": wanted.remarks}
        yield Reason("tt22.why_remarks", wanted.article, {**values, **facts}, about)
    low = {code: score for code, score in found.scores.items() if score < wanted.floor}
    if low:
        shown = {"floor": floor, "marks": _marks(low)}
        yield Reason("tt22.why_floor", wanted.article, {**values, **shown}, about)
    lacking = params.min_subjects - len(enough)
    if lacking > 0:
        rest = {code: s for code, s in found.scores.items() if s < wanted.mark}
        nearest = sorted(rest, key=lambda code: (-rest[code], code))[:lacking]
        facts = {"mark": mark, "found": len(enough), "wanted": params.min_subjects}
        marks = _marks({code: rest[code] for code in nearest})
        code = "tt22.why_count" if nearest else "tt22.why_few"
        near = {"marks": marks} if nearest else {"total": len(found.scores)}
        yield Reason(code, wanted.article, {**values, **facts, **near}, about)


def _marks(scores: Mapping[str, int]) -> dict[str, str]:
    return {
        code: _shown(score)
        for code, score in sorted(scores.items(), key=lambda item: (item[1], item[0]))
    }


def _of(mark: Decimal) -> int:
    return int(mark * 10)


def _shown(tenths: int) -> str:
    return f"{tenths // 10},{tenths % 10}"
