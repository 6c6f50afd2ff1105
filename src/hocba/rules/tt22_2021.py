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

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from ..problems import fail
from . import cells
from .reasons import Reason
from .tt22_model import (
    AWARD_TITLES,
    DEFAULT,
    LEVEL_TITLES,
    LEVELS,
    PROMOTION_TITLES,
    REGULATION,
    LearnerFacts,
    LearnerResult,
    Level,
    LevelCode,
    Params,
    Promotion,
    SubjectFacts,
    SubjectResult,
    TermCells,
)

__all__ = [
    "AWARD_TITLES",
    "DEFAULT",
    "LEVELS",
    "LEVEL_TITLES",
    "LearnerFacts",
    "LearnerResult",
    "Level",
    "LevelCode",
    "PROMOTION_TITLES",
    "Params",
    "Promotion",
    "REGULATION",
    "Reason",
    "SubjectFacts",
    "SubjectResult",
    "TermCells",
    "award",
    "cell_kind",
    "columns",
    "evaluate",
    "learner_columns",
    "level",
    "promotion",
    "regular_count",
    "retest_candidates",
    "term_average",
    "term_remark",
    "training_year",
    "year_average",
    "year_remark",
]

PERIODS = ("hk1", "hk2")

_TOPIC_TERMS = {"HK1": ("HK1",), "HK2": ("HK2",), "each": ("HK1", "HK2")}

_RANK = {code: rank for rank, code in enumerate(LEVELS)}

_TRAINING_YEAR: dict[LevelCode, tuple[LevelCode, ...]] = {
    # the row is HK II; the columns are HK I from Tốt down to Chưa đạt (Điều 8.2b)
    "TOT": ("TOT", "TOT", "KHA", "KHA"),
    "KHA": ("KHA", "KHA", "KHA", "DAT"),
    "DAT": ("KHA", "DAT", "DAT", "DAT"),
    "CHUA_DAT": ("CHUA_DAT", "CHUA_DAT", "CHUA_DAT", "CHUA_DAT"),
}


def regular_count(
    periods: int,
    kind: str = "score",
    params: Params = DEFAULT,
    *,
    special_topics: bool = False,
) -> int:
    """Return the required number of ĐĐGtx a semester (Điều 6.2, cụm chuyên đề Điều 6).

    ``periods`` are the subject's periods a year without cụm chuyên đề;
    ``special_topics``: the learner takes the subject's cụm chuyên đề and its result is
    entered in this semester.

    :raises HocbaError: ``tt22.regular_count`` when the periods are not positive.
    """
    if periods <= 0:
        raise fail("tt22.regular_count", periods=periods)
    if kind == "remark":
        return params.regular_remark
    count = params.regular_more
    for limit, number in params.regular_limits:
        if periods <= limit:
            count = number
            break
    return count + int(special_topics and params.special_topics == "extra")


def columns(
    code: str,
    kind: str,
    grade: int,
    periods: int,
    term: str,
    params: Params = DEFAULT,
    *,
    topics: bool = False,
) -> tuple[str, ...]:
    """Return the mark columns of a subject's gradebook in one term, in order.

    ``term`` is ``"HK1"`` or ``"HK2"``; ``topics``: some learner of the class takes the
    subject's cụm chuyên đề, whose result stands in the column ``cd`` (Điều 6).

    :raises HocbaError: ``tt22.regular_count`` when the periods are not positive.
    """
    regular = (f"tx{n}" for n in range(1, regular_count(periods, kind, params) + 1))
    cd = ("cd",) if topics and term in _TOPIC_TERMS[params.topic_term] else ()
    return (*regular, *cd, "gk", "ck")


def learner_columns(
    columns: Sequence[str], takes_topic: bool, params: Params = DEFAULT
) -> tuple[str, ...]:
    """Return those of a gradebook's columns that apply to one learner.

    ``cd`` only to one who takes the cụm chuyên đề; where its result fills one of the
    regular assessments (``special_topics`` is ``"within"``), the last ``tx`` does not.
    """
    if "cd" not in columns or not takes_topic:
        return tuple(column for column in columns if column != "cd")
    if params.special_topics == "extra":
        return tuple(columns)
    last = max(column for column in columns if column.startswith("tx"))
    return tuple(column for column in columns if column != last)


