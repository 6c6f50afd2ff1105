# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduSchoolAlias(models.Model):
    _name = "edu.school.alias"
    _description = "Former name or code of a school"
    _inherit = ["edu.duty.guard"]
    _order = "date_to desc, id desc"

    _guard_rights = ("administrator", "head")

    school_id = fields.Many2one(
        "edu.school", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    code = fields.Char(string="School code")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
