# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade

# An exemption was of the whole year; in a term that was locked before it was decided
# it emptied the result and left the line as it was.
TERMS = """
    INSERT INTO edu_exemption_term_rel (exemption_id, term_id)
    SELECT x.id, t.id
      FROM edu_exemption x
      JOIN edu_enrolment e ON e.id = x.enrolment_id
      JOIN edu_term t ON t.year_id = e.year_id
     WHERE NOT EXISTS (
        SELECT FROM edu_gradebook_line l JOIN edu_gradebook g ON g.id = l.gradebook_id
         WHERE l.enrolment_id = x.enrolment_id AND g.subject_id = x.subject_id
               AND g.term_id = t.id AND g.state = 'locked' AND l.exempt IS NOT TRUE
     )
    ON CONFLICT DO NOTHING
"""


@openupgrade.migrate()
def migrate(env, version):
    """Say of which terms the exemptions are."""
    fill(env)


def fill(env):
    """Fill the terms anew, whatever a default made of them."""
    openupgrade.logged_query(env.cr, "DELETE FROM edu_exemption_term_rel")
    openupgrade.logged_query(env.cr, TERMS)
    env["edu.exemption"].invalidate_model(["term_ids"], flush=False)
