# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The law of assessment: one module a regulation, pure functions, exact decimals.

Every regulation offers the same names: ``REGULATION``, ``Params``, ``DEFAULT``,
``columns``, ``learner_columns``, ``cell_kind``, ``LearnerFacts``, ``evaluate`` and
``Reason``.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

_MODULES = {
    "tt22-2021": "tt22_2021",
    "tt27-2020": "tt27_2020",
    "tt43-2021": "tt43_2021",
}


def regulations() -> dict[str, ModuleType]:
    """Return the modules of all regulations by their names on the command line."""
    return {
        name: import_module(f"{__name__}.{module}") for name, module in _MODULES.items()
    }
