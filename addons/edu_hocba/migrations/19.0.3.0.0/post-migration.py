# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

from openupgradelib import openupgrade

from odoo import fields

# 00:30 in Vietnam, as data/ir_cron.xml has it for who installs today
HOUR = time(17, 30)


@openupgrade.migrate()
def migrate(env, version):
    """Let books become final at night; the first releases did it at the hour of the
    installation, and the data of scheduled actions are not updated."""
    move_to_night(env)


def move_to_night(env):
    """Move the daily job to its next night, unless somebody chose a night already."""
    cron = env.ref("edu_hocba.ir_cron_finalise", raise_if_not_found=False)
    # 22:00 to 06:00 in Vietnam
    if not cron or 15 <= cron.nextcall.hour < 23:
        return
    now = fields.Datetime.now()
    night = datetime.combine(now, HOUR)
    cron.nextcall = night if night > now else night + timedelta(days=1)
