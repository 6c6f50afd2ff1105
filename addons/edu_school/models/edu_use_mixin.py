# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class EduUseMixin(models.AbstractModel):
    """Reading is recorded of what is about a learner."""

    _inherit = "edu.use.mixin"

    @api.model
    def _use_learner(self) -> str:
        """Return the way from a record to its learners, or nothing if it has none."""
        if "student_id" in self._fields:
            return "student_id"
        return "enrolment_id.student_id" if "enrolment_id" in self._fields else ""

    def _use_is_logged(self):
        return bool(self._use_learner())
