# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class EduGradebookLine(models.Model):
    _inherit = "edu.gradebook.line"

    def action_download_workbook(self):
        """Download the gradebook on screen; the gradebook checks the duty."""
        return self._on_screen().action_download_workbook()

    def action_import_workbook(self):
        """Import into the class on screen; the import checks the duty."""
        return self._on_screen().action_import_workbook()
