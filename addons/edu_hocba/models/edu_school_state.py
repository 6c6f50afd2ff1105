# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class EduSchoolState(models.Model):
    """How many books are made, wait for the head, and are issued."""

    _inherit = "edu.school.state"
    _depends = {"edu.hocba.year": ["preparation", "state", "year_id"]}

    hocba_made = fields.Integer(string="Học bạ made", readonly=True)
    hocba_waiting = fields.Integer(string="Học bạ waiting for the head", readonly=True)
    hocba_issued = fields.Integer(string="Học bạ issued", readonly=True)

    @api.model
    def _columns(self):
        return [
            *super()._columns(),
            SQL("h.made AS hocba_made, h.waiting AS hocba_waiting"),
            SQL("h.issued AS hocba_issued"),
        ]

    @api.model
    def _joins(self):
        return [
            *super()._joins(),
            SQL(
                """
                CROSS JOIN LATERAL (
                    SELECT COUNT(*) FILTER (WHERE state <> 'withdrawn')::int AS made,
                           COUNT(*) FILTER (
                               WHERE state = 'leadership' AND preparation = 'done'
                           )::int AS waiting,
                           COUNT(*) FILTER (
                               WHERE state IN ('issued', 'final')
                           )::int AS issued
                      FROM edu_hocba_year
                     WHERE year_id = y.id
                ) h
                """
            ),
        ]

    def action_open_hocba(self):
        """Open the books of the year by class."""
        return self._open(
            "edu_hocba.edu_hocba_year_action",
            {"search_default_current": 1, "search_default_group_class": 1},
        )
