# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Give teachers, board and reviewers the groups that their duties have now."""
    give_groups(env)


def give_groups(env):
    """Do what else the daily job would do: nobody waits for his menus till then."""
    env["edu.duty"]._cron_sync_groups()
