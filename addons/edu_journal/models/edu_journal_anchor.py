# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import fields, models
from odoo.tools import format_datetime


class EduJournalAnchor(models.Model):
    """The header of a block with its timestamp, as it leaves the database."""

    _name = "edu.journal.anchor"
    _inherit = "edu.append.only.mixin"
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
        texts = {}
        for delivery in deliveries:
            at = format_datetime(self.env, delivery.at, tz="Asia/Ho_Chi_Minh")
            texts.setdefault(delivery.anchor_id, []).append(f"{at} {delivery.target}")
        for anchor in self:
            anchor.delivered = "; ".join(texts.get(anchor.id, []))

    def _files(self) -> tuple[bytes, bytes]:
        """The bytes of header and token; no token is empty."""
        self.ensure_one()
        return self.header.encode(), base64.b64decode(self.token or "")
