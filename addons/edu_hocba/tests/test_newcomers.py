# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.edu_gradebook.tests.test_former_result import NewcomerFixture

from hocba.books import xml as book_xml
from hocba.verify.pdf import verify_pdf
from hocba.verify.xml import verify_xml

from ..portal_year import portal_year
from .common import HocbaCase, SignedHocbaCase


class TestBooksOfNewcomers(NewcomerFixture, SignedHocbaCase):
    """A learner from abroad, and one who came when HK I was locked: their books are
    made, signed by everybody and verified as any."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("build")
        cls.abroad = cls.enrolments[0]
        cls.abroad.student_id.write(
            {
                "name": "Kim Min Seo",
                "personal_id": False,
                "nationality": "Hàn Quốc",
                "identity_document": "passport",
                "identity_document_number": "M/12345678",
            }
        )
        cls.newcomer = cls.class_.enrolment_ids.filtered(lambda e: e.number == 9)
        books = case.create_books()
        cls.books_of = {book.enrolment_id: book for book in books}
        case.issue(books)

    def lock(self):
        """HK I first; then the newcomer comes with his results."""
        self.class_.with_user(self.head).action_lock_term(self.hk1.id)
        newcomer = self.come()
        self.second_term(newcomer)
        self.former(newcomer).with_user(self.head).action_confirm("5/QĐ-THLL")
        return super().lock()

    def reports(self, book):
        trust, issuers = book._trust(), self.school._issuers()
        xml = book.xml_document_id._content()
        pdf = book.pdf_document_id._content()
        return xml, (verify_xml(xml, trust, issuers), verify_pdf(pdf, trust, issuers))

    def test_who_has_no_number_is_named_by_his_document(self):
        """KP-2.16, KP-22: made, signed and verified without an invented number."""
        book = self.books_of[self.abroad]
        self.assertEqual(book.state, "issued")
        xml, reports = self.reports(book)
        self.assertEqual([r.overall for r in reports], ["total-passed"] * 2)
        learner = book_xml.parse(xml).book.learner
        self.assertEqual(
            (learner.personal_id, learner.document_kind, learner.document_number),
            ("", "passport", "M/12345678"),
        )
        self.assertEqual((learner.nationality, learner.ethnicity), ("Hàn Quốc", ""))
        self.assertEqual(book._file_stem(), "hocba-M-12345678-2025-2026-v1")
        self.assertFalse(list(self.class_._review_books()))

    def test_results_of_the_former_school_stand_with_their_source(self):
        """KP-26.2c: in the subjects, in the summary, on the page and on the portal."""
        book = self.books_of[self.newcomer]
        xml, reports = self.reports(book)
        self.assertEqual([r.overall for r in reports], ["total-passed"] * 2)
        year = book_xml.parse(xml).book
        sources = {
            (term.period, term.school)
            for part in (year.summary, *year.subjects)
            for term in part.former
        }
        self.assertEqual(sources, {("HK1", "THCS Lê Lợi")})
        literature = next(s for s in year.subjects if s.code == "VAN")
        self.assertEqual(
            (literature.hk1, literature.hk2, literature.year), ("7.5", "8.0", "7.8")
        )
        self.assertEqual(year.summary.absences.hk1, 3)
        page = portal_year(self.newcomer.with_context(lang="vi_VN"))
        first = page["terms"][0]["subjects"]
        self.assertTrue(all("THCS Lê Lợi" in row["remark"] for row in first))


class TestPortalAfterClassChange(HocbaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_class.with_user(cls.registrar).action_open_gradebooks()

    def lock(self):
        """The class stays open: somebody leaves it."""

    def leave(self, **values):
        self.env["edu.enrolment.movement"].with_user(self.registrar).create(
            {"enrolment_id": self.enrolments[0].id, "date": "2025-11-01", **values}
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def pages(self, enrolment):
        return portal_year(enrolment.sudo().with_context(lang="vi_VN"))

    @classmethod
    def build_decided(cls):
        cls.build()
        case = cls("build")
        case.fill()
        case.rate()

    def test_the_class_that_was_left_says_where_the_year_goes_on(self):
        """BT-10.3: two entries for one year, and each says what it is."""
        self.leave(kind="class_out", to_class_id=self.other_class.id)
        old = self.enrolments[0]
        new = old._of_the_year() - old
        for class_ in (self.class_, self.other_class):
            class_.with_user(self.head).action_lock_term(self.hk1.id)
        page = self.pages(old)
        self.assertIn("7A2", page["moved"])
        self.assertIn("01/11/2025", page["moved"])
        self.assertEqual(page["moved_to"], new.id)
        for term in page["terms"]:
            self.assertEqual(term["waiting"], page["moved"])
        self.assertEqual(len(page["terms"][0]["subjects"]), 12)
        page = self.pages(new)
        self.assertFalse(page["moved"] or page["moved_to"])
        self.assertEqual(page["terms"][0]["waiting"], "")
        self.assertIn("12 môn", page["terms"][1]["waiting"])

    def test_who_left_the_school_is_promised_nothing(self):
        self.leave(kind="out", place="THCS Khác")
        page = self.pages(self.enrolments[0])
        self.assertFalse(page["moved_to"])
        for term in page["terms"]:
            self.assertIn("01/11/2025", term["waiting"])
            self.assertNotIn("12 môn", term["waiting"])
