# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.school_year import is_current


class EduSchoolState(models.Model):
    """Where a school stands in its running year: entry, locks, what waits to be
    decided. For its leaders, and for the authority over all its schools (Bình Phước
    Đ13); it counts and tells no result."""

    _name = "edu.school.state"
    _description = "State of a school"
    _inherit = ["edu.duty.access.mixin"]
    _auto = False
    _order = "late desc, percent, school_id, id"
    _rec_name = "school_id"
    _depends = {
        "edu.class": ["school_id", "year_id"],
        "edu.correction": ["state", "year_id"],
        "edu.enrolment": ["state", "year_id"],
        "edu.lock.order": ["kind", "locks_at", "opens_at", "state", "year_id"],
        "edu.lock.window": ["active", "authority_id", "locks_at", "opens_at"],
        "edu.progress": ["due", "entered", "late", "year_id"],
        "edu.school": ["authority_id"],
        "edu.school.year": ["date_start", "name", "school_id"],
    }

    _rights_by_school = ("head", "deputy", "board")
    _rights_by_class = ()
    _inspected = Domain.TRUE

    school_id = fields.Many2one("edu.school", readonly=True)
    authority_id = fields.Many2one("edu.authority", readonly=True)
    year_id = fields.Many2one("edu.school.year", string="School year", readonly=True)
    classes = fields.Integer(readonly=True)
    learners = fields.Integer(readonly=True)
    due = fields.Integer(string="Cells", readonly=True)
    entered = fields.Integer(readonly=True)
    late = fields.Integer(
        readonly=True, help="Cells that are still empty after the day of the plan."
    )
    percent = fields.Float(
        string="Entered %", readonly=True, digits=(5, 1), aggregator="avg"
    )
    orders_draft = fields.Integer(string="Lock orders to decide", readonly=True)
    orders_ordered = fields.Integer(string="Orders to execute", readonly=True)
    orders_executed = fields.Integer(string="Orders executed", readonly=True)
    openings = fields.Integer(
        string="Open again now",
        readonly=True,
        help="Locked cells that an order of the head has opened for some hours.",
    )
    windows = fields.Integer(
        string="Open windows of the authority",
        readonly=True,
        help="Windows over this school that are open at this moment.",
    )
    corrections_requested = fields.Integer(
        string="Corrections to witness", readonly=True
    )
    corrections_witnessed = fields.Integer(
        string="Corrections to decide", readonly=True
    )

    @property
    def _table_query(self):
        return SQL(
            "SELECT %s FROM %s WHERE %s",
            SQL(", ").join(self._columns()),
            SQL(" ").join(self._joins()),
            is_current(),
        )

    @api.model
    def _columns(self) -> list[SQL]:
        return [
            SQL("y.id, y.school_id, s.authority_id, y.id AS year_id"),
            SQL("enrolled.classes, enrolled.learners"),
            SQL("COALESCE(p.due, 0) AS due, COALESCE(p.entered, 0) AS entered"),
            SQL("COALESCE(p.late, 0) AS late"),
            SQL("ROUND(100.0 * p.entered / NULLIF(p.due, 0), 1) AS percent"),
            SQL("o.draft AS orders_draft, o.ordered AS orders_ordered"),
            SQL("o.executed AS orders_executed, o.openings"),
            SQL("w.windows"),
            SQL("c.requested AS corrections_requested"),
            SQL("c.witnessed AS corrections_witnessed"),
        ]

    @api.model
    def _joins(self) -> list[SQL]:
        return [
            SQL("edu_school_year y JOIN edu_school s ON s.id = y.school_id"),
            SQL(
                """
                CROSS JOIN LATERAL (
                    SELECT COUNT(DISTINCT e.class_id)::int AS classes,
                           COUNT(*)::int AS learners
                      FROM edu_enrolment e
                     WHERE e.year_id = y.id AND e.state = 'active'
                ) enrolled
                """
            ),
            SQL(
                """
                LEFT JOIN (
                    SELECT year_id, SUM(due)::int AS due, SUM(entered)::int AS entered,
                           SUM(late)::int AS late
                      FROM (%s) progress
                     GROUP BY year_id
                ) p ON p.year_id = y.id
                """,
                self.env["edu.progress"]._table_query,
            ),
            SQL(
                """
                CROSS JOIN LATERAL (
                    SELECT COUNT(*) FILTER (WHERE state = 'draft')::int AS draft,
                           COUNT(*) FILTER (WHERE state = 'ordered')::int AS ordered,
                           COUNT(*) FILTER (WHERE state = 'executed')::int AS executed,
                           COUNT(*) FILTER (
                               WHERE kind = 'opening' AND state = 'executed'
                                     AND opens_at <= now() AT TIME ZONE 'UTC'
                                     AND locks_at > now() AT TIME ZONE 'UTC'
                           )::int AS openings
                      FROM edu_lock_order
                     WHERE year_id = y.id
                ) o
                """
            ),
            SQL(
                """
                CROSS JOIN LATERAL (
                    SELECT COUNT(*)::int AS windows
                      FROM edu_lock_window lw
                      JOIN edu_authority a ON a.id = lw.authority_id
                      JOIN edu_authority own
                           ON own.parent_path LIKE a.parent_path || '%%'
                     WHERE own.id = s.authority_id AND lw.year_name = y.name
                           AND lw.active
                           AND (lw.opens_at IS NULL
                                OR lw.opens_at <= now() AT TIME ZONE 'UTC')
                           AND (lw.locks_at IS NULL
                                OR lw.locks_at > now() AT TIME ZONE 'UTC')
                ) w
                """
            ),
            SQL(
                """
                CROSS JOIN LATERAL (
                    SELECT COUNT(*) FILTER (WHERE state = 'requested')::int
                               AS requested,
                           COUNT(*) FILTER (WHERE state = 'witnessed')::int
                               AS witnessed
                      FROM edu_correction
                     WHERE year_id = y.id
                ) c
                """
            ),
        ]

    def action_open_progress(self):
        """Open the progress of entry of this school."""
        return self._open("edu_monitoring.edu_progress_action")

    def action_open_orders(self):
        """Open the lock orders of this school."""
        return self._open("edu_gradebook.edu_lock_order_action")

    def action_open_corrections(self):
        """Open the corrections that wait for the user."""
        return self._open(
            "edu_gradebook.edu_correction_action", {"search_default_waiting": 1}
        )

    def _open(self, xmlid, context=None):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("year_id", "=", self.year_id.id)]
        action["context"] = context or {}
        return action
