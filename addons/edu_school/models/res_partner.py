# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if "email" not in vals:
            return super().write(vals)
        # A lost password is asked for by the mail of the contact, whoever may see
        # which account hangs on it.
        trusted = self.sudo().with_context(active_test=False)
        changed = trusted.filtered(lambda p: (p.email or "") != (vals["email"] or ""))
        users = changed.user_ids
        self.env["edu.account.loan"]._check_not_lent(users)
        mails = {user.id: user.partner_id.email for user in users}
        result = super().write(vals)
        self.env["edu.suspension"]._suspend(users, "mail", mails)
        return result
