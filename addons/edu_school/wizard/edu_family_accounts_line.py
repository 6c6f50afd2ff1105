# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, fields, models

from ..logins import VALID


class EduFamilyAccountsLine(models.TransientModel):
    _name = "edu.family.accounts.line"
    _description = "Account of a parent to be created"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _order = "id"
    _rec_name = "login"

    _protected_fields = ("accounts_id", "guardian_ids", "partner_id", "done")

    accounts_id = fields.Many2one(
        "edu.family.accounts", required=True, readonly=True, ondelete="cascade"
    )
    guardian_ids = fields.Many2many("edu.guardian", string="Parent of", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    name = fields.Char(string="Full name", compute="_compute_person")
    learners = fields.Char(compute="_compute_person")
    relation = fields.Char(compute="_compute_person")
    phone = fields.Char(compute="_compute_person")
    known = fields.Char(string="Account of before", compute="_compute_person")
    selected = fields.Boolean(string="Create")
    login = fields.Char(string="Account name")
    done = fields.Boolean(readonly=True)
    problem = fields.Char(compute="_compute_problem")

    @api.depends("guardian_ids", "partner_id")
    def _compute_person(self):
        relations = dict(
            self.env["edu.guardian"]
            ._fields["relation"]
            ._description_selection(self.env)
        )
        # The wizard was filled for its creator, who keeps these links.
        for line, trusted in zip(self, self.sudo(), strict=True):
            guardians = trusted.guardian_ids
            line.name = guardians[:1].name
            line.learners = ", ".join(guardians.student_id.mapped("name"))
            line.relation = relations.get(guardians[:1].relation, "")
            line.phone = guardians[:1].phone
            line.known = trusted._known_account().login

    def _known_account(self):
        """The account that is linked rather than made, if any."""
        if self.done:
            return self.env["res.users"]
        return self.partner_id.with_context(active_test=False).user_ids[:1]

    @api.depends(
        "login",
        "selected",
        "done",
        "accounts_id.line_ids.login",
        "accounts_id.line_ids.selected",
    )
    def _compute_problem(self):
        taken = self.accounts_id._taken({line._normal() for line in self})
        for line, trusted in zip(self, self.sudo(), strict=True):
            line.problem = "" if line.done else trusted._problem(taken)

    def _normal(self):
        return (self.login or "").strip().lower()

    def _problem(self, taken):
        """Why no account is made or linked, or nothing."""
        account = self._known_account()
        if account:
            if not account.active or not account._is_portal():
                return self.env._("The account of this person is not a parent's.")
            return ""
        login = self._normal()
        if not login:
            return self.env._("Nothing to make a name of: write one.")
        if not VALID.fullmatch(login):
            return self.env._(
                "A name has three or more letters without accents, digits, dots."
            )
        if login in taken:
            return self.env._("Another account has this name.")
        chosen = self.accounts_id.line_ids.filtered(
            lambda line: line.selected and not line.done
        )
        if self.selected and Counter(map(type(self)._normal, chosen))[login] > 1:
            return self.env._("This name stands here twice.")
        return ""

    def _is_ready(self):
        return self.selected and not self.done and not self.problem

    def _contact_values(self):
        """Name and contact of the new account."""
        guardian = self.guardian_ids[0]
        values = {"name": guardian.name, "login": self._normal()}
        if self.partner_id:
            return {**values, "partner_id": self.partner_id.id}
        return {**values, "email": guardian.email, "phone": guardian.phone}

    def _slip(self) -> dict:
        return {
            "name": f"{self.name} ({self.relation.lower()})",
            "code": "",
            "learners": self.learners,
            "login": self._normal(),
        }
