# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["res.groups"]._granting():
            return super().create(vals_list)

    def write(self, vals):
        self._check_keeps_code()
        with self.env["res.groups"]._granting():
            return super().write(vals)

    def _check_keeps_code(self):
        """Refuse to touch the account of another who writes code: a password set
        there is a way in."""
        if self.env.su or self.env.user._is_system():
            return
        if (self - self.env.user).sudo() & self.env["res.groups"]._of_code()[1]:
            raise AccessError(
                self.env._("Only who has Settings changes the account of who has it.")
            )
