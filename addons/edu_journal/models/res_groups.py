# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError

#: who has one of these has the program write what he likes
GROUPS_OF_CODE = (
    "base.group_system",
    "base.group_sanitize_override",
    "mail.group_mail_template_editor",
)


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        with self._granting():
            return super().create(vals_list)

    def write(self, vals):
        with self._granting():
            return super().write(vals)

    @api.model
    def _of_code(self):
        """Return the groups that lead to code, and who has one, archived or not."""
        # What counts is what is, not what the caller may see of it.
        base = self.sudo().with_context(active_test=False)
        groups = more = base.browse([self.env.ref(name).id for name in GROUPS_OF_CODE])
        while more:
            more.invalidate_recordset(["implied_by_ids", "user_ids"])
            more = more.implied_by_ids - groups
            groups |= more
        return groups, groups.user_ids

    @api.model
    @contextmanager
    def _granting(self):
        """Refuse what ends in one more who writes code, by whatever field it came."""
        if self.env.su or self.env.user._is_system():
            yield
            return
        groups, users = self._of_code()
        yield
        groups_now, users_now = self._of_code()
        if groups_now - groups or users_now - users:
            raise AccessError(
                self.env._("Only who has Settings gives a group that can write code.")
            )
