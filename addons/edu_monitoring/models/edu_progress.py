# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.edu_gradebook.models.edu_entry_plan import COLUMNS
from odoo.addons.edu_gradebook.models.edu_gradebook_line import MARK_COLUMNS
from odoo.addons.edu_gradebook.models.edu_quality_line import CRITERIA
from odoo.addons.edu_school.dates import today

from ..tools.school_year import is_current
from .edu_class import REVIEWING

# Rows of one gradebook or class share the ids between two multiples of this.
IDS = 64
HOMEROOM_ID = 32
COUNTED = (*MARK_COLUMNS, "remark")


def quality_points() -> SQL:
    """The points at which qualities are rated: their term, column and position."""
    return SQL(
        """('GK1', 'HK1', 'quality_mid', 2), ('CK1', 'HK1', 'quality', 3),
           ('GK2', 'HK2', 'quality_mid', 4), ('CN', 'HK2', 'quality', 5)"""
    )


class EduProgress(models.Model):
    """How far entry is: cells due and entered of each column of each gradebook, and
    of what the homeroom teacher rates."""

    _name = "edu.progress"
    _description = "Progress of entry"
    _inherit = ["edu.duty.access.mixin"]
    _auto = False
    _order = "late desc, due_date, class_id, subject_sequence, id"
    _rec_name = "class_id"
    _depends = {
        "edu.access": ["class_id", "employee_id", "right", "subject_id"],
        "edu.class": ["grade_id", "school_id", "year_id"],
        "edu.conduct": ["class_id", "enrolment_id", "level", "term_id"],
        "edu.enrolment": ["not_assessed", "state"],
        "edu.entry.plan": ["column_name", "due_date", "term_id"],
        "edu.gradebook": ["class_id", "columns", "subject_id", "term_id"],
        "edu.gradebook.line": ["gradebook_id", "exempt", "takes_topic", *COUNTED],
        "edu.quality.line": ["class_id", "columns", "enrolment_id", *CRITERIA],
        "edu.school.year": ["date_end", "date_start", "school_id"],
    }

    # It counts cells and tells no mark: board and reviewer see what is missing.
    _rights_by_school = ("head", "deputy", "board", "reviewer")
    _rights_by_subject = ("subject_teacher", "entry")
    _inspected = Domain.TRUE

    gradebook_id = fields.Many2one("edu.gradebook", readonly=True)
    class_id = fields.Many2one("edu.class", readonly=True)
    grade_id = fields.Many2one("edu.grade", readonly=True)
    year_id = fields.Many2one("edu.school.year", string="School year", readonly=True)
    term_id = fields.Many2one("edu.term", readonly=True)
    school_id = fields.Many2one("edu.school", readonly=True)
    subject_id = fields.Many2one("edu.subject", readonly=True)
    subject_sequence = fields.Integer(
        string="Order of the subject", readonly=True, aggregator=None
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Teacher",
        readonly=True,
        help="Who is in charge today, or was at the end of the year; of several,"
        " whoever began first.",
    )
    current = fields.Boolean(string="This school year", readonly=True)
    column_name = fields.Selection(COLUMNS, string="Column", readonly=True)
    due_date = fields.Date(string="Due on", readonly=True)
    due = fields.Integer(string="Cells", readonly=True)
    entered = fields.Integer(readonly=True)
    missing = fields.Integer(readonly=True)
    late = fields.Integer(
        readonly=True, help="Cells that are still empty after the day of the plan."
    )
    percent = fields.Float(
        string="Entered %", readonly=True, digits=(5, 1), aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT rows.*,
                   rows.due - rows.entered AS missing,
                   CASE WHEN rows.due_date < %(today)s THEN rows.due - rows.entered
                        ELSE 0 END AS late,
                   ROUND(100.0 * rows.entered / rows.due, 1) AS percent
              FROM (%(gradebooks)s UNION ALL %(homeroom)s) rows
             WHERE rows.due > 0
            """,
            today=today(),
            gradebooks=self._gradebooks(),
            homeroom=self._homeroom(),
        )

    @api.model
    def _gradebooks(self) -> SQL:
        """The same cells as ``edu.gradebook._count_cells``, and planned remarks."""
        counts = SQL(", ").join(
            SQL(
                "COUNT(%s) AS %s"
                if column != "cd"
                else "COUNT(%s) FILTER (WHERE l.takes_topic) AS %s",
                SQL.identifier("l", column),
                SQL.identifier(column),
            )
            for column in COUNTED
        )
        entered = SQL(" ").join(
            SQL("WHEN %s THEN n.%s", column, SQL.identifier(column))
            for column in COUNTED
        )
        return SQL(
            """
            SELECT g.id * %(ids)s + c.position AS id,
                   g.id AS gradebook_id,
                   g.class_id, k.grade_id, k.year_id, g.term_id, k.school_id,
                   g.subject_id, s.sequence AS subject_sequence,
                   teacher.employee_id,
                   %(current)s AS current,
                   c.name AS column_name,
                   p.due_date,
                   (CASE c.name WHEN 'cd' THEN n.topics
                    ELSE n.learners END)::int AS due,
                   (CASE c.name %(entered)s END)::int AS entered
              FROM edu_gradebook g
              JOIN edu_class k ON k.id = g.class_id
              JOIN edu_school_year y ON y.id = k.year_id
              JOIN edu_subject s ON s.id = g.subject_id
              JOIN (
                SELECT l.gradebook_id, COUNT(*) AS learners,
                       COUNT(*) FILTER (WHERE l.takes_topic) AS topics, %(counts)s
                  FROM edu_gradebook_line l
                  JOIN edu_enrolment e ON e.id = l.enrolment_id
                 WHERE e.state = 'active' AND e.not_assessed IS NOT TRUE
                       AND l.exempt IS NOT TRUE
                 GROUP BY l.gradebook_id
              ) n ON n.gradebook_id = g.id
             CROSS JOIN LATERAL UNNEST(STRING_TO_ARRAY(g.columns || ',remark', ','))
                WITH ORDINALITY AS c(name, position)
              LEFT JOIN edu_entry_plan p
                ON p.term_id = g.term_id AND p.column_name = c.name
              LEFT JOIN LATERAL (%(teacher)s) teacher ON TRUE
             WHERE c.name <> 'remark' OR p.id IS NOT NULL
            """,
            ids=IDS,
            current=is_current(),
            counts=counts,
            entered=entered,
            teacher=self._in_charge(
                "subject_teacher", SQL("a.subject_id = g.subject_id")
            ),
        )

    @api.model
    def _homeroom(self) -> SQL:
        """Conduct, and in primary qualities and competences at four points."""
        return SQL(
            """
            SELECT k.id * %(ids)s + %(first)s + n.position AS id,
                   NULL::int AS gradebook_id,
                   k.id AS class_id, k.grade_id, k.year_id, n.term_id, k.school_id,
                   NULL::int AS subject_id, 0 AS subject_sequence,
                   teacher.employee_id,
                   %(current)s AS current,
                   n.column_name,
                   p.due_date,
                   n.due::int AS due,
                   n.entered::int AS entered
              FROM (
                SELECT c.class_id, c.term_id, 'conduct' AS column_name,
                       (t.code = 'HK2')::int AS position,
                       COUNT(*) AS due, COUNT(c.level) AS entered
                  FROM edu_conduct c
                  JOIN edu_enrolment e ON e.id = c.enrolment_id
                  JOIN edu_term t ON t.id = c.term_id
                 WHERE e.state = 'active' AND e.not_assessed IS NOT TRUE
                 GROUP BY c.class_id, c.term_id, t.code
                UNION ALL
                SELECT q.class_id, t.id, point.column_name, point.position,
                       SUM(CARDINALITY(STRING_TO_ARRAY(q.columns, ','))),
                       SUM(NUM_NONNULLS(%(criteria)s))
                  FROM edu_quality_line q
                  JOIN edu_enrolment e ON e.id = q.enrolment_id
                  JOIN (VALUES %(points)s)
                    AS point(period, term, column_name, position)
                    ON point.period = q.period
                  JOIN edu_term t ON t.year_id = e.year_id AND t.code = point.term
                 WHERE e.state = 'active' AND e.not_assessed IS NOT TRUE
                 GROUP BY q.class_id, t.id, point.column_name, point.position
              ) n
              JOIN edu_class k ON k.id = n.class_id
              JOIN edu_school_year y ON y.id = k.year_id
              LEFT JOIN edu_entry_plan p
                ON p.term_id = n.term_id AND p.column_name = n.column_name
              LEFT JOIN LATERAL (%(teacher)s) teacher ON TRUE
            """,
            ids=IDS,
            current=is_current(),
            first=HOMEROOM_ID,
            criteria=SQL(", ").join(SQL.identifier("q", name) for name in CRITERIA),
            points=quality_points(),
            teacher=self._in_charge("homeroom", SQL("TRUE")),
        )

    @api.model
    def _in_charge(self, right: str, of_subject: SQL) -> SQL:
        """Who holds the duty of class ``k`` today, or held it when its year ended."""
        return SQL(
            """
            SELECT a.employee_id
              FROM edu_access a
             WHERE a.class_id = k.id AND a."right" = %(right)s AND %(of_subject)s
               AND a.date_from <= LEAST(%(today)s, y.date_end)
               AND (a.date_to IS NULL OR a.date_to >= LEAST(%(today)s, y.date_end))
             ORDER BY a.date_from, a.id
             LIMIT 1
            """,
            right=right,
            of_subject=of_subject,
            today=today(),
        )

    def _read_group_select(self, aggregate_spec, query):
        """A share of many rows is that of their cells, not the mean of shares."""
        if aggregate_spec != "percent:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "ROUND(100.0 * SUM(%s) / SUM(%s), 1)",
            self._field_to_sql(self._table, "entered", query),
            self._field_to_sql(self._table, "due", query),
        )

    def action_open(self):
        """Open what the row counts."""
        self.ensure_one()
        self.check_access("read")
        lines, of_class = self.env["edu.gradebook.line"], self.class_id.ids
        if not (
            lines.has_access("read")
            and lines.search_count([("class_id", "in", of_class)], limit=1)
        ):
            # Who reads no marks is told what is missing, without any; the authority
            # reads counts alone.
            own = self.env["edu.access"]._has(REVIEWING, class_=self.class_id)
            return own and self.class_id.action_review()
        if self.gradebook_id:
            return self.gradebook_id.action_open_lines()
        if self.column_name == "conduct":
            return self.class_id.action_view_conduct()
        return self.class_id.action_view_qualities()
