# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Say what is open for learners whose year is not settled."""
    fill(env)


def fill(env):
    """Compute undecided years anew; settled ones stay as they are."""
    decided = env["edu.decision"].search(
        [("kind", "=", "promotion"), ("state", "=", "decided")]
    )
    results = env["edu.result"].search(
        [("enrolment_id", "not in", decided.enrolment_id.ids)]
    )
    results._recompute(results.enrolment_id)
