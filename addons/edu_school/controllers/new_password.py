# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request

from odoo.addons.web.controllers.home import Home

from ..models.res_users import NEW_PASSWORD_KEY

PAGE = "/web/login/new-password"


class NewPassword(Home):
    """A password that somebody else knows is changed before anything else.

    Until then there is no session: the login itself refuses, and leads here.
    """

    @http.route()
    def web_login(self, redirect=None, **kw):
        sent = request.httprequest.method == "POST"
        if sent:
            request.session.pop(NEW_PASSWORD_KEY, None)
        response = super().web_login(redirect=redirect, **kw)
        if sent and request.session.get(NEW_PASSWORD_KEY):
            return request.redirect_query(PAGE, {"redirect": redirect or ""})
        return response

    @http.route(
        PAGE, type="http", auth="public", methods=["GET", "POST"], sitemap=False
    )
    def edu_new_password(self, redirect=None, **post):
        # Nobody is logged in here; the old password proves the person.
        users = request.env["res.users"].sudo()
        user = users.browse(request.session.get(NEW_PASSWORD_KEY) or 0).exists()
        if not user.edu_password_due:
            return request.redirect("/web/login")
        request.update_context(lang=user.lang)
        user = user.with_context(lang=user.lang)
        error = None
        if request.httprequest.method == "POST":
            try:
                return self._change(user, post, redirect)
            except AccessDenied as problem:
                error = user.env._("That is not the present password.")
                if problem.args != AccessDenied().args:
                    error = str(problem)
            except UserError as problem:
                error = str(problem)
        response = request.render(
            "edu_school.new_password",
            {
                "account": user,
                "error": error,
                "redirect": redirect,
                "minlength": users.get_password_policy()["minlength"],
            },
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "DENY"
        return response

    def _change(self, user, post, redirect):
        old, new = post.get("old_password"), post.get("new_password")
        if new != post.get("repeated"):
            raise UserError(user.env._("The new password was not repeated exactly."))
        with request.env.cr.savepoint():
            user._change_due_password(old, new)
        credential = {"login": user.login, "password": new.strip(), "type": "password"}
        info = request.session.authenticate(request.env, credential)
        request.session.pop(NEW_PASSWORD_KEY, None)
        return request.redirect(self._login_redirect(info["uid"], redirect=redirect))
