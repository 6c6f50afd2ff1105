# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may write a cell, and why a cell cannot be written now."""

from dataclasses import dataclass
from typing import NamedTuple

from ..locks.lock_order import LockOrders
from ..texts import moment


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


class CellLocks:
    """Why cells of gradebook lines cannot be written now by one user.

    With a ``grant`` no lock of time or state holds for its cells, and no duty is
    asked; all other cells are closed.
    """

    def __init__(self, env, duties, grant=None):
        self.env = env
        self._ = env._
        self.duties = duties
        self.grant = grant
        self.locked = {}

    def of(self, rows) -> dict[int, dict[str, CellLock]]:
        """Return the locks by line and column; a cell without one is open."""
        rows = list(rows)
        if self.grant:
            return {row["id"]: self._of_granted(row) for row in rows}
        orders = LockOrders(self.env, "marks", rows)
        return {row["id"]: self._of_row(row, orders) for row in rows}

    def _of_granted(self, row):
        closed = CellLock("locked", self._("Not a cell of this correction."))
        return {
            **{
                column: closed
                for column in (*row["columns"].split(","), "remark")
                if (row["id"], column) not in self.grant.cells
            },
            **self._of_learner(row),
        }

    def _of_row(self, row, orders):
        columns = (*row["columns"].split(","), "remark")
        whole = self._of_line(row)
        if whole:
            return dict.fromkeys(columns, whole)
        by_order = {
            column: CellLock("locked", text)
            for column in columns
            if (text := orders.text(row, column))
        }
        return {**by_order, **self._of_learner(row)}

    def _of_learner(self, row):
        columns = row["columns"].split(",")
        if row["former"]:
            text = self._(
                "The term result was given by the former school: %(school)s.",
                school=row["source"] or "",
            )
            return dict.fromkeys(columns, CellLock("locked", text))
        if row["exempt"]:
            text = self._("The learner is exempt from this subject.")
            return dict.fromkeys(columns, CellLock("invalid", text))
        if "cd" not in columns:
            return {}
        # Which law a gradebook follows is no secret.
        book = self.env["edu.gradebook"].sudo().browse(row["gradebook_id"])
        own = book._learner_columns(bool(row["takes_topic"]))
        text = self._("Not for this learner, by his choice of special topics.")
        lock = CellLock("invalid", text)
        return {column: lock for column in columns if column not in own}

    def _of_line(self, row):
        if row["state"] == "locked":
            return self._of_locked(row)
        if row["enrolment_state"] != "active":
            return CellLock("invalid", self._("The learner has left the class."))
        if not self.duties.of(row["class_id"], row["subject_id"]):
            text = self._("You have no duty to enter marks here.")
            return CellLock("locked", text)
        return None

    def _of_locked(self, row):
        book = row["gradebook_id"]
        if book not in self.locked:
            # Who locked is told to whoever finds the lock.
            who = self.env["res.users"].sudo().browse(row["locked_by_id"] or [])
            text = self._(
                "Locked by %(who)s on %(when)s.",
                who=who.name or "",
                when=moment(self.env, row["locked_on"]),
            )
            self.locked[book] = CellLock("locked", text)
        return self.locked[book]
