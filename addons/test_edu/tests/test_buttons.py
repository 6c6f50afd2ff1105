# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    def test_every_button_can_be_pressed(self):
        """BT-4.6: the web client sends record ids with a press, none selected too; a
        method of the model alone would fail on them."""
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "edu.%"), ("type", "in", ("form", "list", "kanban"))]
        )
        pressed, wrong = 0, []
        for view in views:
            for button in etree.fromstring(view.arch).iter("button", "a"):
                if button.get("type") != "object":
                    continue
                pressed += 1
                method = getattr(self.env[view.model], button.get("name"), None)
                # Buttons of rows belong to the model of the rows.
                rows = button.iterancestors("field")
                if any(field.xpath("list | kanban") for field in rows):
                    continue
                if method is None or getattr(method, "_api_model", False):
                    wrong.append(f"{view.xml_id}: {button.get('name')}")
        self.assertGreater(pressed, 100)
        self.assertFalse(wrong, "\n".join(wrong))
