# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    edu_authority_id = fields.Many2one(
        "edu.authority",
        string="Officer of authority",
        ondelete="restrict",
        help="Sets lock windows over the schools of this authority.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_authority(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_authority(vals)
        return super().write(vals)

    def _check_authority(self, vals):
        """Whoever keeps the accounts of a school makes nobody an officer over it."""
        if vals.get("edu_authority_id") and not self.env.su:
            # The system's settings are the operator's, not a school's.
            if not self.env.user.has_group("base.group_system"):
                raise AccessError(
                    self.env._("Officers of an authority are named by the operator.")
                )
