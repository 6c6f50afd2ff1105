# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The save of cells as one batch: understand, guard, decide per cell, write, answer."""

from dataclasses import dataclass

from odoo.tools import format_datetime

from hocba.problems import HocbaError
from hocba.rules import cells as law

REMARK_SIZE = 500


def printable(text: str) -> str:
    """Leave out what no keyboard gives and no database stores."""
    return "".join(c for c in text if c.isprintable() or c.isspace())


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
    """

    def __init__(self, env):
        self.env = env
        self.lang = "vi" if (env.lang or "vi").startswith("vi") else "en"
        self._ = env._
        self.changes = {}
        self.entries = []

    def run(self, raw_cells):
        """Return the answers, see :meth:`EduGradebook.save_cells`."""
        cells = [self._read(raw) for raw in raw_cells]
        self._guard(cells)
        for cell in cells:
            self._decide(cell)
        self._explain_conflicts([c for c in cells if c.status == "conflict"])
        self._write()
        return [self._answer(cell) for cell in cells]

    def _read(self, raw):
        line_id = raw.get("line_id")
        return Cell(
            line_id=line_id if type(line_id) is int else 0,
            column=str(raw.get("column") or ""),
            old=raw.get("old"),
            new=raw.get("new"),
            reason=printable(str(raw.get("reason") or ""))[:REMARK_SIZE],
        )

    def _guard(self, cells):
        """Load the lines, check the duty, and hold the gradebooks against a lock."""
        ids = list({cell.line_id for cell in cells if cell.line_id})
        # Nobody has the right to write lines: this is the one way, and it checks the
        # duty of the user before it looks at any value.
        lines = self.env["edu.gradebook.line"].sudo().browse(ids).exists()
        self.lines = {line.id: line for line in lines}
        self.books = lines.gradebook_id
        self.books.with_env(self.env)._check_subject_teacher()
        self.books._lock_shared()
        self.books.invalidate_recordset(["state"])
        self.columns = {book.id: book._columns() for book in self.books}

    def _decide(self, cell):
        line = self.lines.get(cell.line_id)
        if not line:
            return self._refuse(cell, self._("This line is no longer there."))
        book = line.gradebook_id
        if cell.column != "remark" and cell.column not in self.columns[book.id]:
            return self._refuse(
                cell, self._("This gradebook has no such column: %s", cell.column)
            )
        cell.value = line[cell.column] or ""
        if book.state == "locked":
            cell.status = "locked"
            cell.message = self._lock_text(book)
            return None
        if line.enrolment_id.state != "active":
            return self._refuse(cell, self._("The learner has left the class."))
        try:
            new = self._canonical(cell.new, cell.column, book)
        except HocbaError as error:
            return self._refuse(cell, error.text(self.lang))
        if line.exempt and cell.column != "remark" and new not in ("", "M"):
            return self._refuse(
                cell, self._("The learner is exempt from this subject.")
            )
        if not line.exempt and new == "M":
            return self._refuse(
                cell,
                self._("“Exempt” needs the head's decision: record it first."),
            )
        # An exempted learner has no cells; "exempt" is said by the decision.
        new = "" if new == "M" else new
        if new == cell.value:
            return None
        if not self._expected(cell, book):
            cell.status = "conflict"
            return None
        return self._change(cell, line, new)

    def _refuse(self, cell, message):
        cell.status, cell.message = "invalid", message

    def _lock_text(self, book):
        return self._(
            "Locked by %(who)s on %(when)s.",
            who=book.locked_by_id.name or "",
            when=self._when(book.locked_on),
        )

    def _when(self, moment):
        return format_datetime(
            self.env, moment, tz="Asia/Ho_Chi_Minh", dt_format="HH:mm dd/MM/yyyy"
        )

    def _canonical(self, value, column, book):
        text = "" if value is None or value is False else str(value)
        if column == "remark":
            return " ".join(printable(text).split())[:REMARK_SIZE]
        return law.canonical(text, book.kind)

    def _expected(self, cell, book):
        try:
            return self._canonical(cell.old, cell.column, book) == cell.value
        except HocbaError:
            return False

    def _change(self, cell, line, new):
        book = line.gradebook_id
        self.entries.append(
            {
                "model": line._name,
                "res_id": line.id,
                "res_name": f"{line.student_id.name} · {book.display_name}",
                "field": cell.column,
                "old": cell.value,
                "new": new,
                "reason": cell.reason,
                "duty": "subject_teacher",
                **book._journal_scope(),
            }
        )
        self.changes.setdefault(line.id, {})[cell.column] = new or False
        # A second cell of the same batch sees what the first one wrote.
        line._write_protected({cell.column: new or False})
        cell.value = new

    def _write(self):
        if not self.changes:
            return
        # The journal is closed to every role; only server code inserts.
        self.env["edu.journal"].sudo()._record(self.entries)
        marks = [
            line_id
            for line_id, values in self.changes.items()
            if set(values) != {"remark"}
        ]
        touched = self.env["edu.gradebook.line"].sudo().browse(marks).enrolment_id
        self.env["edu.result"].sudo()._recompute(touched)

    def _explain_conflicts(self, cells):
        """Say who wrote the value that the caller did not expect, and when."""
        if not cells:
            return
        # The journal is closed to every role; the teacher of the cell may know who
        # wrote it.
        journal = self.env["edu.journal"].sudo()
        found = journal.search(
            [
                ("model", "=", "edu.gradebook.line"),
                ("res_id", "in", [cell.line_id for cell in cells]),
                ("field", "in", [cell.column for cell in cells]),
            ],
            order="id",
        )
        last = {(entry.res_id, entry.field): entry for entry in found}
        for cell in cells:
            entry = last.get((cell.line_id, cell.column))
            shown = (
                cell.value if cell.column == "remark" else law.display(cell.value)
            ) or self._("empty")
            cell.message = (
                self._(
                    "%(who)s wrote “%(value)s” at %(when)s.",
                    who=entry.user_name,
                    value=shown,
                    when=self._when(entry.at),
                )
                if entry
                else self._("The cell holds “%(value)s” now.", value=shown)
            )

    def _answer(self, cell):
        line = self.lines.get(cell.line_id)
        return {
            "line_id": cell.line_id,
            "column": cell.column,
            "status": cell.status,
            "value": cell.value,
            "message": cell.message,
            "average": (line and line.average) or "",
        }
