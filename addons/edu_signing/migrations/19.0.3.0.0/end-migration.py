# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from openupgradelib import openupgrade

_logger = logging.getLogger(__name__)


@openupgrade.migrate()
def migrate(env, version):
    """Say which certificates wait for a decision on their name.

    At the end, as the addons above know the names of schools and staff.
    """
    fill(env)


def fill(env):
    """Bless nothing: who was approved under another name signs again once decided."""
    undecided = env["edu.certificate"].search(
        [("name_undecided", "=", True), ("approved_on", "!=", False)]
    )
    for certificate in undecided:
        _logger.info(
            "The certificate %s of %s names %s; it signs nothing until a decision.",
            certificate.sha256,
            certificate.listed_name,
            certificate.stated_name,
        )
    return undecided
