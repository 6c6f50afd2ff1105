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

    @api.model
    def _refusals(self, enrolments) -> dict[int, str]:
        """Say for which of these learners no absence can change any more, and why.

        The save asks here, and so does the check of a file.
        """
        texts = {}
        of_year = enrolments._of_the_year().grouped(lambda e: (e.student_id, e.year_id))
        for enrolment in enrolments.sudo():
            # The absences of a learner's former class count in his present one.
            counted = of_year[enrolment.student_id, enrolment.year_id].filtered(
                lambda e, own=enrolment: e == own or e.state == "active"
            )
            for class_ in counted.class_id:
                if class_.marks_state == "locked":
                    texts[enrolment.id] = self.env._(
                        "Results of class %(class_name)s are locked: absences can no "
                        "longer change.",
                        class_name=class_.name,
                    )
        return texts

    def _absences_changed(self, enrolments):
        """Count anew; the count is part of the result, so it ends with the lock."""
        refusals = self._refusals(enrolments)
        if refusals:
            raise UserError(next(iter(refusals.values())))
        still_open = enrolments._of_the_year().filtered(
            lambda e: e.class_id.marks_state != "locked"
        )
        # Results follow from the absence; nobody writes them.
        self.env["edu.result"].sudo()._recompute(still_open)
