# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Let a learner have exemptions of several terms."""
    free(env.cr)
    relate(env.cr)


def free(cr):
    """Drop what allowed one exemption a year."""
    openupgrade.logged_query(
        cr,
        "ALTER TABLE edu_exemption"
        " DROP CONSTRAINT IF EXISTS edu_exemption_enrolment_subject_uniq",
    )


def relate(cr):
    """Make the table of the terms before Odoo does.

    It would form the terms of each exemption as of a new one, and where all is locked
    by now there are none. The script after it fills them from what stands.
    """
    openupgrade.logged_query(
        cr,
        "CREATE TABLE IF NOT EXISTS edu_exemption_term_rel ("
        " exemption_id integer NOT NULL, term_id integer NOT NULL,"
        " PRIMARY KEY (exemption_id, term_id))",
    )
    openupgrade.logged_query(
        cr,
        "CREATE INDEX IF NOT EXISTS edu_exemption_term_rel_term_id_exemption_id_idx"
        " ON edu_exemption_term_rel (term_id, exemption_id)",
    )
