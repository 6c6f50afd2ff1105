# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_class_list_import import (
    EM,
    HEADER,
    PHUC,
    ClassListCase,
    changed,
    workbook,
)

AN = [1, "Nguyễn Văn An", "20/05/2013", "Nam", "079213000001"]
BINH = [2, "Trần Thị Bình", "20/05/2013", "Nam", "079213000002"]
CHI = [1, "Lê Thị Chi", "20/05/2013", "Nam", "079213000003"]


def titled(content, title):
    """The workbook with another title, and with the first title only."""
    book = load_workbook(io.BytesIO(content))
    book.active["A2"], book.active["A3"] = title, None
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestClassListKnown(ClassListCase):
    def _checked(self, *rows, **options):
        wizard = self._wizard(*rows, **options)
        wizard.action_check()
        texts = wizard.problem_ids.mapped("text")
        self.assertEqual(wizard.state, "checked", texts)
        return wizard

    def _shown(self, wizard):
        return [
            (c.row, c.particular, c.old_value, c.new_value, c.accepted)
            for c in wizard.change_ids
        ]

    # -- whose row it is ------------------------------------------------------------

    def test_a_list_of_the_whole_grade(self):
        """BT-5.1a: children of other classes are named, not enrolled here."""
        header = [*HEADER[:5], "Lớp"]
        rows = [[*EM[:5], "7A1"], [*CHI, "7A2"], [*PHUC[:5], "7A1"]]
        content = titled(workbook(*rows, header=header), "DANH SÁCH KHỐI 7")
        wizard = self._checked(content=content)
        self.assertEqual(wizard.count_new, 2)
        self.assertIn("Lê Thị Chi (7)", wizard.problem_ids.message)
        self.assertEqual(wizard.problem_ids.level, "warning")
        wizard.action_import()
        names = self.class_a.enrolment_ids.student_id.mapped("name")
        self.assertNotIn("Lê Thị Chi", names)
        self.assertIn("Hồ Đắc Phúc", names)
        # without the column nobody knows whose children they are
        content = titled(workbook(EM, PHUC), "DANH SÁCH KHỐI 7")
        self._refused(content=content, text="khối 7")

    def test_rows_that_a_filter_hid(self):
        book = load_workbook(io.BytesIO(workbook(EM, PHUC)))
        book.active.row_dimensions[7].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        self._refused(content=stream.getvalue(), text=r"bị ẩn.*Hồ Đắc Phúc \(7\)")

    # -- what changes of a known learner ----------------------------------------------

    def test_old_and_new_of_every_particular_are_shown(self):
        """KP-2.16: the check tells each particular that the import would change."""
        self._wizard(EM).action_import()
        row = changed(
            EM, STT=5, Chỗ_ở_hiện_nay="9 Hai Bà Trưng", Điện_thoại_cha="0900000009"
        )
        wizard = self._checked(row)
        self.assertCountEqual(
            self._shown(wizard),
            [
                (6, "Chỗ ở hiện nay", "1 Lê Lợi", "9 Hai Bà Trưng", True),
                (6, "Cha, điện thoại", "0900000001", "0900000009", True),
                (6, "Số thứ tự trong lớp", "3", "5", True),
            ],
        )
        column = wizard.change_ids.filtered(lambda c: c.new_value == "5").column
        self.assertEqual(column, "A «STT»")
        student = self.env["edu.student"].search([("personal_id", "=", EM[4])])
        self.assertEqual(student.address, "1 Lê Lợi")
        wizard.action_import()
        self.assertEqual(student.address, "9 Hai Bà Trưng")

    def test_name_and_birth_date_change_only_where_it_was_ticked(self):
        """KP-2.16: who a learner is never changes unseen."""
        row = changed([*AN, "Kinh", "3 Lê Lai", None, None], Ngày_sinh="21/05/2013")
        wizard = self._checked(row)
        asked = wizard.change_ids.filtered("asked")
        self.assertEqual(
            (asked.old_value, asked.new_value, asked.accepted),
            ("20/05/2013", "21/05/2013", False),
        )
        wizard.action_import()
        self.assertEqual(self.an.birth_date, date(2013, 5, 20))
        self.assertEqual(self.an.address, "3 Lê Lai")
        # without a check before it nothing was ticked either
        self._wizard(row).action_import()
        self.assertEqual(self.an.birth_date, date(2013, 5, 20))
        wizard = self._checked(row)
        self.assertEqual(wizard.count_asked, 1)
        with Form(wizard) as form, form.change_ids.edit(0) as line:
            line.accepted = True
        self.assertEqual(wizard.count_asked, 0)
        wizard.action_import()
        self.assertEqual(self.an.birth_date, date(2013, 5, 21))
        entry = self.env["edu.journal"].search(
            [("model", "=", "edu.student"), ("res_id", "=", self.an.id)], limit=1
        )
        self.assertEqual((entry.old, entry.new), ("2013-05-20", "2013-05-21"))
        self.assertIn("danh-sach.xlsx", entry.reason)

    def test_a_name_that_folds_alike_is_another_name(self):
        """KP-2.16: An is not made Ân; capitals and the tone's place change nothing."""
        wizard = self._checked(changed(AN, Họ_và_tên="Nguyễn Văn Ân"))
        asked = wizard.change_ids.filtered("asked")
        self.assertEqual(
            (asked.old_value, asked.new_value), ("Nguyễn Văn An", "Nguyễn Văn Ân")
        )
        wizard.action_import()
        self.assertEqual(self.an.name, "Nguyễn Văn An")
        self.an.name = "Nguyễn Văn Hoà"
        wizard = self._checked(changed(AN, Họ_và_tên="NGUYỄN VĂN HÒA"))
        self.assertFalse(wizard.change_ids)

    def test_a_tick_stands_for_what_was_seen(self):
        """A value that changed after the check is not covered by the tick."""
        wizard = self._checked(changed(AN, Giới_tính="Nữ"))
        wizard.change_ids.filtered("asked").accepted = True
        self.an.gender = "female"
        with self.assertRaisesRegex(UserError, "kiểm tra lại"):
            wizard.action_import()

    def test_the_check_again_keeps_ticks_of_the_same_change(self):
        wizard = self._checked(changed(AN, Giới_tính="Nữ"))
        wizard.change_ids.accepted = True
        wizard.action_check()
        self.assertTrue(wizard.change_ids.accepted)
        wizard.action_import()
        self.assertEqual(self.an.gender, "female")

    def test_nobody_writes_what_the_lines_say(self):
        wizard = self._checked(changed(AN, Giới_tính="Nữ"))
        for field in ("new_value", "key", "asked"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                wizard.change_ids.write({field: False})
        foreign = self._as("homeroom", wizard.change_ids)
        with self.assertRaises(AccessError):
            foreign.write({"accepted": True})

    # -- codes ------------------------------------------------------------------------

    def _coded(self, *rows):
        header = [*HEADER[:5], "Mã học sinh"]
        return workbook(*rows, header=header)

    def test_the_sectors_code_finds_a_learner(self):
        self.an.write({"student_code": "2301450011", "personal_id": False})
        wizard = self._checked(content=self._coded([*AN, "2301450011"]))
        self.assertEqual((wizard.count_new, wizard.change_ids.asked), (0, True))
        wizard.change_ids.accepted = True
        wizard.action_import()
        self.assertEqual(self.an.personal_id, AN[4])

    def test_numbers_of_two_learners_in_one_row(self):
        self.binh.student_code = "2301450022"
        content = self._coded([*AN, "2301450022"])
        self._refused(content=content, text="nhiều học sinh: .*Bình")
        # a new number beside the code of a learner who has another one
        row = [9, "Trần Thị Bình", "20/05/2013", "Nam", "079213000099", "2301450022"]
        self._refused(content=self._coded(row), text="Trần Thị Bình.*số định danh")

    def test_a_wrong_digit_makes_no_second_learner_unseen(self):
        """KP-2.16: the same name and birth date under another number is told."""
        row = [7, *AN[1:4], "079213000099"]
        wizard = self._checked(row)
        self.assertIn("cùng họ tên, cùng ngày sinh", wizard.problem_ids.message)

    # -- learners without a Vietnamese number ------------------------------------------

    def _foreign(self):
        header = [*HEADER[:5], "Quốc tịch", "Số hộ chiếu"]
        kim = [4, "Kim Min Seo", "02/03/2013", "Nữ", None, "Hàn Quốc", "M00000000"]
        return workbook(
            [*EM[:5], "Việt Nam", None],
            kim,
            [5, *PHUC[1:5], "Việt Nam", None],
            header=header,
        )

    def test_a_foreign_learner_keeps_nobody_waiting(self):
        """KP-2.16: the number is for citizens; none is invented."""
        content = self._foreign()
        self._checked(content=content).action_import()
        kim = self.env["edu.student"].search([("name", "=", "Kim Min Seo")])
        self.assertEqual(kim.class_id, self.class_a)
        self.assertFalse(kim.personal_id or kim.ethnicity)
        self.assertEqual(self.class_a.student_count, 5)
        before = self._counts()
        wizard = self._wizard(content=content)
        wizard.action_import()
        self.assertEqual((self._counts(), wizard.count_same), (before, 3))

    def test_a_citizen_needs_the_number(self):
        header = [*HEADER[:5], "Quốc tịch"]
        row = [*EM[:4], None, "Việt Nam"]
        self._refused(row, header=header, text="hàng 6.*bắt buộc")
