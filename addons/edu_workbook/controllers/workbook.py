# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookController(http.Controller):
    @http.route(
        [
            "/edu_workbook/<any('edu.gradebook', 'edu.class'):model>/<int:record_id>",
        ],
        type="http",
        auth="user",
        readonly=True,
    )
    def workbook(self, model, record_id):
        """A gradebook or a class as an Excel file; the build checks the duty."""
        record = request.env[model].browse(record_id).exists()
        if not record:
            raise request.not_found()
        name, content = record._workbook()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
                ("Content-Disposition", http.content_disposition(name)),
            ],
        )
