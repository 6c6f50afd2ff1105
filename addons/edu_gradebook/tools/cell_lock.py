# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may write a cell, and why a cell cannot be written now."""

from dataclasses import dataclass
from typing import NamedTuple


class CellLock(NamedTuple):
    """Why a cell cannot be written: ``locked`` by an act, ``invalid`` by its nature."""

    status: str
    message: str


@dataclass(frozen=True)
class EntryDuties:
    """Under which duty of today a user enters marks.

    The teacher of the subject enters his own; who is appointed to enter, and the
    homeroom teacher where the school's policy says so, enter on his behalf.
    """

    pairs: dict[tuple[int, int], str]
    homeroom: frozenset[int]

    def of(self, class_id: int, subject_id: int) -> str:
        """Return the kind of duty, nothing where the user has none."""
        found = self.pairs.get((class_id, subject_id), "")
        return found or ("homeroom" if class_id in self.homeroom else "")
