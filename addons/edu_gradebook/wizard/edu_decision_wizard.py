# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.edu_result import AWARDS


class EduDecisionWizard(models.TransientModel):
    """Ask the head for number and reason; the decision itself checks his duty."""

    _name = "edu.decision.wizard"
    _description = "Decide promotion and awards"

    class_id = fields.Many2one("edu.class")
    decision_id = fields.Many2one("edu.decision")
    kind = fields.Selection(related="decision_id.kind")
    number = fields.Char(string="Decision number")
    value = fields.Selection([*AWARDS, ("NONE", "No award")], string="Award instead")
    reason = fields.Char()

    def action_decide(self):
        """Decide the class as proposed."""
        self.ensure_one()
        self.class_id.action_decide(self.number)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_decide_otherwise(self):
        """Decide one proposal otherwise."""
        self.ensure_one()
        self.decision_id.action_decide_otherwise(self.reason, self.value, self.number)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
