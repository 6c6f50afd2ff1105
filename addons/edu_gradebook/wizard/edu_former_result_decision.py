# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduFormerResultDecision(models.TransientModel):
    """Asks the head for the number of his decision, or why he reopens."""

    _name = "edu.former.result.decision"
    _description = "Decide on results of a former school"
    _inherit = ["edu.own.wizard.mixin"]

    former_id = fields.Many2one("edu.former.result", required=True)
    state = fields.Selection(related="former_id.state")
    decision = fields.Char(string="Decision number")
    reason = fields.Char()

    def action_confirm(self):
        """Confirm the results; they check duty and state themselves."""
        self.ensure_one()
        self.former_id.action_confirm(self.decision)
        return {"type": "ir.actions.act_window_close"}

    def action_reopen(self):
        """Reopen the results; they check duty and state themselves."""
        self.ensure_one()
        self.former_id.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
