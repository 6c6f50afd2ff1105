# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class EduGradebook(models.Model):
    _inherit = "edu.gradebook"

    def action_weekly_remarks(self):
        """Open the weekly remarks of this class and subject."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_gradebook.edu_weekly_remark_action"
        )
        return {
            **action,
            "display_name": f"{action['name']} · {self.display_name}",
            "domain": [
                ("class_id", "=", self.class_id.id),
                ("subject_id", "=", self.subject_id.id),
            ],
            "context": {
                "default_class_id": self.class_id.id,
                "default_subject_id": self.subject_id.id,
            },
        }
