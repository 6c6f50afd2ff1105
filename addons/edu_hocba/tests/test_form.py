# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import subprocess
import tempfile
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from PIL import Image, ImageDraw
from pypdf import PdfReader

from odoo.tests import TransactionCase

from odoo.addons.edu_hocba.report import book_pdf
from odoo.addons.edu_hocba.report.year_page import Approval, Mark, year_page

from hocba.books import drawing, page
from hocba.books import form as forms
from hocba.books import xml as book_xml
from hocba.books.model import (
    Absences,
    Issue,
    JournalHead,
    Learner,
    Levels,
    School,
    SignerRef,
    Source,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
)

LONGEST = "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Bảo Ngọc Thiên Hương Quỳnh Khuê"
AT = datetime(2026, 5, 25, 8, 4, 5, tzinfo=timezone.utc)
SUBJECTS = (
    ("TOAN", "Toán"),
    ("VAN", "Ngữ văn"),
    ("NN1", "Ngoại ngữ 1 (Tiếng Anh)"),
    ("KHTN", "Khoa học tự nhiên"),
    ("LSDL", "Lịch sử và Địa lí"),
    ("GDCD", "Giáo dục công dân"),
    ("TIN", "Tin học"),
    ("CONGNGHE", "Công nghệ"),
    ("GDTC", "Giáo dục thể chất"),
    ("NGHETHUAT", "Nghệ thuật"),
    ("GDDP", "Nội dung giáo dục của địa phương"),
    ("HDTN", "Hoạt động trải nghiệm, hướng nghiệp"),
    ("NN2", "Ngoại ngữ 2 (Tiếng Nhật)"),
)
BY_REMARK = ("GDTC", "NGHETHUAT", "GDDP", "HDTN")
PEOPLE = tuple(
    TeacherRef(f"GV{number:02}", name)
    for number, name in enumerate(
        ("Nguyễn Thị Ưởng", LONGEST, "Lê Hữu Nghĩa", "Phạm Quỳnh Như")
    )
)


def longest_book() -> YearBook:
    """Every row that a year can have, the longest names, two teachers for KHTN."""
    subjects = []
    for number, (code, name) in enumerate(SUBJECTS):
        marks = ("D", "D", "D") if code in BY_REMARK else ("8.0", "10.0", "9.3")
        subjects.append(
            SubjectYear(
                code,
                name,
                "remark" if code in BY_REMARK else "score",
                *marks,
                retest="5.0" if code == "VAN" else "",
                remark="Chăm học, tư duy tốt, cần trình bày cẩn thận hơn",
                teachers=PEOPLE[:2] if code == "KHTN" else (PEOPLE[number % 4],),
            )
        )
    return YearBook(
        hocba_uuid="00000000-0000-4000-8000-000000000001",
        document_uuid="00000000-0000-4000-8000-000000000002",
        pdf_uuid="00000000-0000-4000-8000-000000000003",
        source=Source("so-diem-da-khoa", "42", "ab" * 32),
        school=School(
            "79-760-70123",
            "Trường Trung học cơ sở Nguyễn Du",
            "Phường Bến Thành",
            "Thành phố Hồ Chí Minh",
            "Ủy ban nhân dân Phường Bến Thành",
        ),
        year="2025-2026",
        grade=7,
        class_name="7A1",
        learner=Learner(
            "079213000017", LONGEST, "2013-09-05", "Thành phố Huế", "female", "Kinh"
        ),
        register_number="153/THCS",
        subjects=tuple(subjects),
        summary=Summary(
            training=Levels("KHA", "TOT", "TOT"),
            study=Levels("DAT", "CHUA_DAT", "CHUA_DAT", "DAT"),
            absences=Absences(45, hk1=20, hk2=24),
            promotion="PROMOTED",
            award="GIOI",
            competitions="Giải Nhì môn Toán cấp thành phố",
            homeroom=PEOPLE[1],
            homeroom_remark="Có tiến bộ ở học kì II; cần đọc nhiều hơn. " * 8,
        ),
    )


