# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class EduSchoolYear(models.Model):
    _name = "edu.school.year"
    _description = "School year"
    _inherit = ["edu.duty.guard"]
    _order = "name desc, school_id"

    _guard_fixed = ("school_id",)

    school_id = fields.Many2one(
        "edu.school", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="school_id.company_id", store=True)
    name = fields.Char(string="School year", required=True, help="Such as 2025-2026.")
    date_start = fields.Date(string="Begins on", required=True)
    date_end = fields.Date(string="Ends on", required=True)
    term_ids = fields.One2many("edu.term", "year_id", string="Terms")
    class_ids = fields.One2many("edu.class", "year_id", string="Classes")

    _name_uniq = models.UniqueIndex(
        "(school_id, name)", "The school already has this school year."
    )
    _dates = models.Constraint(
        "CHECK(date_start < date_end)", "A school year ends after it begins."
    )

    @api.constrains("name", "date_start", "date_end")
    def _check_name(self):
        for year in self:
            match = re.fullmatch(r"(\d{4})-(\d{4})", year.name)
            if not match or int(match[2]) != int(match[1]) + 1:
                raise ValidationError(
                    self.env._(
                        "%(name)s is no school year: write two years that follow each"
                        " other, such as 2025-2026.",
                        name=year.name,
                    )
                )
            if year.date_start.year != int(match[1]):
                raise ValidationError(
                    self.env._(
                        "The school year %(name)s must begin in %(year)s.",
                        name=year.name,
                        year=match[1],
                    )
                )

    def action_roll_over(self):
        """Open the preview of the next school year; it checks the duty."""
        self.ensure_one()
        return self.env["edu.year.rollover"]._open(self)

    def _check_terms(self):
        """Refuse to go on in a year that has no terms yet.

        :raises UserError: says who can mend it
        """
        # Which terms a year has is no secret.
        for year in self.sudo():
            if not year.term_ids:
                raise UserError(
                    self.env._(
                        "The school year %(year)s has no terms yet. The registrar "
                        "enters them under School years, with the days on which they "
                        "begin and end.",
                        year=year.name,
                    )
                )

    def _first_calendar_year(self) -> int:
        self.ensure_one()
        return int(self.name[:4])
