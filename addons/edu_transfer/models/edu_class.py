# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduClass(models.Model):
    _inherit = "edu.class"

    archive_ids = fields.One2many("edu.archive", "class_id", string="Archive packages")

    def action_archive_hocba(self):
        """Open the form on which a package of the class is written."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Archive of học bạ"),
            "res_model": "edu.archive",
            "view_mode": "list,form",
            "domain": [("class_id", "=", self.id)],
            "context": {"default_class_id": self.id},
        }
