# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


# Beside the marks of a class, who may read them by order: a file of its own.
class EduClass(models.Model):
    _inherit = "edu.class"  # pylint: disable=consider-merging-classes-inherited

    open_by_order = fields.Boolean(
        compute="_compute_open_by_order",
        search="_search_open_by_order",
        help="An order of the head lets the user read results at this moment.",
    )

    @api.model
    def _classes_by_order(self) -> list[int]:
        orders = self.env["edu.access.order"]._in_force()
        return [class_id for order in orders for class_id in order["classes"]]

    @api.depends_context("uid")
    def _compute_open_by_order(self):
        opened = self._classes_by_order()
        for class_ in self:
            class_.open_by_order = class_.id in opened

    def _search_open_by_order(self, operator, value):
        if operator != "in":
            return NotImplemented
        opened = Domain("id", "in", self._classes_by_order())
        return opened if True in value else ~opened
