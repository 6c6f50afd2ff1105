# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class EduHocbaCounter(models.Model):
    """The last number given to a book in a school's year.

    A row of its own, so that two transactions wait for each other and a rolled
    back one leaves no gap: numbers stay unique per school and year (KP Đ13.2c).
    """

    _name = "edu.hocba.counter"
    _description = "Number of issued books"
    _log_access = False
    _rec_name = "last"

    school_id = fields.Many2one("edu.school", required=True, ondelete="restrict")
    year_id = fields.Many2one("edu.school.year", required=True, ondelete="restrict")
    last = fields.Integer(required=True)

    _school_year_uniq = models.UniqueIndex("(school_id, year_id)")

    @api.model
    def _next(self, school, year) -> int:
        [(number,)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO edu_hocba_counter (school_id, year_id, last)
                     VALUES (%s, %s, 1)
                ON CONFLICT (school_id, year_id)
                  DO UPDATE SET last = edu_hocba_counter.last + 1
                  RETURNING last
                """,
                school.id,
                year.id,
            )
        )
        self.invalidate_model(["last"])
        return number
