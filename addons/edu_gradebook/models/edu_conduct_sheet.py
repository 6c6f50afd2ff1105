# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.cells.cell_lock import CellLock
from ..tools.cells.conduct_save import ConductSave

CELLS = ("level", "remark")


class EduConduct(models.Model):
    """Rèn luyện as a sheet: typed into like marks, many learners at once."""

    _name = "edu.conduct"
    _inherit = ["edu.conduct", "edu.cell.check.mixin"]

    left = fields.Boolean(string="Left the class", compute="_compute_left")
    columns = fields.Char(compute="_compute_editable_columns")
    editable_columns = fields.Char(
        compute="_compute_editable_columns",
        help="The cells that the user may write now, with commas between them.",
    )
    lock_texts = fields.Json(
        compute="_compute_editable_columns",
        help="By column: which act or order keeps the cell locked.",
    )
    may_ask = fields.Boolean(
        string="Mine to ask for", compute="_compute_editable_columns"
    )

    @api.depends("enrolment_id.state")
    def _compute_left(self):
        for conduct in self:
            conduct.left = conduct.enrolment_id.state != "active"

    @api.depends_context("uid")
    @api.depends("state", "enrolment_id.state")
    def _compute_editable_columns(self):
        rows = [{"id": conduct.id, "class_id": conduct.class_id.id} for conduct in self]
        locks, own = self._cell_locks(rows), self._own_classes()
        for conduct in self:
            found = locks[conduct.id]
            conduct.columns = "level"
            conduct.may_ask = conduct.class_id.id in own
            conduct.editable_columns = ",".join(c for c in CELLS if c not in found)
            conduct.lock_texts = {
                column: lock.message
                for column, lock in found.items()
                if lock.status == "locked"
            }

    @api.model
    def _own_classes(self, hold=False) -> set[int]:
        """Return the classes that are the user's to rate today."""
        return set(self._own_access(["homeroom"], hold).class_id.ids)

    @api.model
    def _check_entry(self, rows):
        """Refuse whoever is not the homeroom teacher of all of these learners.

        :raises AccessError: names the classes
        """
        own = self._own_classes(hold=True)
        foreign = {row["class_name"] for row in rows if row["class_id"] not in own}
        if foreign:
            raise AccessError(
                self.env._(
                    "Only the homeroom teacher rates conduct. You have no such duty "
                    "today for: %(classes)s.",
                    classes=", ".join(sorted(foreign)),
                )
            )

    @api.model
    def _cell_locks(self, rows, grant=None) -> dict[int, dict[str, CellLock]]:
        """Return why cells of these records cannot be written now; the others can.

        A ``grant`` opens its own cells alone.
        """
        if grant:
            lock = CellLock("locked", self.env._("Not a cell of this correction."))
            return {
                row["id"]: {
                    column: lock
                    for column in CELLS
                    if (row["id"], column) not in grant.cells
                }
                for row in rows
            }
        own = self._own_classes()
        # That a learner left, or a record is locked, is told to whoever finds it so.
        conducts = self.sudo().browse(row["id"] for row in rows)
        refusals, left = conducts._refusals(), conducts.filtered("left").ids
        found = {}
        for row in rows:
            if row["id"] in refusals:
                status = "invalid" if row["id"] in left else "locked"
                lock = CellLock(status, refusals[row["id"]])
            elif row["class_id"] not in own:
                text = self.env._("Only the homeroom teacher rates here.")
                lock = CellLock("locked", text)
            else:
                lock = None
            found[row["id"]] = dict.fromkeys(CELLS, lock) if lock else {}
        return found

    @api.model
    def save_cells(self, cells):
        """Save levels and remarks, cell by cell, as a sheet does.

        Cells and answers are those of :meth:`EduGradebook.save_cells`, without an
        average. A level is its code, or what is typed for it: T, K, Đ, C.
        """
        return self._cell_save().run(cells)

    def _cell_save(self):
        return ConductSave(self.env)
