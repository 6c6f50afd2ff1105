# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..states import SIGNED_STATES


class EduDocument(models.Model):
    """Where the book of a document belongs, whichever kind of book it is: lets those
    whose duty covers the book see who signed it."""

    _inherit = "edu.document"

    school_id = fields.Many2one(
        "edu.school",
        compute="_compute_place",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    class_id = fields.Many2one(
        "edu.class",
        compute="_compute_place",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    issued = fields.Boolean(
        compute="_compute_place",
        store=True,
        help="The book follows its acts and tells its documents (edu.book.mixin).",
    )

    @api.depends("res_model", "res_id")
    def _compute_place(self):
        for document in self:
            book = document._book()
            of_class = book and "class_id" in book._fields
            document.school_id = book.school_id if book else False
            document.class_id = book.class_id if of_class else False
            document.issued = bool(book) and book.state in SIGNED_STATES

    def _book(self):
        """The book that the document is a file of; empty where it is none."""
        record = self._record()
        is_book = isinstance(record, self.env.registry["edu.book.mixin"])
        return record if is_book else record.browse()
