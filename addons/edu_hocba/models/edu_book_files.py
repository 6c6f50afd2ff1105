# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_signing.hocba_library import signing_library

from ..report import book_pdf


class EduBookFiles(models.AbstractModel):
    """The files of a book: what a signature shows, downloads, verification."""

    _name = "edu.book.files"
    _description = "Files of a book"
    _inherit = ["edu.signing.mixin"]

    def _signing_before_prepare(self, slots, certificate):
        """Head and organisation sign with the certificates that the book names."""
        result = super()._signing_before_prepare(slots, certificate)
        for book in self.filtered(lambda b: b.state == "leadership"):
            named = {s["slot"]: s["certificate_sha256"] for s in book._signer_list()}
            for slot in slots.filtered(lambda s: s.role in ("head", "organisation")):
                if named.get(slot.slot_key) == certificate.sha256:
                    continue
                if slot.role == "organisation":
                    raise UserError(
                        self.env._(
                            "%(book)s names another certificate of the school, which"
                            " the head has signed. Withdraw and replace it.",
                            book=book.display_name,
                        )
                    )
                book._prepare_issue(head_certificate=certificate)
                break
        return result

    def _signer_list(self) -> list[dict]:
        self.ensure_one()
        return json.loads(self.signers or "[]")

    def _signing_pdf_appearance(self, slot, certificate, signing_time, content):
        """The head's blue image; the red seal over it, number and time (KP Đ13)."""
        self.ensure_one()
        return book_pdf.appearance(
            slot.role,
            json.loads(self.placement),
            image=self._image(certificate),
            number=self.number,
            signing_time=signing_time,
        )

    def action_download_xml(self):
        """Download the XML with the signatures it has now."""
        return self._download("xml_document_id")

    def action_download_pdf(self):
        """Download the PDF that carries the XML."""
        return self._download("pdf_document_id")

    def _download(self, name):
        self.ensure_one()
        self.check_access("read")
        # The duty for the book covers its files; documents have no readers.
        document = self.sudo()[name]
        if not document:
            raise UserError(
                self.env._("%(book)s has no such file yet.", book=self.display_name)
            )
        return document.with_env(self.env).action_download()

    def _files(self) -> list[tuple[str, bytes]]:
        """Name and bytes of the issued files, as they leave the school."""
        return [
            (f"{book._file_stem()}.{document.kind}", document._content())
            for book in self
            for document in (book.xml_document_id, book.pdf_document_id)
        ]

    def action_verify(self):
        """Verify the stored bytes as a stranger would, and keep the report (KP Đ15)."""
        self.check_access("read")
        # Who may read a book may have it verified; no role may write it.
        for book in self.sudo():
            book._verify()
        verdicts = set(self.mapped("verdict"))
        worst = "danger" if "total-failed" in verdicts else "warning"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Verified; the report stands on the book."),
                "type": "success" if verdicts == {"total-passed"} else worst,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _verify(self):
        """Verify both files with the trusted CAs and the list of issuers."""
        self.ensure_one()
        with signing_library(self.env):
            from hocba.verify.pdf import verify_pdf
            from hocba.verify.text import render
            from hocba.verify.xml import verify_xml

            trust, issuers = self._trust(), self.school_id._issuers()
            reports = [
                verify(document._content(), trust, issuers, file=document._filename())
                for verify, document in (
                    (verify_xml, self.xml_document_id),
                    (verify_pdf, self.pdf_document_id),
                )
                if document
            ]
        order = ("total-failed", "indeterminate", "total-passed")
        self._write_protected(
            {
                "verdict": min((r.overall for r in reports), key=order.index),
                "verification": "\n\n".join(render(report) for report in reports),
                "verified_at": fields.Datetime.now(),
            }
        )
        return reports