JOURNAL = JournalHead(
    1284, "3f2a9c01d4e5b6a7" * 4, "2026-05-31T10:00:00Z", 1283, "2026-05-31T09:30:02Z"
)


def issued(
    book: YearBook, number="17/HB-79-760-70123", journal: JournalHead | None = None
) -> bytes:
    content = book_xml.build(book)
    signers = tuple(
        SignerRef(
            slot=spec.slot_id,
            role=spec.role,
            name=spec.signer.name if spec.signer else "Đỗ Thị Hiệu Trưởng",
            staff_code=spec.signer.staff_code if spec.signer else "HT01",
            certificate_sha256="a3f5" * 16,
        )
        for spec in book_xml.slots(content)
    )
    return book_xml.add_issue(
        content,
        Issue(
            number,
            "2026-05-31",
            "7F3K-22QM-9TXA",
            book.document_uuid,
            book.pdf_uuid,
            signers,
            journal,
        ),
    )


def picture(size=(460, 180)) -> bytes:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).line(
        ((0, 0), (size[0] - 1, size[1] - 1)), fill=(16, 52, 166, 255), width=8
    )
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


class TestForm(TransactionCase):
    """The printed year form of TT22/2021."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = longest_book()
        cls.content = issued(cls.book)
        cls.pdf, cls.placement = cls.render(cls.content)
        cls.pages = [p.extract_text() for p in PdfReader(io.BytesIO(cls.pdf)).pages]
        cls.text = " ".join(" ".join(cls.pages).split())

    @classmethod
    def render(cls, content, **approval):
        marks = {
            spec.slot_id: Mark(
                spec.signer.name,
                AT,
                picture(),
                "Phạm Thị Ỷ Lan" if spec.subject == "TIN" else "",
            )
            for spec in book_xml.slots(content)
            if spec.signer
        }
        return book_pdf.render(
            cls.env,
            content,
            year_page,
            marks=marks,
            approval=Approval(
                **{"name": "Đỗ Thị Hiệu Trưởng", "place": "Bến Thành", **approval}
            ),
            image=picture(),
            seal_mm=36,
            seal_overlap=0.333,
            attachment="hocba.xml",
            created=AT,
        )

    def test_three_pages_even_at_worst(self):
        """BT-1.1: marks, summary, signers; the longest names break no page"""
        self.assertEqual(len(self.pages), 3)
        for number, text in enumerate(self.pages, 1):
            self.assertIn(f"Trang {number}/3", text)

    def test_every_page_tells_whose_it_is(self):
        """KP-22: number and name at the foot of each page"""
        for text in self.pages:
            self.assertIn(
                f"Học bạ số 17/HB-79-760-70123 · {LONGEST}", " ".join(text.split())
            )

    def test_the_head_of_the_journal_moves_nothing(self):
        """BT-8.5: one line more at the foot of each page, all else where it was"""
        content = issued(self.book, journal=JOURNAL)
        pdf, placement = self.render(content)
        self.assertEqual(placement, self.placement)
        form = forms.year_form(book_xml.parse(content))
        line = ": ".join(form.footer[0].cells)
        self.assertIn("khối 1284 · 3f2a9c01d4e5b6a7 · niêm phong 31/05/2026", line)
        pages = PdfReader(io.BytesIO(pdf)).pages
        self.assertEqual(len(pages), len(self.pages))
        for sheet in pages:
            self.assertIn(line, " ".join(sheet.extract_text().split()))
        runs = [run for run in drawing.text_runs(pdf) if run.text.strip() != line]
        self.assertEqual(len(drawing.text_runs(pdf)), len(runs) + len(pages))
        self.assertEqual(runs, drawing.text_runs(self.pdf))
        self.assertEqual(page.compare(pdf, form), [])
        other = replace(JOURNAL, block=1285)
        other = forms.year_form(book_xml.parse(issued(self.book, journal=other)))
        self.assertTrue(page.compare(pdf, other))

    def test_no_hidden_words(self):
        """KP-15: all that the pages say is black and large enough to be read"""
        sizes, colours = set(), set()
        for sheet in PdfReader(io.BytesIO(self.pdf)).pages:
            for operands, operator in sheet.get_contents().operations:
                if operator == b"Tf":
                    sizes.add(float(operands[1]))
                elif operator == b"rg":
                    colours.add(tuple(map(float, operands)))
        # The page is drawn in pixels of CSS: 4 for 3 points.
        self.assertGreaterEqual(min(sizes) * 3 / 4, 6.5)
        self.assertEqual(colours, {(0.0, 0.0, 0.0)})

    def test_page_says_what_the_xml_says(self):
        """KP-3.2: the page and the XML have the same content, a changed mark is seen"""
        form = forms.year_form(book_xml.parse(self.content))
        self.assertEqual(page.compare(self.pdf, form), [])
        subjects = list(self.book.subjects)
        subjects[0] = replace(subjects[0], year="9.0")
        other = forms.year_form(
            book_xml.parse(issued(replace(self.book, subjects=tuple(subjects))))
        )
        self.assertTrue(page.compare(self.pdf, other))

    def test_words_of_the_form(self):
        """BT-1.1: headings, learner, school and year as the form of TT22 has them"""
        for words in (
            "HỌC BẠ TRUNG HỌC CƠ SỞ",
            "TRƯỜNG TRUNG HỌC CƠ SỞ NGUYỄN DU",
            "Phường Bến Thành",
            "Thành phố Hồ Chí Minh",
            "Giáo viên xác nhận (kí, tên)",
            "PHÊ DUYỆT CỦA HIỆU TRƯỞNG",
            "Bến Thành, ngày 31 tháng 05 năm 2026",
            "DANH SÁCH THÔNG TIN KÝ",
        ):
            self.assertIn(words, self.text)

    def test_look_up_data(self):
        """KP-22: look-up code, number, personal id, effective date, certificates"""
        for words in (
            "7F3K-22QM-9TXA",
            "17/HB-79-760-70123",
            "079213000017",
            "31/05/2026",
            "a3f5" * 16,
        ):
            self.assertIn(words, self.text)

    def test_signing_times_and_substitutes(self):
        """KP-3.1, KP-18.5: times in Vietnam's zone; who signs for whom"""
        self.assertIn("2026-05-25T15:04:05+07:00", self.text)
        self.assertIn("Ký thay Phạm Thị Ỷ Lan", self.text)

    def test_deputy_signs_for_the_head(self):
        """KP-5.3c: a deputy by assignment signs as one"""
        pdf, _placement = self.render(self.content, name="Võ Văn Phó", deputy=True)
        text = PdfReader(io.BytesIO(pdf)).pages[1].extract_text()
        self.assertIn("KT. HIỆU TRƯỞNG", text)
        self.assertIn("PHÓ HIỆU TRƯỞNG", text)

    def test_one_font_family(self):
        """BT-1.1: complete diacritics in one family of fonts"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "form.pdf"
            path.write_bytes(self.pdf)
            listing = subprocess.run(
                ["pdffonts", str(path)], check=True, capture_output=True, text=True
            ).stdout
        names = {line.split()[0].split("+")[-1] for line in listing.splitlines()[2:]}
        self.assertTrue(names)
        self.assertFalse({n for n in names if not n.startswith("Tinos")}, names)

    def test_seal_over_a_third_of_the_signature(self):
        """KP-13.1a, KP-13.2c: the seal at real size over a third, on the left"""
        signature, seal = self.placement["signature"], self.placement["seal"]
        width = signature[2] - signature[0]
        overlap = (seal[2] - signature[0]) / width
        self.assertAlmostEqual(overlap, 0.333, places=3)
        self.assertLess(seal[0], signature[0])
        self.assertAlmostEqual((seal[2] - seal[0]) / 72 * 25.4, 36.0, places=3)

    def test_carries_exactly_its_xml(self):
        """KP-3.2: the one attachment is the XML, byte for byte"""
        attachments = PdfReader(io.BytesIO(self.pdf)).attachments
        self.assertEqual(list(attachments), ["hocba.xml"])
        self.assertEqual(attachments["hocba.xml"], [self.content])
