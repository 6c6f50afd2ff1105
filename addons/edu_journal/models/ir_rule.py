# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import api, models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_no_code(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_no_code(vals)
        return super().write(vals)

    @api.model
    def _check_no_code(self, vals):
        """Refuse a domain that is evaluated: its ``user`` leads to every record."""
        domain = vals.get("domain_force")
        if not domain or self.env.su or self.env.user._is_system():
            return
        try:
            literal_eval(domain.strip())
        except (AttributeError, SyntaxError, ValueError):
            raise AccessError(
                self.env._(
                    "Only who has Settings writes a rule whose domain holds more than"
                    " plain values."
                )
            ) from None
