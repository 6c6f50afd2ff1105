# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from hocba.moment import ZONE

from ..logins import ascii_login, first_password, free_login
from ..report import account_slips

#: Hashing a password takes a good part of a second, on purpose: a request's worth.
BATCH = 50


class EduAccountCreation(models.TransientModel):
    """Accounts for many staff members at once, with slips to hand out.

    First passwords are never stored: the answer to this one request carries the
    printed slips, and a lost slip is replaced by a new password.
    """

    _name = "edu.account.creation"
    _description = "Accounts of the staff"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin", "edu.duty.guard"]
    _rec_name = "school_id"

    _guard_rights = ("administrator",)
    _protected_fields = ("school_id", "renews")

    school_id = fields.Many2one("edu.school", required=True, readonly=True)
    renews = fields.Boolean(string="New first passwords", readonly=True)
    login_from = fields.Selection(
        selection=lambda self: self._login_sources(),
        string="Account names from",
        required=True,
    )
    line_ids = fields.One2many("edu.account.creation.line", "creation_id")
    count = fields.Integer(string="Chosen", compute="_compute_count")
    has_problems = fields.Boolean(compute="_compute_count")

    @api.model
    def _login_sources(self):
        return (
            self.env["edu.policy"]
            ._fields["login_from"]
            ._description_selection(self.env)
        )

    @api.depends("line_ids.selected", "line_ids.problem", "line_ids.done")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.line_ids.filtered(lambda line: line._is_ready()))
            wizard.has_problems = any(wizard.line_ids.mapped("problem"))

    # -- preview --------------------------------------------------------------------

    @api.model
    def action_open(self):
        """Staff of the caller's school who have no account yet."""
        return self._open(renews=False)

    @api.model
    def action_open_renewal(self):
        """Staff of the caller's school whose password is to be given anew."""
        return self._open(renews=True)

    @api.model
    def _open(self, renews):
        school = self._school()
        # Opened by whoever holds the duty; whom it shows is decided here alone.
        wizard = self.sudo()._create_protected(
            [
                {
                    "school_id": school.id,
                    "renews": renews,
                    "login_from": self.env["edu.policy"]._for(school).login_from,
                }
            ]
        )
        wizard._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New first passwords")
            if renews
            else self.env._("Create accounts"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
        }

    @api.model
    def _school(self):
        """The school of the current company where the caller keeps accounts."""
        schools = self.env["edu.school"].sudo()
        schools = schools.search([("company_id", "in", [False, self.env.company.id])])
        schools = schools.sorted(lambda school: not school.company_id)
        scope = {"rights": self._guard_rights}
        for school in schools.with_env(self.env):
            if self._guard_passes({**scope, "school": school}):
                return school
        self.env["edu.access"]._refuse("administrator")
        return schools.browse()

    def _fill(self):
        accounts = ("user_id", "not in", [False, self.env.uid])
        staff = self.env["hr.employee"].search(
            [
                ("edu_school_id", "=", self.school_id.id),
                accounts if self.renews else ("user_id", "=", False),
            ],
        )
        logins = self._proposed_logins(staff)
        self.env["edu.account.creation.line"]._create_protected(
            [
                {
                    "creation_id": self.id,
                    "employee_id": employee.id,
                    "login": login,
                    "selected": not self.renews,
                }
                for employee, login in zip(staff, logins, strict=True)
            ]
        )

    def _proposed_logins(self, staff):
        """One account name for each, unique where it is made from the name."""
        if self.renews:
            return [employee.user_id.login for employee in staff]
        if self.login_from == "code":
            return [ascii_login(employee.edu_staff_code or "") for employee in staff]
        if self.login_from == "mail":
            return [(employee.work_email or "").strip().lower() for employee in staff]
        bases = [ascii_login(employee.name) for employee in staff]
        taken = self._taken(bases)
        logins = []
        for base in bases:
            logins.append(free_login(base, taken) if base else "")
            taken.add(logins[-1])
        return logins

    @api.model
    def _taken(self, logins):
        """The existing account names like ``logins``, whatever number ends them."""
        # A name is taken whoever may see its account, archived ones too.
        self.env["res.users"].flush_model(["login"])
        self.env.cr.execute(
            """
            SELECT lower(login) FROM res_users
             WHERE rtrim(lower(login), '0123456789') = ANY(%s)
            """,
            [[login.rstrip("0123456789") for login in logins]],
        )
        return {login for (login,) in self.env.cr.fetchall()}

    @api.onchange("login_from")
    def _onchange_login_from(self):
        for wizard in self:
            lines = wizard.line_ids.filtered(lambda line: not line.done)
            # The name is the office's affair; the caller may not read every file.
            logins = wizard._proposed_logins(lines.sudo().employee_id)
            for line, login in zip(lines, logins, strict=True):
                line.login = login

    # -- creation -------------------------------------------------------------------

    def action_create(self):
        """Create what is chosen and answer with the slips, which exist only here."""
        self.ensure_one()
        self._guard()
        # The duty was checked; staff files and accounts are closed to its holder.
        lines = self.sudo().line_ids.filtered(lambda line: line._is_ready())[:BATCH]
        if not lines:
            raise UserError(
                self.env._("Nobody is chosen for whom an account can be made.")
            )
        if len(lines.employee_id.resource_id.try_lock_for_update()) < len(lines):
            raise UserError(
                self.env._(
                    "A colleague is making accounts for some of these people right"
                    " now. Wait a moment, then press again."
                )
            )
        policy = self.env["res.users"].get_password_policy()
        passwords = [first_password(policy["minlength"]) for _ in lines]
        if self.renews:
            self._renew(lines, passwords)
        else:
            self._create_accounts(lines, passwords)
        content = account_slips.render(
            self.sudo(),
            [line._slip() for line in lines],
            passwords,
            kind="renewed" if self.renews else "new",
        )
        name = self.env._("accounts %s", self.school_id.name) + ".pdf"
        self.env["edu.journal"]._record_use("print", lines.user_id, name)
        lines._write_protected({"done": True})
        left = self.count
        message = self.env._("%s slips were printed.", len(lines))
        if left:
            message += " " + self.env._("%s people are left: press again.", left)
        return {
            "type": "ir.actions.client",
            "tag": "edu_school.slips",
            "params": {
                "name": name,
                "content": base64.b64encode(content).decode(),
                "message": message,
            },
        }

    def _create_accounts(self, lines, passwords):
        company = self.school_id.company_id or self.env.company
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        users = users._create_protected(
            [
                {
                    **line._contact_values(),
                    "password": password,
                    "company_id": company.id,
                    "company_ids": [fields.Command.set(company.ids)],
                    # Other groups follow from duties.
                    "group_ids": [
                        fields.Command.set(self.env.ref("edu_school.group_staff").ids)
                    ],
                    "lang": self.env.lang or self.env.user.lang,
                    "tz": ZONE,
                }
                for line, password in zip(lines, passwords, strict=True)
            ]
        )
        lines.employee_id._take_accounts(users)
        users._write_protected({"edu_password_due": "first", "edu_touched": True})
        duties = self.env["edu.duty"].sudo().search([("user_id", "in", users.ids)])
        duties._after_change()

    def _renew(self, lines, passwords):
        for line, password in zip(lines, passwords, strict=True):
            line.user_id.password = password
        lines.user_id._write_protected({"edu_password_due": "reset"})

    def _check_renewable(self, user):
        """Why the password of ``user`` is not given anew here, or nothing."""
        if user == self.env.user:
            return self.env._("This is your own account.")
        # Whoever may change the whole database is not entered by a school's duty.
        if user.has_group("base.group_erp_manager"):
            return self.env._("This account manages the whole database.")
        return ""

    def write(self, vals):
        if set(vals) - {"login_from", "line_ids"} and not self.env.su:
            raise AccessError(self.env._("The system alone fills this in."))
        return super().write(vals)
