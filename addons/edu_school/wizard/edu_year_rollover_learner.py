# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

OUTCOMES = [
    ("promoted", "Promoted"),
    ("retained", "Stays in the grade"),
    ("finishing", "Finishes the level"),
    ("waiting", "Not decided yet"),
    ("elsewhere", "At another school"),
]


class EduYearRolloverLearner(models.TransientModel):
    _name = "edu.year.rollover.learner"
    _description = "Learner on the way to the next school year"
    _inherit = ["edu.protected.mixin"]
    _order = "id"

    _protected_fields = ("rollover_id", "enrolment_id", "outcome", "grade_id")

    rollover_id = fields.Many2one(
        "edu.year.rollover", required=True, index=True, ondelete="cascade"
    )
    enrolment_id = fields.Many2one("edu.enrolment", required=True, readonly=True)
    student_id = fields.Many2one(related="enrolment_id.student_id")
    class_name = fields.Char(related="enrolment_id.class_id.name", string="This year")
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    grade_id = fields.Many2one("edu.grade", readonly=True)
    target_id = fields.Many2one(
        "edu.year.rollover.class",
        string="Next year",
        domain="[('rollover_id', '=', rollover_id), ('grade_id', '=', grade_id)]",
    )
    selected = fields.Boolean(string="Enrol", default=True)
