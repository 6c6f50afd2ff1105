# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

INSPECTOR = "edu_school.group_inspector"


# Beside what watches the accounts of a school's staff: a file of its own.
class ResUsers(models.Model):
    """Who inspects the schools of an authority; named by the operator alone."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    edu_authority_id = fields.Many2one(
        "edu.authority",
        string="Officer of authority",
        ondelete="restrict",
        help="Reads statistics and issued books of the schools under this authority"
        " and sets its lock windows.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_authority(vals)
        users = super().create(vals_list)
        officers = users.filtered("edu_authority_id")
        if officers:
            # However it got there, a default sent in the context included.
            self._check_authority({"edu_authority_id": True})
        officers._follow_authority()
        return users

    def write(self, vals):
        self._check_authority(vals)
        result = super().write(vals)
        if "edu_authority_id" in vals:
            self._follow_authority()
        return result

    def _get_invalidation_fields(self):
        # Record rules are cached by user and name his authority.
        return super()._get_invalidation_fields() | {"edu_authority_id"}

    def _check_authority(self, vals):
        """Whoever keeps a school's accounts makes nobody an officer over it, and
        nobody makes himself one."""
        if not vals.get("edu_authority_id") or self.env.su:
            return
        # The system's settings are the operator's, not a school's.
        if self.env.user in self or not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Officers of an authority are named by the operator.")
            )

    def _follow_authority(self):
        """Give or take the menus."""
        group = self.env.ref(INSPECTOR)
        # They follow from what the operator was just allowed to set.
        for user in self.sudo():
            command = 4 if user.edu_authority_id else 3
            user.write({"group_ids": [(command, group.id)]})
