# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
from datetime import date

from openpyxl import Workbook, load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import SchoolCase

STAFF = ["STT", "Họ và tên", "Ngày sinh", "Mã giáo viên", "Chức vụ", "Email"]
LEARNERS = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh", "Lớp"]
MODELS = ("hr.employee", "edu.duty", "edu.class", "edu.student", "edu.enrolment")


def workbook(*rows, title="Danh sách", more=None):
    book = Workbook()
    book.remove(book.active)
    for name, lines in {title: rows, **(more or {})}.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class SheetCase(SchoolCase):
    """A school of the current company, and its imports as a person does them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school.company_id = cls.company

    def _wizard(self, kind, *rows, login="administrator", **values):
        model = self._as(login, self.env["edu.sheet.import"])
        wizard = model.browse(model.action_open(kind)["res_id"])
        content = values.pop("content", None) or workbook(*rows)
        wizard.write(
            {"data": base64.b64encode(content), "filename": "tep.xlsx", **values}
        )
        return wizard

    def _counts(self):
        self.env.flush_all()
        return {model: self.env[model].search_count([]) for model in MODELS}

    def _do(self, wizard):
        """Check, which changes nothing, then import, which does what was said."""
        before = self._counts()
        wizard.action_check()
        self.assertEqual(self._counts(), before, "checking must change nothing")
        self.assertEqual(wizard.state, "checked", wizard.problem_ids.mapped("message"))
        said = wizard.summary, wizard.note_ids.mapped("message")
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        self.assertEqual((wizard.summary, wizard.note_ids.mapped("message")), said)
        return wizard

    def _refused(self, wizard, text):
        before = self._counts()
        wizard.action_check()
        self.assertEqual(wizard.state, "draft")
        self.assertRegex("\n".join(wizard.problem_ids.mapped("message")), text)
        with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
            wizard.action_import()
        self.assertEqual(self._counts(), before, "nothing of a wrong file is left")

    def _staff(self, name):
        return self.env["hr.employee"].search([("name", "=", name)])


@tagged("post_install", "-at_install")
class TestStaffImport(SheetCase):
    def test_staff_of_a_file(self):
        self._do(
            self._wizard(
                "staff",
                STAFF,
                [1, "Lê Thị Hòa", "04/05/1980", "7900001", "Tổ trưởng", "hoa@t.edu.vn"],
                [2, "Trần Văn Nam", "", "", "Giáo viên", ""],
            )
        )
        hoa, nam = self._staff("Lê Thị Hòa"), self._staff("Trần Văn Nam")
        self.assertEqual((hoa | nam).edu_school_id, self.school)
        self.assertEqual(hoa.birthday, date(1980, 5, 4))
        self.assertEqual((hoa.edu_staff_code, hoa.job_title), ("7900001", "Tổ trưởng"))
        self.assertEqual(hoa.work_email, "hoa@t.edu.vn")
        self.assertEqual(nam.job_title, "Giáo viên")

    def test_the_same_file_again_changes_nothing(self):
        rows = (
            STAFF,
            [1, "Lê Thị Hòa", "04/05/1980", "7900001", "", ""],
            [2, "Trần Văn Nam", "", "", "Giáo viên", ""],
        )
        self._do(self._wizard("staff", *rows))
        before = self._counts()
        stamps = self._staff("Lê Thị Hòa").write_date
        self._do(self._wizard("staff", *rows))
        self.assertEqual(self._counts(), before)
        self.assertEqual(self._staff("Lê Thị Hòa").write_date, stamps)

    def test_whom_the_personnel_office_knows_is_taken_over(self):
        """Known by the exact name and a second particular; nothing of his is lost."""
        known = self.env["hr.employee"].create(
            {
                "name": "Lê Thị Hòa",
                "birthday": date(1980, 5, 4),
                "job_title": "Kế toán",
            }
        )
        row = [1, "LÊ THỊ HOÀ", "04/05/1980", "7900001", "Giáo viên", ""]
        wizard = self._do(self._wizard("staff", STAFF, row))
        self.assertIn("1 người đã có", wizard.summary)
        self.assertEqual(known.edu_school_id, self.school)
        self.assertEqual(known.edu_staff_code, "7900001")
        self.assertEqual((known.name, known.job_title), ("Lê Thị Hòa", "Kế toán"))

    def test_a_namesake_is_asked_about(self):
        known = self.env["hr.employee"].create({"name": "Lê Thị Hòa"})
        row = [1, "Lê Thị Hòa", "04/05/1980", "", "", ""]
        wizard = self._wizard("staff", STAFF, row)
        self._refused(wizard, "cùng một người")
        wizard.ask_ids.action_other()
        self._do(wizard)
        self.assertFalse(known.edu_school_id)
        self.assertEqual(len(self._staff("Lê Thị Hòa")), 2)
        row = [1, "Lê Thị Hòa", "", "7900009", "", ""]
        wizard = self._wizard("staff", STAFF, row)
        self._refused(wizard, "nhiều người")
        known.birthday = date(1970, 1, 1)
        wizard = self._wizard("staff", STAFF, [1, "Lê Thị Hòa", "01/01/1970"])
        self._do(wizard)
        self.assertEqual(known.edu_school_id, self.school)

    def test_the_answer_makes_one_person_of_two(self):
        known = self.env["hr.employee"].create({"name": "Lê Thị Hòa"})
        wizard = self._wizard("staff", STAFF, [1, "Lê Thị Hòa", "04/05/1980"])
        wizard.action_check()
        wizard.ask_ids.action_same()
        self._do(wizard)
        self.assertEqual(self._staff("Lê Thị Hòa"), known)
        self.assertEqual(known.birthday, date(1980, 5, 4))

    def test_who_is_somebody_else(self):
        make = self.env["hr.employee"].create
        make({"name": "Lê Thị Hòa", "birthday": date(1970, 1, 1)})
        make({"name": "Lê Thị Hoa", "birthday": date(1980, 5, 4)})
        wizard = self._wizard("staff", STAFF, [1, "Lê Thị Hòa", "04/05/1980"])
        self._do(wizard)
        self.assertIn("Lê Thị Hoa", wizard.problem_ids.message)
        self.assertEqual(len(self._staff("Lê Thị Hòa")), 2)

    def test_what_cannot_be(self):
        make = self.env["hr.employee"].create
        other = self._new_school("THCS Lê Lợi", "79760702")
        born = {"birthday": date(1980, 5, 4)}
        make({"name": "Mai Văn Sáu", "edu_staff_code": "7900006"})
        make({"name": "Lê Thị Hòa", **born, "active": False})
        make({"name": "Trần Văn Nam", **born, "edu_school_id": other.id})
        make({"name": "Võ Văn Hai", **born, "edu_staff_code": "7900002"})
        for row, text in (
            (["Mai Văn Bảy", "", "7900006"], "là của Mai Văn Sáu"),
            (["Lê Thị Hòa", "04/05/1980", ""], "đã nghỉ"),
            (["Trần Văn Nam", "04/05/1980", ""], "Lê Lợi"),
            (["Võ Văn Hai", "04/05/1980", "7900003"], "cùng «Ngày sinh» nhưng khác"),
            (["Võ Văn Hai", "41/05/1980", ""], "không có thật"),
        ):
            self._refused(self._wizard("staff", STAFF, [1, *row]), text)

    def test_two_sheets(self):
        content = workbook(
            STAFF,
            [1, "Lê Thị Hòa", "04/05/1980"],
            title="Quản lí",
            more={"Giáo viên": [STAFF, [1, "Trần Văn Nam", "05/06/1985"]]},
        )
        wizard = self._wizard("staff", content=content)
        self._refused(wizard, "Quản lí, Giáo viên")
        wizard.sheet = "Giáo viên"
        self._do(wizard)
        self.assertTrue(self._staff("Trần Văn Nam"))
        self.assertFalse(self._staff("Lê Thị Hòa"))


@tagged("post_install", "-at_install")
class TestSchoolListsImport(SheetCase):
    def test_classes_and_learners_of_a_whole_school(self):
        rows = (
            LEARNERS,
            [1, "Đỗ Văn Giang", "04/05/2014", "Nam", "079214000101", "6A1"],
            [2, "Lê Thị Hà", "05/05/2014", "Nữ", "079314000102", "6A1"],
            [3, "Mai Thị Kim", "06/05/2013", "Nữ", "079313000103", "Lớp 7A3"],
        )
        wizard = self._wizard("classes", *rows, login="registrar")
        self._do(wizard)
        made = self.year.class_ids.filtered(lambda c: c.name == "6A1")
        self.assertEqual(made.grade_id.number, 6)
        self.assertEqual(
            made.enrolment_ids.mapped("student_id.name"), ["Đỗ Văn Giang", "Lê Thị Hà"]
        )
        self.assertIn("7A3", self.year.class_ids.mapped("name"))
        before = self._counts()
        self._do(self._wizard("classes", *rows, login="registrar"))
        self.assertEqual(self._counts(), before)

    def test_a_sheet_for_each_class(self):
        content = workbook(
            LEARNERS[:5],
            [1, "Đỗ Văn Giang", "04/05/2014", "Nam", "079214000101"],
            title="6A1",
            more={
                "8A1": [
                    LEARNERS[:5],
                    [1, "Lê Thị Hà", "05/05/2012", "Nữ", "079312000102"],
                ]
            },
        )
        self._do(self._wizard("classes", content=content, login="registrar"))
        self.assertEqual(
            self.year.class_ids.mapped("name"), ["6A1", "7A1", "7A2", "8A1"]
        )

    def test_a_centre_of_several_levels(self):
        """BT-1.2: each class gets grade and programme of its school."""
        self.school.write({"has_upper": True, "is_gdtx": True})
        rows = (
            LEARNERS,
            [1, "Đỗ Văn Giang", "04/05/2014", "Nam", "079214000101", "6A1"],
            [2, "Lê Thị Hà", "05/05/2010", "Nữ", "079310000102", "10A1"],
        )
        self._do(self._wizard("classes", *rows, login="registrar"))
        made = self.year.class_ids - self.class_a - self.class_b
        self.assertEqual(made.mapped("grade_id.number"), [6, 10])
        self.assertEqual(made.mapped("grade_id.level"), ["lower", "upper"])
        self.assertEqual(set(made.mapped("programme")), {"gdtx"})

    def test_one_wrong_row_stops_the_whole_school(self):
        good = [1, "Đỗ Văn Giang", "04/05/2014", "Nam", "079214000101", "6A1"]
        for bad, text in (
            ([1, "Lê Thị Hà", "05/05/2014", "Nữ", "79314000102", "6A2"], "số 0"),
            ([1, "Lê Thị Hà", "05/05/2014", "Nữ", "079314000102", "10A1"], "10A1"),
            ([1, "Lê Thị Hà", "05/05/2014", "Nữ", "079314000102", "A1"], "A1"),
        ):
            wizard = self._wizard("classes", LEARNERS, good, bad, login="registrar")
            self._refused(wizard, text)


@tagged("post_install", "-at_install")
class TestDutyImport(SheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.employee"].create(
            [
                {"name": name, "edu_school_id": cls.school.id}
                for name in ("Lê Thị Hòa", "Trần Văn Nam", "Võ Văn Hai", "Võ Văn Hai")
            ]
        )

    def _duties(self, name):
        duties = self._staff(name).edu_duty_ids
        return sorted(f"{d.class_id.name} {d.subject_id.code or ''}" for d in duties)

    def test_a_grid(self):
        header = ["STT", "Giáo viên", "7A1", "7A2"]
        rows = (header, [1, "Lê Thị Hòa", "Văn", "Văn"], [2, "Trần Văn Nam", "Tin", ""])
        for login in ("registrar", "administrator"):
            wizard = self._do(self._wizard("duties", *rows, login=login))
        self.assertEqual(self._duties("Lê Thị Hòa"), ["7A1 VAN", "7A2 VAN"])
        self.assertEqual(self._duties("Trần Văn Nam"), ["7A1 TIN"])
        self.assertIn("0 ", wizard.summary, "the second import assigns nothing")

    def test_the_empty_grid_is_read_back(self):
        wizard = self._wizard("duties", [], login="registrar")
        book = load_workbook(io.BytesIO(base64.b64decode(wizard.template)))
        rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
        self.assertEqual(rows[2][:5], ["STT", "Họ và tên", "Mã cán bộ", "7A1", "7A2"])
        names = [row[1] for row in rows]
        place = names.index("Lê Thị Hòa") + 1
        book.active.cell(place, 4).value = "Ngữ văn; Tin học"
        target = io.BytesIO()
        book.save(target)
        content = target.getvalue()
        wizard = self._wizard("duties", content=content, login="registrar")
        self._do(wizard)
        self.assertEqual(self._duties("Lê Thị Hòa"), ["7A1 TIN", "7A1 VAN"])
        self.assertEqual(len(wizard.note_ids), 1, "what was held stays as it is")

    def test_what_cannot_be(self):
        header = ["STT", "Họ tên", "Mã cán bộ", "7A1", "7A2"]
        for row, text in (
            (["Lê Thị Hoa", "", "Toán", ""], "Lê Thị Hòa"),
            (["Võ Văn Hai", "", "Toán", ""], "nhiều"),
            (["Lê Thị Hòa", "GV-teacher", "Toán", ""], "teacher"),
            (["Lê Thị Hòa", "", "GVCN", ""], "homeroom"),
            (["Lê Thị Hòa", "", "Vật lí", ""], "không học môn"),
            (["Lê Thị Hòa", "", "CN", ""], "GVCN"),
        ):
            wizard = self._wizard("duties", header, [1, *row], login="registrar")
            self._refused(wizard, text)

    def test_nobody_but_the_head_assigns_himself(self):
        header = ["STT", "Họ tên", "7A1", "7A2"]
        rows = (header, [1, "administrator", "Tin", ""], [2, "Lê Thị Hòa", "", "Văn"])
        wizard = self._do(self._wizard("duties", *rows))
        self.assertIn("hiệu trưởng", wizard.problem_ids.message.lower())
        self.assertEqual(self._duties("Lê Thị Hòa"), ["7A2 VAN"])
        kinds = self._employee("administrator").edu_duty_ids.mapped("kind")
        self.assertEqual(kinds, ["administrator"])


@tagged("post_install", "-at_install")
class TestSheetImportDoor(SheetCase):
    def test_who_may_open_what(self):
        """By RPC too: the duty decides, not the menu."""
        allowed = {
            "staff": {"administrator"},
            "classes": {"administrator", "registrar"},
            "duties": {"administrator", "registrar", "head"},
        }
        for kind, logins in allowed.items():
            for login in self.users:
                model = self._as(login, self.env["edu.sheet.import"])
                with self.subTest(kind=kind, login=login):
                    if login in logins:
                        self.assertTrue(model.action_open(kind)["res_id"])
                    else:
                        with self.assertRaises(AccessError):
                            model.action_open(kind)

    def test_nobody_writes_what_the_server_says(self):
        wizard = self._wizard("duties", [], login="registrar")
        other = self._new_school("THCS Lê Lợi", "79760702")
        for values in (
            {"kind": "staff"},
            {"school_id": other.id},
            {"state": "checked"},
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                wizard.write(values)
        with self.assertRaises(AccessError), self.cr.savepoint():
            wizard.create({"kind": "staff", "school_id": self.school.id})
        with self.assertRaises(AccessError):
            self._as("head", wizard).action_check()

    def test_a_school_elsewhere_takes_nobody(self):
        """A group opens the set-up of one's own school, not that of a sender."""
        installer = new_test_user(
            self.env, "cai.dat", groups="edu_school.group_administrator"
        )
        self.school.company_id = False
        self._new_school("THCS Lê Lợi", "79760702")
        with self.assertRaises(AccessError):
            self.env["edu.sheet.import"].with_user(installer).action_open("staff")

    def test_who_lost_the_duty_imports_nothing(self):
        row = [1, "Lê Thị Hòa", "04/05/1980"]
        wizard = self._wizard("staff", STAFF, row)
        wizard.action_check()
        duty = self._employee("administrator").edu_duty_ids
        duty.date_to = date(2025, 9, 30)
        with self.assertRaises(AccessError):
            self._as("administrator", wizard).action_import()
        self.assertFalse(self._staff("Lê Thị Hòa"))
