# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.workbook_build import WorkbookBuild, check_readable, download_action


class EduClass(models.Model):
    _inherit = "edu.class"

    can_download = fields.Boolean(compute="_compute_can_download")

    @api.depends_context("uid")
    def _compute_can_download(self):
        lines = self.env["edu.gradebook.line"]
        readable = lines._read_group([("class_id", "in", self.ids)], ["class_id"])
        found = {class_.id for (class_,) in readable}
        for class_ in self:
            class_.can_download = class_._origin.id in found

    def action_download_workbook(self):
        """Download all marks, conduct and qualities of the class that are the user's
        to read, as one Excel file to be filled in and imported again."""
        self.ensure_one()
        check_readable(self.env, [("class_id", "=", self.id)])
        return download_action(self)

    def _workbook(self) -> tuple[str, bytes]:
        """Return name and content of the Excel file.

        :raises AccessError: the user has no duty to read marks of the class
        """
        self.ensure_one()
        build = WorkbookBuild(self)
        # Which gradebooks there are is no secret; the build asks what he may read.
        build.add_marks(self.sudo().gradebook_ids)
        build.add_qualities()
        build.add_conduct()
        class_ = self.sudo()
        return f"{class_.name}_{class_.year_id.name}.xlsx", build.content()
