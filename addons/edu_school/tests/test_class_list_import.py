# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SchoolCase

TITLES = (
    ["TRƯỜNG THCS NGUYỄN DU"],
    ["DANH SÁCH HỌC SINH LỚP 7A1"],
    ["Năm học 2025 - 2026"],
    [],
)
HEADER = [
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Mã định danh",
    "Dân tộc",
    "Chỗ ở hiện nay",
    "Họ tên cha",
    "Điện thoại cha",
]
EM = [
    3,
    "Võ Thị Em",
    "02/09/2013",
    "Nữ",
    "079313000011",
    "Kinh",
    "1 Lê Lợi",
    "Võ Văn Cha",
    "0900000001",
]
PHUC = [4, "Hồ Đắc Phúc", "15/01/2013", "Nam", "079213000012", "Hoa", "2 Lê Lợi"]
MODELS = (
    "edu.student",
    "edu.guardian",
    "edu.admission",
    "edu.enrolment",
    "edu.enrolment.movement",
    "edu.journal",
)


def workbook(*rows, header=HEADER, merge=None):
    book = Workbook()
    sheet = book.active
    for row in (*TITLES, header, *rows):
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(row, **values):
    row = list(row)
    for name, value in values.items():
        row[HEADER.index(name.replace("_", " "))] = value
    return row


class ClassListCase(SchoolCase):
    """Makes class lists and their wizards."""

    def _wizard(self, *rows, login="registrar", content=None, klass=None, **options):
        content = workbook(*rows, **options) if content is None else content
        return self._as(login, self.env["edu.class.list.import"]).create(
            {
                "class_id": (klass or self.class_a).id,
                "data": base64.b64encode(content),
                "filename": "danh-sach.xlsx",
            }
        )

    def _counts(self):
        self.env.flush_all()
        return {model: self.env[model].search_count([]) for model in MODELS}

    def _refused(self, *rows, text, **options):
        """The import is refused with a text that names the place; nothing is left."""
        before = self._counts()
        wizard = self._wizard(*rows, **options)
        wizard.action_check()
        self.assertEqual(wizard.state, "draft")
        with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
            wizard.action_import()
        self.assertEqual(self._counts(), before)
        return wizard.problem_ids


