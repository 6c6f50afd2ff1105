# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT22/2021: the columns of a gradebook, results of a subject by term and year.

Use it through :mod:`hocba.rules.tt22_2021`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..problems import fail
from . import cells
from .reasons import Reason
from .tt22_model import DEFAULT, PERIOD_TITLES, Params, SubjectFacts

_TOPIC_TERMS = {"HK1": ("HK1",), "HK2": ("HK2",), "each": ("HK1", "HK2")}
_PERIODIC = {"gk": "kiểm tra giữa kì", "ck": "kiểm tra cuối kì"}


def regular_count(periods: int, kind: str = "score", params: Params = DEFAULT) -> int:
    """Return the required number of ĐĐGtx a semester (Điều 6.2).

    ``periods`` are the subject's periods a year without cụm chuyên đề, whose result
    has a column of its own.

    :raises HocbaError: ``tt22.regular_count`` when the periods are not positive.
    """
    if periods <= 0:
        raise fail("tt22.regular_count", periods=periods)
    if kind == "remark":
        return params.regular_remark
    for limit, number in params.regular_limits:
        if periods <= limit:
            return number
    return params.regular_more


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
    *regular, middle, end = map(cells.tenths, marks)
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


def term_result(
    subject: SubjectFacts, about: str, params: Params = DEFAULT
) -> tuple[str | None, list[Reason]]:
    """Return the result of one semester, and what there is to say about it.

    ``about`` is ``"study_hk1"`` or ``"study_hk2"``. The result is an average with one
    decimal, ``"D"``, ``"CD"``, ``"M"`` (exempt), or nothing while something is missing
    and where the subject has no lessons in the semester.

    :raises HocbaError: ``mark.not_a_mark``, ``mark.not_a_remark`` for a cell that is
        not canonical, ``tt22.missed_with_mark``.
    """
    term = subject.hk1 if about == "study_hk1" else subject.hk2
    if not term.taught:
        return None, []
    filled = term.filled
    if subject.exempt or term.exempt or (filled and set(filled) == {"M"}):
        return "M", []
    if term.recorded:
        return _recorded(term.recorded, subject.kind), []
    for cell in filled:
        if not cells.is_canonical(cell, subject.kind):
            kind = "remark" if subject.kind == "remark" else "mark"
            raise fail(f"mark.not_a_{kind}", value=cell)
    values = {"subject": subject.code, "period": PERIOD_TITLES[about]}
    regular = [cell for cell in term.tx if cell]
    wanted = term.regular_count or subject.regular_count
    reasons = []
    if term.takes_topic:
        wanted += params.special_topics == "extra"
        regular += [term.topic] if term.topic else []
    elif term.topic:
        reasons.append(Reason("tt22.topic_unused", "Điều 6", values, "subject"))
    if len(regular) > wanted:
        counts = {"found": len(regular), "wanted": wanted}
        reasons.append(
            Reason("tt22.too_many_regular", "Điều 6.2", {**values, **counts}, "subject")
        )
    periodic = {"gk": term.gk, "ck": term.ck}
    for column in term.missed:
        title = _PERIODIC[column]
        if periodic[column] not in (None, "", "V"):
            raise fail("tt22.missed_with_mark", None, **values, test=title)
        periodic[column] = "CD" if subject.kind == "remark" else "0"
        shown = cells.display(periodic[column])
        facts = {**values, "test": title, "result": shown}
        reasons.append(Reason("tt22.missed", "Điều 7.4", facts, "subject"))
    if subject.kind == "remark":
        return term_remark(regular, **periodic, regular_count=wanted), reasons
    average = term_average(regular, **periodic, regular_count=wanted, params=params)
    return None if average is None else str(average), reasons


def year_result(
    subject: SubjectFacts, hk1: str | None, hk2: str | None, params: Params = DEFAULT
) -> str | None:
    """Return the year's result of a subject from those of the semesters (Điều 9.1).

    Where the subject has lessons in one semester alone, or its learner is exempted in
    one, the parameters ``one_term_subject`` and ``partial_exemption`` say what the year
    is.
    """
    if not (subject.hk1.taught and subject.hk2.taught):
        only = hk1 if subject.hk1.taught else hk2
        alone = params.one_term_subject == "that_term"
        return only if alone or only == "M" else None
    if "M" in (hk1, hk2):
        if hk1 == hk2:
            return "M"
        other = hk2 if hk1 == "M" else hk1
        return other if params.partial_exemption == "other_term" else None
    if subject.kind == "remark":
        return year_remark(hk1, hk2)
    if hk1 is None or hk2 is None:
        return None
    return str(year_average(Decimal(hk1), Decimal(hk2), params))


def missing_terms(
    subject: SubjectFacts, hk1: str | None, hk2: str | None
) -> tuple[str, ...]:
    """Return the semesters, ``"hk1"`` and ``"hk2"``, whose result the year still needs.

    None where the semesters are complete and the year waits for a decision.
    """
    found = {"hk1": hk1, "hk2": hk2}
    taught = [name for name in found if getattr(subject, name).taught]
    if subject.kind == "remark" and hk2 != "M":
        # HK II alone decides (Điều 9.1a).
        taught = taught[-1:]
    return tuple(name for name in taught if not found[name])


def _recorded(value: str, kind: str) -> str:
    if kind == "remark":
        if value not in ("D", "CD"):
            raise fail("mark.not_a_remark", value=value)
        return value
    return str(cells.mean_half_up(cells.tenths(value), 1))
