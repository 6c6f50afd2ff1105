# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        if "name" not in vals:
            return self._write_account(vals)
        # The names of staff stand in signed books, whoever keeps their files.
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("resource_id", "in", self.ids)])
        )
        # A name that is written on the employee stands there already.
        before = [{"name": employee.resource_id.name or ""} for employee in employees]
        result = self._write_account(vals)
        employees.with_env(self.env)._journal_changes(before, ["name"])
        return result

    def _write_account(self, vals):
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
