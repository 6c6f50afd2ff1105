# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    edu_staff_code = fields.Char(string="Staff code", readonly=True)
    edu_school_id = fields.Many2one(
        "edu.school", string="School of employment", readonly=True
    )
