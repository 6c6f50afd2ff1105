# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from hocba.journal import Block


class EduJournalBlock(models.Model):
    """A sealed list of entries, bound to the block before it by its hash."""

    _name = "edu.journal.block"
    _inherit = "edu.append.only.mixin"
    _description = "Sealed block of the journal"
    _order = "id desc"
    _log_access = False
    _rec_name = "number"

    school_code = fields.Char(readonly=True)
    year_code = fields.Char(string="School year", readonly=True)
    number = fields.Integer(readonly=True, aggregator=None)
    previous = fields.Char(string="Hash of the block before", readonly=True)
    sealed_at = fields.Datetime(string="Sealed", readonly=True)
    listing = fields.Text(string="Entries and their hashes", readonly=True)
    count = fields.Integer(string="Entries", readonly=True)
    first_id = fields.Integer(string="First entry", readonly=True, aggregator=None)
    last_id = fields.Integer(string="Last entry", readonly=True, aggregator=None)
    hash = fields.Char(readonly=True)

    _number_uniq = models.UniqueIndex("(school_code, year_code, number)")

    def _block(self) -> Block:
        """The block as the library knows it."""
        self.ensure_one()
        return Block(
            self.school_code or "",
            self.year_code or "",
            self.number,
            self.previous or "",
            self.sealed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            self.listing,
            self.count,
            self.first_id,
            self.last_id,
            self.hash,
        )
