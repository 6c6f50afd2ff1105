# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

#: What makes up the results of a learner.
OF_LEARNER = ("edu.gradebook.line", "edu.conduct", "edu.quality.line", "edu.decision")
#: What a text explains, by its field: the results that the reasons are about.
ABOUT = {
    "why_study_hk1": ("study_hk1",),
    "why_study_hk2": ("study_hk2",),
    "why_study_year": ("study_year", "study_final", "subject"),
    "why_training": ("training",),
    "why_promotion": ("promotion",),
    "why_award": ("award",),
}


class EduResult(models.Model):
    """The head's question "why?", answered from the reasons of the regulation."""

    _inherit = "edu.result"

    why_study_hk1 = fields.Text(string="Why, study I", compute="_compute_why")
    why_study_hk2 = fields.Text(string="Why, study II", compute="_compute_why")
    why_study_year = fields.Text(string="Why, study", compute="_compute_why")
    why_training = fields.Text(string="Why, conduct", compute="_compute_why")
    why_promotion = fields.Text(string="Why, promotion", compute="_compute_why")
    why_award = fields.Text(string="Why, award", compute="_compute_why")
    asked = fields.Text(string="What is asked", compute="_compute_asked")
    primary = fields.Boolean(compute="_compute_primary")

    @api.depends("reasons", "next_steps")
    @api.depends_context("lang")
    def _compute_why(self):
        for result in self:
            for name, about in ABOUT.items():
                # One sentence of two results, as of a year that no retest changed,
                # is said once.
                sentences = dict.fromkeys(
                    sentence
                    for stored in (result.reasons, result.next_steps)
                    for one in about
                    for sentence in result._reason_texts(stored, one)
                )
                result[name] = "\n".join(sentences)

    @api.depends("next_steps")
    @api.depends_context("lang")
    def _compute_asked(self):
        for result in self:
            result.asked = "\n".join(result._reason_texts(result.next_steps))

    @api.depends("class_id.grade_id.level")
    def _compute_primary(self):
        for result in self:
            result.primary = result.class_id.grade_id.level == "primary"

    def action_why(self):
        """Show why the results are what they are."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("edu_gradebook.edu_result_view_why").id, "form")],
            "target": "new",
        }

    # -- lists of the year's end --------------------------------------------------

    def action_propose(self):
        """Propose promotion and awards for the classes of these learners.

        Duty: homeroom teacher, which the class checks.
        """
        self.check_access("read")
        return self.class_id.action_propose_decisions()

    def action_view_decisions(self):
        """Open proposals and decisions on these learners."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_gradebook.edu_decision_action"
        )
        action["domain"] = [("enrolment_id", "in", self.enrolment_id.ids)]
        action["context"] = {"search_default_by_class": 1}
        return action

    def action_decide(self):
        """Open the decision on the class of these learners; it checks the duty."""
        self.check_access("read")
        if len(self.class_id) != 1:
            raise UserError(
                self.env._("Decisions are taken class by class: choose one class.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_gradebook.edu_decision_wizard_action"
        )
        action["context"] = {"default_class_id": self.class_id.id}
        return action

    def action_history(self):
        """Show who changed what in all of the learner's year that the duty covers."""
        self.ensure_one()
        self.check_access("read")
        records = [
            self.env[model].search([("enrolment_id", "=", self.enrolment_id.id)])
            for model in OF_LEARNER
        ]
        return self.env["edu.history.line"]._open(
            self.student_id.display_name, *records, self
        )
