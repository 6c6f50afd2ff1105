# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduRegulationTrialLine(models.TransientModel):
    """A learner whom a draft regulation would judge otherwise."""

    _name = "edu.regulation.trial.line"
    _description = "Result that a draft regulation changes"
    _inherit = ["edu.own.wizard.mixin"]
    _order = "class_id, enrolment_id"

    trial_id = fields.Many2one(
        "edu.regulation.trial", required=True, ondelete="cascade", index=True
    )
    enrolment_id = fields.Many2one("edu.enrolment", ondelete="cascade")
    student_id = fields.Many2one(related="enrolment_id.student_id", string="Learner")
    class_id = fields.Many2one(related="enrolment_id.class_id", store=True)
    old_level = fields.Char(string="Level now")
    new_level = fields.Char(string="Level by the draft")
    old_promotion = fields.Char(string="Promotion now")
    new_promotion = fields.Char(string="Promotion by the draft")
    old_award = fields.Char(string="Award now")
    new_award = fields.Char(string="Award by the draft")
    old_reasons = fields.Text(string="Why now")
    new_reasons = fields.Text(string="Why by the draft")
