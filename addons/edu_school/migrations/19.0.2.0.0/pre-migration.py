# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade

# Of a session recorded in two classes the one counts whose class the learner was in.
TWICE = """
    SELECT a.id, c.name, s.name AS learner, a.date::text AS date, a.session,
           sc.code AS school, y.name AS year
      FROM (
        SELECT a.*, ROW_NUMBER() OVER (
            PARTITION BY a.student_id, a.date, a.session
            ORDER BY a.date BETWEEN e.date_from AND COALESCE(e.date_to, a.date) DESC,
                     a.id
        ) AS place
          FROM edu_absence a JOIN edu_enrolment e ON e.id = a.enrolment_id
      ) a
      JOIN edu_class c ON c.id = a.class_id
      JOIN edu_student s ON s.id = a.student_id
      JOIN edu_school sc ON sc.id = c.school_id
      JOIN edu_school_year y ON y.id = c.year_id
     WHERE a.place > 1
"""


@openupgrade.migrate()
def migrate(env, version):
    """Let a learner be absent once in a session, whatever his class."""
    drop_twice_recorded(env)


def drop_twice_recorded(env):
    """Delete what is recorded twice; the journal keeps what it was."""
    env.cr.execute(TWICE)
    rows = env.cr.dictfetchall()
    env["edu.journal"]._record(
        [
            {
                "model": "edu.absence",
                "res_id": row["id"],
                "res_name": f"{row['learner']} · {row['name']}",
                "field": "date",
                "old": f"{row['date']} {row['session']}",
                "new": "",
                "reason": "recorded in two classes",
                "school_code": row["school"],
                "year_code": row["year"],
            }
            for row in rows
        ]
    )
    env.cr.execute(
        "DELETE FROM edu_absence WHERE id = ANY(%s)", [[row["id"] for row in rows]]
    )
