# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class EduSchool(models.Model):
    _inherit = "edu.school"

    @api.model_create_multi
    def create(self, vals_list):
        schools = super().create(vals_list)
        self.env.registry.clear_cache()
        return schools

    def _end_setup(self):
        result = super()._end_setup()
        # The menus remember for whom the assistant comes first.
        self.env.registry.clear_cache()
        return result
