# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..tools.workbook_build import WorkbookBuild, check_readable, download_action


class EduGradebook(models.Model):
    """A gradebook goes out as an Excel file and comes back."""

    _inherit = "edu.gradebook"

    def action_download_workbook(self):
        """Download the marks as an Excel file to be filled in and imported again."""
        self.ensure_one()
        check_readable(self.env, [("gradebook_id", "=", self.id)])
        return download_action(self)

    def action_import_workbook(self):
        """Open the import of an Excel file; the import itself checks the duty."""
        self.ensure_one()
        self.check_access("read")
        return self.class_id.action_import_marks()

    def action_fill_foreign(self):
        """Open the dialog that fills the blank file of another system.

        :raises AccessError: the user has no duty to read these marks
        """
        self.ensure_one()
        check_readable(self.env, [("gradebook_id", "=", self.id)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fill the file of another system"),
            "res_model": "edu.foreign.sheet",
            "view_mode": "form",
            "target": "new",
            "context": {"default_gradebook_id": self.id},
        }

    def _workbook(self) -> tuple[str, bytes]:
        """Return name and content of the Excel file.

        :raises AccessError: the user has no duty to read these marks
        """
        self.ensure_one()
        # Only names are taken; the build asks what the user may read.
        book = self.sudo()
        build = WorkbookBuild(self.env["edu.class"].browse(book.class_id.id))
        build.add_marks(self)
        parts = (book.class_id.name, book.subject_id.code, book.term_id.code)
        name = f"{'_'.join(parts)}_{book.year_id.name}.xlsx"
        self.env["edu.journal"]._record_use("download", book.line_ids, name)
        return name, build.content()
