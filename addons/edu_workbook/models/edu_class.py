# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.workbook_build import WorkbookBuild, check_readable, download_action

ENTERING = ("homeroom", "subject_teacher", "entry")


class EduClass(models.Model):
    """All gradebooks of a class go out as one Excel file and come back."""

    _inherit = "edu.class"

    can_import = fields.Boolean(compute="_compute_can_import")
    can_download = fields.Boolean(compute="_compute_can_download")

    @api.depends_context("uid")
    def _compute_can_import(self):
        own = self.env["edu.access"]._own(ENTERING).class_id
        for class_ in self:
            class_.can_import = class_._origin in own

    @api.depends_context("uid")
    def _compute_can_download(self):
        lines = self.env["edu.gradebook.line"]
        readable = lines._read_group([("class_id", "in", self.ids)], ["class_id"])
        found = {class_.id for (class_,) in readable}
        for class_ in self:
            class_.can_download = class_._origin.id in found

    def action_import_marks(self):
        """Open the import of an Excel file; the import itself checks the duty."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_workbook.edu_mark_sheet_import_action"
        )
        action["context"] = {
            "default_class_id": self.id,
            "dialog_size": "extra-large",
        }
        return action

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
        name = f"{class_.name}_{class_.year_id.name}.xlsx"
        learners = class_.enrolment_ids.student_id
        self.env["edu.journal"]._record_use("download", learners, name)
        return name, build.content()
