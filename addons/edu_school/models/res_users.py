# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.http import request

from odoo.addons.edu_journal.models.edu_protected_mixin import CONTEXT_KEY, SENTINEL

from ..factor import is_remote

STAFF = "edu_school.group_staff"
CAUSES = {
    "password": "password",
    "login": "login",
    "partner_id": "mail",
    "totp_secret": "second_factor",
}
# Whom the login sent to the page that changes the password, in the HTTP session.
NEW_PASSWORD_KEY = "edu_new_password_uid"
# Whether the session was opened by the password of a loan.
LOAN_KEY = "edu_account_loan"
# When the person logged in.
LOGIN_AT_KEY = "edu_login_at"


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "edu.protected.mixin", "edu.journal.mixin"]

    _protected_fields = ("edu_password_due", "edu_touched")
    _journal_fields = (*_protected_fields, "edu_authority_id", "active")

    edu_password_due = fields.Selection(
        [
            ("first", "First password"),
            ("reset", "Set by somebody else"),
            ("loan", "Account was lent"),
        ],
        string="Password to be changed",
        readonly=True,
        copy=False,
        help="While this is set the account can do nothing but change its password.",
    )

    edu_touched = fields.Boolean(
        string="Changed by somebody else",
        readonly=True,
        copy=False,
        help="Somebody else set the password, login, second factor or staff member of"
        " the account: no factor counts and no deciding duty begins before a colleague"
        " vouches for it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if self.env.context.get(CONTEXT_KEY) is not SENTINEL:
            if is_remote():
                users._touch()
            pairs = zip(users, vals_list, strict=True)
            given = [user.id for user, vals in pairs if vals.get("password")]
            self.browse(given)._make_password_due("first")
        return users

    def write(self, vals):
        if "name" in vals and not self.env.su:
            self._check_own_name(vals["name"])
        # The mail lies on the contact and is watched there.
        causes = {CAUSES[name] for name in vals if name in CAUSES}
        if not causes or self.env.context.get(CONTEXT_KEY) is SENTINEL:
            return super().write(vals)
        self.env["edu.account.loan"]._check_not_lent(self)
        # Addresses before the change, for whoever is told, not for the caller.
        mails = {user.id: user.email for user in self.sudo()}
        if "totp_secret" in vals:
            self._check_own_factors()
        result = super().write(vals)
        suspensions = self.env["edu.suspension"]
        for cause in sorted(causes):
            suspensions._suspend(self, cause, mails)
        if vals.get("totp_secret"):
            for user in self.filtered(suspensions._is_own_act):
                self.env["edu.factor"]._enrolled(user)
        if vals.get("password"):
            self._make_password_due("reset")
        return result

    def _check_own_factors(self):
        """Who has a factor that counts proves himself by it before he changes any."""
        for user in self.filtered(self.env["edu.suspension"]._is_own_act):
            if self.env["edu.factor"]._counting(user):
                self.env["edu.factor.check"].with_user(user)._require()

    def _check_own_name(self, name):
        """Nobody of the staff renames himself: evidence shows the account's name."""
        user = self.env.user
        if user in self and user.name != name and user.has_group(STAFF):
            if not user.has_group("base.group_erp_manager"):
                raise AccessError(
                    self.env._("Your name is changed by whoever keeps the accounts.")
                )

    def _journal_scope(self):
        # Whose account it is stands in the staff file, whoever may read that.
        employees = self.sudo().with_context(active_test=False).employee_ids
        return {"school_code": employees.edu_school_id[:1].code or ""}

    # -- a password that somebody else knows ----------------------------------------

    def _touch(self, touched=True):
        """Remember that somebody else may know a way in, until a colleague vouches."""
        # The system notes it, whatever the one who changed the account may write.
        users = self.sudo().filtered(lambda user: user.edu_touched != touched)
        users._write_protected({"edu_touched": touched})

    def _make_password_due(self, reason):
        """Have a password that another person set just now changed by its owner.

        Who asked for a new one by mail is nobody yet, and chose it himself.
        """
        actor = (request and request.session.uid) or self.env.uid
        if not is_remote() or self.browse(actor)._is_public():
            return
        others = self.filtered(lambda user: user.id != actor)
        # The system notes it, whatever the one who set the password may write.
        others.sudo()._write_protected({"edu_password_due": reason})

    def _must_change_password(self) -> str:
        """Why the account can do nothing until its password is changed, or nothing."""
        over = self.env["edu.account.loan"]._is_over(self.id)
        if not self.edu_password_due and not over:
            return ""
        account = self.with_context(lang=self.lang)
        return account.env._(
            "The password of this account is known to somebody else. Log in by the web"
            " page and choose your own first."
        )

    def authenticate(self, credential, user_agent_env):
        info = super().authenticate(credential, user_agent_env)
        # Whoever logs in reads nothing of himself yet.
        user = self.sudo().browse(info["uid"])
        self.env["edu.account.loan"]._settle(user)
        if request:
            request.session[LOAN_KEY] = info["auth_method"] == LOAN_KEY
            request.session[LOGIN_AT_KEY] = time.time()
        if reason := user._must_change_password():
            if request:
                request.session[NEW_PASSWORD_KEY] = user.id
            raise AccessDenied(reason)
        return info

    def _check_credentials(self, credential, env):
        interactive = (env or {}).get("interactive", True)
        try:
            info = super()._check_credentials(credential, env)
        except AccessDenied:
            loans, user = self.env["edu.account.loan"], self.env.user
            if not interactive or credential["type"] != "password":
                raise
            if not loans._opens(user, credential.get("password")):
                raise
            # The borrower proved himself when he got it; the lender's second factor
            # is not his.
            return {"uid": user.id, "auth_method": LOAN_KEY, "mfa": "skip"}
        if not interactive:
            if reason := self.env.user._must_change_password():
                # As no AccessDenied is told over RPC why.
                raise UserError(reason)
        return info

    def _get_session_token_fields(self):
        return super()._get_session_token_fields() | {"edu_password_due"}

    def _compute_session_token(self, sid):
        # What a borrower opened ends by time, whether or not the scheduler runs.
        if self.env["edu.account.loan"]._is_over(self.id):
            return False
        return super()._compute_session_token(sid)

    def _session_token_get_values(self):
        # Without a token no session lives, whatever way it was opened.
        values = super()._session_token_get_values()
        return False if values and dict(values).get("edu_password_due") else values

    def _change_due_password(self, old, new):
        """Replace a password that somebody else knows; the old one proves the person.

        :raises AccessDenied: the old one is wrong
        :raises UserError: the new one is no better than the old
        """
        self.ensure_one()
        old, new = (old or "").strip(), (new or "").strip()
        # Whoever logs in acts as himself, without rights of anybody else.
        account = self.with_user(self).sudo()
        credential = {"login": account.login, "password": old, "type": "password"}
        with self._assert_can_auth(user=account.login):
            account._check_credentials(credential, {"interactive": True})
        if not new or new == old or new.lower() == account.login.lower():
            raise UserError(
                account.env._(
                    "The new password must be another one than the old, and not the"
                    " name of the account."
                )
            )
        account._revoke_all_devices()
        account._write_protected({"password": new, "edu_password_due": False})
        self.env.flush_all()
