# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessDenied


class ResUsersApikeys(models.Model):
    _inherit = "res.users.apikeys"

    def _check_credentials(self, *, scope, key):
        uid = super()._check_credentials(scope=scope, key=key)
        # Trusted devices are stored the same way; they open nothing by themselves.
        if uid and self._name == "res.users.apikeys":
            user = self.env["res.users"].sudo().browse(uid)
            if reason := user._must_change_password():
                raise AccessDenied(reason)
        return uid

    def _generate(self, scope, name, expiration_date):
        self.env["edu.account.loan"]._check_not_lent(self.env.user)
        return super()._generate(scope, name, expiration_date)
