# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT43/2021/TT-BGDĐT: assessment of learners in continuing education (GDTX)."""

from __future__ import annotations

from .tt22_2021 import cell_kind, columns, learner_columns

__all__ = ["REGULATION", "cell_kind", "columns", "learner_columns"]

REGULATION = "TT43/2021/TT-BGDĐT"
