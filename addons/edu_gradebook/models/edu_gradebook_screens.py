# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.edu_school.dates import today


class EduGradebook(models.Model):
    """How a teacher finds his sheets."""

    _name = "edu.gradebook"
    _inherit = "edu.gradebook"

    class_name = fields.Char(related="class_id.name", string="Name of the class")
    earlier = fields.Boolean(
        string="Of an earlier year",
        compute="_compute_earlier",
        search="_search_earlier",
        help="The school has gradebooks of a later year that has begun.",
    )

    @api.model
    def _newest_years(self):
        """Return of each school the newest begun year that has gradebooks: in summer
        the one that ended, until the registrar opens the next."""
        # Which years a school has gradebooks of is no secret.
        years = [
            year
            for (year,) in self.sudo()._read_group(
                [("year_id.date_start", "<=", today())], ["year_id"]
            )
        ]
        newest = {}
        for year in sorted(years, key=lambda year: year.date_start):
            newest[year.school_id] = year
        return newest

    @api.depends("year_id")
    def _compute_earlier(self):
        newest = self._newest_years()
        for book in self:
            year = newest.get(book.school_id)
            book.earlier = bool(year) and book.year_id.date_start < year.date_start

    def _search_earlier(self, operator, value):
        if operator != "in":
            return NotImplemented
        earlier = Domain.OR(
            Domain("school_id", "=", school.id)
            & Domain("year_id.date_start", "<", year.date_start)
            for school, year in self._newest_years().items()
        )
        return earlier if True in value else ~earlier

    # -- one sheet ------------------------------------------------------------

    @api.model
    def _teacher_names(self, class_, subject) -> str:
        """Name the teachers whose marks these are."""
        holders = self.env["edu.duty"]._holders(
            "subject_teacher", class_=class_, subject=subject
        )
        return ", ".join(holders.employee_id.mapped("name"))

    def _behalf_of(self) -> str:
        """Name on whose behalf the user enters marks here, if he does."""
        duty = self._entry_duties().of(self.class_id.id, self.subject_id.id)
        if duty in ("", "subject_teacher"):
            return ""
        names = self._teacher_names(self.class_id, self.subject_id)
        return names or self.env._("the subject teacher")

    def action_open_lines(self):
        """Open the marks of one gradebook."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_gradebook.edu_gradebook_line_action"
        )
        # Where room is short, a title loses its end: the term is not to be lost.
        title = f"{self.class_id.name} · {self.term_id.name} · {self.subject_id.name}"
        if self.earlier:
            title = f"{self.year_id.name} · {title}"
        return {
            **action,
            "name": title,
            "display_name": title,
            "domain": [("gradebook_id", "=", self.id)],
            "context": {
                "edu_behalf_of": self._behalf_of(),
                "edu_gradebook_id": self.id,
                "edu_may_enter": self.can_write,
                **self._may_request(),
            },
        }
