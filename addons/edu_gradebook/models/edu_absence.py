# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class EduAbsence(models.Model):
    _inherit = "edu.absence"

    @api.model_create_multi
    def create(self, vals_list):
        absences = super().create(vals_list)
        absences._absences_changed(absences.enrolment_id)
        return absences

    def write(self, vals):
        before = self.enrolment_id
        result = super().write(vals)
        self._absences_changed(before | self.enrolment_id)
        return result

    def unlink(self):
        enrolments = self.enrolment_id
        result = super().unlink()
        self._absences_changed(enrolments)
        return result

    def _absences_changed(self, enrolments):
        """Count anew; the count is part of the result, so it ends with the lock."""
        # Results follow from the absence; nobody writes them.
        enrolments = enrolments.sudo()
        for class_ in enrolments.class_id:
            if class_.marks_state == "locked":
                raise UserError(
                    self.env._(
                        "Results of class %(class_name)s are locked: absences can no "
                        "longer change.",
                        class_name=class_.name,
                    )
                )
        self.env["edu.result"].sudo()._recompute(enrolments._of_the_year())
