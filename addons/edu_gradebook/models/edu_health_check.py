# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EduHealthCheck(models.Model):
    """Height, weight and health of a learner on a day, as the học bạ of primary tells
    them (TT27/2020); the last one of a school year counts."""

    _name = "edu.health.check"
    _description = "Health check"
    _inherit = ["edu.duty.access.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "date desc, class_id, id"
    _rec_name = "date"
    _read_by_order = True

    _guard_fixed = ("enrolment_id",)
    _guard_rights = ("homeroom",)
    _journal_fields = ("enrolment_id", "date", "height", "weight", "health")

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
    height = fields.Float(string="Height (cm)", digits=(4, 1), aggregator="avg")
    weight = fields.Float(string="Weight (kg)", digits=(4, 1), aggregator="avg")
    health = fields.Char(size=100)

    _day_uniq = models.UniqueIndex(
        "(enrolment_id, date)", "This learner has a health check of that day already."
    )

    @api.constrains("height", "weight")
    def _check_measures(self):
        for check in self:
            # Metres for centimetres and grams for kilograms are what is mistyped.
            if check.height and not 50 <= check.height <= 230:
                raise ValidationError(
                    self.env._(
                        "%(name)s: a height of %(height)s cm cannot be right.",
                        name=check.student_id.name,
                        height=f"{check.height:g}",
                    )
                )
            if check.weight and not 8 <= check.weight <= 200:
                raise ValidationError(
                    self.env._(
                        "%(name)s: a weight of %(weight)s kg cannot be right.",
                        name=check.student_id.name,
                        weight=f"{check.weight:g}",
                    )
                )

    def _guard_scopes(self):
        return [{"class_": self.class_id, "rights": ("homeroom",)}]

    def _journal_scope(self):
        return self.enrolment_id._gradebook_scope()
