# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

from ..models.edu_lock_order import BOOKS


class EduCorrectionRequest(models.TransientModel):
    """Ask for locked cells to be corrected; the correction checks duty and values."""

    _name = "edu.correction.request"
    _description = "Ask for a correction"
    _inherit = ["edu.own.wizard.mixin"]

    book = fields.Selection(BOOKS, required=True, default="marks")
    gradebook_id = fields.Many2one("edu.gradebook")
    class_id = fields.Many2one("edu.class")
    term_id = fields.Many2one("edu.term")
    reason = fields.Char(required=True)
    scan = fields.Binary(attachment=False)
    scan_name = fields.Char()
    line_ids = fields.One2many("edu.correction.request.line", "request_id")

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        cells = self.env.context.get("edu_cells")
        if cells:
            row, column = self._names_of(values.get("book"))
            values["line_ids"] = [
                Command.create({row: id_, column: name}) for id_, name in cells
            ]
        return values

    @api.model
    def _names_of(self, book):
        """Return how a line names row and column of a book."""
        return {
            "conduct": ("conduct_id", "conduct_column"),
            "quality": ("quality_id", "criterion"),
        }.get(book, ("line_id", "mark_column"))

    def action_request(self):
        """Send the request and show it."""
        self.ensure_one()
        corrections = self.env["edu.correction"]
        id_ = corrections.request(
            self.book,
            [line._cell() for line in self.line_ids],
            self.reason,
            self.scan,
            self.scan_name,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "edu.correction",
            "res_id": id_,
            "views": [(False, "form")],
        }
