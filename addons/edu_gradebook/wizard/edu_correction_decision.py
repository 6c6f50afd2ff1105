# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduCorrectionDecision(models.TransientModel):
    """Ask for the note; the correction itself checks the duty."""

    _name = "edu.correction.decision"
    _description = "Decide on a correction"

    correction_id = fields.Many2one("edu.correction", required=True)
    note = fields.Char()

    def action_approve(self):
        """Approve: the system writes the new values."""
        self.ensure_one()
        self.correction_id.action_approve(self.note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_refuse(self):
        """Refuse, with a reason."""
        self.ensure_one()
        self.correction_id.action_refuse(self.note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
