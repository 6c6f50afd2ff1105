# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facts, parameters and results of TT27/2020/TT-BGDĐT.

Use them through :mod:`hocba.rules.tt27_2020`, which holds the rules themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from .reasons import ParamSet, param

REGULATION = "TT27/2020/TT-BGDĐT"

PERIODS = ("GK1", "CK1", "GK2", "CN")
"""The four points of time: giữa and cuối học kì I, giữa học kì II, cuối năm học."""


@dataclass(frozen=True)
class Params(ParamSet):
    """Numbers and readings, each with its source in ``metadata["source"]``."""

    tested: tuple[tuple[str, int], ...] = param(
        (
            ("TIENGVIET", 1),
            ("TOAN", 1),
            ("NN1", 3),
            ("TINCONGNGHE", 3),
            ("TIN", 3),
            ("CONGNGHE", 3),
            ("LSDL", 4),
            ("KHOAHOC", 4),
        ),
        "Điều 7.1b: compulsory subjects with a periodic test at the end of a semester, "
        "each with the first grade where the programme of 2018 makes it compulsory",
    )
    tested_middle: tuple[tuple[str, int], ...] = param(
        (("TIENGVIET", 4), ("TOAN", 4)),
        "Điều 7.1b: Tiếng Việt and Toán have a test in mid-semester from grade 4",
    )
    technology_from: int = param(
        3,
        "Điều 3 names seven competences; the forms for grades 1 and 2 leave out công "
        "nghệ and tin học",
        uncertain=True,
    )


DEFAULT = Params()
