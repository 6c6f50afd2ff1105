# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import random
from datetime import timedelta

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import GradebookCase

TITLE = "Lớp: 7A1 - Học kì: I - Năm học: 2025-2026"
MARKS = ["ĐĐGtx 1", "ĐĐGtx 2", "ĐĐGgk", "ĐĐGck", "Nhận xét"]
COLUMNS = ("tx1", "tx2", "gk", "ck", "remark")


class ImportCase(GradebookCase):
    """Files for the class, and the two answers to each: check and import."""

    def file(self, sheets, hidden=()):
        """``{sheet: rows}`` as an Excel file."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            for row in hidden:
                sheet.row_dimensions[row].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def marks(self, *rows, subject="Ngữ văn", head=(), title=TITLE):
        """Rows of ``[name, *particulars, marks…]`` under the titles of a subject."""
        header = ["STT", "Họ và tên", *head, *MARKS]
        lines = [[number, *row] for number, row in enumerate(rows, 1)]
        return [[f"BẢNG ĐIỂM MÔN: {subject}"], [title], header, *lines]

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
                    "filename": "tep.xlsx",
                }
            )
        )

    def both(self, user, content, kind="marks"):
        """Return the wizard as checked, after the import has answered alike."""
        wizard = self.wizard(user, content, kind)
        wizard.action_check()
        texts = wizard.problem_ids.mapped("text")
        said = ""
        try:
            with self.cr.savepoint():
                self.wizard(user, content, kind).action_import()
        except UserError as error:
            said = str(error)
        self.assertEqual(wizard.state == "checked", not said, (texts, said))
        return wizard

    def refused(self, user, content, pattern, kind="marks"):
        wizard = self.both(user, content, kind)
        self.assertEqual(wizard.state, "draft")
        self.assertRegex(" / ".join(wizard.problem_ids.mapped("text")), pattern)
        return wizard

    def order(self, column="tx1", book="marks", **values):
        order = self.env["edu.lock.order"].create(
            {
                "year_id": self.year.id,
                "term_id": self.hk1.id,
                "book": book,
                "column_name": column,
                "locks_at": self.env.cr.now() - timedelta(hours=1),
                "number": "12/QĐ-THCS",
                **values,
            }
        )
        order.with_user(self.head).action_order()
        return order

    def names_of(self, *learners):
        return [self.enrolments[i].student_id.name for i in learners]


@tagged("post_install", "-at_install")
class TestWhoseMark(ImportCase):
    def _learner(self, index, name, **values):
        self.enrolments[index].student_id.write({"name": name, **values})

    def test_names_that_differ_in_a_tone_mark_only(self):
        """KP-2.16: marks are a learner's own; Hòa is Hoà, Ánh is not Anh."""
        for index, name in enumerate(["Lê Ngọc Anh", "Lê Ngọc Ánh", "Trần Hoà"]):
            self._learner(index, name)
        content = self.file(
            {"Văn": self.marks(["Lê Ngọc Anh", 5], ["Lê Ngọc Ánh", 9], ["Trần Hòa", 7])}
        )
        self.both(self.teacher, content)
        got = [self.line("VAN", i).tx1 for i in range(3)]
        self.assertEqual(got, ["5", "9", "7"])

    def test_a_name_that_looks_alike_is_proposed_and_not_taken(self):
        self._learner(0, "Lê Ngọc Anh")
        content = self.file({"Văn": self.marks(["Lê Ngọc Ánh", 9])})
        self.refused(self.teacher, content, "Lê Ngọc Ánh».*gần giống.*«Lê Ngọc Anh»")
        self.assertFalse(self.line("VAN", 0).tx1)
        # neither does a code carry another name
        code = self.enrolments[0].student_id.personal_id
        rows = self.marks(["Lê Ngọc Ánh", code, 9], head=["Mã định danh"])
        self.refused(self.teacher, self.file({"Văn": rows}), "là của «Lê Ngọc Anh»")

    def test_in_conduct_absences_and_retests_too(self):
        """BT-5.1b, BT-5.1c: one rule for every kind of sheet."""
        self._learner(0, "Lê Ngọc Anh")
        for kind, head, values in (
            ("conduct", ["Rèn luyện HK I"], ["Tốt"]),
            ("absence", ["Ngày nghỉ", "Buổi", "Phép"], ["29/09/2025", "S", "P"]),
            ("retest", ["Môn", "Điểm kiểm tra lại"], ["Toán", 6]),
        ):
            rows = [
                ["TRƯỜNG THCS NGUYỄN DU"],
                ["STT", "Họ và tên", "Ngày sinh", *head],
                [1, "Lê Ngọc Ánh", "01/01/2013", *values],
            ]
            content = self.file({"Sheet1": rows})
            with self.subTest(kind=kind):
                self.refused(self.homeroom, content, "gần giống", kind)
                rows[2][1:3] = ["Lê Ngọc Anh", "02/01/2013"]
                content = self.file({"Sheet1": rows})
                self.refused(self.homeroom, content, "ngày sinh 02/01/2013", kind)

    def test_the_class_column_is_obeyed(self):
        """BT-6.1a: a namesake's mark stays in his class; hidden rows are refused."""
        anh, binh = self.names_of(0, 1)
        rows = self.marks(
            [anh, "7A1", 8], [binh, "7A2", 3], [binh, "7A1", 7], head=["Lớp"]
        )
        wizard = self.both(self.teacher, self.file({"Văn": rows}))
        self.assertIn(f"{binh} (5)", " ".join(wizard.problem_ids.mapped("text")))
        self.assertEqual(self.line("VAN", 1).tx1, "7")
        content = self.file({"Văn": self.marks([anh, 8], [binh, 3])}, hidden=[5])
        self.refused(self.teacher, content, rf"bị ẩn.*{binh} \(5\)")
        rows = self.marks([anh, 8], title=TITLE.replace("7A1", "7A2"))
        self.refused(self.teacher, self.file({"Văn": rows}), "lớp 7A2")

    def test_the_sectors_code(self):
        """KP-2.16: a code on record finds; one that nobody recorded stops nothing."""
        names = self.names_of(0, 1)
        rows = self.marks(
            *[[n, f"230145001{i}", 6 + i] for i, n in enumerate(names)],
            head=["Mã học sinh"],
        )
        wizard = self.both(self.teacher, self.file({"Văn": rows}))
        texts = " ".join(wizard.problem_ids.mapped("text"))
        self.assertIn("chưa có trong hồ sơ", texts)
        self.assertEqual(self.line("VAN", 1).tx1, "7")
        self.enrolments[0].student_id.student_code = "2301450010"
        self.enrolments[1].student_id.student_code = "2301450099"
        content = self.file({"Văn": rows})
        self.refused(self.teacher, content, "mã «2301450011» không phải")
        self.enrolments[1].student_id.student_code = "2301450011"
        self.both(self.teacher, content)

    def test_one_learner_in_two_rows(self):
        name = self.names_of(0)[0]
        code = self.enrolments[0].student_id.personal_id
        rows = self.marks([name, code, 8], [name, None, 3], head=["Mã định danh"])
        self.refused(self.teacher, self.file({"Văn": rows}), "chỉ có họ tên")
        rows = self.marks([name, 8], [name.upper(), 3])
        self.refused(self.teacher, self.file({"Văn": rows}), "đã có ở hàng 4")


