# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome


class Door(AuthSignupHome):
    """What a stranger learns before he logs in: nothing of anybody.

    Odoo's page says whether a login exists, the full name of who has no mail address,
    and gives a login for a mail address.
    """

    def get_auth_signup_config(self):
        return {**super().get_auth_signup_config(), "signup_enabled": False}

    def get_auth_signup_qcontext(self):
        qcontext = super().get_auth_signup_qcontext()
        # Odoo answers this one by leading to the login that has the address.
        qcontext.pop("signup_email", None)
        return qcontext

    @http.route()
    def web_auth_reset_password(self, *args, **kw):
        qcontext = self.get_auth_signup_qcontext()
        if (
            request.httprequest.method != "POST"
            or qcontext.get("token")
            or not qcontext.get("reset_password_enabled")
        ):
            return super().web_auth_reset_password(*args, **kw)
        # Nobody is logged in here; what is asked is noted, and answered by mail only.
        request.env["edu.password.request"].sudo()._ask(qcontext.get("login") or "")
        qcontext["message"] = request.env._(
            "If an account has this name and a mail address of its own, a mail with a"
            " link comes within a few minutes. If none comes, ask whoever keeps the"
            " accounts of the school."
        )
        response = request.render("auth_signup.reset_password", qcontext)
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        return response
