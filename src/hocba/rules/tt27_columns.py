# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT27/2020: what is assessed when, and the columns of a gradebook.

Use it through :mod:`hocba.rules.tt27_2020`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..words import CRITERIA
from .tt27_model import DEFAULT, Params

_TERM_PERIODS = {"HK1": ("GK1", "CK1"), "HK2": ("GK2", "CN")}


def criteria(grade: int, params: Params = DEFAULT) -> tuple[str, ...]:
    """Return the qualities and competences assessed in a grade, in order."""
    later = ("cong_nghe", "tin_hoc") if grade < params.technology_from else ()
    return tuple(code for code in CRITERIA if code not in later)


def has_test(code: str, grade: int, period: str, params: Params = DEFAULT) -> bool:
    """Return whether the subject has a periodic test then (Điều 7.1b).

    At the end of both semesters in the compulsory subjects of the list; in the middle
    of them only in Tiếng Việt and Toán of grades 4 and 5.
    """
    tested = params.tested_middle if period in ("GK1", "GK2") else params.tested
    first = dict(tested).get(code)
    return first is not None and grade >= first


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
    """Return the columns of a subject's gradebook in one term (``"HK1"``, ``"HK2"``).

    ``gkl`` and ``ckl`` are the levels in the middle and at the end of the term, ``gk``
    and ``ck`` the periodic tests, where there are any.
    """
    middle, end = _TERM_PERIODS[term]
    tests = {
        "gk": has_test(code, grade, middle, params),
        "ck": has_test(code, grade, end, params),
    }
    return tuple(
        column for column in ("gkl", "gk", "ckl", "ck") if tests.get(column, True)
    )


def learner_columns(
    columns: Sequence[str], takes_topic: bool, params: Params = DEFAULT
) -> tuple[str, ...]:
    """Return the columns that apply to one learner: all of them."""
    return tuple(columns)


def cell_kind(column: str, kind: str) -> str:
    """Return the kind of cells (:data:`hocba.rules.cells.KINDS`) of a column."""
    if column in ("gk", "ck"):
        return "test"
    return "level" if column in ("gkl", "ckl") else "quality"