@tagged("post_install", "-at_install")
class TestImportVerdict(ImportCase):
    def test_two_sheets_of_one_subject_and_term(self):
        """BT-6.1a: the check names both sheets; nothing is imported."""
        self._duty(self.teacher, "subject_teacher", self.class_, self.subjects["LSDL"])
        name = self.names_of(0)[0]
        history = "Lịch sử và Địa lí (phân môn Lịch sử)"
        geography = "Lịch sử và Địa lí (phân môn Địa lí)"
        content = self.file(
            {
                "LS": self.marks([name, 8], subject=history),
                "ĐL": self.marks([name, 5], subject=geography),
            }
        )
        self.refused(self.teacher, content, "«LS» và «ĐL».*Lịch sử và Địa lí")
        sheets = {}
        for title in (history, geography):
            rows = self.marks([name, 8])
            rows[0] = ["BẢNG ĐIỂM"]
            sheets[title.replace("Lịch sử và Địa lí", "LS và ĐL")] = rows
        content = self.file(sheets)
        self.refused(self.teacher, content, "hai trang tính.*Lịch sử và Địa lí")
        self.assertFalse(self.line("LSDL").tx1)

    def test_a_locked_column_is_named_by_its_cell(self):
        """BT-11.2, BT-11.3: and an equal value in it is no problem."""
        cells = [(self.line("VAN", i), "tx1", "", "7") for i in range(2)]
        self.save(self.teacher, *cells)
        self.order()
        anh, binh = self.names_of(0, 1)
        rows = self.marks([anh, 7, 8], [binh, 9, 8])
        self.refused(
            self.teacher, self.file({"Văn": rows}), f"C5: {binh}: Đã khóa.*12/QĐ"
        )
        self.both(self.teacher, self.file({"Văn": self.marks([anh, 7], [binh, 7, 9])}))
        self.assertEqual(self.line("VAN", 1).tx2, "9")

    def test_a_locked_column_of_conduct(self):
        self.rate("KHA")
        self.order("conduct", "conduct")
        anh, binh = self.names_of(0, 1)
        head = [["KẾT QUẢ RÈN LUYỆN"], ["STT", "Họ và tên", "HK I", "HK II"]]
        rows = [*head, [1, anh, "Khá", "Tốt"], [2, binh, "Tốt", None]]
        content = self.file({"RL": rows})
        self.refused(self.homeroom, content, f"C4: {binh}: Đã khóa", "conduct")
        rows[-1][2] = "Khá"
        wizard = self.both(self.homeroom, self.file({"RL": rows}), "conduct")
        self.assertEqual((wizard.count_changed, wizard.count_same), (1, 2))

    def test_who_left_the_class(self):
        """What is equal stays unsaid; what would change is refused by both."""
        line = self.line("VAN", 1)
        self.save(self.teacher, (line, "tx1", "", "7"))
        self.env["edu.enrolment.movement"].with_user(self.registrar).create(
            {
                "enrolment_id": self.enrolments[1].id,
                "kind": "dropout",
                "date": "2025-11-20",
            }
        )
        name = self.names_of(1)[0]
        self.both(self.teacher, self.file({"Văn": self.marks([name, 7])}))
        content = self.file({"Văn": self.marks([name, 8])})
        self.refused(self.teacher, content, f"C4: {name}: .*rời lớp")
        rows = [["RÈN LUYỆN"], ["STT", "Họ và tên", "HK I"], [1, name, "Tốt"]]
        self.refused(self.homeroom, self.file({"RL": rows}), "rời lớp", "conduct")

    def test_absences_and_retests_after_the_lock(self):
        self.fill()
        self.fill({"TOAN": "4.8", "NN1": "3.2"}, learner=2)
        self.rate()
        name = self.names_of(2)[0]
        retest = [
            ["KIỂM TRA LẠI"],
            ["STT", "Họ và tên", "Môn", "Điểm kiểm tra lại"],
            [1, name, "Toán", 6],
        ]
        content = self.file({"KT": retest})
        self.refused(self.homeroom, content, "chưa khóa|Không được", "retest")
        absence = [
            ["NGHỈ HỌC"],
            ["STT", "Họ và tên", "Ngày nghỉ", "Buổi", "Phép"],
            [1, name, "29/09/2025", "S", "P"],
        ]
        self.both(self.homeroom, self.file({"V": absence}), "absence")
        self.lock()
        # the same absence again is no change
        self.both(self.homeroom, self.file({"V": absence}), "absence")
        absence[2][4] = "K"
        content = self.file({"V": absence})
        self.refused(self.homeroom, content, "C3: .*7A1 đã khóa", "absence")
        self.both(self.homeroom, self.file({"KT": retest}), "retest")

    def test_what_only_a_record_knows_stops_the_check_too(self):
        """Whatever refuses the import, the check has said so before."""
        self.order("conduct", "conduct")
        conduct = type(self.env["edu.conduct"])
        self.patch(conduct, "_refusals", lambda records: {})
        original, text = conduct._check_may_write, "Một ràng buộc mới"

        def check(records):
            original(records)
            raise UserError(text)

        self.patch(conduct, "_check_may_write", check)
        name = self.names_of(0)[0]
        rows = [["RÈN LUYỆN"], ["STT", "Họ và tên", "HK I"], [1, name, "Tốt"]]
        content = self.file({"RL": rows})
        self.refused(self.homeroom, content, text, "conduct")
        self.assertFalse(self.env["edu.conduct"].search([("level", "=", "TOT")]))

    def test_the_check_answers_as_the_import_does(self):
        """BT-6.1a: whatever a file holds, check and import agree, and a refused file
        leaves nothing."""
        chance = random.Random(9)
        cells = [(self.line("VAN", i), "tx1", "", "7") for i in range(3)]
        self.save(self.teacher, *cells)
        self.order("tx1")
        self.order("gk", book="marks", locks_at=False, opens_at=self._tomorrow())
        fine = [None, 7, "7", "8,5", 10, "0"]
        odd = [*fine, 11, "abc", "V", "M", "8,55", "Đ", -1, "7,0"]
        names = [e.student_id.name for e in self.enrolments]
        stray = [*names, "Nguyễn Thị Anh", names[0].upper(), "Người Lạ"]
        verdicts = set()
        for turn in range(14):
            marks = fine if turn % 2 else odd
            who = chance.sample(stray if turn % 3 == 0 else names, 3)
            rows = [
                [name, *(chance.choice(marks) for _column in COLUMNS[:4])]
                for name in who
            ]
            if turn % 4 == 1:
                for row in rows:
                    row[1] = row[3] = None
            content = self.file({"Văn": self.marks(*rows)})
            before = self.book("VAN").line_ids.mapped(lambda li: li.read(COLUMNS)[0])
            with self.subTest(rows=rows):
                wizard = self.both(self.teacher, content)
                verdicts.add(wizard.state)
                if wizard.state == "draft":
                    lines = self.book("VAN").line_ids
                    after = lines.mapped(lambda li: li.read(COLUMNS)[0])
                    self.assertEqual(after, before)
        self.assertEqual(verdicts, {"draft", "checked"})

    def _tomorrow(self):
        return self.env.cr.now() + timedelta(days=1)
