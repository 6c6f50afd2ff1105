# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, fields, models

from ..logins import VALID


class EduAccountCreationLine(models.TransientModel):
    _name = "edu.account.creation.line"
    _description = "Account to be created"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _order = "id"
    _rec_name = "login"

    _protected_fields = ("creation_id", "employee_id", "done")

    creation_id = fields.Many2one(
        "edu.account.creation", required=True, readonly=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Staff member", required=True, readonly=True
    )
    name = fields.Char(string="Full name", compute="_compute_person")
    staff_code = fields.Char(string="Staff code", compute="_compute_person")
    user_id = fields.Many2one("res.users", compute="_compute_person")
    last_login = fields.Datetime(string="Last login", compute="_compute_person")
    password_due = fields.Selection(
        selection=lambda self: self._password_dues(),
        string="Password to be changed",
        compute="_compute_person",
    )
    selected = fields.Boolean(string="Create")
    login = fields.Char(string="Account name")
    done = fields.Boolean(readonly=True)
    problem = fields.Char(compute="_compute_problem")

    @api.model
    def _password_dues(self):
        return (
            self.env["res.users"]
            ._fields["edu_password_due"]
            ._description_selection(self.env)
        )

    @api.depends("employee_id.user_id.edu_password_due")
    def _compute_person(self):
        # The wizard was filled for its creator; staff files are closed to him.
        for line, trusted in zip(self, self.sudo(), strict=True):
            line.name = trusted.employee_id.name
            line.staff_code = trusted.employee_id.edu_staff_code
            line.user_id = user = trusted.employee_id.user_id
            line.last_login = user.login_date
            line.password_due = user.edu_password_due

    @api.depends(
        "login",
        "selected",
        "done",
        "creation_id.line_ids.login",
        "creation_id.line_ids.selected",
    )
    def _compute_problem(self):
        taken = self.creation_id._taken({line._normal() for line in self})
        for line in self:
            line.problem = "" if line.done else line._problem(taken)

    def _normal(self):
        return (self.login or "").strip().lower()

    def _problem(self, taken):
        """Why no account is made, or nothing."""
        wizard, employee = self.creation_id, self.sudo().employee_id
        if employee.edu_school_id != wizard.school_id or not employee.active:
            return self.env._("No staff member of the school any more.")
        if wizard.renews:
            if not employee.user_id:
                return self.env._("The person has no account.")
            return wizard._check_renewable(employee.user_id)
        if employee.user_id:
            return self.env._("The person has an account already.")
        login = self._normal()
        if not login:
            return self.env._("Nothing to make a name of: write one.")
        if not VALID.fullmatch(login):
            return self.env._(
                "A name has three or more letters without accents, digits, dots."
            )
        if login in taken:
            return self.env._("Another account has this name.")
        chosen = wizard.line_ids.filtered(lambda line: line.selected and not line.done)
        if self.selected and Counter(map(type(self)._normal, chosen))[login] > 1:
            return self.env._("This name stands here twice.")
        return ""

    def _is_ready(self):
        return self.selected and not self.done and not self.problem

    def _contact_values(self):
        """Name and contact of the new account; the work contact becomes its own."""
        employee = self.employee_id
        values = {"name": employee.name, "login": self._normal()}
        contact = employee.work_contact_id
        if contact and not contact.with_context(active_test=False).user_ids:
            return {**values, "partner_id": contact.id}
        return {**values, "email": employee.work_email}

    def _slip(self) -> dict:
        return {
            "name": self.name,
            "code": self.staff_code or "",
            "login": self.user_id.login,
        }
