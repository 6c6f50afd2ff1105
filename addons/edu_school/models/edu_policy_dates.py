# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from hocba.profiles import PARAMETERS, day_month, grade_dates

from ..dates import today

#: a date of the year → what names those grades that have one of their own
BY_GRADE = {"finalise_date": "finalise_by_grade", "final_date": "final_by_grade"}


class EduPolicyDates(models.Model):
    """The dates of a policy: those of all grades, and of grades apart."""

    _inherit = "edu.policy"

    finalise_by_grade = fields.Char(
        string="Finalised by: grades apart",
        help="Grades whose books are finalised on another day, written"
        " 5: 20/05; 9: 20/05. Empty where all grades share one day.",
    )
    final_by_grade = fields.Char(
        string="Unchangeable after: grades apart",
        help="Grades of which nothing changes after another day, written"
        " 5: 15/08; 9: 15/08. Empty where all grades share one day.",
    )

    _grades_sane = models.Constraint(
        # what _with_dates makes of all that is typed
        "CHECK(COALESCE(finalise_by_grade, '')"
        " ~ '^([0-9]+: [0-3][0-9]/[01][0-9](; |$))*$'"
        " AND COALESCE(final_by_grade, '')"
        " ~ '^([0-9]+: [0-3][0-9]/[01][0-9](; |$))*$')",
        "Dates by grade are written 5: 20/05; 9: 20/05.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_dates(vals) for vals in vals_list])

    @api.model
    def _with_dates(self, vals: dict) -> dict:
        """Return ``vals`` with its dates as they are kept: 1/6 is 01/06.

        :raises ValidationError: one is not written day/month, or there is no such day
        """
        found = dict(vals)
        for name in BY_GRADE.keys() & set(vals):
            try:
                found[name] = PARAMETERS[name].read(vals[name] or "")
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "%(field)s: write day/month, such as 31/05 for 31 May."
                        " “%(text)s” is no such day.",
                        field=self._fields[name]._description_string(self.env),
                        text=vals[name] or "",
                    )
                )
        for name in set(BY_GRADE.values()) & set(vals):
            text = (vals[name] or "").strip()
            try:
                found[name] = PARAMETERS[name].read(text or "không")
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "%(field)s: write grade: day/month, such as 5: 20/05; 9: 20/05."
                        " “%(text)s” is not understood.",
                        field=self._fields[name]._description_string(self.env),
                        text=text,
                    )
                )
        return found

    def _final_years(self) -> set:
        """The school years whose data nobody changes any more, each with a grade that
        it has, or with 0 for a grade that has no date of its own."""
        years = self.env["edu.school.year"].sudo()
        found = years.search([("school_id", "in", self.sudo().school_id.ids)])
        rows = (
            self.env["edu.class"]
            .sudo()
            ._read_group([("year_id", "in", found.ids)], ["year_id", "grade_id"])
        )
        pairs = {(year, 0) for year in found}
        pairs |= {(year, grade.number) for year, grade in rows}
        policies = {policy.school_id: policy for policy in self.sudo()}
        return {
            (year, grade)
            for year, grade in pairs
            if policies[year.school_id]._deadline(
                year.date_start.year, "final_date", grade
            )
            < today()
        }

    def _deadline(self, first_year: int, name: str, grade: int = 0) -> date:
        """The day of ``name`` in the second calendar year of a school year, for a
        ``grade`` that may have one of its own."""
        own = grade_dates(self[BY_GRADE[name]] or "") if grade else {}
        day, month = own.get(grade) or day_month(self[name])
        return date(first_year + 1, month, day)
