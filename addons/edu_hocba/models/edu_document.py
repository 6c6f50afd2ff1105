# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class EduDocument(models.Model):
    _inherit = "edu.document"

    hocba_year_id = fields.Many2one(
        "edu.hocba.year",
        string="Học bạ of a school year",
        compute="_compute_hocba_year_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Lets those whose duty covers the book see who signed it.",
    )

    @api.depends("res_model", "res_id")
    def _compute_hocba_year_id(self):
        for document in self:
            ours = document.res_model == "edu.hocba.year"
            document.hocba_year_id = document.res_id if ours else False
