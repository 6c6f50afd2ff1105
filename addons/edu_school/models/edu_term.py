# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from hocba.words import TERM_TITLES


class EduTerm(models.Model):
    _name = "edu.term"
    _description = "Term"
    _inherit = ["edu.duty.guard"]
    _order = "year_id, code"

    _guard_fixed = ("year_id", "code")

    year_id = fields.Many2one(
        "edu.school.year", required=True, index=True, ondelete="cascade"
    )
    school_id = fields.Many2one(related="year_id.school_id", store=True, index=True)
    company_id = fields.Many2one(related="year_id.company_id", store=True)
    code = fields.Selection(
        [("HK1", "Term I"), ("HK2", "Term II")], string="Term", required=True
    )
    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    date_start = fields.Date(string="Begins on", required=True)
    date_end = fields.Date(string="Ends on", required=True)

    _code_uniq = models.UniqueIndex(
        "(year_id, code)", "The year already has this term."
    )
    _dates = models.Constraint(
        "CHECK(date_start < date_end)", "A term ends after it begins."
    )

    @api.depends("code")
    def _compute_name(self):
        for term in self:
            term.name = TERM_TITLES.get(term.code, "")

    @api.constrains("date_start", "date_end", "year_id")
    def _check_inside_year(self):
        for term in self:
            year = term.year_id
            if term.date_start < year.date_start or term.date_end > year.date_end:
                raise ValidationError(
                    self.env._(
                        "%(name)s must lie within the school year %(year)s.",
                        name=term.name,
                        year=year.name,
                    )
                )
            for other in year.term_ids - term:
                if (
                    term.date_start <= other.date_end
                    and other.date_start <= term.date_end
                ):
                    raise ValidationError(
                        self.env._(
                            "%(first)s and %(second)s overlap.",
                            first=term.name,
                            second=other.name,
                        )
                    )
