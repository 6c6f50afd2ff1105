# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from hocba.journal import Block


def _utc(moment) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


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

    @api.model
    def _head(self, school_code: str, year_code: str) -> dict | None:
        """The newest block of a chain, and the newest that left the database.

        What a signed paper names is known outside the database. It names what is sealed
        already: nobody's signature waits for the sealer.
        """
        self.env.cr.execute(
            """
            SELECT b.number AS block, b.hash AS sha256, b.sealed_at,
                   a.number AS anchored_block, a.at AS anchored_at
              FROM edu_journal_block b
              LEFT JOIN LATERAL (
                   SELECT number, at FROM edu_journal_anchor a
                    WHERE a.school_code = b.school_code AND a.year_code = b.year_code
                          AND EXISTS (SELECT FROM edu_journal_delivery d
                                       WHERE d.anchor_id = a.id
                                         AND d.channel != 'mail')
                    ORDER BY number DESC LIMIT 1) a ON true
             WHERE b.school_code = %s AND b.year_code = %s
             ORDER BY b.number DESC LIMIT 1
            """,
            [school_code, year_code],
        )
        row = self.env.cr.dictfetchone()
        return row and {
            **row,
            "sealed_at": _utc(row["sealed_at"]),
            "anchored_block": row["anchored_block"] or 0,
            "anchored_at": _utc(row["anchored_at"]) if row["anchored_at"] else "",
        }

    def _block(self) -> Block:
        """The block as the library knows it."""
        self.ensure_one()
        return Block(
            self.school_code or "",
            self.year_code or "",
            self.number,
            self.previous or "",
            _utc(self.sealed_at),
            self.listing,
            self.count,
            self.first_id,
            self.last_id,
            self.hash,
        )
