# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduYearRolloverDuty(models.TransientModel):
    _name = "edu.year.rollover.duty"
    _description = "Duty proposed for the next school year"
    _inherit = ["edu.protected.mixin"]
    _order = "id"

    _protected_fields = ("rollover_id", "duty_id", "target_id", "note")

    rollover_id = fields.Many2one(
        "edu.year.rollover", required=True, index=True, ondelete="cascade"
    )
    duty_id = fields.Many2one(
        "edu.duty", string="This year", required=True, readonly=True
    )
    kind = fields.Selection(related="duty_id.kind")
    employee_id = fields.Many2one(related="duty_id.employee_id")
    subject_id = fields.Many2one(related="duty_id.subject_id")
    target_id = fields.Many2one(
        "edu.year.rollover.class", string="Class", required=True, readonly=True
    )
    selected = fields.Boolean(string="Assign")
    note = fields.Char(readonly=True)
