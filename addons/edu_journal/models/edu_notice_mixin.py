# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_datetime

from hocba.moment import ZONE


class EduNoticeMixin(models.AbstractModel):
    """Records that have to leave by mail; each says whether and to whom it did."""

    _name = "edu.notice.mixin"
    _description = "Record that leaves by e-mail"

    notices = fields.Char(
        string="Notices by e-mail",
        compute="_compute_notices",
        help="To whom a notice was sent and when, and to whom it could not be sent.",
    )

    # -- what a model says of itself -----------------------------------------------

    def _notice_mail(self, address: str) -> dict:
        """Return subject, body and attachments of the mail that brings ``self``."""
        raise NotImplementedError

    def _notice_sent(self, address: str, at) -> None:
        """Take note that the mail server took the mail that brings ``self``."""

    # -- what became of it -----------------------------------------------------------

    def _compute_notices(self):
        notices = self._notices()
        for record in self:
            # What did not arrive stands first.
            found = sorted(notices.get(record.id, ()), key=lambda n: n.state == "sent")
            record.notices = "; ".join(map(notice_text, found))

    def _notices(self) -> dict:
        """Return the newest notice (sudo) to each address, by record."""
        # Whoever sees a record may know to whom it went; notices are the system's.
        found = self.env["edu.notice"].sudo()
        found = found.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )
        newest = {(notice.res_id, notice.email_to): notice for notice in found}
        return found.concat(*newest.values()).grouped("res_id")


def notice_text(notice) -> str:
    """Return one line: to whom, and when it was sent or that it was not.

    What the mail server said stands in the list of notices.
    """
    env, to = notice.env, notice.email_to
    if notice.state == "sent":
        at = format_datetime(env, notice.sent_on, tz=ZONE)
        return env._("%(address)s: sent %(time)s", address=to, time=at)
    if notice.state == "failed":
        return env._("%(address)s: NOT delivered, given up", address=to)
    if notice.failure or notice.tries:
        return env._("%(address)s: NOT delivered, is sent again", address=to)
    return env._("%(address)s: not sent yet", address=to)
