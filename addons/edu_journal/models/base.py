# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .. import use


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """An export is recorded whatever it holds: it leaves the school."""
        result = super().export_data(fields_to_export)
        if not self.env.su:
            columns = ", ".join(map(str, fields_to_export))[:300]
            use.note(self.env, "export", self._name, self.ids, columns)
        return result
