# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import api, models

from odoo.addons.edu_school.dates import today

from hocba.profiles.parameters import day_month

#: Parameter of the system, and what holds where it is missing or not so written.
DATES = {
    "year_start": "05/09",
    "term1_end": "17/01",
    "term2_start": "18/01",
    "term2_end": "31/05",
    "year_end": "31/08",
}
#: From this month on the school year of the same calendar year is proposed.
FIRST_MONTH = 6


class EduSchoolYear(models.Model):
    _inherit = "edu.school.year"

    @api.model
    def _proposal(self, school):
        """Values of a new school year with its terms, for a person to look through.

        It goes on after the last one the school has, else it is that of today.
        """
        day = today()
        first = day.year if day.month >= FIRST_MONTH else day.year - 1
        last = school.year_ids.sorted("name")[-1:]
        if last:
            first = last._first_calendar_year() + 1
        days = self._usual_days(first)
        return {
            "school_id": school.id,
            "name": f"{first}-{first + 1}",
            "date_start": days["year_start"],
            "date_end": days["year_end"],
            "term_ids": [
                (0, 0, {"code": code, "date_start": days[start], "date_end": days[end]})
                for code, start, end in (
                    ("HK1", "year_start", "term1_end"),
                    ("HK2", "term2_start", "term2_end"),
                )
            ],
        }

    @api.model
    def _usual_days(self, first):
        # Which day is usual is no secret; the parameters are the operator's to change.
        parameters = self.env["ir.config_parameter"].sudo()
        found = {}
        for name, usual in DATES.items():
            text = parameters.get_param(f"edu_suite.{name}", usual)
            try:
                day, month = day_month(text)
            except ValueError:
                day, month = day_month(usual)
            year = first if name == "year_start" else first + 1
            found[name] = date(year, month, day)
        return found
