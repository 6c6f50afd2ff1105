# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestNumbers(TransactionCase):
    def test_a_number_with_decimals_is_typed_with_point_or_comma(self):
        """Odoo's own field takes 36.5 for 365 where the comma is decimal: none of our
        views lets anybody type into it."""
        views = self.env["ir.ui.view"].search([("model", "=like", "edu.%")])
        typed, wrong = 0, []
        for view in views.filtered(lambda v: v.type in ("form", "list")):
            model = self.env.get(view.model)
            if model is None or view.inherit_id:
                continue
            arch = self.env[view.model].get_view(view.id, view.type)["arch"]
            for node in etree.fromstring(arch).iter("field"):
                owner = self._model_of(node, view.model)
                field = owner is not None and owner._fields.get(node.get("name"))
                if not field or field.type not in ("float", "monetary"):
                    continue
                if field.readonly or node.get("readonly") in ("1", "True"):
                    continue
                rows = next(node.iterancestors("list"), None)
                if rows is not None and not rows.get("editable"):
                    continue
                typed += 1
                if node.get("widget") != "edu_decimal":
                    wrong.append(f"{view.name}: {node.get('name')}")
        self.assertFalse(wrong)
        self.assertGreaterEqual(typed, 2)

    def _model_of(self, node, name):
        """The model of the view, or of the field whose rows the node lies in."""
        path = [a.get("name") for a in node.iterancestors("field")]
        model = self.env[name]
        for step in reversed(path):
            field = model._fields.get(step)
            if not field or not field.relational:
                return None
            model = self.env[field.comodel_name]
        return model
