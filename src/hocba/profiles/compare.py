# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a profile would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .parameters import PARAMETERS, Value
from .profile import Profile, Stated


@dataclass(frozen=True)
class Difference:
    """One parameter that would get another value.

    ``old`` is ``None`` where there is no value yet. ``profile`` is the code of the
    profile whose ``article`` states ``new``: the province's, or the national default's
    where the province says nothing.
    """

    name: str
    old: Value | None
    new: Value
    article: str
    profile: str


def effective(profile: Profile, national: Profile) -> dict[str, tuple[Stated, str]]:
    """Return what holds under a profile: each value and the code of who states it.

    What the profile does not name keeps the national default.
    """
    found = {name: (entry, national.code) for name, entry in national.values.items()}
    found |= {name: (entry, profile.code) for name, entry in profile.values.items()}
    return {name: found[name] for name in PARAMETERS if name in found}


def differences(
    old: Mapping[str, Value] | Profile, new: Profile, national: Profile
) -> list[Difference]:
    """Return what ``new`` changes against values, or against another profile.

    In the order of a file. A parameter that ``old`` has and nothing of ``new`` states
    stays as it is.
    """
    if isinstance(old, Profile):
        under = effective(old, national)
        old = {name: entry.value for name, (entry, _) in under.items()}
    return [
        Difference(name, old.get(name), entry.value, entry.article, code)
        for name, (entry, code) in effective(new, national).items()
        if old.get(name) != entry.value
    ]
