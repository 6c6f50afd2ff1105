# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduHocbaWithdraw(models.TransientModel):
    """Ask why books are withdrawn; the books themselves check who and when."""

    _name = "edu.hocba.withdraw"
    _description = "Withdrawal of học bạ"
    _inherit = ["edu.own.wizard.mixin"]

    book_ids = fields.Many2many("edu.hocba.year", string="Học bạ", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        return self.book_ids.action_withdraw(self.reason)
