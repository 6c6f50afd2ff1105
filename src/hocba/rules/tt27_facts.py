# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT27/2020: the facts of a learner as the command ``hocba evaluate`` reads them.

Use it through :func:`hocba.rules.tt27_2020.facts_from_dict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..words import CRITERIA
from . import cells
from .reading import Reader
from .tt27_model import (
    DEFAULT,
    PERIODS,
    LearnerFacts,
    Params,
    PeriodCells,
    SubjectFacts,
)

FACT_KEYS = (
    "id",
    "grade",
    "subjects",
    "qualities",
    "head_decision",
    "disabled",
    "not_assessed",
    "summer_closed",
    "commendations",
)
_SUBJECT_KEYS = (*PERIODS, "again", "exempt", "counts", "individual_plan", "end")
_CELL_KEYS = ("level", "test")
_OTHER_NAMES = {
    "TIENGVIET": "tv tiengviet",
    "TOAN": "toan toanhoc",
    "NN1": "nn1 nn ngoaingu ngoaingu1 tienganh ta anh",
    "LSDL": "lsdl lsvadl lichsudiali lichsudialy lichsuvadiali lichsuvadialy",
    "KHOAHOC": "khoahoc kh khoa",
    "TINCONGNGHE": "tincongnghe tincn thcn thvacn tinhoccongnghe tinhocvacongnghe",
    "TIN": "tin tinhoc",
    "CONGNGHE": "congnghe cn",
}
"""Other codes of the subjects that have tests, without case, diacritics and signs."""


def facts_from_dict(
    values: Mapping[str, Any], params: Params = DEFAULT
) -> LearnerFacts:
    """Return the facts of one learner from plain JSON values.

    What the line lists has to be assessed: a subject without level and a quality
    without ``CN`` are missing, one that is not listed is not asked for. ``again`` of a
    subject or quality is the re-assessment. Marks stay as they are written:
    :func:`evaluate` names those that the regulation does not allow.

    :raises HocbaError: ``facts.*``.
    """
    learner = str(values.get("id") or "")
    reader = Reader(values, learner)
    if not learner:
        raise reader.fail("facts.missing", key="id")
    subjects = reader.inner("subjects")
    if not subjects.values:
        raise reader.fail("facts.missing", key="subjects")
    qualities = reader.inner("qualities")
    read = {
        _criterion(code): qualities.inner(code, (*PERIODS, "again"))
        for code in qualities.values
    }
    again = {code: _plain(found, "again", "quality") for code, found in read.items()}
    return LearnerFacts(
        id=values["id"],
        grade=reader.number("grade"),
        subjects=tuple(
            _subject(_code(code), subjects.inner(code, _SUBJECT_KEYS))
            for code in subjects.values
        ),
        qualities={
            code: {
                period: _plain(found, period, "quality")
                for period in PERIODS
                if period in found.values
            }
            for code, found in read.items()
        },
        qualities_again={code: value for code, value in again.items() if value},
        head_decision=reader.choice("head_decision", ("PROMOTED", "NOT_PROMOTED")),
        disabled=reader.typed("disabled", bool, False),
        not_assessed=reader.typed("not_assessed", bool, False),
        summer_closed=reader.typed("summer_closed", bool, False),
        commendations=tuple(map(str, reader.typed("commendations", list, []))),
    )


def _subject(code: str, reader: Reader) -> SubjectFacts:
    again = _cells(reader, "again") if reader.values.get("again") else None
    return SubjectFacts(
        code=code,
        periods={
            period: _cells(reader, period)
            for period in PERIODS
            if period in reader.values
        },
        exempt=reader.typed("exempt", bool, False),
        counts=reader.typed("counts", bool, True),
        again=again,
        individual_plan=reader.typed("individual_plan", bool, False),
        end=reader.choice("end", ("CK1", "CN"), "CN"),
    )


def _cells(reader: Reader, period: str) -> PeriodCells:
    inner = reader.inner(period, _CELL_KEYS)
    return PeriodCells(_plain(inner, "level", "level"), _plain(inner, "test", "test"))


def _plain(reader: Reader, key: str, kind: str) -> str | None:
    """Return a cell in canonical text if it is one, else as it is written."""
    text = reader.plain(key)
    try:
        return cells.canonical(text, kind, typed=False) or None
    except cells.HocbaError:
        return text


@lru_cache(maxsize=256)
def _code(code: str) -> str:
    """Return the code of a subject that has tests, however it is written."""
    folded = _letters(code)
    for known, others in _OTHER_NAMES.items():
        if folded in others.split():
            return known
    return code


@lru_cache(maxsize=256)
def _criterion(code: str) -> str:
    """Return the code of a quality or competence, however it is written."""
    folded = _letters(code)
    for known in CRITERIA:
        if folded.startswith(known.replace("_", "")):
            return known
    return code


def _letters(code: str) -> str:
    return "".join(char for char in cells.fold(code) if char.isalnum())
