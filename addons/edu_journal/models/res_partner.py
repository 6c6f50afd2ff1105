# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if "email" in vals and not self.env.su:
            # Links that set a password go there, whoever may see the account.
            accounts = self.sudo().with_context(active_test=False).user_ids
            accounts.sudo(False)._check_keeps_code()
        return super().write(vals)
