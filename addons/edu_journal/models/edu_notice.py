# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import groupby

from ..names import model_name

# What the server refuses is tried again after 5 minutes, 10, 20 … and then four times
# a day; after two weeks a person has to look.
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=6)
GIVE_UP = timedelta(days=14)
# Longer answers of a mail server tell a reader nothing more.
FAILURE_LENGTH = 200


class EduNotice(models.Model):
    """A record that has to leave by mail, and whether it did.

    Odoo's queue sets a mail that the server refuses to ``exception`` and never takes
    it up again, and who has Settings may delete or cancel it. So a notice counts once
    its mail is ``sent``, and until then it is sent again or made anew.
    """

    _name = "edu.notice"
    _inherit = "edu.protected.mixin"
    _description = "Notice by e-mail"
    _order = "id desc"
    _rec_name = "email_to"

    _protected_fields = (
        "res_model",
        "res_id",
        "email_to",
        "mail_id",
        "state",
        "sent_on",
        "tries",
        "try_on",
        "failure",
    )

    res_model = fields.Char(string="Kind of record", required=True, readonly=True)
    res_id = fields.Integer(
        string="Record", required=True, readonly=True, aggregator=None
    )
    record = fields.Char(string="About", compute="_compute_record")
    email_to = fields.Char(string="To", required=True, readonly=True)
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, index=True, ondelete="set null"
    )
    state = fields.Selection(
        [
            ("waiting", "Not delivered yet"),
            ("sent", "Sent"),
            ("failed", "Not delivered"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    sent_on = fields.Datetime(string="Sent on", readonly=True)
    tries = fields.Integer(string="Times sent again", readonly=True, aggregator=None)
    try_on = fields.Datetime(string="Sent again on", readonly=True)
    failure = fields.Char(string="What the mail server said", readonly=True)

    _of_record = models.Index("(res_model, res_id)")
    _open = models.Index("(mail_id) WHERE state = 'waiting'")

    def _compute_record(self):
        for notice in self:
            # Of which kind, not what it holds: that is not everybody's to read.
            kind = model_name(self.env[notice.res_model])
            notice.record = f"{kind} {notice.res_id}"

    @api.ondelete(at_uninstall=False)
    def _unlink_protected_only(self):
        self._check_unlink_protected()

    @api.model
    def _send(self, records, address: str) -> None:
        """Send ``records`` to an address: one mail, a notice for each of them."""
        # Nobody writes notices but the system.
        self.sudo()._create_protected(
            [
                {"res_model": records._name, "res_id": number, "email_to": address}
                for number in records.ids
            ]
        )._make_mail()

    def _make_mail(self) -> None:
        """Make the mail of notices of one kind to one address."""
        records = self.env[self[0].res_model].browse(self.mapped("res_id"))
        mail = self.env["mail.mail"].create(
            {
                # Never in the name of who acts: he may be whom the notice is about.
                "email_from": self._sender(),
                "email_to": self[0].email_to,
                "auto_delete": False,
                **records._notice_mail(self[0].email_to),
            }
        )
        self._write_protected({"mail_id": mail.id})
        self._wake_queue()

    @api.model
    def _sender(self) -> str:
        return (
            self.env.company.email_formatted
            or self.env["ir.mail_server"]._get_default_from_address()
            or self.env.ref("base.user_root").sudo().email_formatted
        )

    @api.model
    def _wake_queue(self) -> None:
        # Odoo's queue runs hourly; what proves or warns does not wait for it.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    @api.model
    def _follow(self) -> None:
        """Record what was sent and send the rest again; the sealer's job, which is
        safe to repeat."""
        waiting = self.search([("state", "=", "waiting")], order="id")
        for mail, notices in groupby(waiting, key=lambda notice: notice.mail_id):
            notices = self.browse([notice.id for notice in notices])
            if mail.state == "sent":
                notices._sent(mail.write_date)
            elif mail.state == "exception":
                notices._try_again(mail)
            elif mail.state != "outgoing":
                # Deleted or cancelled by somebody before it was sent.
                for _same, lost in groupby(
                    notices, key=lambda n: (n.res_model, n.email_to)
                ):
                    self.browse([notice.id for notice in lost])._make_mail()

    def _sent(self, at) -> None:
        self._write_protected(
            {"state": "sent", "sent_on": at, "try_on": False, "failure": False}
        )
        records = self.env[self[0].res_model].browse(self.mapped("res_id"))
        records._notice_sent(self[0].email_to, at)

    def _try_again(self, mail) -> None:
        now, one = fields.Datetime.now(), self[0]
        vals = {"failure": (mail.failure_reason or "")[:FAILURE_LENGTH]}
        if now > one.create_date + GIVE_UP:
            vals["state"] = "failed"
        elif not one.try_on:
            # Far from an overflow, and long past the longest time.
            wait = FIRST_RETRY * 2 ** min(one.tries, 10)
            vals["try_on"] = now + min(wait, LONGEST_RETRY)
        elif now >= one.try_on:
            mail.mark_outgoing()
            self._wake_queue()
            vals |= {"tries": one.tries + 1, "try_on": False}
        self._write_protected(vals)
