# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request


def give_the_installer_his_duty_group(env):
    """Whoever installs the application sets the school up: he sees its menu at once.

    The group gives no right over results, nor over a school that works: those follow
    from duties alone.
    """
    users = env.ref("base.user_admin", raise_if_not_found=False) or env["res.users"]
    if request and request.session.uid:
        users |= env["res.users"].browse(request.session.uid)
    users.group_ids += env.ref("edu_school.group_administrator")
