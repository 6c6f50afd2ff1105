# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class EduSchool(models.Model):
    _inherit = "edu.school"

    @api.model_create_multi
    def create(self, vals_list):
        schools = super().create(vals_list)
        # The menus remember for whom the assistant comes first.
        self.env.registry.clear_cache()
        return schools
