# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_school.models.edu_enrolment import EduEnrolment as Base

CHOICE = {"own_subjects", "optional_subject_ids", "topic_subject_ids"}
DISABILITY = {"disabled", "not_assessed"}


class EduEnrolment(models.Model):
    _inherit = "edu.enrolment"

    _journal_fields = (*Base._journal_fields, "disabled", "not_assessed")

    subject_result_ids = fields.One2many("edu.result.subject", "enrolment_id")
    former_result_ids = fields.One2many("edu.former.result", "enrolment_id")
    disabled = fields.Boolean(
        string="Learner with a disability",
        help="In inclusive education: where the rule does not promote him, the head "
        "decides by his individual plan (TT22/2021 Điều 11, TT27/2020 Điều 8).",
    )
    not_assessed = fields.Boolean(
        help="A learner with a disability whose results are not assessed."
    )

    _not_assessed_disabled = models.Constraint(
        "CHECK(disabled IS TRUE OR not_assessed IS NOT TRUE)",
        "Only a learner with a disability is not assessed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        enrolments = super().create(vals_list)
        enrolments._check_class_open()
        self.env["edu.gradebook"]._add_learners(enrolments)
        # A choice of his own may bring a subject that the class had not.
        choosers = enrolments.filtered("own_subjects")
        self.env["edu.gradebook"]._update_for(choosers.class_id)
        return enrolments

    def write(self, vals):
        choice = CHOICE & set(vals)
        # Whether marks are locked is no secret of who may write the enrolment.
        classes = self.sudo().class_id
        if (choice or DISABILITY & set(vals)) and not self.env.su:
            classes._check_not_locked()
        result = super().write(vals)
        if choice:
            self.env["edu.gradebook"]._update_for(classes)
        if DISABILITY & set(vals):
            # Results follow from it; nobody writes them.
            self.env["edu.result"].sudo()._recompute(self.sudo())
        return result

    def _check_class_open(self):
        """Whoever enters a class after the lock of its marks would have no results."""
        # Whether marks are locked is no secret of who enrols.
        for class_ in self.sudo().class_id:
            if class_.marks_state == "locked" and not self.env.su:
                raise UserError(
                    self.env._(
                        "Marks of class %(class_name)s are locked: no learner can come "
                        "into it any more.",
                        class_name=class_.name,
                    )
                )

    def _is_assessed(self) -> bool:
        """Whether the learner is here and his results are due."""
        return self.state == "active" and not self.not_assessed

    def _is_due(self, term) -> bool:
        """Whether the school itself gives the learner's results of this term.

        Not to one who came after the term's end, or whose results the former school
        gives: until they are recorded he alone is pending.
        """
        self.ensure_one()
        if not self._is_assessed() or self.admission_id.date_in > term.date_end:
            return False
        return term not in self.former_result_ids.term_id

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
