# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import timedelta

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tools.locks.locked import rewrites_locked
from odoo.addons.edu_school.dates import today

from .common import HocbaCase


@tagged("post_install", "-at_install")
class TestDutyHandoverMinutes(HocbaCase):
    def test_minutes_name_what_is_left_undone(self):
        """KP-27, KP-35.6: open gradebooks, signatures and keys stand in the minutes."""
        self.create_books()
        with rewrites_locked(self.env, "a class that is still open"):
            self.book("VAN", self.hk2)._write_protected({"state": "open"})
        handover = (
            self.env["edu.duty.handover"]
            .with_user(self.head)
            .with_context(lang="vi_VN")
            .create(
                {
                    "number": "15/QĐ-THCS",
                    "reason": "retirement",
                    "from_employee_id": self.teacher.employee_ids.id,
                    "to_employee_id": self.foreign.employee_ids.id,
                    "date": today() + timedelta(days=1),
                    "note": "Thiết bị lưu khóa số 07",
                }
            )
        )
        with self.assertRaises(UserError):
            handover._minutes()
        handover.action_hand_over()
        _name, content = handover.with_user(self.foreign)._minutes()
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for words in (
            "BIÊN BẢN BÀN GIAO NHIỆM VỤ",
            "15/QĐ-THCS",
            "Bùi Văn Dạy",
            "Cao Văn Ngoài",
            "Nghỉ hưu",
            "7A1 Ngữ văn",
            "Sổ điểm còn mở",
            "2 chữ ký",
            "Thiết bị lưu khóa số 07",
        ):
            self.assertIn(words, text)
        with self.assertRaises(AccessError):
            handover.with_user(self.homeroom)._minutes()
