# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.edu_journal.append_only import make_append_only


class EduArchiveCheck(models.Model):
    """The record of one check of a package (S0 Đ12.3); never changed or deleted."""

    _name = "edu.archive.check"
    _description = "Check of an archive package"
    _order = "id desc"
    _log_access = False
    _rec_name = "checked_at"

    archive_id = fields.Many2one(
        "edu.archive", required=True, index=True, ondelete="restrict", readonly=True
    )
    checked_at = fields.Datetime(string="Time", required=True, readonly=True)
    checked_by = fields.Char(required=True, readonly=True)
    intact = fields.Boolean(readonly=True)
    problems = fields.Text(readonly=True)

    def init(self):
        make_append_only(self.env.cr, self._table)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Checks are recorded by the system only."))
        return super().create(vals_list)
