# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.edu_decision import VALUES


class EduDecisionWizard(models.TransientModel):
    """Ask for value, number and reason; the decision itself checks the duty."""

    _name = "edu.decision.wizard"
    _description = "Decide promotion and awards"
    _inherit = ["edu.own.wizard.mixin"]

    class_id = fields.Many2one("edu.class")
    decision_id = fields.Many2one("edu.decision")
    kind = fields.Selection(related="decision_id.kind")
    number = fields.Char(string="Decision number")
    proposed = fields.Selection(related="decision_id.proposed")
    value = fields.Selection(VALUES, string="Instead")
    proposal = fields.Selection(VALUES, string="Value to propose")
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

    def action_propose(self):
        """Propose what the regulation leaves to people."""
        self.ensure_one()
        self.decision_id.action_propose(self.proposal, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