def cell_kind(column: str, kind: str) -> str:
    """Return the kind of cells (:data:`hocba.rules.cells.KINDS`) of a column."""
    return kind


def term_average(
    tx: Sequence[str | None],
    gk: str | None,
    ck: str | None,
    regular_count: int,
    params: Params = DEFAULT,
) -> Decimal | None:
    """Return ĐTBmhk = (ΣĐĐGtx + 2·ĐĐGgk + 3·ĐĐGck) / (n + 5), one decimal (Điều 9.1b).

    ``None`` unless exactly ``regular_count`` ĐĐGtx, ĐĐGgk and ĐĐGck are there: a cell
    that is empty, ``"V"`` (absent) or ``"M"`` is never counted as zero and never left
    out. Only the teacher writes 0, where no make-up test was sat (Điều 7.4).

    :raises HocbaError: ``mark.not_a_mark`` for a cell that is not canonical.
    """
    marks = _complete(tx, gk, ck, regular_count)
    if marks is None:
        return None
    *regular, middle, end = [cells.tenths(mark) for mark in marks]
    total = sum(regular) + params.weight_middle * middle + params.weight_end * end
    weight = len(regular) + params.weight_middle + params.weight_end
    return cells.mean_half_up(total, weight)


def term_remark(
    tx: Sequence[str | None], gk: str | None, ck: str | None, regular_count: int
) -> str | None:
    """Return ``"D"`` if all required assessments are Đạt, else ``"CD"`` (Điều 9.1a).

    ``None`` while one of them is missing or ``"V"``.

    :raises HocbaError: ``mark.not_a_remark`` for a cell that is not Đạt or Chưa đạt.
    """
    marks = _complete(tx, gk, ck, regular_count)
    if marks is None:
        return None
    for mark in marks:
        if mark not in ("D", "CD"):
            raise fail("mark.not_a_remark", value=mark)
    return "D" if set(marks) == {"D"} else "CD"


def _complete(
    tx: Sequence[str | None], gk: str | None, ck: str | None, regular_count: int
) -> list[str] | None:
    regular = [mark for mark in tx if mark]
    marks = [*regular, gk, ck]
    if len(regular) != regular_count:
        return None
    found = [mark for mark in marks if mark and mark not in ("M", "V")]
    return found if len(found) == len(marks) else None


def year_average(
    hk1: Decimal | None, hk2: Decimal | None, params: Params = DEFAULT
) -> Decimal | None:
    """Return ĐTBmcn = (ĐTBmhkI + 2·ĐTBmhkII) / 3 with one decimal (Điều 9.1b).

    The two are the rounded averages as they stand in the book.

    :raises HocbaError: ``mark.not_a_mark`` for an average with more than one decimal.
    """
    if hk1 is None or hk2 is None:
        return None
    total = cells.tenths(str(hk1)) + params.weight_second * cells.tenths(str(hk2))
    return cells.mean_half_up(total, 1 + params.weight_second)


def year_remark(hk1: str | None, hk2: str | None) -> str | None:
    """Return the year's result of a remark subject: that of HK II (Điều 9.1a)."""
    return hk2


def level(
    results: Mapping[str, str | None], params: Params = DEFAULT, period: str = ""
) -> Level | None:
    """Return the level of học tập of one semester or year (Điều 9.2 and 9.3).

    ``results`` are the results by subject: averages (``"8.0"``), ``"D"``, ``"CD"``;
    ``"M"`` (exempt) is left out. ``None`` when a result is missing or none is left.
    ``period`` only names the period in the reason.

    :raises HocbaError: ``mark.not_a_mark`` for another text.
    """
    if not all(results.values()):
        return None
    known = {code: value for code, value in results.items() if value and value != "M"}
    scores = {
        code: _average(value)
        for code, value in known.items()
        if value not in ("D", "CD")
    }
    failed = {code for code, value in known.items() if value == "CD"}
    if not known:
        return None
    base = _base_level(scores.values(), len(failed), params)
    best, culprit = base, ""
    for code in known:
        others = {key: value for key, value in scores.items() if key != code}
        if params.adjustment_reading == "replace" and code in scores:
            others[code] = Decimal(10)
        freed = _base_level(others.values(), len(failed - {code}), params)
        if _RANK[freed] > _RANK[best]:
            best, culprit = freed, code
    fall = _RANK[best] - _RANK[base]
    if best not in ("TOT", "KHA") or fall < params.adjustment_fall:
        return Level(base, base)
    adjusted = LEVELS[_RANK[base] + 1]
    values = {
        "period": period,
        "base": LEVEL_TITLES[base],
        "adjusted": LEVEL_TITLES[adjusted],
        "subject": culprit,
    }
    reason = Reason("tt22.adjusted", "Điều 9.3", values)
    return Level(base, adjusted, reason, culprit)


