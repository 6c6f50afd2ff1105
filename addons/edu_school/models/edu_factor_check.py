# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import re
import time

from odoo import api, models
from odoo.exceptions import AccessDenied, AccessError
from odoo.http import request

from ..factor import FactorRequired, is_remote
from .edu_duty import DECIDING

SESSION_KEY = "edu_factor"
SECONDS = 10 * 60


class EduFactorCheck(models.AbstractModel):
    """Who decides proves himself by what nobody else could have set.

    A password does not prove him: whoever keeps accounts can set it. The proof lies
    in the session of the browser, so that a key for remote calls never has one.
    """

    _name = "edu.factor.check"
    _description = "Check of the deciding factor"

    @api.model
    def _require(self):
        """Refuse an act that its author has not proven in the last ten minutes.

        Without any request there is none to ask: who runs code on the server holds
        the server.

        :raises FactorRequired: the web client asks for the factor, then calls again
        :raises AccessError: the caller is not the one who logged in
        """
        if not is_remote():
            return
        user = self.env.user
        self._check_own(user)
        self.env["edu.account.loan"]._check_not_lent(user)
        if self.env["edu.suspension"]._open_of(user):
            self.env["edu.access"]._refuse(DECIDING)
        if not self._proven(user):
            raise FactorRequired(
                self.env._("Confirm by your authenticator app or passkey to decide.")
            )

    @api.model
    def _check_own(self, user):
        if not self.env["edu.suspension"]._is_own_act(user):
            raise AccessError(
                self.env._(
                    "What is decided is decided in the web client, by the person who"
                    " is logged in there."
                )
            )

    @api.model
    def _proven(self, user) -> str:
        """How ``user`` has proven himself in this session, or nothing."""
        proof = request.session.get(SESSION_KEY) or {}
        fresh = proof.get("at", 0) > time.time() - SECONDS
        return proof["how"] if fresh and proof["user"] == user.id else ""

    @api.model
    def _mark(self, how):
        request.session[SESSION_KEY] = {
            "user": self.env.uid,
            "at": time.time(),
            "how": how,
        }

    @api.model
    def ways(self):
        """By what the caller can prove himself, or what he has to do before."""
        user, factors = self.env.user, self.env["edu.factor"]
        self._check_own(user)
        counting = factors._counting(user)
        return {
            "proven": bool(self._proven(user)),
            "ways": sorted(counting),
            "obstacle": "" if counting else factors._why_not(user),
        }

    @api.model
    def prove(self, credential):
        """Check a code or passkey of the caller; return why it does not do.

        It returns instead of raising, as the failed tries are counted in the same
        transaction.

        :param credential: ``type`` (totp, webauthn) and ``token`` or
            ``webauthn_response``
        """
        user = self.env.user
        self._check_own(user)
        problem = self._try(user, credential if isinstance(credential, dict) else {})
        if not problem:
            self._mark(credential["type"])
        return problem

    @api.model
    def _try(self, user, credential) -> str:
        kind = str(credential.get("type"))
        counting = self.env["edu.factor"]._counting(user)
        if kind not in counting:
            return self.env._("Your account has no such factor that counts.")
        if kind == "totp":
            code = re.sub(r"\s", "", str(credential.get("token")))
            if not re.fullmatch(r"[0-9]{6}", code):
                return self.env._("The code has six digits.")
            checked = {"type": kind, "token": int(code)}
        else:
            response = str(credential.get("webauthn_response"))
            try:
                known = json.loads(response)["id"] in counting[kind]
            except (ValueError, KeyError, TypeError):
                known = False
            if not known:
                return self.env._("This passkey does not count for decisions.")
            checked = {"type": kind, "webauthn_response": response}
        try:
            user._check_credentials(checked, {"interactive": True})
        except AccessDenied as error:
            return str(error)
        return ""
