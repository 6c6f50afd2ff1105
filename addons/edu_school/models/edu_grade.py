# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .edu_school import LEVELS


class EduGrade(models.Model):
    _name = "edu.grade"
    _description = "Grade"
    _order = "number"

    number = fields.Integer(required=True, aggregator=None)
    name = fields.Char(required=True)
    level = fields.Selection(LEVELS, required=True)

    _number_uniq = models.UniqueIndex("(number)", "This grade exists already.")
    _level_fits = models.Constraint(
        "CHECK((level = 'primary' AND number BETWEEN 1 AND 5)"
        " OR (level = 'lower' AND number BETWEEN 6 AND 9)"
        " OR (level = 'upper' AND number BETWEEN 10 AND 12))",
        "Grades 1-5 are primary, 6-9 lower secondary, 10-12 upper secondary.",
    )

    def _next(self):
        """The grade above within the level, empty at its end."""
        above = self.search([("number", "=", self.number + 1)])
        return above.filtered(lambda grade: grade.level == self.level)
