# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduRegulationSwitch(models.TransientModel):
    """Asks the head for the number of the decision that switches a draft on."""

    _name = "edu.regulation.switch"
    _description = "Switch on a regulation"
    _inherit = ["edu.own.wizard.mixin"]

    regulation_id = fields.Many2one("edu.regulation", required=True)
    decision = fields.Char(string="Decision number", required=True)

    def action_switch_on(self):
        """Switch it on; the regulation checks the duty."""
        self.ensure_one()
        self.regulation_id.action_switch_on(self.decision)
        return {"type": "ir.actions.act_window_close"}
