# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from ..models.edu_document import MIME_TYPES


class SignedDocumentController(http.Controller):
    @http.route(
        "/edu_signing/document/<int:document_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def document(self, document_id):
        """The newest bytes of a document, exactly as they are stored."""
        # Rules hide documents of others; the business record decides, next line.
        document = request.env["edu.document"].sudo().browse(document_id).exists()
        if not document:
            raise request.not_found()
        document._check_readable()
        name = document._filename()
        request.env["edu.journal"]._record_use(
            "download", document._record() or document, name
        )
        return request.make_response(
            document._content(),
            headers=[
                ("Content-Type", MIME_TYPES[document.kind]),
                ("X-Content-Type-Options", "nosniff"),
                (
                    "Content-Disposition",
                    http.content_disposition(name),
                ),
            ],
        )
