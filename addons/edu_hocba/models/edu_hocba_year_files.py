# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ..states import SIGNED_STATES

#: Learners whose files one download holds: a large grade, some hundred megabytes.
MOST = 400


class EduHocbaYearFiles(models.AbstractModel):
    """The files of many learners in one download."""

    _name = "edu.hocba.year.files"
    _description = "Files of học bạ"

    def action_download_files(self):
        """Download the XML and PDF of these books in one file.

        :raises AccessError: not every book is the reader's
        :raises UserError: a book is not issued, or they are too many
        """
        self._check_issued_files()
        return {
            "type": "ir.actions.act_url",
            "url": "/edu_hocba/files.zip?books=" + ",".join(map(str, self.ids)),
            "target": "download",
        }

    def _check_issued_files(self):
        self.check_access("read")
        waiting = self.filtered(lambda book: book.state not in SIGNED_STATES)
        if waiting:
            raise UserError(
                self.env._(
                    "Not issued yet: %(books)s.",
                    books=", ".join(waiting[:5].mapped("display_name")),
                )
            )
        if len(self) > MOST:
            raise UserError(
                self.env._(
                    "Choose at most %(most)s học bạ for one download.", most=MOST
                )
            )

    def _issued_files(self) -> tuple[str, list[tuple[str, bytes]]]:
        """A file name for all; names that say class, year and learner, and bytes."""
        self._check_issued_files()
        # The duty for the book covers its files and its learner's name.
        books, files = self.sudo(), []
        for book in books.sorted(
            lambda book: (book.class_id.name, book.enrolment_id.number, book.id)
        ):
            stem = "-".join(
                (
                    book.class_id.name,
                    book.year_id.name,
                    f"{book.enrolment_id.number:02d}",
                    book.student_id.name,
                    f"v{book.revision}",
                )
            ).replace("/", "-")
            files += [
                (f"{stem}.{document.kind}", document._content())
                for document in (book.xml_document_id, book.pdf_document_id)
            ]
        of = [*books.class_id.mapped("name")[:3], *books.year_id.mapped("name")[:1]]
        return "-".join(("hoc-ba", *of)).replace("/", "-") + ".zip", files
