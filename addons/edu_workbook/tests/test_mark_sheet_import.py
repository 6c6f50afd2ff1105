# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import GradebookCase

TITLE = "Năm học: 2025-2026   -   Lớp: {class_name}   -   Học kì: I"


@tagged("post_install", "-at_install")
class TestMarkSheetImport(GradebookCase):
    def book_of_sheets(self, sheets, class_name="7A1"):
        """Return an Excel file: ``{subject: {learner index: [tx1…, gk, ck]}}``."""
        file = openpyxl.Workbook()
        file.remove(file.active)
        for subject, rows in sheets.items():
            sheet = file.create_sheet(subject)
            sheet.append(["TRƯỜNG THCS NGUYỄN DU"])
            sheet.append([TITLE.format(class_name=class_name)])
            sheet.append([f"BẢNG ĐIỂM MÔN: {subject}"])
            head = ["STT", "Mã định danh", "Họ và tên", "Ngày sinh", "ĐĐGtx"]
            sheet.append([*head, None, None, None, "ĐĐGgk", "ĐĐGck", "Nhận xét"])
            sheet.append([None] * 4 + ["1", "2", "3", "4"])
            sheet.merge_cells("E4:H4")
            for index, enrolment in enumerate(self.enrolments):
                student = enrolment.student_id
                born = student.birth_date.strftime("%d/%m/%Y")
                who = [index + 1, student.personal_id, student.name, born]
                sheet.append(who + rows.get(index, [None] * 6))
        return self._bytes(file)

    def table(self, header, rows):
        file = openpyxl.Workbook()
        sheet = file.active
        sheet.append(["TRƯỜNG THCS NGUYỄN DU"])
        sheet.append(["Lớp: 7A1   -   Năm học: 2025-2026"])
        sheet.append(header)
        for index, *values in rows:
            student = self.enrolments[index].student_id
            sheet.append([index + 1, student.personal_id, student.name, *values])
        return self._bytes(file)

    def _bytes(self, file):
        stream = io.BytesIO()
        file.save(stream)
        return stream.getvalue()

    def wizard(self, user, content, kind="marks"):
        return (
            self.env["edu.mark.sheet.import"]
            .with_user(user)
            .with_context(lang="vi_VN")
            .create(
                {
                    "class_id": self.class_.id,
                    "kind": kind,
                    "data": base64.b64encode(content),
                    "filename": "diem-hk1.xlsx",
                }
            )
        )

    def test_marks_are_imported_after_a_dry_run(self):
        """BT-6.1a: the dry run shows each cell and changes nothing; then all is in."""
        content = self.book_of_sheets(
            {
                "Ngữ văn": {
                    0: ["8,5", 7, "6.5", 10, "8", 9.5, "Đọc tốt"],
                    1: [8, 8, 8, None, 7, None],
                }
            }
        )
        wizard = self.wizard(self.teacher, content)
        wizard.action_check()
        self.assertEqual(wizard.state, "checked", wizard.problem_ids.mapped("text"))
        self.assertEqual(wizard.count_changed, 11)
        first = wizard.line_ids[0]
        self.assertEqual((first.cell, first.old, first.new), ("E6", "", "8,5"))
        self.assertFalse(self.line("VAN").tx1)
        wizard.action_import()
        line = self.line("VAN")
        self.assertEqual(
            [line.tx1, line.tx2, line.tx3, line.tx4, line.gk, line.ck, line.remark],
            ["8.5", "7", "6.5", "10", "8", "9.5", "Đọc tốt"],
        )
        self.assertEqual(line.average, "8.5")
        self.assertFalse(self.line("VAN", 1).tx4)
        again = self.wizard(self.teacher, content)
        again.action_check()
        self.assertEqual((again.count_changed, again.count_same), (0, 11))

    def test_bad_marks_name_their_cell_and_save_nothing(self):
        """BT-6.1a: 11, "8,55" and "abc" are named by cell; nothing is imported."""
        content = self.book_of_sheets(
            {
                "Ngữ văn": {
                    0: [8, 8, 8, 8, 8, 8],
                    1: [11, "8,55", "abc", 8, 8, 8],
                }
            }
        )
        wizard = self.wizard(self.teacher, content)
        wizard.action_check()
        self.assertEqual(wizard.state, "draft")
        errors = wizard.problem_ids.filtered(lambda p: p.level == "error")
        self.assertEqual(
            {(p.column, p.row) for p in errors}, {("E", 7), ("F", 7), ("G", 7)}
        )
        with self.assertRaises(UserError) as refused:
            wizard.action_import()
        for text in ("E7", "F7", "G7", "11", "8,55", "abc", "Trần Văn Bình"):
            self.assertIn(text, str(refused.exception))
        self.assertFalse(any(self.book("VAN").line_ids.mapped("tx1")))

    def test_a_truncated_file_is_refused(self):
        """BT-6.1a: half a file is no file; nothing is imported."""
        content = self.book_of_sheets({"Ngữ văn": {0: [8, 8, 8, 8, 8, 8]}})
        for broken in (content[: len(content) // 2], b"not an Excel file"):
            wizard = self.wizard(self.teacher, broken)
            with self.assertRaises(UserError):
                wizard.action_import()
        self.assertFalse(self.line("VAN").tx1)

    def test_a_teacher_imports_his_subjects_only(self):
        """BT-6.1a: of a file of the whole class a teacher's own sheets are taken."""
        marks = {0: [8, 8, 8, 8, 8, 8]}
        wizard = self.wizard(
            self.teacher, self.book_of_sheets({"Ngữ văn": marks, "Toán": marks})
        )
        wizard.action_import()
        self.assertEqual(self.line("VAN").tx1, "8")
        self.assertFalse(self.line("TOAN").tx1)
        self.assertEqual(wizard.problem_ids.mapped("sheet"), ["Toán"])
        wizard = self.wizard(self.teacher, self.book_of_sheets({"Toán": marks}))
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_who_has_no_duty_imports_nothing(self):
        """BT-8.5: neither registrar nor administrator nor another class's teacher."""
        content = self.book_of_sheets({"Ngữ văn": {0: [8, 8, 8, 8, 8, 8]}})
        for user in (self.registrar, self.administrator, self.head):
            for kind in ("marks", "conduct", "absence", "retest"):
                with (
                    self.subTest(user=user.login, kind=kind),
                    self.assertRaises(AccessError),
                ):
                    self.wizard(user, content, kind).action_import()
        with self.assertRaises(AccessError):
            self.wizard(self.foreign, content).action_import()

    def test_a_sheet_of_another_class_is_refused(self):
        """BT-6.1a: a file of another class is not bent to fit."""
        content = self.book_of_sheets({"Ngữ văn": {0: [8, 8, 8, 8, 8, 8]}}, "7A2")
        with self.assertRaises(UserError) as refused:
            self.wizard(self.teacher, content).action_import()
        self.assertIn("7A2", str(refused.exception))

    def test_more_regular_marks_than_there_are(self):
        """BT-6.1a: a third mark where the curriculum asks for two is refused."""
        content = self.book_of_sheets({"GDCD": {0: [8, 8, 8, None, 8, 8]}})
        with self.assertRaises(UserError) as refused:
            self.wizard(self.master, content).action_import()
        self.assertIn("G6", str(refused.exception))

    def test_what_changed_since_the_check_is_not_overwritten(self):
        """KP-17.1: a mark entered after the dry run stops the import."""
        content = self.book_of_sheets({"Ngữ văn": {0: [8, 8, 8, 8, 8, 8]}})
        wizard = self.wizard(self.teacher, content)
        wizard.action_check()
        self.save(self.co_teacher, (self.line("VAN"), "tx1", "", "5"))
        with self.assertRaises(UserError):
            wizard.action_import()
        self.assertEqual(self.line("VAN").tx1, "5")

    def test_a_locked_gradebook_is_not_imported_into(self):
        """BT-11.3: after the lock a file changes nothing."""
        self.fill()
        self.rate()
        self.lock()
        content = self.book_of_sheets({"Ngữ văn": {0: [9, 8, 8, 8, 8, 8]}})
        with self.assertRaises(UserError):
            self.wizard(self.teacher, content).action_import()
        self.assertEqual(self.line("VAN").tx1, "8")

    def test_nobody_reads_another_ones_import(self):
        """BT-8.5: marks shown by a dry run are the importer's alone."""
        content = self.book_of_sheets({"Ngữ văn": {0: [8, 8, 8, 8, 8, 8]}})
        wizard = self.wizard(self.teacher, content)
        wizard.action_check()
        with self.assertRaises(AccessError):
            wizard.line_ids.with_user(self.administrator).read(["new"])

    def test_conduct(self):
        """BT-5.1c: rèn luyện of both terms and the remark, by the homeroom teacher."""
        content = self.table(
            ["STT", "Mã định danh", "Họ và tên", "HK I", "HK II", "Nhận xét của GVCN"],
            [(0, "Tốt", "Khá", "Chăm ngoan"), (1, "Chưa đạt", "Đạt", None)],
        )
        with self.assertRaises(AccessError):
            self.wizard(self.teacher, content, "conduct").action_import()
        self.wizard(self.homeroom, content, "conduct").action_import()
        conducts = self.env["edu.conduct"].search(
            [("enrolment_id", "in", self.enrolments[:2].ids)]
        )
        found = {
            (self.enrolments.ids.index(c.enrolment_id.id), c.term_id.code): c.level
            for c in conducts
        }
        self.assertEqual(
            found,
            {
                (0, "HK1"): "TOT",
                (0, "HK2"): "KHA",
                (1, "HK1"): "CHUA_DAT",
                (1, "HK2"): "DAT",
            },
        )
        self.assertEqual(conducts.filtered("remark").mapped("remark"), ["Chăm ngoan"])
        self.assertEqual(self.result(1).training_year, "DAT")

    def test_absences(self):
        """BT-5.1b: absences come in once, however often the file is imported."""
        content = self.table(
            ["STT", "Mã định danh", "Họ và tên", "Ngày nghỉ", "Buổi", "Phép"],
            [
                (0, "27/09/2025", "S", "P"),
                (0, "29/09/2025", "C", "K"),
                (1, "29/09/2025", "S", "K"),
            ],
        )
        for _time in range(2):
            self.wizard(self.homeroom, content, "absence").action_import()
        self.assertEqual([self.result(i).absences for i in (0, 1, 2)], [2, 1, 0])
        content = self.table(
            ["STT", "Mã định danh", "Họ và tên", "Ngày nghỉ", "Buổi", "Phép"],
            [(0, "27/09/2024", "S", "P")],
        )
        with self.assertRaises(UserError) as refused:
            self.wizard(self.homeroom, content, "absence").action_import()
        self.assertIn("27/09/2024", str(refused.exception))

    def test_retests(self):
        """DL2-7.5: retests come in for those who have a right to one, whole or none."""
        self.fill()
        self.fill({"TOAN": "4.8", "NN1": "3.2"}, learner=2)
        self.rate()
        self.lock()
        head = ["STT", "Mã định danh", "Họ và tên", "Môn", "Điểm kiểm tra lại", "Ngày"]
        wrong = self.table(
            head, [(2, "Toán", "5,5", "22/06/2026"), (0, "Toán", "9", "22/06/2026")]
        )
        with self.assertRaises(UserError) as refused:
            self.wizard(self.homeroom, wrong, "retest").action_import()
        self.assertIn("Nguyễn Thị Ánh", str(refused.exception))
        # On a scale of a hundred it is no 8,5.
        scale = self.table(head, [(2, "Toán", "85", "22/06/2026")])
        with self.assertRaisesRegex(UserError, "85"):
            self.wizard(self.homeroom, scale, "retest").action_import()
        own = [("class_id", "=", self.class_.id)]
        self.assertFalse(self.env["edu.retest"].search(own))
        right = self.table(
            head,
            [(2, "Toán", "5,5", "22/06/2026"), (2, "Ngoại ngữ 1", 5, "23/06/2026")],
        )
        for _time in range(2):
            self.wizard(self.homeroom, right, "retest").action_import()
        self.assertEqual(self.env["edu.retest"].search_count(own), 2)
        result = self.result(2)
        self.assertEqual(
            (result.study_year, result.study_final, result.promotion),
            ("CHUA_DAT", "KHA", "PROMOTED"),
        )
