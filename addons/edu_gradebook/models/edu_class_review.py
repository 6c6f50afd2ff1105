# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.edu_school.models.edu_student import OF_CITIZENS

from ..tools.missing import missing_for_lock

REVIEWING = ("reviewer", "head", "deputy", "board", "registrar", "homeroom")
PARTICULARS = ("personal_id", "birth_place", "ethnicity", "nationality")


# Who reviews data reads no marks: apart from what opens and locks them.
class EduClass(models.Model):
    """The check for completeness and correctness before results are carried over."""

    _inherit = "edu.class"  # pylint: disable=consider-merging-classes-inherited

    def action_review(self):
        """List what is missing or differs, without any mark (Khánh Phú Đ18.1, Đ18.2).

        Duty: data reviewer, head, deputy, board, registrar, homeroom teacher.
        """
        for class_ in self:
            self.env["edu.access"]._check(REVIEWING, class_=class_)
        # The duty was checked; findings name places and tell no mark.
        return self.env["edu.review.line"]._open(self.sudo())

    def _review(self) -> list[tuple[str, str]]:
        """Return ``[(part, finding)]`` of one class (sudo)."""
        self.ensure_one()
        enrolments = self.enrolment_ids.filtered(lambda e: e.state == "active")
        people, results = self.env._("Particulars"), self.env._("Results")
        return [(people, text) for text in self._review_people(enrolments)] + [
            (results, text) for text in self._review_results()
        ]

    def _review_people(self, enrolments):
        for student in enrolments.student_id:
            fields = student._fields
            empty = [
                fields[name]._description_string(self.env)
                for name in PARTICULARS
                if not student[name]
                and not (name in OF_CITIZENS and student._is_foreign())
            ]
            if not student._has_identity() and student._is_foreign():
                empty.append(fields["identity_document"]._description_string(self.env))
            if empty:
                yield f"{student.name}: {', '.join(empty)}"
        duties = self.env["edu.duty"]._holders("subject_teacher", class_=self)
        duties |= duties._holders("homeroom", class_=self)
        for employee in duties.employee_id.filtered(lambda e: not e.edu_staff_code):
            yield self.env._("%(name)s: no staff code", name=employee.name)

    def _review_results(self):
        if not self.gradebook_count:
            return [self.env._("The gradebooks are not opened yet.")]
        of_class = [("class_id", "=", self.id)]
        return missing_for_lock(
            self,
            self.gradebook_ids,
            self.gradebook_ids.line_ids,
            self.env["edu.conduct"].search(of_class),
            self.env["edu.quality.line"].search(of_class),
            self.year_id.term_ids,
        )
