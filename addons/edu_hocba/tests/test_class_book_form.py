# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from dataclasses import replace

from pypdf import PdfReader

from odoo.tests import TransactionCase

from odoo.addons.edu_hocba.report import book_pdf
from odoo.addons.edu_hocba.report.class_book_page import class_book_page
from odoo.addons.edu_hocba.report.year_page import Approval, Mark

from hocba.books import kinds
from hocba.books import xml as book_xml
from hocba.books.class_book import xml as class_xml
from hocba.books.class_book.model import (
    Absence,
    ClassBook,
    ClassLearner,
    ClassResult,
    ClassSubject,
    ClassSummary,
    Month,
    SubjectLine,
)
from hocba.books.model import Issue, Learner, Levels, SignerRef

from .test_form import (
    AT,
    BY_REMARK,
    JOURNAL,
    LONGEST,
    PEOPLE,
    SUBJECTS,
    longest_book,
    picture,
)

NUMBERS = range(1, 19)


def class_book(months=("2026-01",)) -> ClassBook:
    """A second term: more learners than a page has room for, all subjects."""
    year = longest_book()
    return ClassBook(
        book_uuid="00000000-0000-4000-8000-0000000000c1",
        document_uuid="00000000-0000-4000-8000-0000000000c2",
        pdf_uuid="00000000-0000-4000-8000-0000000000c3",
        source=year.source,
        school=year.school,
        year=year.year,
        grade=7,
        class_name="7A1",
        period="HK2",
        learners=tuple(
            ClassLearner(n, Learner(f"0792130000{n:02}", LONGEST, "2013-09-05"))
            for n in NUMBERS
        ),
        subjects=tuple(
            ClassSubject(
                code,
                name,
                "remark" if code in BY_REMARK else "score",
                "HK2",
                tuple(
                    SubjectLine(n, ("D",), hk2="D", year="D")
                    if code in BY_REMARK
                    else SubjectLine(n, ("8", "10", "9.5"), "", "10", "8", hk2="8.9")
                    for n in NUMBERS
                ),
                PEOPLE[:2] if code == "KHTN" else PEOPLE[2:3],
                regular_count=4,
            )
            for code, name in SUBJECTS
        ),
        months=tuple(Month(month, (Absence(3, 31, "PK"),)) for month in months),
        summary=ClassSummary(
            PEOPLE[1],
            tuple(
                ClassResult(n, Levels(hk2="TOT"), Levels(hk2="CHUA_DAT"), n)
                for n in NUMBERS
            ),
        ),
    )


def issued(book: ClassBook) -> bytes:
    content = class_xml.build(book)
    signers = tuple(
        SignerRef(
            spec.slot_id,
            spec.role,
            spec.signer.name if spec.signer else "Đỗ Thị Hiệu Trưởng",
            spec.signer.staff_code if spec.signer else "HT01",
            "a3f5" * 16,
        )
        for spec in book_xml.slots(content)
    )
    return book_xml.add_issue(
        content,
        Issue(
            "3/STD-79-760-70123",
            "2026-05-31",
            "7F3K-22QM-9TXB",
            book.document_uuid,
            book.pdf_uuid,
            signers,
            JOURNAL,
        ),
    )


class TestClassBookForm(TransactionCase):
    """The printed class book of TT22/2021."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = issued(class_book())
        cls.pdf, cls.placement = cls.render(cls.content)
        cls.pages = [p.extract_text() for p in PdfReader(io.BytesIO(cls.pdf)).pages]

    @classmethod
    def render(cls, content):
        marks = {
            spec.slot_id: Mark(spec.signer.name, AT, picture())
            for spec in book_xml.slots(content)
            if spec.signer
        }
        return book_pdf.render(
            cls.env,
            content,
            class_book_page,
            marks=marks,
            approval=Approval("Đỗ Thị Hiệu Trưởng", "Bến Thành"),
            image=picture(),
            seal_mm=36,
            seal_overlap=0.333,
            attachment="so-theo-doi.xml",
            created=AT,
        )

    def test_the_pages_say_what_the_xml_says(self):
        """KP-3.2, KP-2.3: every list, with the places of both signatures"""
        self.assertEqual(kinds.problems(self.pdf, self.content), [])
        self.assertEqual(set(self.placement), {"signature", "time", "lines", "seal"})

    def test_another_class_is_told(self):
        other = replace(class_book(), class_name="7A2")
        self.assertTrue(kinds.problems(self.pdf, class_xml.build(other)))

    def test_headers_stand_on_every_page(self):
        """BT-1.1: a list goes on under its header, and each page tells its class"""
        for text in self.pages:
            self.assertIn("Lớp 7A1", text)
        # The cover names the homeroom teacher, who bears the same name.
        lists = [text for text in self.pages[1:] if LONGEST[:20] in text]
        self.assertGreater(len(lists), len(SUBJECTS))
        for text in lists:
            if "DANH SÁCH THÔNG TIN KÝ" not in text and "PHÊ DUYỆT" not in text:
                self.assertIn("STT", text)
