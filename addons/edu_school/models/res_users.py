# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError

STAFF = "edu_school.group_staff"
CAUSES = {
    "password": "password",
    "login": "login",
    "partner_id": "mail",
    "totp_secret": "second_factor",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        if "name" in vals and not self.env.su:
            self._check_own_name(vals["name"])
        # The mail lies on the contact and is watched there.
        causes = {CAUSES[name] for name in vals if name in CAUSES}
        if not causes:
            return super().write(vals)
        # Addresses before the change, for whoever is told, not for the caller.
        mails = {user.id: user.email for user in self.sudo()}
        result = super().write(vals)
        for cause in sorted(causes):
            self.env["edu.suspension"]._suspend(self, cause, mails)
        return result

    def _check_own_name(self, name):
        """Nobody of the staff renames himself: evidence shows the account's name."""
        user = self.env.user
        if user in self and user.name != name and user.has_group(STAFF):
            if not user.has_group("base.group_erp_manager"):
                raise AccessError(
                    self.env._("Your name is changed by whoever keeps the accounts.")
                )
