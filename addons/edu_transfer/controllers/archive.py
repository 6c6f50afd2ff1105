# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.edu_hocba.zip_files import zipped


class ArchiveController(http.Controller):
    @http.route(
        "/edu_transfer/archive/<int:archive_id>.zip",
        type="http",
        auth="user",
        readonly=True,
    )
    def package(self, archive_id):
        """A package as it lies in its storage; the package checks the duty."""
        archive = request.env["edu.archive"].browse(archive_id).exists()
        if not archive:
            raise request.not_found()
        archive.check_access("read")
        name, files = archive._package()
        # The books of the class, whoever of them the reader may open.
        books = archive.sudo().class_id.hocba_ids
        request.env["edu.journal"]._record_use("download", books, name)
        return request.make_response(
            zipped(files),
            headers=[
                ("Content-Type", "application/zip"),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Disposition", http.content_disposition(name)),
            ],
        )
