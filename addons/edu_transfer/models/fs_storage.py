# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class FsStorage(models.Model):
    _inherit = "fs.storage"

    edu_archive = fields.Boolean(
        string="Archives of school records",
        help="Archive packages may be written here. The storage needs a directory,"
        " below which all packages stay.",
    )

    @api.constrains("edu_archive", "directory_path")
    def _check_edu_archive(self):
        for storage in self:
            if storage.edu_archive and not (storage.directory_path or "").strip("/. "):
                raise ValidationError(
                    self.env._(
                        "A storage for archives needs the path of its own directory."
                    )
                )