def _base_level(
    scores: Iterable[Decimal], failed_remarks: int, params: Params
) -> LevelCode:
    marks = list(scores)

    def meets(floor: Decimal, mark: Decimal) -> bool:
        enough = sum(value >= mark for value in marks) >= params.min_subjects
        return enough and min(marks, default=floor) >= floor

    if not failed_remarks and meets(params.good_floor, params.good_mark):
        return "TOT"
    if not failed_remarks and meets(params.fair_floor, params.fair_mark):
        return "KHA"
    if failed_remarks <= params.pass_remarks and meets(
        params.pass_floor, params.pass_mark
    ):
        return "DAT"
    return "CHUA_DAT"


def training_year(hk1: LevelCode | None, hk2: LevelCode | None) -> LevelCode | None:
    """Return the year's rèn luyện from the two semesters (Điều 8.2b).

    :raises HocbaError: ``tt22.unknown_level``.
    """
    if _known_level(hk1) is None or _known_level(hk2) is None:
        return None
    assert hk1 and hk2
    return _TRAINING_YEAR[hk2][len(LEVELS) - 1 - _RANK[hk1]]


def retest_candidates(
    year: Mapping[str, str | None],
    study: LevelCode | None,
    training: LevelCode | None,
    params: Params = DEFAULT,
) -> tuple[str, ...]:
    """Return the subjects a learner may register for a retest (Điều 14), sorted.

    Only with rèn luyện of the year Đạt or better and study of the year Chưa đạt:
    scored subjects with ĐTBmcn below 5,0 and remark subjects Chưa đạt. ``year`` are
    the year's results by subject, before any retest.
    """
    if study != "CHUA_DAT" or training in (None, "CHUA_DAT"):
        return ()
    return tuple(
        sorted(code for code, value in year.items() if _is_weak(value, params))
    )


def _is_weak(value: str | None, params: Params) -> bool:
    if value in (None, "M", "D"):
        return False
    return value == "CD" or _average(value) < params.retest_below


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
    scores = [_average(value) for value in year.values() if _is_score(value)]
    high = sum(value >= params.award_mark for value in scores)
    return "XUAT_SAC" if high >= params.award_subjects else "GIOI"


def promotion(
    *,
    year: Mapping[str, str | None],
    final: Mapping[str, str | None],
    training: LevelCode | None,
    summer_training: LevelCode | None,
    absences: int,
    retested: Iterable[str] = (),
    disabled: bool = False,
    summer_closed: bool = False,
    params: Params = DEFAULT,
) -> Promotion:
    """Return whether the learner moves up (Điều 12), or what is missing for it.

    ``year`` and ``final`` are the year's results by subject before and after retests,
    ``retested`` the subjects whose retest was used. PENDING while marks or rèn luyện
    are missing, while a retest (Điều 14) could still help or the summer training
    (Điều 13) is open. More than 45 absences cannot be repaired. Where the ordinary
    rule does not promote a learner with a disability, the head decides.
    """
    missing = sorted(code for code, value in year.items() if not value)
    before, after = level(year, params), level(final, params)
    steps: list[Reason] = []
    if missing or before is None or after is None:
        names = {"subjects": ", ".join(missing)}
        steps.append(Reason("tt22.marks_missing", "Điều 9", names))
    if training is None:
        steps.append(Reason("tt22.training_missing", "Điều 8.2b"))
    trained = _after_summer(training, summer_training)
    if before is None or after is None or training is None or trained is None:
        return Promotion("PENDING", tuple(steps))

    refused = _refusals(before.adjusted, training, absences, params)
    if not refused and trained != "CHUA_DAT" and after.adjusted != "CHUA_DAT":
        values = {
            "training": LEVEL_TITLES[trained],
            "study": LEVEL_TITLES[after.adjusted],
            "absences": absences,
        }
        return Promotion("PROMOTED", (), (Reason("tt22.all_met", "Điều 12.1", values),))
    if disabled:
        decides = Reason("tt22.head_decides", "Điều 12")
        return Promotion("PENDING", (decides,), refused)
    if refused:
        return Promotion("NOT_PROMOTED", (), refused)

    reasons: list[Reason] = []
    open_steps: list[Reason] = []
    if trained == "CHUA_DAT":
        reasons.append(Reason("tt22.training_failed", "Điều 12.1a"))
        if summer_training is None:
            open_steps.append(Reason("tt22.summer_training", "Điều 13"))
    if after.adjusted == "CHUA_DAT":
        reasons.append(Reason("tt22.study_failed", "Điều 12.1b"))
        candidates = retest_candidates(year, before.adjusted, training, params)
        waiting = [code for code in candidates if code not in set(retested)]
        hoped = level(
            {**final, **{code: _best(year[code]) for code in waiting}}, params
        )
        if waiting and hoped and hoped.adjusted != "CHUA_DAT":
            values = {"subjects": ", ".join(waiting)}
            open_steps.append(Reason("tt22.retest", "Điều 14", values))
    if open_steps and not summer_closed:
        return Promotion("PENDING", tuple(open_steps), tuple(reasons))
    return Promotion("NOT_PROMOTED", (), tuple(reasons))


