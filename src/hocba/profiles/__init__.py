# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A province's or school's regulation as one readable file of values.

A profile names values of the policy, each with the article that it stands in. What it
does not name keeps the national default. The files of ``data/provinces`` come with the
library; a school writes its own from its present values::

    profile = profiles.packaged()["ben-tre"]
    for change in profiles.differences(values, profile, profiles.national()):
        print(change.name, change.old, change.new, change.article)
"""

from .compare import Difference, differences, effective
from .parameters import PARAMETERS, Parameter, day_month, grade_dates
from .profile import Profile, Stated, parse, read, render, stated
from .store import NATIONAL, national, packaged

__all__ = [
    "NATIONAL",
    "PARAMETERS",
    "Difference",
    "Parameter",
    "Profile",
    "Stated",
    "day_month",
    "differences",
    "effective",
    "grade_dates",
    "national",
    "packaged",
    "parse",
    "read",
    "render",
    "stated",
]
