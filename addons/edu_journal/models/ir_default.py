# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

OURS = "edu."
#: What an account may do, beside what is protected or journaled of it.
OF_ACCOUNTS = {"group_ids", "company_id", "company_ids", "password", "login"}


class IrDefault(models.Model):
    """Anybody may store defaults of his own, and Odoo fills them in after every check
    of what was sent, for the system as well. Evidence is never filled in so."""

    _inherit = "ir.default"

    def _get_model_defaults(self, model_name, condition=False):
        found = super()._get_model_defaults(model_name, condition)
        if model_name.startswith(OURS):
            return {}
        model = self.env[model_name]
        closed = {
            *getattr(model, "_protected_fields", ()),
            *getattr(model, "_journal_fields", ()),
        }
        if model_name == "res.users":
            closed |= OF_ACCOUNTS
        return {
            name: value
            for name, value in found.items()
            if name not in closed and not name.startswith("edu_")
        }
