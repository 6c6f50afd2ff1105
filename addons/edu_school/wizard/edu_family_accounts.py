# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from hocba.moment import ZONE
from hocba.sheets.names import spelling

from ..logins import ascii_login, first_password, free_login
from ..models.edu_duty_guard import LINKING
from ..report import account_slips
from .edu_account_creation import BATCH

#: A telephone number that is easily remembered as the name of an account.
PHONE = re.compile(r"0\d{8,10}")


def telephone(text) -> str:
    """The digits of a number, written with the leading 0 of Vietnam."""
    digits = re.sub(r"\D", "", text or "")
    return f"0{digits[2:]}" if digits.startswith("84") else digits


class EduFamilyAccounts(models.TransientModel):
    """Accounts of the parents of a class or a learner, with slips to hand out.

    An account is linked to its learners as it is made, so whoever makes it is who may
    link them: the registrar, or the homeroom teacher for the own class, and never the
    administrator (Bến Tre Đ8.5, Đ10.3). First passwords are never stored.
    """

    _name = "edu.family.accounts"
    _description = "Accounts of parents"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin", "edu.duty.guard"]
    _rec_name = "class_id"

    _guard_rights = LINKING
    _protected_fields = ("school_id", "class_id", "student_id")

    school_id = fields.Many2one("edu.school", required=True, readonly=True)
    class_id = fields.Many2one("edu.class", required=True, readonly=True)
    student_id = fields.Many2one("edu.student", string="Learner", readonly=True)
    line_ids = fields.One2many("edu.family.accounts.line", "accounts_id")
    count = fields.Integer(string="Chosen", compute="_compute_count")
    has_problems = fields.Boolean(compute="_compute_count")
    without = fields.Char(
        string="No parent or guardian on record", compute="_compute_without"
    )

    def _guard_scopes(self):
        return [{"class_": self.class_id}]

    @api.depends("line_ids.selected", "line_ids.problem", "line_ids.done")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.line_ids.filtered(lambda line: line._is_ready()))
            wizard.has_problems = any(wizard.line_ids.mapped("problem"))

    @api.depends("class_id", "student_id")
    def _compute_without(self):
        # The wizard was opened by whoever keeps these links.
        for wizard, trusted in zip(self, self.sudo(), strict=True):
            alone = trusted._students().filtered(lambda s: not s._guardians_today())
            wizard.without = ", ".join(alone.mapped("name"))

    def _students(self):
        """The learners whose parents it is about."""
        if self.student_id:
            return self.student_id
        active = self.class_id.enrolment_ids.filtered(lambda e: e.state == "active")
        return active.student_id

    # -- preview --------------------------------------------------------------------

    @api.model
    def _open(self, class_, student=None):
        """The form with parents who have no account yet. Duty: registrar, homeroom."""
        student = student or self.env["edu.student"]
        # Opened by whoever holds the duty; whom it shows is decided here alone.
        wizard = self.sudo()._create_protected(
            [
                {
                    "school_id": class_.sudo().school_id.id,
                    "class_id": class_.id,
                    "student_id": student.id,
                }
            ]
        )
        wizard.sudo(False)._guard()
        wizard._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounts of parents"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
        }

    def _fill(self):
        people = {}
        for guardian in self._students()._guardians_today():
            if not guardian.partner_id.with_context(active_test=False).user_ids:
                people.setdefault(self._person(guardian), self.env["edu.guardian"])
                people[self._person(guardian)] |= guardian
        known = self._accounts_known(people)
        logins = self._proposed_logins(people)
        self.env["edu.family.accounts.line"]._create_protected(
            [
                {
                    "accounts_id": self.id,
                    "guardian_ids": [fields.Command.set(guardians.ids)],
                    "partner_id": known.get(person, guardians.partner_id[:1]).id,
                    "login": "" if person in known else login,
                    "selected": True,
                }
                for (person, guardians), login in zip(
                    people.items(), logins, strict=True
                )
            ]
        )

    @api.model
    def _person(self, guardian) -> tuple:
        """Who is one person: the exact name with number or mail, else this record."""
        second = telephone(guardian.phone) or (guardian.email or "").strip().lower()
        return spelling(guardian.name), second or guardian.id

    def _accounts_known(self, people) -> dict:
        """Person → contact of the account that an elder brother or sister brought."""
        names = {guardian.name for found in people.values() for guardian in found}
        guardians = self.env["edu.guardian"].search(
            Domain("name", "in", list(names))
            & Domain("partner_id.user_ids", "!=", False)
            & Domain("student_id.admission_ids.school_id", "=", self.school_id.id)
        )
        found = {self._person(guardian): guardian.partner_id for guardian in guardians}
        return {person: found[person] for person in people if person in found}

    def _proposed_logins(self, people) -> list[str]:
        """The telephone number where it is one, else the name; each only once."""
        bases = [
            phone
            if PHONE.fullmatch(phone := telephone(guardians[0].phone))
            else ascii_login(guardians[0].name)
            for guardians in people.values()
        ]
        taken = self._taken(bases)
        logins = []
        for base in bases:
            # A number with another number behind it is nobody's.
            phone = PHONE.fullmatch(base)
            logins.append(base if phone or not base else free_login(base, taken))
            taken.add(logins[-1])
        return logins

    @api.model
    def _taken(self, logins):
        return self.env["edu.account.creation"]._taken(logins)

    # -- creation -------------------------------------------------------------------

    def action_create(self):
        """Create and link what is chosen; answer with the slips, which exist only here.

        Duty: registrar, homeroom teacher of the class.
        """
        self.ensure_one()
        self._guard()
        # The duty was checked; accounts are closed to its holder.
        lines = self.sudo().line_ids.filtered(lambda line: line._is_ready())[:BATCH]
        if not lines:
            raise UserError(
                self.env._("Nobody is chosen for whom an account can be made.")
            )
        guardians = lines.guardian_ids
        if len(guardians.try_lock_for_update()) < len(guardians):
            raise UserError(
                self.env._(
                    "A colleague is making accounts for some of these people right"
                    " now. Wait a moment, then press again."
                )
            )
        new = lines.filtered(lambda line: not line._known_account())
        policy = self.env["res.users"].get_password_policy()
        passwords = [first_password(policy["minlength"]) for _ in new]
        self._create_accounts(new, passwords)
        for line in lines:
            # As the caller: who may link whom is asked of each learner.
            line.guardian_ids.with_env(self.env).write(
                {"partner_id": line.partner_id.id}
            )
        lines._write_protected({"done": True})
        return self._answer(new, passwords, len(lines) - len(new))

    def _create_accounts(self, lines, passwords):
        company = self.school_id.sudo().company_id or self.env.company
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        users = users._create_protected(
            [
                {
                    **line._contact_values(),
                    "password": password,
                    "company_id": company.id,
                    "company_ids": [fields.Command.set(company.ids)],
                    "group_ids": [
                        fields.Command.set(self.env.ref("base.group_portal").ids)
                    ],
                    "lang": self.env.lang or self.env.user.lang,
                    "tz": ZONE,
                }
                for line, password in zip(lines, passwords, strict=True)
            ]
        )
        users._write_protected({"edu_password_due": "first"})
        for line, user in zip(lines, users, strict=True):
            line._write_protected({"partner_id": user.partner_id.id})

    def _answer(self, new, passwords, linked):
        words = []
        if linked:
            words.append(self.env._("%s accounts of before were linked.", linked))
        if self.count:
            words.append(self.env._("%s people are left: press again.", self.count))
        if not new:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "message": " ".join(words),
                    "type": "success",
                    "next": {"type": "ir.actions.client", "tag": "soft_reload"},
                },
            }
        content = account_slips.render(
            self.sudo(), [line._slip() for line in new], passwords, kind="family"
        )
        name = self.env._("accounts of parents %s", self.class_id.sudo().name) + ".pdf"
        self.env["edu.journal"]._record_use("print", new.guardian_ids, name)
        words.insert(0, self.env._("%s slips were printed.", len(new)))
        return {
            "type": "ir.actions.client",
            "tag": "edu_school.slips",
            "params": {
                "name": name,
                "content": base64.b64encode(content).decode(),
                "message": " ".join(words),
            },
        }
