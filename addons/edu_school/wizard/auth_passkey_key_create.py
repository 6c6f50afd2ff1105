# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.base.models.res_users import check_identity


class AuthPasskeyKeyCreate(models.TransientModel):
    _inherit = "auth.passkey.key.create"

    @check_identity
    def make_key(self, registration=None):
        self.env.user._check_own_factors()
        result = super().make_key(registration)
        self.env["edu.factor"]._enrolled(self.env.user)
        return result
