# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Let a learner have exemptions of several terms."""
    free(env.cr)


def free(cr):
    """Drop what allowed one exemption a year."""
    openupgrade.logged_query(
        cr,
        "ALTER TABLE edu_exemption"
        " DROP CONSTRAINT IF EXISTS edu_exemption_enrolment_subject_uniq",
    )
