# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .edu_conduct import LEVELS


class EduSummerTraining(models.Model):
    """Rèn luyện trong kì nghỉ hè: its level replaces a Chưa đạt of the year."""

    _name = "edu.summer.training"
    _description = "Summer training"
    _inherit = ["edu.after.lock.mixin", "edu.duty.access.mixin", "edu.journal.mixin"]
    _order = "class_id, enrolment_id"
    _rec_name = "enrolment_id"
    _read_by_order = True

    _journal_fields = ("enrolment_id", "task", "level", "date")

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        string="Learner",
        required=True,
        ondelete="restrict",
        index=True,
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    task = fields.Text(help="What the homeroom teacher set, as told to the parents.")
    level = fields.Selection(
        LEVELS, string="Level afterwards", help="TT22/2021, Điều 13."
    )
    date = fields.Date(string="Rated on")

    _enrolment_uniq = models.Constraint(
        "UNIQUE(enrolment_id)", "The learner has a summer training already."
    )

    def _check_duty(self, trusted):
        self.env["edu.access"]._check("homeroom", class_=trusted.class_id)

    @api.constrains("enrolment_id")
    def _check_right(self):
        # Whoever may enter the training may not read all results it depends on.
        for training in self.sudo():
            result = self.env["edu.result"].sudo()._of(training.enrolment_id)
            if result.training_year != "CHUA_DAT":
                raise ValidationError(
                    self.env._(
                        "%(learner)s needs no summer training: conduct of the year is "
                        "not Chưa đạt (TT22/2021, Điều 13).",
                        learner=training.enrolment_id.student_id.name,
                    )
                )
