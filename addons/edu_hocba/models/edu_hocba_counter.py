# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class EduHocbaCounter(models.Model):
    """The last number given to a kind of book in a school's year.

    A row of its own, so that two transactions wait for each other and a rolled
    back one leaves no gap: numbers stay unique per school and year (KP Đ13.2c).
    """

    _name = "edu.hocba.counter"
    _description = "Number of issued books"
    _log_access = False
    _rec_name = "last"

    school_id = fields.Many2one("edu.school", required=True, ondelete="restrict")
    year_id = fields.Many2one("edu.school.year", required=True, ondelete="restrict")
    kind = fields.Char(
        required=True, default="edu.hocba.year", help="The model of the books."
    )
    last = fields.Integer(required=True)

    _school_year_uniq = models.UniqueIndex("(school_id, year_id, kind)")

    @api.model
    def _next(self, school, year, kind="edu.hocba.year") -> int:
        [(number,)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO edu_hocba_counter (school_id, year_id, kind, last)
                     VALUES (%s, %s, %s, 1)
                ON CONFLICT (school_id, year_id, kind)
                  DO UPDATE SET last = edu_hocba_counter.last + 1
                  RETURNING last
                """,
                school.id,
                year.id,
                kind,
            )
        )
        self.invalidate_model(["last"])
        return number
