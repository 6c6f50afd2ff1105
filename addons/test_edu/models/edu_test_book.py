# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class EduTestBook(models.Model):
    """A business record with signed documents, as plain as can be."""

    _name = "edu.test.book"
    _description = "Book for tests"
    _inherit = ["edu.signing.mixin"]

    name = fields.Char(required=True)
    state = fields.Char(default="draft")
    clerk_id = fields.Many2one("res.users")
    refuses = fields.Char(help="The hook that fails, to see that others go on.")
    adds_slot = fields.Char(help="A slot that preparing adds, with the same holder.")
    signed_count = fields.Integer()

    def _signing_may_sign(self, slot, user):
        if slot.certificate_kind == "organisation":
            return self.clerk_id == user
        return super()._signing_may_sign(slot, user)

    def _signing_summary(self, slot):
        return f"{slot.label}: 8,5"

    def _signing_before_prepare(self, slots, certificate):
        if self.refuses == "before_prepare":
            raise UserError(self.env._("“%(name)s” is not ready.", name=self.name))
        if self.adds_slot and self.adds_slot not in self._signing_slots().mapped(
            "slot_key"
        ):
            slots[0].document_id._create_slots(
                [
                    {
                        "act": slots[0].act,
                        "role": slots[0].role,
                        "slot_key": self.adds_slot,
                        "region_ids": slots[0]._regions(),
                        "user_id": slots[0].user_id.id,
                        "state": "ready",
                    }
                ]
            )

    def _signing_completed(self, slots):
        if self.refuses == "completed":
            raise UserError(self.env._("“%(name)s” is not ready.", name=self.name))
        if self.refuses == "crash":
            raise RuntimeError("a fault in the business addon")
        self.signed_count += len(slots)
        result = super()._signing_completed(slots)
        if set(self._signing_slots().mapped("state")) == {"signed"}:
            self.state = "issued"
        return result
