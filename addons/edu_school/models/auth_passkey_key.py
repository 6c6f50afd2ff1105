# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..factor import is_remote


class AuthPasskeyKey(models.Model):
    _inherit = "auth.passkey.key"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["edu.account.loan"]._check_not_lent(self.env.user)
        keys = super().create(vals_list)
        if is_remote():
            self.env["edu.suspension"]._suspend(keys.create_uid, "second_factor")
        return keys

    def write(self, vals):
        result = super().write(vals)
        if {"credential_identifier", "public_key"} & set(vals):
            self.env["edu.suspension"]._suspend(self.create_uid, "second_factor")
        return result

    def unlink(self):
        users = self.create_uid
        users._check_own_factors()
        self.env["edu.account.loan"]._check_not_lent(users)
        result = super().unlink()
        self.env["edu.suspension"]._suspend(users, "second_factor")
        return result
