# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from openupgradelib import openupgrade

from odoo.addons.edu_gradebook.tools.locks.locked import rewrites_locked

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
    """Say of which terms exemptions are; give locked terms their results back."""
    fill(env)
    complete(env)
    restore(env)


def fill(env):
    """Fill the terms anew, whatever a default made of them."""
    openupgrade.logged_query(env.cr, "DELETE FROM edu_exemption_term_rel")
    openupgrade.logged_query(env.cr, TERMS)
    env["edu.exemption"].invalidate_model(["term_ids"], flush=False)


def complete(env):
    """Write parameters that are new beside those a regulation names; they hold by
    default already."""
    for regulation in env["edu.regulation"].search([]):
        named = json.loads(regulation.parameters or "{}")
        known = regulation._rules().DEFAULT.entries()
        if known.keys() - named.keys():
            regulation.parameters = json.dumps(
                {**known, **named}, ensure_ascii=False, indent=2
            )


# Locked lines whose result an exemption of a later term emptied.
EMPTIED = """
    SELECT l.id
      FROM edu_gradebook_line l
      JOIN edu_gradebook g ON g.id = l.gradebook_id
      JOIN edu_exemption x
           ON x.enrolment_id = l.enrolment_id AND x.subject_id = g.subject_id
     WHERE g.state = 'locked' AND l.average IS NULL AND l.exempt IS NOT TRUE
           AND NOT EXISTS (SELECT FROM edu_exemption_term_rel r
                            WHERE r.exemption_id = x.id AND r.term_id = g.term_id)
"""


def restore(env):
    """Form the emptied results from their marks, which nobody changed; the journal
    tells of each."""
    env.cr.execute(EMPTIED)
    lines = env["edu.gradebook.line"].browse(id_ for (id_,) in env.cr.fetchall())
    if not lines:
        return
    with rewrites_locked(env, "update"):
        env["edu.result"]._recompute(lines.enrolment_id, lines.ids)
    lines.invalidate_recordset(["average"], flush=False)
    env["edu.journal"]._record(
        [
            {
                "model": lines._name,
                "res_id": line.id,
                "res_name": " · ".join(
                    (line.student_id.name, line.gradebook_id.display_name)
                ),
                "field": "average",
                "old": "",
                "new": line.average,
                "reason": "emptied by an exemption of a later term",
                **line.enrolment_id._gradebook_scope(),
            }
            for line in lines
            if line.average
        ]
    )
