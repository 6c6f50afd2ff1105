# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class AuthPasskeyKey(models.Model):
    _inherit = "auth.passkey.key"

    def write(self, vals):
        result = super().write(vals)
        if {"credential_identifier", "public_key"} & set(vals):
            self.env["edu.suspension"]._suspend(self.create_uid, "second_factor")
        return result

    def unlink(self):
        users = self.create_uid
        result = super().unlink()
        self.env["edu.suspension"]._suspend(users, "second_factor")
        return result
