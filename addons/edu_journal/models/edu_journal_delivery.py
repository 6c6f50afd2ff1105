# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import os

from odoo import api, fields, models
from odoo.tools import config, format_datetime

from hocba.journal import write_anchor
from hocba.moment import ZONE

DIRECTORY_OPTION = "edu_journal_anchors"
DIRECTORY_VARIABLE = "EDU_JOURNAL_ANCHORS"
MAIL_PARAMETER = "edu_journal.anchor_mail"
# A folder that is set up late gets the old anchors in portions.
PORTION = 1000

_logger = logging.getLogger(__name__)


class EduJournalDelivery(models.Model):
    """Where an anchor went outside of the database."""

    _name = "edu.journal.delivery"
    _inherit = "edu.append.only.mixin"
    _description = "Delivery of an anchor"
    _order = "id desc"
    _log_access = False
    _rec_name = "channel"

    # A number, as in the journal: a foreign key could rewrite rows.
    anchor_id = fields.Integer(readonly=True, aggregator=None)
    channel = fields.Selection(
        [
            ("directory", "Folder"),
            # Of earlier releases, which wrote it when they made the mail: it does not
            # say that the mail was sent, so it counts for nothing.
            ("mail", "E-mail, perhaps not sent"),
            ("sent", "E-mail"),
        ],
        readonly=True,
    )
    at = fields.Datetime(string="Delivered", readonly=True)
    target = fields.Char(readonly=True)

    _once = models.UniqueIndex("(anchor_id, channel, target)")

    def _text(self) -> str:
        self.ensure_one()
        at = format_datetime(self.env, self.at, tz=ZONE)
        if self.channel == "mail":
            return self.env._(
                "%(address)s: mail made %(time)s, not known whether it was sent",
                address=self.target,
                time=at,
            )
        return f"{at} {self.target}"

    @api.model
    def _deliver(self) -> None:
        """Deliver what has not left yet, by each channel; safe to repeat."""
        self._deliver_directory()
        self.env["edu.notice"]._follow()
        self._deliver_mail()

    @api.model
    def _delivered(self, anchors, channel, target, at) -> None:
        self._insert(
            [
                {"anchor_id": i, "channel": channel, "at": at, "target": target}
                for i in anchors.ids
            ]
        )

    @api.model
    def _deliver_directory(self) -> None:
        # Where files are written comes from the server's configuration and never
        # from the database, where an administrator could point it anywhere.
        path = config.get(DIRECTORY_OPTION) or os.environ.get(DIRECTORY_VARIABLE)
        if not path:
            return
        self.env.cr.execute(
            "SELECT id FROM edu_journal_anchor a WHERE NOT EXISTS (SELECT FROM"
            " edu_journal_delivery d WHERE d.anchor_id = a.id"
            " AND d.channel = 'directory')"
            # Those that can be written must not wait for those that cannot.
            " ORDER BY id DESC LIMIT %s",
            [PORTION],
        )
        done = anchors = self.env["edu.journal.anchor"]
        try:
            for anchor in anchors.browse([i for (i,) in self.env.cr.fetchall()]):
                write_anchor(path, *anchor._files())
                done |= anchor
        except OSError as error:
            _logger.error("Anchors cannot be written to %s: %s", path, error)
        self._delivered(done, "directory", path, fields.Datetime.now())

    @api.model
    def _mail_recipients(self, school_code: str) -> list[str]:
        """Who gets the anchors of a school's chains: whom the settings name, and whom
        an upper addon knows."""
        # The setting is not readable to every user, and the sealer has none.
        setting = self.env["ir.config_parameter"].sudo().get_param(MAIL_PARAMETER) or ""
        return [address.strip() for address in setting.split(",") if address.strip()]

    @api.model
    def _deliver_mail(self) -> None:
        """Send each address the newest anchor of each chain: it proves all before."""
        newest = self._newest()
        by_address = {}
        for school_code in sorted(set(newest.mapped("school_code"))):
            for address in self._mail_recipients(school_code):
                by_address.setdefault(address, set()).add(school_code)
        waiting = self.env["edu.notice"]._read_group(
            [("res_model", "=", newest._name), ("state", "=", "waiting")],
            aggregates=["email_to:array_agg_distinct"],
        )[0][0]
        # One mail at a time for each address: whose server is down gets the newest
        # afterwards, not a heap of mails.
        for address in sorted(set(by_address) - set(waiting or ())):
            schools = by_address[address]
            due = newest.filtered(lambda a, s=schools: a.school_code in s)
            due = due.browse(set(due.ids) - self._known(due, address))
            if due:
                self.env["edu.notice"]._send(due.sorted(), address)

    @api.model
    def _newest(self):
        self.env.cr.execute(
            "SELECT DISTINCT ON (school_code, year_code) id FROM edu_journal_anchor"
            " ORDER BY school_code, year_code, number DESC"
        )
        ids = [number for (number,) in self.env.cr.fetchall()]
        return self.env["edu.journal.anchor"].browse(ids)

    @api.model
    def _known(self, anchors, address) -> set:
        """The ids of those that went to this address by mail."""
        found = self.search(
            [
                ("anchor_id", "in", anchors.ids),
                ("channel", "=", "sent"),
                ("target", "=", address),
            ]
        )
        return set(found.mapped("anchor_id"))
