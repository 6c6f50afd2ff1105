# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Give names with ĭ ŭ ŏ ĕ their place in lists.

    At the end, as the addons above keep the place beside their own records.
    """
    sort_anew(env)


def sort_anew(env):
    students = env["edu.student"].with_context(active_test=False).search([])
    students.modified(["name"])
    env.flush_all()
