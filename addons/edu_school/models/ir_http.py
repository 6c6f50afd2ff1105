# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time

from odoo import models
from odoo.http import request

from .res_users import LOGIN_AT_KEY


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _must_check_identity(cls):
        """Count the longest session from the login.

        Odoo counts from the session's last renewal, and renews it every three hours.
        """
        begun = request.session.get(LOGIN_AT_KEY)
        if begun:
            user = request.env(user=request.session.uid).user
            for timeout, mfa in user._get_lock_timeouts()["lock_timeout"]:
                if begun + timeout <= time.time():
                    return {"logout": True, "mfa": mfa}
        return super()._must_check_identity()
