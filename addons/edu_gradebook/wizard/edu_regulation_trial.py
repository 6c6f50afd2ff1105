# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_journal.language import language

from ..models.edu_regulation import KINDS
from ..tools.results.recompute import result_values
from ..tools.results.result_facts import load_facts

#: What a person compares, the level first: one of both belongs to each law.
COMPARED = ("study_year", "level_year", "promotion", "award")


class EduRegulationTrial(models.TransientModel):
    """A draft of a regulation tried on a past year: who would fare otherwise, and why.

    Nothing is written but this report.
    """

    _name = "edu.regulation.trial"
    _description = "Trial of a regulation"
    _inherit = ["edu.own.wizard.mixin"]

    regulation_id = fields.Many2one("edu.regulation", required=True)
    school_id = fields.Many2one(related="regulation_id.school_id")
    year_id = fields.Many2one("edu.school.year", string="School year", required=True)
    learner_count = fields.Integer(string="Learners compared", readonly=True)
    changed_count = fields.Integer(string="Results that change", readonly=True)
    line_ids = fields.One2many("edu.regulation.trial.line", "trial_id", readonly=True)

    def action_compare(self):
        """Compare all learners of the year. Duty: head, deputy."""
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        trial = self.sudo()
        school = trial.regulation_id.school_id or trial.year_id.school_id
        self.env["edu.access"]._check(("head", "deputy"), school=school)
        if trial.year_id.school_id != school:
            raise UserError(self.env._("The year is one of another school."))
        trial.line_ids.unlink()
        trial._compare()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _compare(self):
        regulation = self.regulation_id
        classes = self.env["edu.class"].search(
            [
                ("year_id", "=", self.year_id.id),
                ("grade_id.number", ">=", regulation.grade_from),
                ("grade_id.number", "<=", regulation.grade_to),
            ]
        )
        classes = classes.filtered(
            lambda class_: KINDS[class_.programme] == regulation.school_kind
        )
        results = classes._active_results()
        facts = load_facts(
            self.env, {r.enrolment_id.id: r.summer_closed for r in results}
        )
        before, after = facts.outcomes(), facts.outcomes(regulation)
        lines = []
        for enrolment_id, (_own, outcome) in before.items():
            other = after[enrolment_id][1]
            old, new = result_values(outcome, 0), result_values(other, 0)
            if any(old[name] != new[name] for name in COMPARED):
                lines.append(
                    {
                        "trial_id": self.id,
                        "enrolment_id": enrolment_id,
                        **self._texts("old", old, outcome),
                        **self._texts("new", new, other),
                    }
                )
        self.env["edu.regulation.trial.line"].create(lines)
        self.write({"learner_count": len(before), "changed_count": len(lines)})

    @api.model
    def _texts(self, side, values, outcome):
        """Return one side of a line: the results, and the reasons in full."""
        table = self.env["edu.result"]
        labels = {
            name: dict(table._fields[name]._description_selection(self.env)).get(
                values[name], ""
            )
            for name in COMPARED
        }
        lang = language(self.env)
        names = {s.code: s.name for s in self.env["edu.subject"].search([])}
        return {
            f"{side}_level": labels["study_year"] or labels["level_year"],
            f"{side}_promotion": labels["promotion"],
            f"{side}_award": labels["award"],
            f"{side}_reasons": "\n".join(
                reason.text(lang, names)
                for reason in (*outcome.reasons, *outcome.next_steps)
            ),
        }
