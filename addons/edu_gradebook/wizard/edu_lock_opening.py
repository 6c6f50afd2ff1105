# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.edu_entry_plan import COLUMNS
from ..tools.lock_order import ALL


class EduLockOpening(models.TransientModel):
    """Ask which column is to be opened for how long; the order checks the duty."""

    _name = "edu.lock.opening"
    _description = "Propose to open again"

    gradebook_id = fields.Many2one("edu.gradebook", required=True)
    column_name = fields.Selection(
        [(ALL, "All columns"), *COLUMNS[:12]], string="Column", required=True
    )
    line_ids = fields.Many2many(
        "edu.gradebook.line",
        string="Learners",
        help="Empty: all learners of the gradebook.",
    )
    hours = fields.Integer(required=True, default=24)
    reason = fields.Char(required=True)

    def action_propose(self):
        """Propose the opening to the head."""
        self.ensure_one()
        self.env["edu.lock.order"].propose_opening(
            self.gradebook_id.id,
            self.column_name,
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
