# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The save of cells as one batch: understand, guard, decide per cell, write, answer."""

import re
from dataclasses import dataclass

from odoo.exceptions import UserError

from odoo.addons.edu_journal.language import language

from hocba import letters
from hocba.problems import HocbaError
from hocba.rules import cells as law

from ..bulk import update_rows
from ..texts import moment, printable
from .cell_lock import CellLock

REMARK_SIZE = 500
MAX_CELLS = 5000


@dataclass
class Cell:
    """One cell as the caller sent it, and what became of it."""

    line_id: int
    column: str
    old: object
    new: object
    reason: str
    status: str = "saved"
    value: str = ""
    message: str = ""


class CellSave:
    """Save a batch of cells for one user, in the caller's transaction.

    Every question to the database is asked once per batch, never once per cell.
    What kind of rows hold the cells, a subclass says. A ``grant`` opens its cells
    alone, whatever is locked; the caller has checked who may give it.
    """

    model = ""
    #: Columns of free text; all others hold what the law knows.
    texts: tuple[str, ...] = ("remark",)
    #: How many characters a text holds.
    text_size = REMARK_SIZE
    #: Whether two digits are tenths, as in a sheet that is typed in fast.
    typed = True

    def __init__(self, env, grant=None):
        self.env = env
        self.grant = grant
        self.lang = language(env)
        self._ = env._
        self.rows: dict[int, dict] = {}
        self.locks: dict[int, dict[str, CellLock]] = {}
        self.changes: dict[int, set[str]] = {}
        self.entries: list[dict] = []

    def run(self, raw_cells):
        """Return the answers, see :meth:`EduGradebook.save_cells`."""
        cells = self._decided(raw_cells)
        if self.changes:
            self._write()
        return [self.answer(cell) for cell in cells]

    def judge(self, raw_cells):
        """Return what :meth:`run` would answer, and write nothing."""
        return [self.answer(cell) for cell in self._decided(raw_cells)]

    def _decided(self, raw_cells):
        if not isinstance(raw_cells, list) or not all(
            isinstance(raw, dict) for raw in raw_cells
        ):
            raise UserError(self._("Marks were not sent as a list of cells."))
        if len(raw_cells) > MAX_CELLS:
            raise UserError(
                self._("At most %(max)s cells are saved at once.", max=MAX_CELLS)
            )
        cells = [self._read(raw) for raw in raw_cells]
        ids = sorted({cell.line_id for cell in cells if cell.line_id})
        # Nobody has the right to write lines: this is the one way, and it checks the
        # duty of the user before it looks at any value.
        self.load(self.env[self.model].sudo().browse(ids))
        for cell in cells:
            self._decide(cell)
        self._explain_conflicts([c for c in cells if c.status == "conflict"])
        return cells

    # -- what a kind of rows decides -------------------------------------------

    def load(self, lines):
        """Fill ``rows`` and ``locks``, and hold what a lock would change.

        :raises AccessError: the user has no duty for one of the rows
        """
        raise NotImplementedError

    def columns(self, row) -> tuple[str, ...]:
        """Return the columns that the row has, but for those of text."""
        raise NotImplementedError

    def no_column(self, row, column) -> str:
        """Say why the row has no such column."""
        return self._("This gradebook has no such column: %s", column)

    def cell_kind(self, row, column) -> str:
        """Return the kind of :func:`hocba.rules.cells.canonical`."""
        raise NotImplementedError

    def accept(self, cell, row, new) -> str:
        """Return what is stored for a value that the law knows.

        :raises CellRefused: the value does not fit the learner
        """
        return new

    def entry(self, row, column, new) -> dict:
        """Return name, scope and duty of a journal entry about the row."""
        raise NotImplementedError

    def after(self):
        """Compute what follows from the changes."""

    def answer(self, cell) -> dict:
        """Return the answer to one cell."""
        return {
            "line_id": cell.line_id,
            "column": cell.column,
            "status": cell.status,
            "value": cell.value,
            "message": cell.message,
        }

    # -- one cell ---------------------------------------------------------------

    def _read(self, raw):
        line_id = raw.get("line_id")
        return Cell(
            line_id=line_id if type(line_id) is int else 0,
            column=str(raw.get("column") or ""),
            old=raw.get("old"),
            new=raw.get("new"),
            reason=printable(str(raw.get("reason") or ""))[:REMARK_SIZE],
        )

    def _decide(self, cell):
        row = self.rows.get(cell.line_id)
        if not row:
            return self._refuse(cell, self._("This line is no longer there."))
        if cell.column not in (*self.columns(row), *self.texts):
            return self._refuse(cell, self.no_column(row, cell.column))
        cell.value = row[cell.column] or ""
        lock = self.locks[cell.line_id].get(cell.column)
        if lock and lock.status == "locked":
            return self._refuse(cell, lock.message, lock.status)
        try:
            new = self.accept(cell, row, self._canonical(cell.new, cell.column, row))
        except HocbaError as error:
            return self._refuse(cell, error.text(self.lang))
        except CellRefused as refusal:
            return self._refuse(cell, str(refusal))
        if new == cell.value:
            return None
        if lock:
            return self._refuse(cell, lock.message, lock.status)
        if not self._expected(cell, row):
            cell.status = "conflict"
            return None
        return self._change(cell, row, new)

    def _refuse(self, cell, message, status="invalid"):
        cell.status, cell.message = status, message

    def _canonical(self, value, column, row):
        text = "" if value is None or value is False else str(value)
        if column in self.texts:
            # No text holds these: nobody typed them, and nothing is lost without.
            text = letters.tidy(re.sub("[\0\ud800-\udfff]", "", text))
            if len(text) > self.text_size:
                raise CellRefused(
                    self._("A remark holds at most %s characters.", self.text_size)
                )
            # The book will say it: what its page would refuse is refused here.
            letters.check(text, self.text_size)
            return text
        kind = self.cell_kind(row, column)
        if text[:1] == "=":
            raise CellRefused(
                self._("“%s” is a formula: enter its value.", printable(text)[:40])
            )
        new = law.canonical(text, kind, typed=self.typed)
        if new == "V" and kind in ("level", "quality"):
            raise CellRefused(self._("A level is rated, or it is left empty."))
        return new

    def _expected(self, cell, row):
        if cell.column in self.texts and (cell.old or "") == cell.value:
            # Also what was kept before letters were asked for.
            return True
        try:
            return self._canonical(cell.old, cell.column, row) == cell.value
        except (HocbaError, CellRefused):
            return False

    def _change(self, cell, row, new):
        self.entries.append(
            {
                "model": self.model,
                "res_id": row["id"],
                "field": cell.column,
                "old": cell.value,
                "new": new,
                "reason": cell.reason,
                **self.entry(row, cell.column, new),
                **self._granted(),
            }
        )
        self.changes.setdefault(row["id"], set()).add(cell.column)
        # A second cell of the same batch sees what the first one wrote.
        row[cell.column] = cell.value = new

    def _granted(self):
        """What the journal says of every value that a correction writes."""
        if not self.grant:
            return {}
        grant = self.grant
        return {"reason": grant.reason, "behalf": grant.behalf, "duty": grant.duty}

    # -- the batch ----------------------------------------------------------------

    def _write(self):
        columns = sorted(set().union(*self.changes.values()))
        update_rows(
            self.env[self.model].sudo(),
            {
                line_id: {name: self.rows[line_id][name] for name in columns}
                for line_id in self.changes
            },
        )
        # The journal is closed to every role; only server code inserts.
        self.env["edu.journal"].sudo()._record(self.entries)
        self.after()

    def _explain_conflicts(self, cells):
        """Say who wrote the value that the caller did not expect, and when."""
        if not cells:
            return
        # The journal is closed to every role; the teacher of the cell may know who
        # wrote it.
        journal = self.env["edu.journal"].sudo()
        found = journal.search(
            [
                ("model", "=", self.model),
                ("res_id", "in", [cell.line_id for cell in cells]),
                ("field", "in", [cell.column for cell in cells]),
            ],
            order="id",
        )
        last = {(entry.res_id, entry.field): entry for entry in found}
        for cell in cells:
            entry = last.get((cell.line_id, cell.column))
            shown = self._shown(cell) or self._("empty")
            cell.message = (
                self._(
                    "%(who)s wrote “%(value)s” at %(when)s.",
                    who=entry.user_name,
                    value=shown,
                    when=moment(self.env, entry.at),
                )
                if entry
                else self._("The cell holds “%(value)s” now.", value=shown)
            )

    def _shown(self, cell):
        return cell.value if cell.column in self.texts else law.display(cell.value)


class CellRefused(Exception):
    """A value that the law knows does not fit this learner."""
