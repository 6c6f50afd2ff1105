# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError

STAFF = "edu_school.group_staff"


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        if "name" in vals and not self.env.su:
            self._check_own_name(vals["name"])
        return super().write(vals)

    def _check_own_name(self, name):
        """Nobody of the staff renames himself: evidence shows the account's name."""
        user = self.env.user
        if user in self and user.name != name and user.has_group(STAFF):
            if not user.has_group("base.group_erp_manager"):
                raise AccessError(
                    self.env._("Your name is changed by whoever keeps the accounts.")
                )
