# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class EduAccessOrder(models.Model):
    """From an order to what it opens."""

    _inherit = "edu.access.order"

    def action_open_results(self):
        """Open the results of the year within the order; they ask for it themselves."""
        return self._open("edu_gradebook.edu_result_action")

    def action_open_gradebooks(self):
        """Open the gradebooks within the order; their lines ask for it themselves."""
        return self._open("edu_gradebook.edu_gradebook_action")

    def _open(self, xmlid):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        domain = [("class_id", "in", self.class_ids.ids)]
        if self.subject_id and xmlid.endswith("edu_gradebook_action"):
            domain.append(("subject_id", "=", self.subject_id.id))
        return {**action, "domain": domain, "context": {}}
