# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.edu_school.dates import today

#: How Odoo calls the person of its first account.
FIRST_PERSON = "Administrator"


class EduSetupMe(models.TransientModel):
    """Whoever sets a school up says who of the staff he is, and takes the duty that
    gives him the rights he needs afterwards: he keeps the system, no results."""

    _name = "edu.setup.me"
    _description = "Who sets the school up"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _rec_name = "employee_id"

    _protected_fields = ("school_id",)

    school_id = fields.Many2one("edu.school", required=True, readonly=True)
    employee_id = fields.Many2one(
        "hr.employee",
        string="You in the list of the staff",
        domain="[('edu_school_id', '=', school_id), ('user_id', 'in', [False, uid])]",
    )
    decision = fields.Char(string="Decision number")

    @api.model
    def _open(self, school):
        self._check_setup(school)
        # Opened by whoever sets the school up; which school it is is decided here.
        wizard = self.sudo()._create_protected(
            [
                {
                    "school_id": school.id,
                    "employee_id": self.env.user.employee_ids.filtered(
                        lambda e: e.edu_school_id == school
                    )[:1].id,
                }
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who are you?"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _check_setup(self, school):
        allowed = self.env.user.has_group("edu_school.group_administrator")
        if not (allowed and school.in_setup):
            raise AccessError(
                self.env._("The school works: the head assigns duties from now on.")
            )

    @api.model
    def _placeholder(self):
        """The staff file that Odoo gives its first account, unless it became somebody's
        (sudo)."""
        none = self.env["hr.employee"].sudo()
        found = self.env.ref("hr.employee_admin", raise_if_not_found=False) or none
        return found.sudo().filtered(lambda employee: employee.name == FIRST_PERSON)

    def action_apply(self):
        """Link the account to the staff file and take the duty. Only in set-up."""
        self.ensure_one()
        self.check_access("write")
        school = self.school_id
        self._check_setup(school)
        employee = self.employee_id
        # The caller was checked; whose file it is decides, not what he may see of it.
        trusted = employee.sudo()
        if not employee or trusted.edu_school_id != school:
            raise UserError(self.env._("Choose yourself in the list of the staff."))
        if trusted.user_id not in (self.env.user, self.env["res.users"]):
            raise UserError(self.env._("%s has an account already.", trusted.name))
        others = self.env.user.sudo().employee_ids - trusted
        placeholder = others & self._placeholder()
        if others - placeholder:
            raise UserError(
                self.env._(
                    "Your account belongs to the staff file of %s: take it over into"
                    " the school and choose it here.",
                    (others - placeholder)[0].name,
                )
            )
        # One account is one person.
        placeholder.with_env(self.env).user_id = False
        if trusted.user_id != self.env.user:
            employee.user_id = self.env.user
        self.env.user.name = trusted.name
        self.env["edu.duty"].create(
            [
                {
                    "employee_id": employee.id,
                    "kind": "administrator",
                    "school_id": school.id,
                    "date_from": today(),
                    "decision": self.decision,
                }
            ]
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
