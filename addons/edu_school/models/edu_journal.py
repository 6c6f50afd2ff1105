# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class EduJournal(models.Model):
    _inherit = "edu.journal"

    def _origin_of_change(self):
        """Add how the person has proven himself, if he has within the last minutes."""
        origin = super()._origin_of_change()
        if self.env["edu.suspension"]._is_own_act(self.env.user):
            if how := self.env["edu.factor.check"]._proven(self.env.user):
                origin["proof"] = how
        return origin
