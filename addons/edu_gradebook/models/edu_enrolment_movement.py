# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..tools.results.carry import carry_along


class EduEnrolmentMovement(models.Model):
    _inherit = "edu.enrolment.movement"

    def _enter_new_class(self):
        result = super()._enter_new_class()
        # Marks follow the learner, whoever records the movement.
        old = self.enrolment_id.sudo()
        new = old._of_the_year().filtered(lambda e: e.state == "active")
        carry_along(old, new)
        return result
