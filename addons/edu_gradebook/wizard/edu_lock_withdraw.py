# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduLockWithdraw(models.TransientModel):
    """Ask for the reason; the order itself checks the duty."""

    _name = "edu.lock.withdraw"
    _description = "Withdraw a lock order"
    _inherit = ["edu.own.wizard.mixin"]

    order_id = fields.Many2one("edu.lock.order", required=True)
    reason = fields.Char(required=True)

    def action_withdraw(self):
        """Withdraw the order."""
        self.ensure_one()
        self.order_id.action_withdraw(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