def _refusals(
    study: LevelCode, training: LevelCode, absences: int, params: Params
) -> tuple[Reason, ...]:
    """Return what no summer work can repair."""
    found = []
    if absences > params.absence_limit:
        values = {"absences": absences, "limit": params.absence_limit}
        found.append(Reason("tt22.too_many_absences", "Điều 12.1c", values))
    if training == "CHUA_DAT" and study == "CHUA_DAT":
        found.append(Reason("tt22.both_failed", "Điều 14"))
    return tuple(found)


def _after_summer(
    training: LevelCode | None, summer_training: LevelCode | None
) -> LevelCode | None:
    """Return rèn luyện after the summer: it replaces a Chưa đạt only (Điều 13)."""
    if training == "CHUA_DAT" and summer_training is not None:
        return summer_training
    return training


def evaluate(facts: LearnerFacts, params: Params = DEFAULT) -> LearnerResult:
    """Return all results of one learner's year (Điều 8, 9, 12 to 15).

    :raises HocbaError: ``mark.not_a_mark``, ``mark.not_a_remark`` for cells that are
        not canonical, ``tt22.unknown_level``, ``tt22.duplicate_subject``.
    """
    reasons: list[Reason] = []
    terms: dict[str, dict[str, str | None]] = {"hk1": {}, "hk2": {}}
    year: dict[str, str | None] = {}
    counted = [subject.code for subject in facts.subjects if subject.counts]
    for subject in facts.subjects:
        if subject.code in year:
            raise fail("tt22.duplicate_subject", subject=subject.code)
        for name, period in zip(PERIODS, (subject.hk1, subject.hk2), strict=True):
            terms[name][subject.code] = _term_result(subject, period, params)
            reasons.extend(_too_many(subject, period, name))
        year[subject.code] = _year_result(
            subject, terms["hk1"][subject.code], terms["hk2"][subject.code], params
        )

    def counting(results: Mapping[str, str | None]) -> dict[str, str | None]:
        return {code: results[code] for code in counted}

    training = training_year(facts.training.get("hk1"), facts.training.get("hk2"))
    summer = _known_level(facts.summer_training)
    study: dict[str, LevelCode | None] = {}
    for name, results in (*terms.items(), ("year", year)):
        found = level(counting(results), params, _PERIOD_TITLES[name])
        study[name] = found.adjusted if found else None
        if found and found.reason:
            reasons.append(found.reason)

    candidates = retest_candidates(counting(year), study["year"], training, params)
    retested, retest_reasons = _retests(facts, year, candidates)
    reasons.extend(retest_reasons)
    final = {**year, **retested}
    after = level(counting(final), params, _PERIOD_TITLES["year_final"])
    study["year_final"] = after.adjusted if after else None
    if retested and after and after.reason:
        reasons.append(after.reason)
    if summer and training not in (None, "CHUA_DAT"):
        reasons.append(Reason("tt22.summer_training_unused", "Điều 13"))

    outcome = promotion(
        year=counting(year),
        final=counting(final),
        training=training,
        summer_training=summer,
        absences=facts.absences,
        retested=retested,
        disabled=facts.disabled,
        summer_closed=facts.summer_closed,
        params=params,
    )
    reasons.extend(outcome.reasons)
    late = params.award_after_retest
    title = award(
        counting(final if late else year),
        study["year_final" if late else "year"],
        _after_summer(training, summer) if late else training,
        params,
    )
    if title:
        kept = outcome.outcome != "NOT_PROMOTED"
        code = "tt22.award" if kept else "tt22.award_needs_decision"
        reasons.append(Reason(code, "Điều 15.1a", {"title": AWARD_TITLES[title]}))
    return LearnerResult(
        id=facts.id,
        subjects={
            code: SubjectResult(
                terms["hk1"][code],
                terms["hk2"][code],
                year[code],
                retested.get(code),
                final[code],
            )
            for code in year
        },
        study=study,
        training_year=training,
        training_year_final=_after_summer(training, summer),
        promotion=outcome.outcome,
        next_steps=outcome.next_steps,
        award=title,
        reasons=tuple(reasons),
    )


