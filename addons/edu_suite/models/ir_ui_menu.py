# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """The assistant is the first screen only while there is a school to set up;
        afterwards it is the check list under Configuration."""
        hidden = super()._load_menus_blacklist()
        first = self.env.ref("edu_suite.menu_setup", raise_if_not_found=False)
        # What a school is called and whether it works is no secret of the question.
        schools = self.env["edu.school"].sudo()
        hosted = schools.search([("company_id", "!=", False)])
        begun = hosted.filtered("in_setup") or not schools.search_count(
            [("in_setup", "=", False)], limit=1
        )
        return hidden if begun or not first else [*hidden, first.id]
