# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.auth_signup.models.res_partner import SignupError


class ResUsers(models.Model):
    """The door of the house: nobody gives himself an account, and the login takes as
    long for a name that nobody has."""

    _inherit = "res.users"

    @api.model
    def _get_signup_invitation_scope(self):
        # A stranger's contact would stand among those whom staff link as parents.
        return "b2b"

    @api.model
    def _signup_create_user(self, values):
        # Whatever another addon makes of the scope.
        if not values.get("partner_id"):
            raise SignupError(self.env._("Nobody signs up without an invitation."))
        return super()._signup_create_user(values)

    def _login(self, credential, user_agent_env):
        if credential.get("type") == "password":
            self._work_as_for_a_password(credential)
        return super()._login(credential, user_agent_env)

    def _work_as_for_a_password(self, credential) -> None:
        """Hash where Odoo would not, so that the time tells no login."""
        # Nobody is logged in yet.
        users = self.sudo()
        user = users.search(
            self._get_login_domain(credential["login"]),
            order=self._get_login_order(),
            limit=1,
        )
        self.env.cr.execute(
            "SELECT 1 FROM res_users WHERE id = %s AND password IS NOT NULL"
            " AND password != ''",
            [user.id or 0],
        )
        if credential.get("password") and not self.env.cr.fetchone():
            self._crypt_context().hash(credential["password"])
