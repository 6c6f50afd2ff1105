# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.edu_class_book import PERIODS


class EduClassBookFreeze(models.TransientModel):
    """Choose of which period a class's book is made (KP Đ18.3).

    The book checks the duty itself, and what stops it.
    """

    _name = "edu.class.book.freeze"
    _description = "Create class book"
    _inherit = ["edu.own.wizard.mixin"]

    class_id = fields.Many2one("edu.class", required=True)
    period = fields.Selection(PERIODS, required=True)

    def action_create_book(self):
        """Make it and open it."""
        self.ensure_one()
        books = self.env["edu.class.book"]
        book_id = books.freeze_class(self.class_id.id, self.period)
        return {
            "type": "ir.actions.act_window",
            "res_model": books._name,
            "res_id": book_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
