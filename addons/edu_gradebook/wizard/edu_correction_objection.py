# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduCorrectionObjection(models.TransientModel):
    """Ask the witness for the reason; the correction itself checks the duty."""

    _name = "edu.correction.objection"
    _description = "Object to a correction"
    _inherit = ["edu.own.wizard.mixin"]

    correction_id = fields.Many2one("edu.correction", required=True)
    objection = fields.Char(string="Why", required=True)

    def action_object(self):
        """Object: the head reads it and decides."""
        self.ensure_one()
        self.correction_id.action_object(self.objection)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
