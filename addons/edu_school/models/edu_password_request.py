# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models

# Strangers fill this table; what is more waits for nobody.
MOST = 1000
LONGEST_LOGIN = 254

_logger = logging.getLogger(__name__)


class EduPasswordRequest(models.Model):
    """Somebody who is not logged in asks for a new password.

    The page only notes it, so that answer and time are alike for every login; the
    scheduler looks whether there is such an account and writes the mail.
    """

    _name = "edu.password.request"
    _description = "Request for a new password"
    _log_access = False
    _rec_name = "login"

    login = fields.Char(required=True, readonly=True)

    _login_uniq = models.UniqueIndex("(login)")

    @api.model
    def _ask(self, login: str) -> None:
        login = login.strip().replace("\0", "")[:LONGEST_LOGIN]
        if not login:
            return
        # One row per login, however often it is asked for until it is answered.
        self.env.cr.execute(
            "INSERT INTO edu_password_request (login) SELECT %s"
            " WHERE (SELECT count(*) FROM edu_password_request) < %s"
            " ON CONFLICT DO NOTHING",
            [login, MOST],
        )
        self.env.ref("edu_school.ir_cron_password_requests")._trigger()

    @api.model
    def _cron_answer(self) -> None:
        users, jobs = self.env["res.users"], self.env["ir.cron"]
        requests = self.search([], order="id", limit=MOST)
        for done, request in enumerate(requests, 1):
            login = request.login
            request.unlink()
            try:
                with self.env.cr.savepoint():
                    users.reset_password(login)
            except Exception as error:
                # No such account, several, no address, no mail server: the log's.
                _logger.info("No mail for the password of <%s>: %s", login, error)
            jobs._commit_progress(1, remaining=len(requests) - done)
