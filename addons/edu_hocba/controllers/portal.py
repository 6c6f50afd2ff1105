# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.edu_signing.models.edu_document import MIME_TYPES
from odoo.addons.portal.controllers.portal import CustomerPortal

from ..portal_year import moved_text, portal_year
from ..states import SIGNED_STATES

ADDRESS = "/my/learners/<int:student_id>"


class LearnerPortal(CustomerPortal):
    """What learners and parents see: their own, and nothing else (Bến Tre Đ10.3).

    No address takes a token; every one asks ``edu.student._portal_own`` first.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "learner_count" in counters:
            values["learner_count"] = len(request.env["edu.student"]._portal_own())
        return values

    @http.route("/my/learners", type="http", auth="user", website=True, readonly=True)
    def learners(self):
        """The user's learners and their school years."""
        learners = [
            {
                "id": student.id,
                "name": student.name,
                "years": [
                    {
                        "id": enrolment.id,
                        "year": enrolment.year_id.name,
                        "class_name": enrolment.class_id.name,
                        "school": enrolment.school_id.name,
                        "moved": moved_text(enrolment),
                    }
                    for enrolment in student.enrolment_ids.sorted(
                        lambda e: (e.year_id.date_start, e.date_from), reverse=True
                    )
                ],
            }
            for student in request.env["edu.student"]._portal_own()
        ]
        return self._page(
            "edu_hocba.portal_learners", page_name="learners", learners=learners
        )

    @http.route(
        f"{ADDRESS}/<int:enrolment_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def learner_year(self, student_id, enrolment_id):
        """One learner's school year."""
        enrolment = self._check_own(student_id).enrolment_ids.filtered(
            lambda e: e.id == enrolment_id
        )
        if not enrolment:
            self._refuse()
        request.env["edu.journal"]._record_use(
            "read", enrolment.student_id, f"portal {enrolment.year_id.name}"
        )
        return self._page(
            "edu_hocba.portal_learner_year",
            page_name="learner_year",
            page=portal_year(enrolment),
            address=f"/my/learners/{student_id}",
        )

    @http.route(
        f"{ADDRESS}/hocba/<int:book_id>.<any(pdf,xml):kind>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def learner_hocba(self, student_id, book_id, kind):
        """An issued học bạ, exactly the bytes that were signed."""
        # The learner is his own; the files of an issued book are his to take away.
        book = (
            request.env["edu.hocba.year"]
            .sudo()
            .search(
                [
                    ("id", "=", book_id),
                    ("student_id", "=", self._check_own(student_id).id),
                    ("state", "in", SIGNED_STATES),
                ]
            )
        )
        if not book:
            self._refuse()
        document, name = book[f"{kind}_document_id"], f"{book._file_stem()}.{kind}"
        request.env["edu.journal"]._record_use("download", book, name)
        return request.make_response(
            document._content(),
            headers=[
                ("Content-Type", MIME_TYPES[kind]),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
                (
                    "Content-Disposition",
                    http.content_disposition(name),
                ),
            ],
        )

    def _page(self, template, **values):
        return request.render(template, self._prepare_portal_layout_values() | values)

    def _check_own(self, student_id):
        """Return the learner (sudo) if he is the user's own today; else: not found."""
        own = request.env["edu.student"]._portal_own()
        student = own.filtered(lambda s: s.id == student_id)
        if not student:
            self._refuse()
        return student

    def _refuse(self):
        """Answer as if nothing were there; the journal knows of the try."""
        raise request.not_found() from AccessError(request.httprequest.path)
