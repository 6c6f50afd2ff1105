# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date
from unittest.mock import patch

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError

from odoo.addons.edu_gradebook.models import edu_correction

from .common import HocbaCase


class TestCorrection(HocbaCase):
    """What a correction does to books, and the minutes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(edu_correction, "today", lambda: date(2026, 6, 1))
        )
        cls.startClassPatcher(
            patch(
                "odoo.addons.edu_hocba.models.edu_book_acts.today",
                lambda: date(2026, 6, 1),
            )
        )

    def corrected(self):
        line = self.line("VAN")
        corrections = self.env["edu.correction"]
        id_ = corrections.with_user(self.teacher).request(
            "marks",
            [{"line_id": line.id, "column": "ck", "new": "0"}],
            "Cộng sót điểm câu 3",
        )
        correction = corrections.browse(id_)
        for user in (self.administrator, self.homeroom):
            correction.with_user(user).action_witness()
        correction.with_user(self.head).action_approve("Đồng ý")
        self.env.invalidate_all()
        return correction

    def test_books_of_the_old_values_are_withdrawn(self):
        """KP-17.3: the learner's book must be made and signed again; others stand"""
        books = self.create_books()
        first, second = self.enrolments
        before = books.filtered(lambda b: b.enrolment_id == first)
        correction = self.corrected()
        self.assertEqual(before.state, "withdrawn")
        self.assertIn(correction.number, before.withdraw_reason)
        self.assertFalse(before.slot_ids.filtered(lambda s: s.state == "ready"))
        other = books - before
        self.assertEqual(other.state, "teachers")
        # Decided anew first, then made anew.
        answer = self.class_.with_user(self.head).action_create_hocba
        with self.assertRaises(UserError):
            answer()
        self.class_.with_user(self.homeroom).action_propose_decisions()
        self.class_.with_user(self.head).action_decide()
        answer()
        current = self.books().filtered(lambda b: b.state != "withdrawn")
        anew = current.filtered(lambda b: b.enrolment_id == first)
        self.assertEqual(anew.replaces_id, before)
        self.assertEqual(anew.revision, 2)

    def test_the_minutes(self):
        """DL2-11.4: request, values, witnesses and decision on one page"""
        correction = self.corrected()
        name, content = correction.with_user(self.head)._minutes()
        self.assertEqual(name, f"{correction.number}.pdf")
        reader = PdfReader(io.BytesIO(content))
        self.assertEqual(len(reader.pages), 1)
        text = " ".join(reader.pages[0].extract_text().split())
        for part in (
            correction.number,
            self.teacher.name,
            self.administrator.name,
            self.homeroom.name,
            self.head.name,
            "Cộng sót điểm câu 3",
            "ĐĐGck",
            self.enrolments[0].student_id.name,
            "Quản trị viên: ",
            "Độc lập - Tự do - Hạnh phúc",
        ):
            self.assertIn(part, text)
        for user in (self.foreign, self.registrar, self.clerk):
            with self.assertRaises(AccessError):
                correction.with_user(user)._minutes()

    def test_the_minutes_bear_the_head_of_the_journal(self):
        """BT-8.5: what is signed on paper names the newest sealed block"""
        correction = self.corrected()
        self.env["edu.journal.sealer"]._seal()
        head = self.env["edu.journal.block"]._head(self.school.code, self.year.name)
        _name, content = correction.with_user(self.head)._minutes()
        (page,) = PdfReader(io.BytesIO(content)).pages
        text = " ".join(page.extract_text().split())
        self.assertIn(f"khối {head['block']} · {head['sha256'][:16]}", text)