_PERIOD_TITLES = {
    "hk1": "học kì I",
    "hk2": "học kì II",
    "year": "cả năm",
    "year_final": "cả năm sau kiểm tra lại",
}


def _term_result(subject: SubjectFacts, term: TermCells, params: Params) -> str | None:
    if subject.exempt or term.exempt:
        return "M"
    _check_cells(subject, term)
    if subject.kind == "remark":
        return term_remark(term.tx, term.gk, term.ck, subject.regular_count)
    average = term_average(term.tx, term.gk, term.ck, subject.regular_count, params)
    return None if average is None else str(average)


def _check_cells(subject: SubjectFacts, term: TermCells) -> None:
    for cell in term.all:
        if not cells.is_canonical(cell):
            raise fail("mark.not_a_mark", value=cell)
        if cell in ("M", "V"):
            continue
        if (cell in ("D", "CD")) != (subject.kind == "remark"):
            code = "not_a_remark" if subject.kind == "remark" else "not_a_mark"
            raise fail(f"mark.{code}", value=cell)


def _year_result(
    subject: SubjectFacts, hk1: str | None, hk2: str | None, params: Params
) -> str | None:
    if "M" in (hk1, hk2):
        if hk1 == hk2:
            return "M"
        other = hk2 if hk1 == "M" else hk1
        return other if params.partial_exemption == "other_term" else None
    if subject.kind == "remark":
        return year_remark(hk1, hk2)
    first = None if hk1 is None else Decimal(hk1)
    second = None if hk2 is None else Decimal(hk2)
    average = year_average(first, second, params)
    return None if average is None else str(average)


def _too_many(subject: SubjectFacts, term: TermCells, name: str) -> list[Reason]:
    found = len([cell for cell in term.tx if cell])
    if subject.exempt or term.exempt or found <= subject.regular_count:
        return []
    values = {
        "subject": subject.code,
        "period": _PERIOD_TITLES[name],
        "found": found,
        "wanted": subject.regular_count,
    }
    return [Reason("tt22.too_many_regular", "Điều 6.2", values)]


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
        if code not in allowed:
            values: dict[str, Any] = {"subject": code}
            reasons.append(Reason("tt22.retest_without_right", "Điều 14", values))
            continue
        result = _retest_result(kinds[code], cell)
        used[code] = result
        values = {
            "subject": code,
            "result": cells.display(result, 1),
            "year": cells.display(year[code], 1),
        }
        reasons.append(Reason("tt22.retest_used", "Điều 14", values))
    return used, reasons


def _retest_result(kind: str, cell: str) -> str:
    if kind == "score":
        return str(cells.mean_half_up(cells.tenths(cell), 1))
    if cell not in ("D", "CD"):
        raise fail("mark.not_a_remark", value=cell)
    return cell


def _is_score(value: str | None) -> bool:
    return value not in (None, "D", "CD", "M")


def _average(value: str | None) -> Decimal:
    return cells.mean_half_up(cells.tenths(value or ""), 1)


def _best(value: str | None) -> str:
    return "D" if value == "CD" else "10.0"


def _known_level(value: LevelCode | None) -> LevelCode | None:
    if value is not None and value not in _RANK:
        raise fail("tt22.unknown_level", value=value)
    return value
