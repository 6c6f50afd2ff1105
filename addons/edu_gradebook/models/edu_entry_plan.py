# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.edu_school.dates import today

COLUMNS = [
    ("tx1", "ĐĐGtx 1"),
    ("tx2", "ĐĐGtx 2"),
    ("tx3", "ĐĐGtx 3"),
    ("tx4", "ĐĐGtx 4"),
    ("tx5", "ĐĐGtx 5"),
    ("tx6", "ĐĐGtx 6"),
    ("cd", "Cụm chuyên đề"),
    ("gkl", "Mid-term level"),
    ("gk", "ĐĐGgk"),
    ("ckl", "End-of-term level"),
    ("ck", "ĐĐGck"),
    ("remark", "Remark"),
    ("conduct", "Conduct"),
    ("quality_mid", "Qualities and competences, mid-term"),
    ("quality", "Qualities and competences, end of term"),
]
# By which part of a term a column is due; a proposal that the school then edits.
SECONDARY = {
    "tx1": 0.25,
    "tx2": 0.4,
    "gk": 0.5,
    "tx3": 0.7,
    "tx4": 0.85,
    "ck": 1.0,
    "conduct": 1.0,
}
UPPER = {"cd": 0.9}
PRIMARY = {
    "gkl": 0.5,
    "gk": 0.5,
    "quality_mid": 0.5,
    "ckl": 1.0,
    "ck": 1.0,
    "remark": 1.0,
    "quality": 1.0,
}
PLANNING = ("head", "deputy", "registrar")


class EduEntryPlan(models.Model):
    """By which day a column of all gradebooks of a term is to be filled."""

    _name = "edu.entry.plan"
    _description = "Entry plan"
    _inherit = ["edu.journal.mixin", "edu.duty.guard"]
    _order = "term_id, due_date, column_name, id"
    _rec_name = "column_name"

    _guard_rights = PLANNING
    _guard_fixed = ("term_id", "column_name")
    _journal_fields = ("term_id", "column_name", "due_date")

    term_id = fields.Many2one("edu.term", required=True, ondelete="cascade")
    year_id = fields.Many2one(
        "edu.school.year", related="term_id.year_id", store=True, string="School year"
    )
    school_id = fields.Many2one(
        "edu.school", related="term_id.school_id", store=True, index=True
    )
    column_name = fields.Selection(COLUMNS, string="Column", required=True)
    due_date = fields.Date(string="Due on", required=True, index=True)

    _term_column_uniq = models.Constraint(
        "UNIQUE(term_id, column_name)", "The term's plan has this column already."
    )

    @api.constrains("due_date", "term_id")
    def _check_due_date(self):
        for plan in self:
            term = plan.term_id
            if not term.date_start <= plan.due_date <= term.year_id.date_end:
                raise ValidationError(
                    self.env._(
                        "%(column)s cannot be due on %(date)s: %(term)s begins on "
                        "%(start)s and the year ends on %(end)s.",
                        column=plan._column_label(),
                        date=plan.due_date.strftime("%d/%m/%Y"),
                        term=term.name,
                        start=term.date_start.strftime("%d/%m/%Y"),
                        end=term.year_id.date_end.strftime("%d/%m/%Y"),
                    )
                )

    def _column_label(self):
        return dict(self._fields["column_name"]._description_selection(self.env))[
            self.column_name
        ]

    def action_generate(self):
        """Propose due dates for the years that run, or the last that did.

        Duty: head, deputy, registrar. What stands in the plan already is kept.
        """
        # It acts for the caller's school; rows that a press sends along are his to see.
        self.check_access("read")
        schools = self.env["edu.access"]._own(PLANNING).school_id
        if not schools:
            self.env["edu.access"]._refuse(PLANNING)
        # The years of his school are no secret of who plans them.
        self._generate(self._running_years(schools.sudo()).term_ids)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _running_years(self, schools):
        """Return the years of these schools that run, or the last that did."""
        running = schools.year_ids.filtered(lambda year: year.date_end >= today())
        for school in schools - running.school_id:
            running |= school.year_ids.sorted("date_start")[-1:]
        return running

    @api.model
    def _generate(self, terms):
        """Create what the plan of these terms lacks. The caller has checked duties."""
        plans = self.search([("term_id", "in", terms.ids)])
        known = {(plan.term_id, plan.column_name) for plan in plans}
        self.create(
            [
                {
                    "term_id": term.id,
                    "column_name": column,
                    "due_date": self._default_date(term, part),
                }
                for term in terms
                for column, part in self._default_columns(term.school_id).items()
                if (term, column) not in known
            ]
        )

    @api.model
    def _default_columns(self, school) -> dict[str, float]:
        secondary = school.has_lower or school.has_upper or school.is_gdtx
        upper = school.has_upper or school.is_gdtx
        return {
            **(SECONDARY if secondary else {}),
            **(UPPER if upper else {}),
            **(PRIMARY if school.has_primary else {}),
        }

    @api.model
    def _default_date(self, term, part):
        """The Saturday of the week that ends this part of the term, at its end the
        last day."""
        day = term.date_start + timedelta(days=int(part * self._days(term)))
        saturday = day + timedelta(days=(5 - day.weekday()) % 7)
        return min(saturday, term.date_end)

    @api.model
    def _days(self, term):
        return (term.date_end - term.date_start).days

    def _guard_scopes(self):
        return [{"school": self.school_id}]

    def _journal_scope(self):
        return {"school_code": self.school_id.code, "year_code": self.year_id.name}
