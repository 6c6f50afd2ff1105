# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """The assistant is the first screen only until a school has its gradebooks;
        afterwards it is the check list under Configuration."""
        hidden = super()._load_menus_blacklist()
        first = self.env.ref("edu_suite.menu_setup", raise_if_not_found=False)
        # Whether a school works is no secret of the question asked here.
        schools = self.env["edu.school"].sudo()
        begun = schools.search_count(
            [("company_id", "!=", False), ("in_setup", "=", True)], limit=1
        )
        works = self.env["edu.gradebook"].sudo().search_count([], limit=1)
        return [*hidden, first.id] if first and works and not begun else hidden
