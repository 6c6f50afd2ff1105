# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduClassBookWithdraw(models.TransientModel):
    """Ask why class books are withdrawn; the books themselves check who and when."""

    _name = "edu.class.book.withdraw"
    _description = "Withdrawal of class books"
    _inherit = ["edu.own.wizard.mixin"]

    book_ids = fields.Many2many("edu.class.book", string="Class books", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        return self.book_ids.action_withdraw(self.reason)
