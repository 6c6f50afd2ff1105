# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.edu_gradebook.tools.lacking.missing import missing_for_lock
from odoo.addons.edu_school.dates import today
from odoo.addons.edu_school.models.edu_student import OF_CITIZENS

from ..tools.overview import PERIODS, class_overview

READING = ("head", "deputy")
REVIEWING = ("reviewer", "head", "deputy", "board", "registrar", "homeroom")
PARTICULARS = ("personal_id", "birth_place", "ethnicity", "nationality")


class EduClass(models.Model):
    """Bảng tổng hợp lớp: the class over all subjects, for who answers for it; and the
    check for completeness and correctness before results are carried over."""

    _inherit = "edu.class"

    def overview(self, period="year"):
        """Return learners and subjects of the class as one table.

        Duty: homeroom teacher of the class, head, deputy. It is read in one batch of
        questions, however many learners there are.

        :param period: ``hk1``, ``hk2`` or ``year``
        """
        self.ensure_one()
        if period not in PERIODS:
            raise UserError(self.env._("There is no such period: %s", period))
        access = self.env["edu.access"]
        if not access._has("homeroom", class_=self):
            # The duty decides, not what its holder may read besides.
            access._check(READING, school=self.sudo().school_id)
        # The duty over the class was just checked; what it covers is read at once.
        table = class_overview(self.sudo(), period)
        results = (
            self.sudo()
            .env["edu.result"]
            .browse(row["result_id"] for row in table["rows"])
        )
        self.env["edu.journal"]._record_use(
            "read", results.student_id, f"overview {period}"
        )
        return table

    @api.model
    def overview_classes(self):
        """Return the classes of this school year whose overview the user may see."""
        gradebooks = self.env["edu.gradebook"]
        own = gradebooks._own_access(["homeroom"]).class_id
        schools = gradebooks._own_access(READING).school_id
        # His duties say which classes; their names are no secret.
        classes = self.sudo().search(
            [
                ("gradebook_ids", "!=", False),
                ("year_id.date_start", "<=", today()),
                "|",
                ("id", "in", own.ids),
                ("school_id", "in", schools.ids),
            ]
        )
        newest = {}
        for class_ in classes:
            year = newest.get(class_.school_id, class_.year_id)
            newest[class_.school_id] = max(
                year, class_.year_id, key=lambda y: y.date_start
            )
        return [
            {"id": class_.id, "name": class_.name}
            for class_ in classes
            if class_.year_id == newest[class_.school_id]
        ]

    def action_overview(self):
        """Open the overview; the overview itself checks the duty."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "edu_monitoring.class_overview",
            "name": self.env._("Class overview"),
            "params": {"class_id": self.id},
        }

    def action_view_progress(self):
        """Open the progress of entry in the class."""
        action = self._gradebook_action("edu_monitoring.edu_progress_action")
        action["context"] = {"search_default_by_subject": 1}
        return action

    def action_view_weekly_remarks(self):
        """Open the weekly remarks on the class, of all subjects."""
        return self._gradebook_action("edu_monitoring.edu_weekly_remark_action")

    # -- data review ------------------------------------------------------------

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
