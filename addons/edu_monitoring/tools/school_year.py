# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which school year is meant when nobody names one."""

from odoo.tools import SQL

from odoo.addons.edu_school.dates import today


def is_current() -> SQL:
    """Whether the year ``y`` is the last of its school that has begun."""
    return SQL(
        """(y.date_start = (
            SELECT MAX(begun.date_start) FROM edu_school_year begun
             WHERE begun.school_id = y.school_id AND begun.date_start <= %s
        ))""",
        today(),
    )
