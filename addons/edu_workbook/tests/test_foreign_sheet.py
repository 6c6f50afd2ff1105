# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.edu_gradebook.tests.common import GradebookCase

HEAD = ["STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "ĐĐGtx 1", "ĐĐGtx 2"]


@tagged("post_install", "-at_install")
class TestForeignSheet(GradebookCase):
    """KP-17.1 The blank file that another system gave goes back filled in."""

    def setUp(self):
        super().setUp()
        self.fill({"TOAN": "7.5"}, learner=0)
        self.students = self.class_.enrolment_ids.student_id

    def blank(self, subject="TOÁN"):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append([f"BẢNG ĐIỂM MÔN {subject} - HỌC KỲ I - LỚP {self.class_.name}"])
        sheet.append([*HEAD, "ĐĐGgk", "ĐĐGck", "Nhận xét"])
        for number, student in enumerate(self.students, start=1):
            born = student.birth_date.strftime("%d/%m/%Y")
            sheet.append([number, student.student_code, student.name, born])
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    def wizard(self, user, content, filename="mau.xlsx"):
        wizard = self.env["edu.foreign.sheet"].with_user(user)
        return wizard.with_context(lang="vi_VN").create(
            {
                "gradebook_id": self.book("TOAN").id,
                "data": base64.b64encode(content),
                "filename": filename,
            }
        )

    def test_the_file_comes_back_with_the_marks_and_its_use_is_noted(self):
        journal = type(self.env["edu.journal"])
        with patch.object(journal, "_record_use") as noted:
            wizard = self.wizard(self.master, self.blank())
            wizard.action_fill()
        self.assertEqual((wizard.state, wizard.content_name), ("done", "mau.xlsx"))
        filled = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.content)))
        line = self.line("TOAN")
        row = next(
            row
            for row in filled.active.iter_rows(min_row=3, values_only=True)
            if row[2] == line.enrolment_id.student_id.name
        )
        self.assertEqual([*row[4:8]], [7.5] * 4)
        self.assertGreaterEqual(wizard.count_written, 4)
        kind, lines, note = noted.call_args.args
        self.assertEqual((kind, note), ("download", "mau.xlsx"))
        self.assertIn(line, lines)

    def test_who_may_not_read_the_marks_gets_none(self):
        """BT-7.1 A teacher without a duty in the class"""
        groups = "base.group_user,edu_school.group_staff"
        other = new_test_user(self.env, login="khac", groups=groups, lang="vi_VN")
        wizard = self.wizard(other, self.blank())
        with self.assertRaises(AccessError):
            wizard.action_fill()
        with self.assertRaises(AccessError):
            self.book("TOAN").with_user(other).action_fill_foreign()

    def test_a_file_of_another_subject_or_kind_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "không có trang tính nào của môn"):
            self.wizard(self.master, self.blank("NGỮ VĂN")).action_fill()
        old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        with self.assertRaisesRegex(UserError, r"Lưu thành.*\.xlsx"):
            self.wizard(self.master, old, "mau.xls").action_fill()
