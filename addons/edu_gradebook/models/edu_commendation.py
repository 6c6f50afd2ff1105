# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduCommendation(models.Model):
    """Khen thưởng đột xuất, thư khen: what a learner is commended for during the year,
    besides the titles of its end (TT22/2021 Điều 15, TT27/2020 Điều 13)."""

    _name = "edu.commendation"
    _description = "Commendation"
    _inherit = ["edu.duty.access.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "date desc, id desc"
    _rec_name = "text"
    _read_by_order = True

    _guard_fixed = ("enrolment_id",)
    _journal_fields = ("enrolment_id", "date", "text", "given_by", "decision")

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        string="Learner",
        required=True,
        ondelete="restrict",
        index=True,
    )
    student_id = fields.Many2one(
        "edu.student", related="enrolment_id.student_id", store=True, string="Person"
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    date = fields.Date(required=True)
    text = fields.Char(string="Commended for", required=True)
    given_by = fields.Selection(
        [
            ("teacher", "Teacher, by a letter"),
            ("head", "Head of school"),
            ("authority", "Higher authority"),
        ],
        required=True,
        default="teacher",
    )
    decision = fields.Char(string="Decision number")

    _decided = models.Constraint(
        "CHECK(given_by = 'teacher' OR decision IS NOT NULL)",
        "A commendation by the head or a higher authority names its decision.",
    )

    def _guard_scopes(self):
        """The homeroom teacher writes letters; what is decided the head records."""
        scopes = [{"school": self.school_id, "rights": ("head", "deputy")}]
        if self.given_by == "teacher":
            scopes.append({"class_": self.class_id, "rights": ("homeroom",)})
        return scopes

    def _journal_scope(self):
        return self.enrolment_id._gradebook_scope()
