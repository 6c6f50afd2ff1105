# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

PROGRAMMES = [("gdpt2018", "General education programme 2018")]


class EduCurriculumLine(models.Model):
    _name = "edu.curriculum.line"
    _description = "Curriculum line"
    _order = "programme, grade_id, subject_id, year_from desc"

    programme = fields.Selection(PROGRAMMES, required=True, default="gdpt2018")
    grade_id = fields.Many2one("edu.grade", required=True, ondelete="restrict")
    subject_id = fields.Many2one("edu.subject", required=True, ondelete="restrict")
    year_from = fields.Integer(
        string="From school year",
        required=True,
        aggregator=None,
        help="First calendar year of the first school year in which the line holds.",
    )
    periods = fields.Integer(
        string="Periods per year",
        required=True,
        help="Circulars 32/2018 and 13/2022/TT-BGDĐT. Decides the number of regular"
        " assessments (Circular 22/2021, article 6).",
    )
    optional = fields.Boolean(help="Chosen by class or learner; not in the total.")

    _line_uniq = models.UniqueIndex(
        "(programme, grade_id, subject_id, year_from)",
        "The curriculum already has this subject for the grade and year.",
    )
    _periods_positive = models.Constraint(
        "CHECK(periods > 0)", "A subject has at least one period a year."
    )

    @api.depends("subject_id", "grade_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.subject_id.name} {line.grade_id.number or ''}"

    @api.model
    def _for(self, programme: str, grade, year):
        """The lines in force for a grade in a school year, newest per subject."""
        lines = self.search(
            [
                ("programme", "=", programme),
                ("grade_id", "=", grade.id),
                ("year_from", "<=", year._first_calendar_year()),
            ],
            order="year_from desc",
        )
        newest = {}
        for line in lines:
            newest.setdefault(line.subject_id.id, line.id)
        found = self.browse(newest.values())
        return found.sorted(lambda li: (li.subject_id.sequence, li.subject_id.code))
