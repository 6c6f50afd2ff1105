# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.edu_school.dates import today


def monday(day):
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


class EduWeeklyRemark(models.Model):
    """What a subject teacher says of a class, or of one learner, for a week."""

    _name = "edu.weekly.remark"
    _description = "Weekly remark"
    _inherit = ["edu.duty.access.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "week desc, class_id, subject_id, sequence, id"
    _read_by_order = True

    _rights_by_subject = ("subject_teacher",)
    _guard_rights = ("subject_teacher",)
    _guard_fixed = ("class_id", "subject_id")
    _journal_fields = ("class_id", "subject_id", "week", "enrolment_id", "text")

    class_id = fields.Many2one(
        "edu.class",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._only_own("class_id"),
    )
    subject_id = fields.Many2one(
        "edu.subject",
        required=True,
        ondelete="restrict",
        default=lambda self: self._only_own("subject_id"),
    )
    school_id = fields.Many2one(
        "edu.school", related="class_id.school_id", store=True, index=True
    )
    week = fields.Date(
        string="Week of",
        required=True,
        default=lambda self: monday(today()),
        help="Any day of the week; its Monday is kept.",
    )
    enrolment_id = fields.Many2one(
        "edu.enrolment",
        string="Learner",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty for a remark on the whole class.",
    )
    sequence = fields.Integer(
        related="enrolment_id.number", store=True, string="No. in class"
    )
    text = fields.Text(string="Remark", required=True)

    _once_a_week = models.UniqueIndex(
        "(class_id, subject_id, week, COALESCE(enrolment_id, 0))",
        "There is a remark of this subject for this week already: add to it.",
    )

    @api.model
    def _only_own(self, name):
        """The class or subject that the user teaches, if there is but one."""
        own = self._own_access(["subject_teacher"])[name]
        return own if len(own) == 1 else own.browse()

    @api.depends("class_id.name", "subject_id.name", "week")
    def _compute_display_name(self):
        for remark in self:
            week = remark.week and remark.week.strftime("%d/%m/%Y")
            parts = (remark.class_id.name, remark.subject_id.name, week)
            remark.display_name = " · ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._on_monday(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._on_monday(vals))

    @api.model
    def _on_monday(self, vals):
        day = fields.Date.to_date(vals.get("week"))
        return {**vals, "week": monday(day)} if day else vals

    @api.constrains("class_id", "enrolment_id")
    def _check_learner(self):
        for remark in self:
            if remark.enrolment_id and remark.enrolment_id.class_id != remark.class_id:
                raise ValidationError(
                    self.env._(
                        "%(learner)s is not a learner of class %(class_name)s.",
                        learner=remark.enrolment_id.student_id.name,
                        class_name=remark.class_id.name,
                    )
                )

    @api.constrains("class_id", "week")
    def _check_week(self):
        for remark in self:
            year = remark.class_id.year_id
            if not monday(year.date_start) <= remark.week <= year.date_end:
                raise ValidationError(
                    self.env._(
                        "The week of %(week)s lies outside the school year %(year)s.",
                        week=remark.week.strftime("%d/%m/%Y"),
                        year=year.name,
                    )
                )

    def _guard_scopes(self):
        return [{"class_": self.class_id, "subject": self.subject_id}]

    def _journal_scope(self):
        return {
            "school_code": self.school_id.code,
            "year_code": self.class_id.year_id.name,
            "duty": "subject_teacher",
        }
