# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

from ..models.edu_entry_plan import COLUMNS
from ..models.edu_lock_order import BOOKS
from ..tools.locks.lock_order import ALL


class EduLockOpening(models.TransientModel):
    """Ask which column is to be opened for how long; the order checks the duty."""

    _name = "edu.lock.opening"
    _description = "Propose to open again"
    _inherit = ["edu.own.wizard.mixin"]

    book = fields.Selection(BOOKS, required=True, default="marks")
    gradebook_id = fields.Many2one("edu.gradebook")
    conduct_ids = fields.Many2many("edu.conduct", string="Conduct of learners")
    quality_ids = fields.Many2many("edu.quality.line", string="Qualities of learners")
    column_name = fields.Selection(
        [(ALL, "All columns"), *COLUMNS[:12]], string="Column", default=ALL
    )
    columns = fields.Char(help="Selected in the gradebook, with commas between them.")
    column_labels = fields.Char(
        string="Columns to open", compute="_compute_column_labels"
    )
    line_ids = fields.Many2many(
        "edu.gradebook.line",
        string="For learners",
        help="Empty: all learners of the gradebook.",
    )
    hours = fields.Integer(required=True, default=24)
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        cells = self.env.context.get("edu_cells")
        rows_of = {"conduct": "conduct_ids", "quality": "quality_ids"}
        if cells and values.get("book") in rows_of:
            rows = dict.fromkeys(line_id for line_id, _name in cells)
            values[rows_of[values["book"]]] = [Command.set(list(rows))]
        elif cells:
            lines = dict.fromkeys(line_id for line_id, _name in cells)
            values["columns"] = ",".join(dict.fromkeys(name for _id, name in cells))
            values["line_ids"] = [Command.set(list(lines))]
        return values

    @api.depends("gradebook_id", "columns")
    def _compute_column_labels(self):
        for wizard in self:
            wizard.column_labels = ", ".join(
                wizard.gradebook_id._column_label(column)
                for column in (wizard.columns or "").split(",")
                if column
            )

    def action_propose(self):
        """Propose the opening to the head, for marks one order a column."""
        self.ensure_one()
        orders = self.env["edu.lock.order"]
        rows = {"conduct": self.conduct_ids, "quality": self.quality_ids}
        if self.book in rows:
            row_ids = rows[self.book].ids
            orders.propose_opening_of(self.book, row_ids, self.hours, self.reason)
        else:
            for column in (self.columns or self.column_name or ALL).split(","):
                orders.propose_opening(
                    self.gradebook_id.id,
                    column,
                    self.hours,
                    self.reason,
                    self.line_ids.ids,
                )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The proposal waits for the head."),
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