@tagged("post_install", "-at_install")
class TestClassListImport(ClassListCase):
    def test_import_creates_all_there_is_to_know(self):
        """BT-5.1a, KP-2.16: learner, parents, register line, class and movement."""
        wizard = self._wizard(EM, PHUC)
        wizard.action_check()
        self.assertEqual(wizard.state, "checked")
        self.assertEqual(wizard.count_new, 2)
        self.assertIn("E «Mã định danh»: Mã định danh cá nhân", wizard.mapping)
        self.assertFalse(
            self.env["edu.student"].search([("personal_id", "=", EM[4])]),
            "checking must change nothing",
        )
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        student = self.env["edu.student"].search([("personal_id", "=", EM[4])])
        self.assertEqual(student.name, "Võ Thị Em")
        self.assertEqual(student.birth_date, date(2013, 9, 2))
        self.assertEqual(student.gender, "female")
        self.assertEqual(student.guardian_ids.name, "Võ Văn Cha")
        self.assertEqual(student.guardian_ids.phone, "0900000001")
        self.assertEqual(student.admission_ids.register_number, "5/THCS")
        self.assertEqual(student.admission_ids.school_id, self.school)
        enrolment = student.enrolment_ids
        self.assertEqual(enrolment.class_id, self.class_a)
        self.assertEqual(enrolment.number, 3)
        self.assertEqual(enrolment.date_from, date(2025, 9, 5))
        self.assertEqual(enrolment.movement_ids.kind, "in")
        entry = self.env["edu.journal"].search(
            [("model", "=", "edu.student"), ("res_id", "=", student.id)], limit=1
        )
        self.assertEqual(entry.user_name, "registrar")
        self.assertIn("danh-sach.xlsx", entry.reason)

    def test_second_import_changes_nothing(self):
        self._wizard(EM, PHUC).action_import()
        before = self._counts()
        stamp = self.env["edu.student"].search([]).mapped("write_date")
        wizard = self._wizard(EM, PHUC)
        wizard.action_import()
        self.assertEqual(self._counts(), before)
        self.assertEqual(self.env["edu.student"].search([]).mapped("write_date"), stamp)
        self.assertEqual((wizard.count_same, wizard.count_new), (2, 0))

    def test_changed_file_changes_what_changed(self):
        self._wizard(EM, PHUC).action_import()
        before = self._counts()
        moved = changed(EM, Chỗ_ở_hiện_nay="9 Hai Bà Trưng", STT=4)
        wizard = self._wizard(changed(PHUC, STT=3), moved)
        wizard.action_import()
        self.assertEqual(wizard.count_changed, 2)
        student = self.env["edu.student"].search([("personal_id", "=", EM[4])])
        self.assertEqual(student.address, "9 Hai Bà Trưng")
        self.assertEqual(student.enrolment_ids.number, 4)
        after = self._counts()
        journal = after.pop("edu.journal") - before.pop("edu.journal")
        self.assertEqual(after, before)
        self.assertGreaterEqual(journal, 3)

    def test_empty_cells_erase_nothing(self):
        self._wizard(EM).action_import()
        self._wizard(changed(EM, Chỗ_ở_hiện_nay=None, Họ_tên_cha=None)).action_import()
        student = self.env["edu.student"].search([("personal_id", "=", EM[4])])
        self.assertEqual(student.address, "1 Lê Lợi")
        self.assertEqual(student.guardian_ids.name, "Võ Văn Cha")

    def test_duplicate_personal_id(self):
        """KP-2.16: one number stands for one learner."""
        twin = changed(PHUC, Mã_định_danh=EM[4])
        problems = self._refused(EM, twin, text="hàng 7.*079313000011.*hàng 6")
        errors = problems.filtered(lambda p: p.level == "error")
        self.assertEqual(errors.row, 7)
        self.assertEqual(errors.column, "E «Mã định danh»")

    def test_impossible_date(self):
        row = changed(EM, Ngày_sinh="31/02/2013")
        problems = self._refused(row, PHUC, text="hàng 6.*Ngày sinh.*31/02/2013")
        self.assertEqual(problems.row, 6)
        self.assertEqual(problems.learner, "Võ Thị Em")

    def test_birth_date_of_no_learner(self):
        row = changed(EM, Ngày_sinh="02/09/1913")
        self._refused(row, text="02/09/1913 không thể là ngày sinh")

    def test_merged_header_cells(self):
        """Merged cells are understood or refused by place, never mis-read."""
        self._refused(EM, PHUC, merge="C5:E5", text="(Ngày sinh|C5|hàng 5|tiêu đề)")

    def test_merged_name_over_two_columns_is_understood(self):
        header = ["STT", "Họ và tên", None, *HEADER[2:]]
        row = [3, "Võ Thị", "Em", *EM[2:]]
        self._wizard(row, header=header, merge="B5:C5").action_import()
        student = self.env["edu.student"].search([("personal_id", "=", EM[4])])
        self.assertEqual(student.name, "Võ Thị Em")

    def test_truncated_file(self):
        content = workbook(EM, PHUC)
        for cut in (content[:100], content[: len(content) // 2], content[:-30]):
            with self.subTest(size=len(cut)):
                self._refused(content=cut, text="(?i)tệp")

    def test_learner_of_another_class(self):
        row = [5, "Lê Thị Chi", "20/05/2013", "Nam", "079213000003"]
        self._refused(EM, row, text="Hàng 7, Lê Thị Chi: .*lớp 7A2")

    def test_learner_of_another_school(self):
        other = self._new_school("THCS Lê Lợi", "79760702")
        klass = self._new_class("7A1", self._new_year(other))
        self._new_student("Võ Thị Em", EM[4], klass, 1, birth_date=date(2013, 9, 2))
        self._refused(EM, text="chưa làm thủ tục rời trường khác")

    def test_learner_who_left_returns_by_a_movement(self):
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": self.an.enrolment_ids.id,
                "kind": "dropout",
                "date": date(2025, 11, 20),
            }
        )
        row = [1, "Nguyễn Văn An", "20/05/2013", "Nam", "079213000001"]
        self._refused(row, text="20/11/2025")

    def test_number_of_another_person(self):
        row = [1, "Người Khác Hẳn", "01/01/2013", "Nam", "079213000001"]
        self._refused(row, text="079213000001 là của học sinh có họ tên")

    def test_number_in_class_taken(self):
        self._refused(changed(EM, STT=1), text="Số thứ tự 1")
        self._refused(EM, changed(PHUC, STT=3), text="Số thứ tự 3")

    def test_list_of_another_class_or_year(self):
        self._refused(EM, klass=self.class_b, text="lớp 7A1.*lớp 7A2")

    def test_missing_column(self):
        header = [*HEADER]
        header[4] = "Ghi chú"
        self._refused(EM, header=header, text="(?i)mã định danh")

    def test_only_by_duty(self):
        """BT-5.1a: registrar, administrator or the homeroom teacher of that class."""
        for login in ("teacher", "other", "head", "clerk"):
            for method in ("action_check", "action_import"):
                wizard = self._wizard(EM, login=login)
                with self.subTest(login=login), self.assertRaises(AccessError):
                    getattr(wizard, method)()
        self._wizard(EM, login="homeroom").action_import()
        self._wizard(PHUC, login="administrator").action_import()
        self.assertEqual(self.class_a.student_count, 4)

    def test_wizard_of_somebody_else_is_closed(self):
        wizard = self._wizard(EM)
        with self.assertRaises(AccessError):
            self._as("homeroom", wizard).read(["data"])
