# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request

from ..models.edu_suspension import SPOILS_CODE, SPOILS_PASSWORD


class EduSuspensionConfirm(models.TransientModel):
    """The person himself confirms an account that somebody else changed."""

    _name = "edu.suspension.confirm"
    _description = "Confirmation of one's own account"
    _inherit = ["edu.own.wizard.mixin"]

    password = fields.Char(store=False)
    code = fields.Char(string="Code of the authenticator app", store=False)
    by_password = fields.Boolean(compute="_compute_ways")
    by_code = fields.Boolean(compute="_compute_ways")

    def _compute_ways(self):
        user = self.env.user
        causes = set(self.env["edu.suspension"]._open_of(user).mapped("cause"))
        for wizard in self:
            wizard.by_password = not causes & SPOILS_PASSWORD
            counting = self.env["edu.factor"]._counting(user)
            wizard.by_code = "totp" in counting and not causes & SPOILS_CODE

    def action_check(self):
        """End the suspensions of the caller who proves himself.

        The secrets come in the context, as in Odoo's own check: they are not stored.
        """
        user, suspensions = self.env.user, self.env["edu.suspension"]
        opened = suspensions._open_of(user)
        if not request or not suspensions._is_own_act(user) or not opened:
            raise UserError(self.env._("There is nothing of yours to confirm."))
        # Its borrower has a password of the account, too.
        self.env["edu.account.loan"]._check_not_lent(user)
        self._compute_ways()
        password = str(self.env.context.get("password") or "")
        code = str(self.env.context.get("code") or "")
        if self.by_code and code:
            # Failed tries are counted in this transaction, so nothing is raised.
            credential = {"type": "totp", "token": code}
            if problem := self.env["edu.factor.check"].prove(credential):
                return {
                    "type": "ir.actions.client",
                    "tag": "display_notification",
                    "params": {"message": problem, "type": "danger"},
                }
        elif self.by_password and password:
            self._check_password(user, password)
        else:
            raise UserError(
                self.env._(
                    "Nothing that you alone know is left to prove yourself. Ask the"
                    " head, or as head a deputy or the board, to vouch for you."
                )
            )
        opened._end(vouched=False)
        return {"type": "ir.actions.client", "tag": "reload"}

    def _check_password(self, user, password):
        credential = {"type": "password", "login": user.login, "password": password}
        try:
            user._check_credentials(credential, {"interactive": True})
        except AccessDenied:
            raise UserError(
                self.env._("That is not right. Please try again.")
            ) from None
