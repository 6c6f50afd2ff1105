# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.edu_school.dates import today

from ..tools.school_year import is_current
from .edu_progress import COUNTED, quality_points

RATINGS = [("good", "Good"), ("fair", "Fair"), ("weak", "Weak")]
VALUES = ("due", "in_time", "late", "missing", "percent", "rating")
RATING = ("head", "deputy")


class EduEntryRating(models.Model):
    """How a teacher kept to the entry plan in a month: the share of cells due that
    were there on their day. It is about entry alone, never about marks."""

    _name = "edu.entry.rating"
    _description = "Keeping to the entry plan"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin"]
    _order = "month desc, percent, employee_id"
    _rec_name = "employee_id"

    _protected_fields = (
        "employee_id",
        "term_id",
        "month",
        "computed_on",
        *VALUES,
    )

    employee_id = fields.Many2one(
        "hr.employee", string="Teacher", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", related="employee_id.user_id", store=True, index=True
    )
    term_id = fields.Many2one("edu.term", required=True, ondelete="cascade")
    school_id = fields.Many2one(
        "edu.school", related="term_id.school_id", store=True, index=True
    )
    month = fields.Date(required=True, help="The first day of the month.")
    due = fields.Integer(
        string="Cells due", help="A cell that several teachers share is due of each."
    )
    in_time = fields.Integer(string="In time")
    late = fields.Integer(string="Entered late")
    missing = fields.Integer(string="Still missing")
    percent = fields.Float(string="In time %", digits=(5, 1), aggregator="avg")
    rating = fields.Selection(RATINGS, help="By the thresholds of the school's policy.")
    computed_on = fields.Date(required=True)

    _once = models.Constraint(
        "UNIQUE(employee_id, term_id, month)", "This month is rated already."
    )

    @api.model
    def _duty_domain(self) -> Domain:
        """The head sees all, everybody else what is said of himself."""
        schools = self._own_access(RATING).school_id
        return Domain("school_id", "in", schools.ids) | Domain(
            "user_id", "=", self.env.uid
        )

    def _read_group_select(self, aggregate_spec, query):
        """A share of many rows is that of their cells, not the mean of shares."""
        if aggregate_spec != "percent:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "ROUND(100.0 * SUM(%s) / SUM(%s), 1)",
            self._field_to_sql(self._table, "in_time", query),
            self._field_to_sql(self._table, "due", query),
        )

    # -- computing ------------------------------------------------------------

    def action_recompute(self):
        """Rate the months of this school year anew. Duty: head, deputy."""
        # It acts for the caller's school; rows that a press sends along are his to see.
        self.check_access("read")
        schools = self._own_access(RATING).school_id
        if not schools:
            raise AccessError(self.env._("Only the head has the months rated."))
        for school in schools:
            # Ratings follow from the journal and the plan; nobody writes them.
            self.sudo()._rate(school)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_rate(self):
        """Rate each school once a day; what a run leaves, the next one does."""
        cron = self.env["ir.cron"]
        rated = self.search([("computed_on", "=", today())]).school_id
        planned = self.env["edu.entry.plan"]._read_group([], ["school_id"])
        schools = self.env["edu.school"].union(*(row[0] for row in planned)) - rated
        cron._commit_progress(remaining=len(schools))
        for school in schools:
            self._rate(school)
            if not cron._commit_progress(1):
                break

    @api.model
    def _rate(self, school):
        """Rate all months of the school's current year. Called with sudo.

        Running it again on the same facts changes nothing.
        """
        policy = self.env["edu.policy"]._for(school)
        rows = {
            (employee_id, term_id, month): {
                "due": due,
                "in_time": in_time,
                "late": late,
                "missing": missing,
                "percent": round(100 * in_time / due, 1),
                "rating": self._rating(100 * in_time / due, policy),
            }
            for employee_id, term_id, month, due, in_time, late, missing in (
                self._count(school)
            )
        }
        known = self.search(
            [
                ("school_id", "=", school.id),
                ("term_id.year_id", "in", self._current_years(school).ids),
            ]
        )
        for rating in known:
            key = (rating.employee_id.id, rating.term_id.id, rating.month)
            values = rows.pop(key, None)
            if values is None:
                rating.unlink()
                continue
            values["computed_on"] = today()
            changed = {name: v for name, v in values.items() if rating[name] != v}
            if changed:
                rating._write_protected(changed)
        self._create_protected(
            [
                {
                    "employee_id": employee_id,
                    "term_id": term_id,
                    "month": month,
                    "computed_on": today(),
                    **values,
                }
                for (employee_id, term_id, month), values in rows.items()
            ]
        )

    @api.model
    def _rating(self, percent, policy) -> str:
        if percent >= policy.rating_good:
            return "good"
        return "fair" if percent >= policy.rating_fair else "weak"

    @api.model
    def _current_years(self, school):
        years = school.year_ids.filtered(lambda year: year.date_start <= today())
        return years.sorted("date_start")[-1:]

    @api.model
    def _count(self, school):
        """Return (employee, term, month, due, in time, late, missing)."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                WITH cells AS (
                    %(marks)s UNION ALL %(conduct)s UNION ALL %(quality)s
                ), days AS (
                    SELECT class_id, subject_id, "right", term_id, due_date,
                           COUNT(*) AS due,
                           COUNT(*) FILTER (WHERE filled AND in_time) AS in_time,
                           COUNT(*) FILTER (WHERE filled AND NOT in_time) AS late,
                           COUNT(*) FILTER (WHERE NOT filled) AS missing
                      FROM cells
                     GROUP BY class_id, subject_id, "right", term_id, due_date
                )
                SELECT holder.employee_id, d.term_id,
                       DATE_TRUNC('month', d.due_date)::date AS month,
                       SUM(d.due)::int, SUM(d.in_time)::int, SUM(d.late)::int,
                       SUM(d.missing)::int
                  FROM days d
                  JOIN LATERAL (
                    SELECT DISTINCT a.employee_id
                      FROM edu_access a
                     WHERE a.class_id = d.class_id AND a."right" = d."right"
                       AND (d.subject_id IS NULL OR a.subject_id = d.subject_id)
                       AND a.date_from <= d.due_date
                       AND (a.date_to IS NULL OR a.date_to >= d.due_date)
                  ) holder ON TRUE
                 GROUP BY holder.employee_id, d.term_id, month
                """,
                marks=self._mark_cells(school),
                conduct=self._conduct_cells(school),
                quality=self._quality_cells(school),
            )
        )

    @api.model
    def _mark_cells(self, school) -> SQL:
        """The cells of gradebooks that were due before today."""
        value = SQL(" ").join(
            SQL("WHEN %s THEN l.%s", column, SQL.identifier(column))
            for column in COUNTED
        )
        return SQL(
            """
            SELECT g.class_id, g.subject_id, 'subject_teacher' AS "right",
                   p.term_id, p.due_date,
                   CASE p.column_name %(value)s END IS NOT NULL AS filled,
                   %(in_time)s AS in_time
              FROM edu_entry_plan p
              JOIN edu_school_year y ON y.id = p.year_id
              JOIN edu_gradebook g ON g.term_id = p.term_id AND p.column_name
                   = ANY(STRING_TO_ARRAY(g.columns || ',remark', ','))
              JOIN edu_gradebook_line l ON l.gradebook_id = g.id
              JOIN edu_enrolment e ON e.id = l.enrolment_id
             WHERE %(asked)s AND l.exempt IS NOT TRUE
               AND (p.column_name <> 'cd' OR l.takes_topic)
            """,
            value=value,
            in_time=self._in_time(
                "edu.gradebook.line", SQL("l.id"), SQL("p.column_name")
            ),
            asked=self._asked(school),
        )

    @api.model
    def _conduct_cells(self, school) -> SQL:
        return SQL(
            """
            SELECT c.class_id, NULL::int AS subject_id, 'homeroom' AS "right",
                   p.term_id, p.due_date,
                   c.level IS NOT NULL AS filled,
                   %(in_time)s AS in_time
              FROM edu_entry_plan p
              JOIN edu_school_year y ON y.id = p.year_id
              JOIN edu_conduct c ON c.term_id = p.term_id
              JOIN edu_enrolment e ON e.id = c.enrolment_id
             WHERE %(asked)s AND p.column_name = 'conduct'
            """,
            in_time=self._in_time("edu.conduct", SQL("c.id"), SQL("'level'")),
            asked=self._asked(school),
        )

    @api.model
    def _quality_cells(self, school) -> SQL:
        return SQL(
            """
            SELECT q.class_id, NULL::int AS subject_id, 'homeroom' AS "right",
                   p.term_id, p.due_date,
                   TO_JSONB(q) ->> c.name IS NOT NULL AS filled,
                   %(in_time)s AS in_time
              FROM edu_entry_plan p
              JOIN edu_school_year y ON y.id = p.year_id
              JOIN edu_term t ON t.id = p.term_id
              JOIN (VALUES %(points)s) AS point(period, term, column_name, position)
                ON point.term = t.code AND point.column_name = p.column_name
              JOIN edu_enrolment e ON e.year_id = p.year_id
              JOIN edu_quality_line q
                ON q.enrolment_id = e.id AND q.period = point.period
             CROSS JOIN LATERAL UNNEST(STRING_TO_ARRAY(q.columns, ',')) AS c(name)
             WHERE %(asked)s
            """,
            points=quality_points(),
            in_time=self._in_time("edu.quality.line", SQL("q.id"), SQL("c.name")),
            asked=self._asked(school),
        )

    @api.model
    def _asked(self, school) -> SQL:
        """Nobody enters in time for a learner who came after the day."""
        return SQL(
            """p.school_id = %s AND p.due_date < %s AND %s
               AND e.state = 'active' AND e.not_assessed IS NOT TRUE
               AND e.date_from <= p.due_date""",
            school.id,
            today(),
            is_current(),
        )

    @api.model
    def _in_time(self, model: str, res_id: SQL, field: SQL) -> SQL:
        """Whether the journal's first entry of the cell lies before the day's end in
        Vietnam. A cell that no journal tells of came along from elsewhere."""
        return SQL(
            """COALESCE((
                SELECT MIN(j.at) FROM edu_journal j
                 WHERE j.model = %s AND j.res_id = %s AND j.field = %s
                   AND j.payload::jsonb ->> 'new' <> ''
            ) < ((p.due_date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
                AT TIME ZONE 'UTC', TRUE)""",
            model,
            res_id,
            field,
        )
