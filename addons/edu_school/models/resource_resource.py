# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.edu_journal.models.edu_protected_mixin import CONTEXT_KEY, SENTINEL

from ..factor import is_remote


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        if is_remote():
            resources._touch_accounts()
        return resources

    def write(self, vals):
        if self.env.context.get(CONTEXT_KEY) is SENTINEL:
            # Whoever links accounts in a batch has checked, and syncs afterwards.
            return super().write(vals)
        duties = self._duties_of_changed_account(vals)
        duties.with_env(self.env)._check_account_change()
        linked = self.filtered(
            lambda r: (
                "user_id" in vals
                and r.user_id.id != (vals["user_id"] or False)
                and (r.user_id or is_remote())
            )
        )
        had_account = set(duties.filtered("user_id").ids)
        # The names of staff stand in signed books, whoever keeps their files.
        employees = self._employees() if "name" in vals else self.env["hr.employee"]
        # A name that is written on the employee stands there already.
        names = [{"name": employee.resource_id.name or ""} for employee in employees]
        result = super().write(vals)
        if "active" in vals:
            # Rights follow from duties; of who has left, nobody has them.
            self._employees().edu_duty_ids._after_change()
        (linked - duties.employee_id.resource_id.with_env(self.env))._touch_accounts()
        if duties:
            duties._after_change()
            taken = duties.filtered(lambda duty: duty.id in had_account)
            self.env["edu.suspension"]._suspend(taken.user_id, "link")
        employees.with_env(self.env)._journal_changes(names, ["name"])
        return result

    def _touch_accounts(self):
        """Trust nothing of the accounts that were given to these people just now."""
        # Whose account it is, is asked whatever the caller may read; his own, given to
        # the file of another, is no better.
        users = self._employees().user_id
        self.env["edu.suspension"]._suspend(users, "link", own=True)

    def _employees(self):
        """The staff files of these resources (sudo), whoever may see them."""
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        return employees.search([("resource_id", "in", self.ids)])

    def _duties_of_changed_account(self, vals):
        """The duties (sudo) whose account would be another one."""
        if "user_id" not in vals:
            return self.env["edu.duty"].sudo()
        changed = self.filtered(lambda r: r.user_id.id != (vals["user_id"] or False))
        # Whoever keeps staff files does not see duties; the rule holds for him too.
        employees = changed._employees()
        return (
            self.env["edu.duty"].sudo().search([("employee_id", "in", employees.ids)])
        )
