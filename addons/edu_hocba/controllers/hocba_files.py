# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from ..zip_files import zipped

STAFF = "edu_school.group_staff"


class HocbaFilesController(http.Controller):
    """What a stranger needs to verify our files: CAs, and issuers by school."""

    @http.route("/edu_hocba/issuers.json", type="http", auth="user", readonly=True)
    def issuers(self, schools=""):
        if not request.env.user.has_group(STAFF):
            raise request.not_found()
        ids = [int(part) for part in schools.split(",") if part.isdecimal()]
        found = request.env["edu.school"].browse(ids).exists()
        found.check_access("read")
        return self._file(found._issuers_json(), "application/json", "issuers.json")

    @http.route("/edu_hocba/trust.pem", type="http", auth="user", readonly=True)
    def trust(self):
        if not request.env.user.has_group(STAFF):
            raise request.not_found()
        content = request.env["edu.trust.anchor"]._trust_pem()
        return self._file(content, "application/x-pem-file", "trust.pem")

    @http.route(
        "/edu_hocba/correction/<int:record_id>.pdf",
        type="http",
        auth="user",
        readonly=True,
    )
    def minutes(self, record_id):
        """The minutes of a correction; the correction checks the duty."""
        correction = request.env["edu.correction"].browse(record_id).exists()
        if not correction:
            raise request.not_found()
        name, content = correction._minutes()
        return self._file(content, "application/pdf", name)

    @http.route(
        "/edu_hocba/duty-handover/<int:record_id>.pdf",
        type="http",
        auth="user",
        readonly=True,
    )
    def handover_minutes(self, record_id):
        """The minutes of a hand-over; the hand-over checks the access."""
        handover = request.env["edu.duty.handover"].browse(record_id).exists()
        if not handover:
            raise request.not_found()
        name, content = handover._minutes()
        return self._file(content, "application/pdf", name)

    @http.route("/edu_hocba/files.zip", type="http", auth="user", readonly=True)
    def files(self, books=""):
        """The issued files of several books, for whom each book allows it."""
        ids = [int(part) for part in books.split(",") if part.isdecimal()]
        found = request.env["edu.hocba.year"].browse(ids).exists()
        if not found:
            raise request.not_found()
        name, files = found._issued_files()
        request.env["edu.journal"]._record_use("download", found, name)
        return self._file(zipped(files), "application/zip", name)

    def _file(self, content, kind, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Disposition", http.content_disposition(name)),
            ],
        )
