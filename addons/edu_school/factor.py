# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import functools
import logging
import threading

from odoo.exceptions import UserError
from odoo.http import request


class FactorRequired(UserError):
    """The caller must first prove himself; the web client asks for it and calls again.

    Its name is known to ``static/src/factor/factor.js``.
    """

    loglevel = logging.INFO


def deciding(method):
    """Make a public action method ask for a factor that no administrator can set.

    It does not replace the question for the duty, which the method asks itself.
    """

    @functools.wraps(method)
    def asked(self, *args, **kwargs):
        self.env["edu.factor.check"]._require()
        return method(self, *args, **kwargs)

    asked._deciding = True
    return asked


def is_remote() -> bool:
    """Whether somebody calls over the network.

    Odoo hides the request from what XML-RPC calls; the thread still has its address.
    """
    return bool(request or getattr(threading.current_thread(), "url", None))
