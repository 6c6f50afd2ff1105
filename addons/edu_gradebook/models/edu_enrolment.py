# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

CHOICE = {"own_subjects", "optional_subject_ids", "topic_subject_ids"}


class EduEnrolment(models.Model):
    _inherit = "edu.enrolment"

    subject_result_ids = fields.One2many("edu.result.subject", "enrolment_id")

    @api.model_create_multi
    def create(self, vals_list):
        enrolments = super().create(vals_list)
        self.env["edu.gradebook"]._add_learners(enrolments)
        return enrolments

    def write(self, vals):
        choice = CHOICE & set(vals)
        # Whether marks are locked is no secret of who may write the enrolment.
        classes = self.sudo().class_id if choice else self.env["edu.class"].sudo()
        if not self.env.su:
            classes._check_not_locked()
        result = super().write(vals)
        self.env["edu.gradebook"]._update_for(classes)
        return result

    def _promotion_decided(self):
        """Return those of the learners whose promotion is decided."""
        return (
            self.env["edu.decision"]
            .search(
                [
                    ("enrolment_id", "in", self.ids),
                    ("kind", "=", "promotion"),
                    ("state", "=", "decided"),
                ]
            )
            .enrolment_id
        )

    def _next_grades(self):
        """As decided; where a class has gradebooks nobody goes on undecided."""
        found = super()._next_grades()
        # Whoever enrols the learner next year must know into which grade.
        decisions = self.env["edu.decision"].sudo()
        decided = {
            decision.enrolment_id.id: decision.decided
            for decision in decisions.search_fetch(
                [
                    ("enrolment_id", "in", self.ids),
                    ("kind", "=", "promotion"),
                    ("state", "=", "decided"),
                ],
                ["enrolment_id", "decided"],
            )
        }
        for enrolment in self:
            value = decided.get(enrolment.id)
            if value == "NOT_PROMOTED":
                found[enrolment] = enrolment.class_id.grade_id
            elif not value and enrolment.class_id.gradebook_count:
                found[enrolment] = None
        return found

    def _gradebook_scope(self) -> dict:
        """Return school and year of a journal entry about the learner."""
        return {
            "school_code": self.school_id.code,
            "year_code": self.year_id.name,
        }
