# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade

# What was computed before a gradebook named its columns.
COLUMNS = """
    ARRAY_TO_STRING(
        (ARRAY['tx1', 'tx2', 'tx3', 'tx4', 'tx5', 'tx6'])[1:regular_count]
        || ARRAY['gk', 'ck'],
        ','
    )
"""


@openupgrade.migrate()
def migrate(env, version):
    """Fill what the new columns must hold before they are required."""
    fill(env.cr)


def fill(cr):
    """Do it; without the log that only an update has."""
    _add(cr, "edu_gradebook", "columns", "varchar")
    openupgrade.logged_query(
        cr, f"UPDATE edu_gradebook SET columns = {COLUMNS} WHERE columns IS NULL"
    )
    # All regulations there are came with the software, for general education.
    _add(cr, "edu_regulation", "state", "varchar")
    _add(cr, "edu_regulation", "school_kind", "varchar")
    openupgrade.logged_query(
        cr,
        "UPDATE edu_regulation SET state = 'in_force', school_kind = 'general'"
        " WHERE state IS NULL",
    )
    _add(cr, "edu_result", "regulation_id", "integer")
    openupgrade.logged_query(
        cr,
        """
        UPDATE edu_result r SET regulation_id = g.regulation_id
          FROM edu_gradebook g
         WHERE g.class_id = r.class_id AND r.regulation_id IS NULL
        """,
    )
    # A unique index begins with the same column.
    for index in (
        "edu_gradebook_line__gradebook_id_index",
        "edu_result_subject__enrolment_id_index",
    ):
        openupgrade.logged_query(cr, f"DROP INDEX IF EXISTS {index}")


def _add(cr, table, column, kind):
    if not openupgrade.column_exists(cr, table, column):
        cr.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
