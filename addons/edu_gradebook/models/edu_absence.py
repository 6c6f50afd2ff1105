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
        # The absences of a learner's former class count in his present one.
        related = enrolments._of_the_year()
        counted = related.filtered(
            lambda e: e in enrolments.sudo() or e.state == "active"
        )
        for class_ in counted.class_id:
            if class_.marks_state == "locked":
                raise UserError(
                    self.env._(
                        "Results of class %(class_name)s are locked: absences can no "
                        "longer change.",
                        class_name=class_.name,
                    )
                )
        still_open = related.filtered(lambda e: e.class_id.marks_state != "locked")
        # Results follow from the absence; nobody writes them.
        self.env["edu.result"].sudo()._recompute(still_open)
