# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from hocba.problems import HocbaError
from hocba.rules import cells as law

# A retest is sat or not: "exempt" and "absent" are no results of it.
MARK_PATTERN = r"^(10|[0-9](\.[1-9])?|D|CD)$"


class EduRetest(models.Model):
    """Kiểm tra, đánh giá lại: its mark replaces the subject's result of the year."""

    _name = "edu.retest"
    _description = "Retest"
    _inherit = ["edu.after.lock.mixin", "edu.duty.access.mixin", "edu.journal.mixin"]
    _order = "class_id, enrolment_id, subject_id"
    _rec_name = "subject_id"

    _rights_by_subject = ("subject_teacher", "entry")
    _journal_fields = ("enrolment_id", "subject_id", "mark", "level", "date")

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        string="Learner",
        required=True,
        ondelete="restrict",
        index=True,
    )
    subject_id = fields.Many2one("edu.subject", required=True, ondelete="restrict")
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    mark = fields.Char(
        string="Retest result", help="Empty while the learner is only registered."
    )
    level = fields.Selection(
        [("T", "Hoàn thành tốt"), ("H", "Hoàn thành"), ("C", "Chưa hoàn thành")],
        string="Level reassessed",
        help="Primary: level of the subject after reassessment (TT27/2020, Điều 11).",
    )
    date = fields.Date(string="Retest date")
    state = fields.Selection(
        [("registered", "Registered"), ("marked", "Marked")],
        compute="_compute_state",
        store=True,
    )

    _enrolment_subject_uniq = models.Constraint(
        "UNIQUE(enrolment_id, subject_id)",
        "The learner has a retest in this subject already.",
    )
    _mark_canonical = models.Constraint(
        f"CHECK(mark ~ '{MARK_PATTERN}')", "Not a mark."
    )

    @api.depends("mark", "level")
    def _compute_state(self):
        for retest in self:
            marked = retest.mark or retest.level
            retest.state = "marked" if marked else "registered"

    @api.model_create_multi
    def create(self, vals_list):
        subjects = self.env["edu.subject"]
        return super().create(
            [
                {
                    **vals,
                    "mark": self._canonical(
                        vals.get("mark"), [subjects.browse(vals.get("subject_id")).kind]
                    ),
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if {"enrolment_id", "subject_id"} & set(vals):
            raise UserError(
                self.env._("A retest keeps its learner and subject: delete it instead.")
            )
        if "mark" in vals:
            vals = {
                **vals,
                "mark": self._canonical(vals["mark"], self.subject_id.mapped("kind")),
            }
        return super().write(vals)

    @api.model
    def _canonical(self, text, kinds):
        """Return the canonical text of a result in subjects of these kinds.

        :raises ValidationError: no result of such a subject
        """
        mark = ""
        try:
            for kind in set(kinds) - {False}:
                mark = law.canonical(text or "", kind)
        except HocbaError as error:
            vietnamese = (self.env.lang or "vi").startswith("vi")
            raise ValidationError(error.text("vi" if vietnamese else "en"))
        if mark in ("M", "V"):
            raise ValidationError(
                self.env._("A retest has a result, or it was not sat and has none.")
            )
        return mark or False

    def _check_duty(self, trusted):
        access = self.env["edu.access"]
        teaches = access._has(
            "subject_teacher", class_=trusted.class_id, subject=trusted.subject_id
        )
        if not teaches:
            access._check("homeroom", class_=trusted.class_id)

    @api.constrains("enrolment_id", "subject_id")
    def _check_right(self):
        """Only subjects that the law opens for a retest (Điều 14)."""
        # Whoever may enter the retest may not read all results it depends on.
        for retest in self.sudo():
            result = self.env["edu.result"].sudo()._of(retest.enrolment_id)
            if retest.subject_id not in result._retest_subjects():
                raise ValidationError(
                    self.env._(
                        "%(learner)s has no right to a retest in %(subject)s "
                        "(TT22/2021, Điều 14).",
                        learner=retest.enrolment_id.student_id.name,
                        subject=retest.subject_id.name,
                    )
                )
