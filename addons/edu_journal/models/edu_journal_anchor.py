# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import fields, models

from hocba.journal import file_name

from .edu_notice_mixin import notice_text


class EduJournalAnchor(models.Model):
    """The header of a block with its timestamp, as it leaves the database."""

    _name = "edu.journal.anchor"
    _inherit = ["edu.append.only.mixin", "edu.notice.mixin"]
    _description = "Anchor of the journal"
    _order = "id desc"
    _log_access = False
    _rec_name = "number"

    school_code = fields.Char(readonly=True)
    year_code = fields.Char(string="School year", readonly=True)
    number = fields.Integer(string="Block", readonly=True, aggregator=None)
    hash = fields.Char(readonly=True)
    at = fields.Datetime(string="Timestamp", readonly=True)
    header = fields.Text(string="Header of the block", readonly=True)
    token = fields.Text(
        string="RFC 3161 token",
        readonly=True,
        help="In Base64. Empty where no timestamping service is set up.",
    )
    delivered = fields.Char(
        string="Left the database",
        compute="_compute_delivered",
        help="When and where to.",
    )

    _number_uniq = models.UniqueIndex("(school_code, year_code, number)")

    def _compute_delivered(self):
        deliveries = self.env["edu.journal.delivery"].search(
            [("anchor_id", "in", self.ids)], order="id"
        )
        notices = self._notices()
        for anchor in self:
            # What did not arrive stands first; what did stands among the deliveries.
            texts = [
                notice_text(notice)
                for notice in notices.get(anchor.id, ())
                if notice.state != "sent"
            ]
            texts += [
                delivery._text()
                for delivery in deliveries
                if delivery.anchor_id == anchor.id
            ]
            anchor.delivered = "; ".join(texts)

    def _files(self) -> tuple[bytes, bytes]:
        """The bytes of header and token; no token is empty."""
        self.ensure_one()
        return self.header.encode(), base64.b64decode(self.token or "")

    def _notice_mail(self, address):
        attachments = []
        for anchor in self:
            name = file_name(
                anchor.school_code or "", anchor.year_code or "", anchor.number
            )
            header, token = anchor._files()
            for ending, content in ((".json", header), (".tsr", token)):
                if content:
                    attachments.append(
                        {"name": name + ending, "datas": base64.b64encode(content)}
                    )
        lang = self.env.company.partner_id.lang or self.env.user.lang
        local = self.with_context(lang=lang)
        return {
            "subject": local.env._("Anchors of the journal"),
            "body_html": local.env._(
                "Please keep the attached files outside of the school's system: they"
                " prove later that the journal was not changed."
            ),
            "attachment_ids": [(0, 0, values) for values in attachments],
        }

    def _notice_sent(self, address, at):
        self.env["edu.journal.delivery"]._delivered(self, "sent", address, at)
