# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrEmployeePublic(models.Model):
    _name = "hr.employee.public"
    _inherit = ["hr.employee.public", "edu.name.search.mixin"]
    _order = "edu_sort_key, id"

    edu_sort_key = fields.Char(string="Sort Key", readonly=True)
    edu_staff_code = fields.Char(string="Staff code", readonly=True)
    edu_school_id = fields.Many2one(
        "edu.school", string="School of employment", readonly=True
    )
