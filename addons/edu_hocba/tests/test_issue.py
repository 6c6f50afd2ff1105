# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import io
import json
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

from PIL import Image, ImageChops
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError

from odoo.addons.edu_hocba.models import edu_book_acts

from hocba.books import xml as book_xml
from hocba.verify.pdf import verify_pdf
from hocba.verify.xml import verify_xml

from .common import SignedHocbaCase

DPI = 200


class TestIssue(SignedHocbaCase):
    """The whole way of two learners' books, each act by its own people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("build")
        cls.both = case.create_books()
        cls.newest = case.sealed_journal()
        case.issue(cls.both)
        cls.book = cls.both[0]
        cls.xml = cls.book.xml_document_id._content()
        cls.pdf = cls.book.pdf_document_id._content()
        cls.trust = cls.book._trust()
        cls.issuers = cls.school._issuers()

    def sealed_journal(self):
        """Seal what happened to the class, anchor it, and seal once more."""
        sealer, deliveries = (
            self.env[f"edu.journal.{model}"] for model in ("sealer", "delivery")
        )
        sealer._seal()
        for header in sealer._due_headers():
            sealer._keep(header, b"", datetime(2026, 5, 31, 9, 30))
        anchors = self.env["edu.journal.anchor"].search([])
        deliveries._delivered(anchors, "sent", "x", datetime(2026, 5, 31, 9, 31))
        self.env["edu.journal"]._record(
            [
                {
                    "model": "m",
                    "res_id": 1,
                    "field": "f",
                    "new": "x",
                    "school_code": self.school.code,
                    "year_code": self.year.name,
                }
            ]
        )
        sealer._seal()
        return self.env["edu.journal.block"].search(
            [
                ("school_code", "=", self.school.code),
                ("year_code", "=", self.year.name),
            ],
            limit=1,
        )

    def test_the_book_bears_the_head_of_the_journal(self):
        """BT-8.5: head and school sign the newest block, and since when it is out"""
        for content in (self.xml, self._attached()):
            journal = book_xml.parse(content).issue.journal
            self.assertEqual(
                (journal.block, journal.sha256), (self.newest.number, self.newest.hash)
            )
            self.assertEqual(journal.sealed_at, self.newest._block().sealed_at)
            self.assertEqual(
                (journal.anchored_block, journal.anchored_at),
                (self.newest.number - 1, "2026-05-31T09:30:00Z"),
            )
        changed = self.xml.replace(journal.sha256.encode(), b"0" * 64)
        report = verify_xml(changed, self.trust, self.issuers)
        failed = {s.role for s in report.signatures if s.content == "failed"}
        self.assertEqual(failed, {"head", "organisation"})

    def _attached(self):
        ((attached,),) = PdfReader(io.BytesIO(self.pdf)).attachments.values()
        return attached

    def test_states_and_numbers(self):
        """KP-24.5, KP-22: issued, with own numbers and look-up codes"""
        self.assertEqual(set(self.both.mapped("state")), {"issued"})
        self.assertEqual(
            sorted(self.both.mapped("number")),
            ["1/HB-79-760-70999", "2/HB-79-760-70999"],
        )
        self.assertEqual(len(set(self.both.mapped("lookup_code"))), 2)
        self.assertTrue(all(self.both.mapped("issued_at")))
        self.assertEqual(self.class_.hocba_issued_count, 2)
        self.assertEqual(
            (self.book.leadership_progress, self.book.organisation_progress),
            ("2/2", "2/2"),
        )

    def test_a_borrowed_account_signs_nothing(self):
        """BT-9.1, KP-5.3c: nobody signs in the name of who lent him an account."""
        slot = self.book.slot_ids.filtered(lambda s: s.act == 1)[:1]
        lender = slot.user_id
        staff = self.env["hr.employee"].search(
            [("edu_school_id", "=", self.school.id), ("user_id", "!=", False)]
        )
        self.assertTrue(self.book._signing_may_sign(slot, lender))
        loan = self.env["edu.account.loan"]._create_protected(
            [
                {
                    "user_id": lender.id,
                    "school_id": self.school.id,
                    "borrower_id": (staff.user_id - lender)[0].id,
                    "reason": "Nghỉ ốm",
                    "state": "running",
                }
            ]
        )
        loan._after_change()
        self.assertFalse(self.book._signing_may_sign(slot, lender))
        loan._end()
        self.assertTrue(self.book._signing_may_sign(slot, lender))

    def test_slots_are_named_in_vietnamese(self):
        """KP-18.6, KP-18.8: head and clerk read what they sign in their language"""
        slots = self.both.slot_ids.filtered(lambda s: s.act in (3, 4))
        self.assertEqual(
            set(slots.mapped("label")),
            {"Phê duyệt học bạ năm học", "Phát hành bằng chữ ký số của trường"},
        )

    def test_xml_passes(self):
        """KP-15: every signature of the XML holds, and the right people signed"""
        report = verify_xml(self.xml, self.trust, self.issuers)
        self.assertEqual(report.overall, "total-passed", report.to_json())
        roles = [signature.role for signature in report.signatures]
        self.assertEqual(roles[-3:], ["homeroom", "head", "organisation"])
        self.assertEqual(len(roles), len(book_xml.slots(self.xml)))

    def test_pdf_passes(self):
        """KP-3.1, KP-3.2: the PDF holds by its signatures, its XML and its words"""
        report = verify_pdf(self.pdf, self.trust, self.issuers)
        self.assertEqual(report.overall, "total-passed", report.to_json())

    def test_without_issuers_indeterminate(self):
        """KP-33.8: trust in a CA is not trust in a school"""
        for verify, content in ((verify_xml, self.xml), (verify_pdf, self.pdf)):
            self.assertEqual(verify(content, self.trust).overall, "indeterminate")

    def test_changed_mark_fails(self):
        """KP-15: one changed mark makes the XML void"""
        changed = self.xml.replace(b"<CaNam>8.0</CaNam>", b"<CaNam>9.0</CaNam>", 1)
        self.assertNotEqual(changed, self.xml)
        report = verify_xml(changed, self.trust, self.issuers)
        self.assertEqual(report.overall, "total-failed")

    def test_pdf_carries_the_xml_that_the_head_signed(self):
        """KP-3.2: the attachment is the XML after acts 1 and 2 with its issue data"""
        attachments = PdfReader(io.BytesIO(self.pdf)).attachments
        ((attached,),) = attachments.values()
        revisions = self.env["edu.document.revision"].search(
            [("document_id", "=", self.book.xml_document_id.id)], order="number"
        )
        numbers = {revision.sha256: revision.number for revision in revisions}
        digest = hashlib.sha256(attached).hexdigest()
        self.assertEqual(numbers[digest], self.book.base_revision + 1)
        self.assertEqual(revisions[-1].number, self.book.base_revision + 3)

    def test_list_of_signers(self):
        """KP-3.1, KP-22: the signed list names every signer with his certificate"""
        issue = book_xml.parse(self.xml).issue
        listed = {(s.slot, s.certificate_sha256) for s in issue.signers}
        signed = {
            (slot.slot_key, slot.certificate_id.sha256)
            for slot in self.book.slot_ids
            if slot.document_kind == "xml"
        }
        self.assertEqual(listed, signed)
        self.assertEqual(issue.number, self.book.number)
        self.assertEqual(issue.lookup_code, self.book.lookup_code)

    def test_seal_measured_on_pixels(self):
        """KP-13.1a, KP-13.2c: 36 mm ± 0.5, over 0.30 to 0.36 of the signature, left"""
        placement = json.loads(self.book.placement)
        page = self._page(2)
        red = _red(page).getbbox()
        mm = 25.4 / DPI
        self.assertAlmostEqual((red[2] - red[0]) * mm, 36.0, delta=0.5)
        self.assertAlmostEqual((red[3] - red[1]) * mm, 36.0, delta=0.5)
        height = page.height
        place = placement["signature"]
        scale = DPI / 72
        room = (
            int(place[0] * scale) - 4,
            int(height - place[3] * scale) - 4,
            int(place[2] * scale) + 4,
            int(height - place[1] * scale) + 4,
        )
        blue = _blue(page.crop(room)).getbbox()
        # The seal hides the left part of the image; its right edge is free.
        right = room[0] + blue[2]
        width = (place[2] - place[0]) * scale
        overlap = (red[2] - (right - width)) / width
        self.assertGreaterEqual(overlap, 0.30)
        self.assertLessEqual(overlap, 0.36)

    def test_blue_images_of_teachers(self):
        """KP-13.1b, KP-13.2b: teachers' blue signatures stand in the marks table"""
        page = self._page(1)
        column = page.crop((page.width // 2, page.height // 3, page.width, page.height))
        pixels = _blue(column).histogram()[255]
        self.assertGreater(pixels, 12 * 100)

    def test_number_and_time_at_the_seal(self):
        """KP-13.2c: number and ISO 8601 time in Vietnam's zone, in Tinos 10 pt"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "hocba.pdf"
            path.write_bytes(self.pdf)
            text = subprocess.run(
                ["pdftotext", "-f", "2", "-l", "2", "-layout", str(path), "-"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            fonts = subprocess.run(
                ["pdffonts", str(path)], check=True, capture_output=True, text=True
            ).stdout
        self.assertIn(f"Số: {self.book.number}", text)
        self.assertRegex(text, r"Thời gian ký: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00")
        names = {line.split()[0].split("+")[-1] for line in fonts.splitlines()[2:]}
        self.assertFalse({n for n in names if not n.startswith("Tinos")}, names)

    def test_verify_button(self):
        """KP-15: verifying the stored bytes leaves a report on the book"""
        self.book.with_user(self.homeroom).action_verify()
        self.assertEqual(self.book.verdict, "total-passed")
        self.assertIn("HỢP LỆ", self.book.verification)
        self.assertIn("Đỗ Thị Hiệu Trưởng", self.book.verification)

    def test_download(self):
        """KP-24.6: the files go out exactly as they are stored, by duty"""
        action = self.book.with_user(self.clerk).action_download_pdf()
        self.assertEqual(
            action["url"], f"/edu_signing/document/{self.book.pdf_document_id.id}"
        )
        self.book.pdf_document_id.with_user(self.clerk)._check_readable()
        with self.assertRaises(AccessError):
            self.book.pdf_document_id.with_user(self.foreign)._check_readable()
        names = [name for name, _content in self.book._files()]
        self.assertEqual(
            names,
            [
                "hocba-079313009901-2025-2026-v1.xml",
                "hocba-079313009901-2025-2026-v1.pdf",
            ],
        )

    def test_replacement_of_an_issued_book(self):
        """KP-25: an issued book is withdrawn with a reason; the new one names it"""
        with self._at("2026-06-15"):
            self.book.with_user(self.head).action_withdraw("Sai nơi sinh")
        self.class_.with_user(self.registrar).action_create_hocba()
        new = self.books() - self.both
        self.assertEqual(new.replaces_id, self.book)
        self.issue(new)
        issue = book_xml.parse(new.xml_document_id._content())
        self.assertEqual(issue.book.replaces_uuid, self.book.uuid)
        self.assertEqual(issue.book.revision, 2)
        self.assertEqual(new.number, "3/HB-79-760-70999")
        self.assertEqual(self.book.xml_document_id._content(), self.xml)

    def test_final_after_the_date(self):
        """KP-25.4: issued books become final; a final one is never withdrawn"""
        with self._at("2026-08-30"):
            self.env["edu.hocba.year"]._cron_finalise()
        self.assertEqual(self.book.state, "issued")
        with self._at("2026-08-31"):
            self.env["edu.hocba.year"]._cron_finalise()
        self.assertEqual(set(self.both.mapped("state")), {"final"})
        with self._at("2026-08-20"), self.assertRaises(UserError):
            self.book.with_user(self.head).action_withdraw("Vì muốn")

    def _at(self, day):
        return patch.object(edu_book_acts, "today", lambda: date.fromisoformat(day))

    def _page(self, number):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "hocba.pdf"
            path.write_bytes(self.pdf)
            subprocess.run(
                [
                    "pdftoppm",
                    "-r",
                    str(DPI),
                    "-f",
                    str(number),
                    "-l",
                    str(number),
                    "-singlefile",
                    "-png",
                    str(path),
                    str(path.with_suffix("")),
                ],
                check=True,
            )
            return Image.open(path.with_suffix(".png")).convert("RGB")


class TestPreparation(SignedHocbaCase):
    """What is fixed before the head signs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("build")
        cls.book = case.create_books()[0]
        case.sign_until_head(cls.book)

    def test_batch_prepares_what_waits(self):
        """KP-24.5: the background batch prepares; one session then signs XML and PDF"""
        with self.enter_registry_test_mode():
            self.env.ref("edu_hocba.ir_cron_prepare_issue").method_direct_trigger()
        self.assertEqual(self.book.preparation, "done", self.book.problem)
        action = self.class_.with_user(self.head).action_sign_hocba()
        slots = self.env["edu.signature.slot"].browse(action["params"]["slot_ids"])
        self.assertEqual(sorted(slots.mapped("document_kind")), ["pdf", "xml"])
        self.assertEqual(slots.user_id, self.head)

    def test_clerk_waits_for_the_head(self):
        """BT-4.9d: nothing is issued before the head signed both files"""
        self.prepare(self.book)
        slots = self.book.slot_ids.filtered(lambda s: s.role == "organisation")
        self.assertEqual(set(slots.mapped("state")), {"waiting"})
        with self.assertRaises(UserError):
            self.class_.with_user(self.clerk).action_issue_hocba()
        head = self.book.slot_ids.filtered(lambda s: s.role == "head")
        self.sign(self.head, head.filtered(lambda s: s.document_kind == "xml"))
        self.assertEqual(set(slots.mapped("state")), {"waiting"})
        self.sign(self.head, head.filtered(lambda s: s.document_kind == "pdf"))
        self.assertEqual(set(slots.mapped("state")), {"ready"})
        self.assertEqual(self.book.state, "leadership")

    def test_seal_only_by_the_clerk(self):
        """KP-18.8: only the clerk of today uses the organisation's key"""
        self.prepare(self.book)
        self.sign_act(self.book, "head")
        slots = self.book.slot_ids.filtered(lambda s: s.role == "organisation")
        certificate = self.env["edu.certificate"].search(
            [("kind", "=", "organisation")]
        )
        for user in (self.head, self.registrar, self.administrator):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.env["edu.signing.session"].with_user(user).open(
                    slots.ids, certificate.id
                )

    def test_missing_certificate_is_said(self):
        """KP-22: what hinders issuing is written on the book; the number stays free"""
        certificate = self.env["edu.certificate"].search(
            [("user_id", "=", self.head.id)]
        )
        certificate.action_suspend("Mất thiết bị")
        self.assertFalse(self.book._prepare_or_record())
        self.assertEqual(self.book.preparation, "failed")
        self.assertIn("Đỗ Thị Hiệu Trưởng", self.book.problem)
        self.assertFalse(self.book.number)
        certificate.action_resume("Đã tìm thấy")
        self.book.with_user(self.clerk).action_prepare_issue()
        self.assertEqual(self.book.preparation, "pending")
        self.prepare(self.book)
        self.assertEqual(self.book.number, "1/HB-79-760-70999")

    def test_prepared_again_for_a_deputy(self):
        """KP-5.3c: the head assigns a deputy; number and code stay, signers change"""
        self.prepare(self.book)
        number, code = self.book.number, self.book.lookup_code
        duty = self.env["edu.duty"]._holders("deputy", school=self.school)
        with self.assertRaises(AccessError):
            self.class_.with_user(self.registrar).action_assign_hocba_leader(duty.id)
        self.class_.with_user(self.head).action_assign_hocba_leader(duty.id)
        self.prepare(self.book)
        self.assertEqual((self.book.number, self.book.lookup_code), (number, code))
        slots = self.book.slot_ids.filtered(lambda s: s.role == "head")
        self.assertEqual(slots.user_id, self.deputy)
        with self.assertRaises(UserError):
            self.class_.with_user(self.head).action_sign_hocba()
        self.sign_act(self.book, "head")
        self.sign_act(self.book, "organisation")
        self.book._verify()
        self.assertEqual(self.book.verdict, "total-passed", self.book.verification)

    def test_forged_signature_is_not_printed(self):
        """KP-13.1b: a page shows verified signatures only"""
        document = self.book.xml_document_id
        content = document._content()
        forged = content.replace(b"<CaNam>8.0</CaNam>", b"<CaNam>9.0</CaNam>", 1)
        self.env["edu.document"]._append_revision(document, forged, document.sha256)
        self.book._write_protected({"base_revision": document.revision_number})
        self.assertFalse(self.book._prepare_or_record())
        self.assertFalse(self.book.pdf_document_id)


def _more(one, other, by):
    """Where one channel is brighter than another by more than that."""
    return ImageChops.subtract(one, other).point(lambda v: 255 if v > by else 0)


def _blue(image):
    red, green, blue = image.split()
    return ImageChops.darker(_more(blue, red, 50), _more(blue, green, 40))


def _red(image):
    red, green, blue = image.split()
    return ImageChops.darker(_more(red, green, 60), _more(red, blue, 60))
