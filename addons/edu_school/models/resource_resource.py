# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        if "user_id" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda r: r.user_id.id != (vals["user_id"] or False))
        # Whoever keeps staff files does not see duties; the rule holds for him too.
        employees = (
            self.env["hr.employee"].sudo().search([("resource_id", "in", changed.ids)])
        )
        duties = (
            self.env["edu.duty"].sudo().search([("employee_id", "in", employees.ids)])
        )
        duties.with_env(self.env)._check_account_change()
        result = super().write(vals)
        duties._after_change()
        return result
