# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import logging
import os

from odoo import api, fields, models
from odoo.tools import config

from hocba.journal import file_name, write_anchor

DIRECTORY_OPTION = "edu_journal_anchors"
DIRECTORY_VARIABLE = "EDU_JOURNAL_ANCHORS"
MAIL_PARAMETER = "edu_journal.anchor_mail"
# A folder that is set up late gets the old anchors in portions.
PORTION = 1000

_logger = logging.getLogger(__name__)


class EduJournalDelivery(models.Model):
    """Where an anchor went outside of the database.

    A channel is a value of ``channel`` and a method ``_deliver_<channel>``.
    """

    _name = "edu.journal.delivery"
    _inherit = "edu.append.only.mixin"
    _description = "Delivery of an anchor"
    _order = "id desc"
    _log_access = False
    _rec_name = "channel"

    # A number, as in the journal: a foreign key could rewrite rows.
    anchor_id = fields.Integer(readonly=True, aggregator=None)
    channel = fields.Selection(
        [("directory", "Folder"), ("mail", "E-mail")], readonly=True
    )
    at = fields.Datetime(string="Delivered", readonly=True)
    target = fields.Char(readonly=True)

    _once = models.UniqueIndex("(anchor_id, channel)")

    @api.model
    def _deliver(self) -> None:
        """Deliver what has not left yet, by each channel; safe to repeat."""
        for channel, _label in self._fields["channel"].selection:
            self.env.cr.execute(
                "SELECT id FROM edu_journal_anchor a WHERE NOT EXISTS (SELECT FROM"
                " edu_journal_delivery d WHERE d.anchor_id = a.id AND d.channel = %s)"
                # Those that a channel takes must not wait for those that it does not.
                " ORDER BY id DESC LIMIT %s",
                [channel, PORTION],
            )
            ids = [number for (number,) in self.env.cr.fetchall()]
            anchors = self.env["edu.journal.anchor"].browse(ids)
            if anchors:
                getattr(self, f"_deliver_{channel}")(anchors)

    @api.model
    def _delivered(self, anchors, channel, target) -> None:
        now = fields.Datetime.now()
        self._insert(
            [
                {"anchor_id": i, "channel": channel, "at": now, "target": target}
                for i in anchors.ids
            ]
        )

    @api.model
    def _deliver_directory(self, anchors) -> None:
        # Where files are written comes from the server's configuration and never
        # from the database, where an administrator could point it anywhere.
        path = config.get(DIRECTORY_OPTION) or os.environ.get(DIRECTORY_VARIABLE)
        if not path:
            return
        done = self.env["edu.journal.anchor"]
        try:
            for anchor in anchors:
                write_anchor(path, *anchor._files())
                done |= anchor
        except OSError as error:
            _logger.error("Anchors cannot be written to %s: %s", path, error)
        self._delivered(done, "directory", path)

    @api.model
    def _mail_recipients(self, school_code: str) -> list[str]:
        """Who gets the anchors of a school's chains: whom the settings name, and whom
        an upper addon knows."""
        # The setting is not readable to every user, and the sealer has none.
        setting = self.env["ir.config_parameter"].sudo().get_param(MAIL_PARAMETER) or ""
        return [address.strip() for address in setting.split(",") if address.strip()]

    @api.model
    def _deliver_mail(self, anchors) -> None:
        recipients = {
            code: ", ".join(dict.fromkeys(self._mail_recipients(code)))
            for code in {anchor.school_code or "" for anchor in anchors}
        }
        for addresses in sorted(set(filter(None, recipients.values()))):
            self._mail(
                anchors.filtered(
                    lambda a, to=addresses: recipients[a.school_code or ""] == to
                ),
                addresses,
            )

    @api.model
    def _mail(self, anchors, recipients) -> None:
        # The newest of each chain proves all before it.
        newest = {(a.school_code, a.year_code): a for a in anchors.sorted("id")}
        attachments = []
        for anchor in newest.values():
            name = file_name(
                anchor.school_code or "", anchor.year_code or "", anchor.number
            )
            header, token = anchor._files()
            for ending, content in ((".json", header), (".tsr", token)):
                if content:
                    attachments.append(
                        {"name": name + ending, "datas": base64.b64encode(content)}
                    )
        company = self.env.company
        local = self.with_context(lang=company.partner_id.lang or self.env.user.lang)
        self.env["mail.mail"].create(
            {
                "subject": local.env._("Anchors of the journal"),
                "body_html": local.env._(
                    "Please keep the attached files outside of the school's system:"
                    " they prove later that the journal was not changed."
                ),
                "email_to": recipients,
                "email_from": company.email_formatted or self.env.user.email_formatted,
                "attachment_ids": [(0, 0, values) for values in attachments],
                "auto_delete": False,
            }
        )
        self._delivered(anchors, "mail", recipients)
