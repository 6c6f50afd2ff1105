# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json
import os
from pathlib import Path

from pypdf import PdfReader

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import PrimaryCase

from hocba.books import form as forms
from hocba.books import page
from hocba.books import xml as book_xml
from hocba.verify import verify_pdf, verify_xml

from .common import HocbaFixture


@tagged("post_install", "-at_install")
class TestPrimaryBooks(HocbaFixture, PrimaryCase):
    """A class of grade 4, from its locked results to issued books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school.write(
            {"commune": "Phường Bến Thành", "province": "Thành phố Hồ Chí Minh"}
        )
        cls.env["edu.policy"]._for(cls.school).place = "Bến Thành"
        cls.clerk = cls._staff("van.thu", "Phạm Thị Văn Thư", "clerk")
        cls._staff("pho.ht", "Võ Văn Phó", "deputy")
        case = cls("fill_primary")
        case.fill_primary()
        case.quality(0).with_user(cls.homeroom).save_cells(
            [
                {
                    "line_id": case.quality(0).id,
                    "column": "remark_quality",
                    "old": "",
                    "new": "Thật thà, biết giúp bạn",
                }
            ]
        )
        case.check(0, 128.5, 26, "Bình thường")
        case.lock()
        cls.env.invalidate_all()
        cls.class_.with_user(cls.homeroom).action_propose_decisions()
        cls.class_.with_user(cls.head).action_decide()
        cls.env.flush_all()
        cls.set_up_signing()

    def check(self, learner, height, weight, health, user=None):
        return (
            self.env["edu.health.check"]
            .with_user(user or self.homeroom)
            .create(
                {
                    "enrolment_id": self.enrolments[learner].id,
                    "date": "2026-04-15",
                    "height": height,
                    "weight": weight,
                    "health": health,
                }
            )
        )

    def test_books_of_a_primary_class(self):
        """BT-1.1, KP-22: a class of grade 4 has issued books under TT27."""
        books = self.create_books()
        self.assertEqual(len(books), len(self.enrolments))
        book = books.filtered(lambda b: b.enrolment_id == self.enrolments[0])
        facts = book._year_book()
        self.assertEqual(facts.summary.education, "HTXS")
        self.assertEqual(facts.summary.award, "XUAT_SAC")
        self.assertEqual(facts.summary.body.height, "128.5")
        self.assertEqual(facts.summary.qualities.remark, "Thật thà, biết giúp bạn")
        levels = {subject.code: subject.level for subject in facts.subjects}
        self.assertEqual(set(levels.values()), {"T"})
        tests = {subject.code for subject in facts.subjects if subject.test == "9"}
        self.assertIn("TOAN", tests)
        self.assertNotIn("GDTC", tests)
        self.issue(books)
        self.assertEqual(set(books.mapped("state")), {"issued"})
        trust = self.env["edu.trust.anchor"]._trust()
        xml = book.xml_document_id._content()
        pdf = book.pdf_document_id._content()
        for report in (verify_xml(xml, trust), verify_pdf(pdf, trust)):
            for signature in report.signatures:
                self.assertEqual(signature.content, "ok")
        form = forms.year_form(book_xml.parse(xml))
        self.assertEqual(page.compare(pdf, form), [])
        text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(pdf)).pages)
        for said in (
            "HỌC BẠ TIỂU HỌC",
            "Những phẩm chất chủ yếu",
            "Năng lực khoa học",
            "128,5 cm",
            "Hoàn thành xuất sắc",
            "Hoàn thành chương trình lớp 4",
            "Thật thà, biết giúp bạn",
        ):
            self.assertIn(said, text)
        if folder := os.environ.get("EDU_PAGES"):
            Path(folder, "tieu-hoc.pdf").write_bytes(pdf)
            Path(folder, "tieu-hoc.xml").write_bytes(xml)

    def test_what_is_signed_is_told_in_words(self):
        """KP-18.3: who signs sees level, test and conclusion before he does."""
        book = self.create_books()[0]
        slots = {slot.role: slot for slot in book.slot_ids}
        math = book.slot_ids.filtered(lambda s: "mon-TOAN-CN" in s.region_ids)
        self.assertEqual(book._signing_summary(math), "Mức đạt được: T · Điểm KTĐK: 9")
        self.assertIn("Hoàn thành xuất sắc", book._signing_summary(slots["homeroom"]))

    def test_frozen_facts_give_the_same_book(self):
        """KP-5.1: the book of frozen facts never changes."""
        book = self.create_books()[0]
        again = json.loads(json.dumps(book._facts()))
        written = book_xml.build(book._year_book())
        self.assertEqual(written, book.xml_document_id._content())
        self.assertEqual(again, book._facts())

    def test_measures_that_cannot_be_right(self):
        """BP-6.5: metres for centimetres are told at once; others write none."""
        with self.assertRaises(ValidationError):
            self.check(1, 1.28, 26, "")
        with self.assertRaises(ValidationError):
            self.check(1, 128, 2600, "")
        with self.assertRaises(AccessError):
            self.check(1, 128, 26, "", user=self.foreign)
