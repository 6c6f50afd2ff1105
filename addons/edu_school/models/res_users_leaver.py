# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


# Apart from what watches accounts that stay.
class ResUsers(models.Model):
    """Whose account is archived loses the rights of his duties at once."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            # Whoever keeps accounts does not see duties; the rule holds for him too.
            duties = self.env["edu.duty"].sudo()
            duties.search([("user_id", "in", self.ids)])._after_change()
        return result
