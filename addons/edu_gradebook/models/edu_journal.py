# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

#: A request may end a moment after the order by which it read.
GRACE = 60


class EduJournal(models.Model):
    """A use names the order of the head that it rests on (BT-8.5)."""

    _inherit = "edu.journal"

    @api.model
    def _use_facts(self, kind, found):
        facts = super()._use_facts(kind, found)
        numbers = self._orders_of(*self._used(found)) if kind != "refused" else ""
        for fact in facts if numbers else ():
            fact["order"] = numbers
        return facts

    @api.model
    def _orders_of(self, model, records) -> str:
        orders = self.env["edu.access.order"]._in_force(GRACE)
        if not orders or not getattr(type(records), "_read_by_order", False):
            return ""
        classes = set(records.exists().class_id.ids)
        # Totals name no record; they are of what the orders open.
        return ", ".join(
            order["number"]
            for order in orders
            if classes & set(order["classes"]) or not records
        )
