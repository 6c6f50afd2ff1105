# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The profiles that come with the library."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .profile import Profile, read

#: The profile whose values hold where no other says otherwise.
NATIONAL = "quoc-gia"

_FOLDER = Path(__file__).parent / "provinces"


@cache
def packaged() -> dict[str, Profile]:
    """Return the profiles of ``data/provinces`` by code, the national default first.

    :raises HocbaError: a file that is no profile
    """
    found = [read(path) for path in sorted(_FOLDER.glob("*.ini"))]
    found.sort(key=lambda profile: (profile.code != NATIONAL, profile.code))
    return {profile.code: profile for profile in found}


def national() -> Profile:
    """Return the national default, which states every parameter."""
    return packaged()[NATIONAL]
