# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.edu_gradebook.tests.common import (
    NAMES,
    GradebookCase,
    GradebookFixture,
)

from .workbook import FIRST, WorkbookFixture, edited


@tagged("post_install", "-at_install")
class TestWorkbook(WorkbookFixture, GradebookCase):
    @classmethod
    def build(cls, names=NAMES):
        return super().build([*NAMES, *(f"Lê Thị Học {n}" for n in range(6, 46))])

    def test_a_class_goes_out_and_comes_back_without_loss(self):
        """KP-17.1: 45 learners, 8 + 4 subjects, two terms: unchanged, nothing to do;
        two cells changed, exactly those are."""
        for learner in range(0, 45, 5):
            self.fill({"TOAN": "7.5", "GDTC": "CD"}, learner=learner)
        self.rate()
        content = self.download(self.master, self.class_)
        names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
        self.assertEqual(len(names), 24 + 1)
        wizard = self.check(self.master, edited(content, lambda book: None))
        self.assertFalse(wizard.problem_ids, wizard.problem_ids.mapped("text"))
        self.assertEqual((wizard.state, wizard.count_changed), ("checked", 0))
        self.assertGreater(wizard.count_same, 45 * 24 * 5)

        def change(book):
            book["Toán HK1"][f"E{FIRST}"] = 9
            book["Toán HK2"][f"L{FIRST + 44}"] = "Cẩn thận hơn"

        wizard = self.check(self.master, edited(content, change))
        self.assertEqual(
            self.listed(wizard),
            [
                ("Toán HK1", "E8", NAMES[0], "7,5", "9", "change"),
                ("Toán HK2", "L52", "Lê Thị Học 45", "", "Cẩn thận hơn", "change"),
            ],
        )
        self.assertEqual(self.line("TOAN").tx1, "7.5")
        wizard.action_import()
        self.assertEqual(self.line("TOAN").tx1, "9")
        self.assertEqual(self.line("TOAN", 44, self.hk2).remark, "Cẩn thận hơn")
        [entry] = self.entries(self.line("TOAN")).filtered(
            lambda e: (e.field, e.new) == ("tx1", "9")
        )
        self.assertEqual(entry.user_name, self.master.name)
        self.assertIn("7A1.xlsx", entry.reason)

    def test_a_printed_sheet_bears_the_head_of_the_journal(self):
        """BT-8.5: once a block is sealed, each sheet names the newest at its foot"""
        self.env["edu.journal.sealer"]._seal()
        content = self.download(self.head, self.class_)
        block = self.env["edu.journal.block"]._head(self.school.code, self.year.name)
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets[:-1]:
            foot = sheet.oddFooter.left.text.split(" – ")[1]
            self.assertIn(f"khối {block['block']} · {block['sha256'][:16]}", foot)

    def test_a_class_is_downloaded_without_a_question_per_learner(self):
        """KP-17.1: as many questions for 45 learners as for one."""
        self.download(self.head, self.class_)
        counts = []
        for learners in (2, 45):
            kept = self.enrolments[:learners]
            self.env.invalidate_all()
            lines = type(self.env["edu.gradebook.line"])
            search = lines.search

            def few(records, domain, *args, kept=kept, search=search, **kwargs):
                own = [*domain, ("enrolment_id", "in", kept.ids)]
                return search(records, own, *args, **kwargs)

            before = self.env.cr.sql_log_count
            with patch.object(lines, "search", few):
                content = self.download(self.head, self.class_)
            counts.append(self.env.cr.sql_log_count - before)
            sheet = openpyxl.load_workbook(io.BytesIO(content))["Toán HK1"]
            self.assertEqual(sheet.max_row, FIRST - 1 + learners)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 60)
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.download(self.head, self.class_)


@tagged("post_install", "-at_install")
class TestWorkbookCells(WorkbookFixture, GradebookCase):
    def open_cells(self, user, record):
        """Return the unlocked cells of a download, by sheet."""
        book = openpyxl.load_workbook(io.BytesIO(self.download(user, record)))
        return {
            sheet.title: {
                cell.coordinate
                for line in sheet.iter_rows(min_row=FIRST)
                for cell in line
                if not cell.protection.locked
            }
            for sheet in book.worksheets[:-1]
        }

    def test_only_what_a_teacher_may_write_is_unlocked(self):
        """KP-17.1: the subject teacher fills his cells, the head reads all."""
        own = self.open_cells(self.teacher, self.class_)
        self.assertEqual(list(own), ["Ngữ văn HK1", "Ngữ văn HK2"])
        self.assertEqual(len(own["Ngữ văn HK1"]), 7 * len(NAMES))
        head = self.open_cells(self.head, self.class_)
        self.assertEqual(len(head), 25)
        self.assertFalse(set().union(*head.values()))
        homeroom = self.open_cells(self.homeroom, self.class_)
        opened = {name for name, cells in homeroom.items() if cells}
        self.assertEqual(opened, {"Toán HK1", "Toán HK2", "Rèn luyện"})

    def test_an_exempted_learner_has_no_cells(self):
        """DL2-7.3: a mark for who is exempt is refused by its cell."""
        self.env["edu.exemption"].with_user(self.head).create(
            {
                "enrolment_id": self.enrolments[1].id,
                "subject_id": self.subjects["VAN"].id,
                "decision": "12/QĐ",
                "date": "2025-09-20",
                "reason": "Khuyết tật",
            }
        )
        content = self.download(self.teacher, self.book("VAN"))
        change = self.put("Ngữ văn HK1", E9=8, E8=7)
        wizard = self.check(self.teacher, edited(content, change))
        self.assertEqual([line.cell for line in wizard.line_ids], ["E8"])
        [problem] = wizard.problem_ids
        self.assertIn("ô này không dùng cho học sinh này", problem.message.lower())
        self.assertEqual((problem.row, problem.learner), (9, NAMES[1]))
        wizard.action_import()
        self.assertEqual(self.line("VAN").tx1, "7")
        self.assertFalse(self.line("VAN", 1).tx1)

    def put(self, sheet, **values):
        def change(book):
            for address, value in values.items():
                book[sheet][address] = value

        return change

    def test_a_cell_changed_since_the_download_is_not_overwritten(self):
        """KP-17.1: both values and who wrote are shown; the other cell is taken."""
        content = self.download(self.teacher, self.book("VAN"))
        self.save(self.co_teacher, (self.line("VAN"), "tx1", "", "5"))
        self.save(self.co_teacher, (self.line("VAN", 2), "tx1", "", "6"))
        change = self.put("Ngữ văn HK1", E8=8, E9=7, E10=6)
        wizard = self.check(self.teacher, edited(content, change))
        self.assertEqual(
            self.listed(wizard),
            [
                ("Ngữ văn HK1", "E8", NAMES[0], "5", "8", "conflict"),
                ("Ngữ văn HK1", "E9", NAMES[1], "", "7", "change"),
            ],
        )
        self.assertIn(self.co_teacher.name, wizard.line_ids[0].reason)
        self.assertEqual((wizard.count_changed, wizard.count_refused), (1, 1))
        wizard.action_import()
        marks = [self.line("VAN", learner).tx1 for learner in (0, 1, 2)]
        self.assertEqual(marks, ["5", "7", "6"])

    def test_damaged_cells_are_named_and_the_rest_is_taken(self):
        """BT-6.1a: each cell with its reason in Vietnamese; nothing of it is saved."""
        content = self.download(self.teacher, self.book("VAN"))
        values = {"E8": 11, "F8": "khá", "G8": "=E9", "H8": 8.55, "E9": 8.5}
        change = self.put("Ngữ văn HK1", C10="Lê Hoàng Cương", E10=9, **values)
        wizard = self.check(self.teacher, edited(content, change))
        self.assertEqual(wizard.state, "checked")
        places = {(p.column[0], p.row): p.message for p in wizard.problem_ids}
        self.assertEqual(set(places), {(c, 8) for c in "EFGH"} | {("C", 10)})
        self.assertIn("từ 0 đến 10", places["E", 8])
        self.assertIn("không phải là điểm", places["F", 8])
        self.assertIn("công thức", places["G", 8])
        self.assertIn("thập phân", places["H", 8])
        self.assertIn("Họ tên đã bị sửa", places["C", 10])
        wizard.action_import()
        marks = self.book("VAN").line_ids.mapped("tx1")
        self.assertEqual(marks, [False, "8.5", False, False, False])

    def test_cells_of_others_are_listed_and_stay(self):
        """BT-8.5: a class workbook with marks of two subjects: his own are taken, the
        present marks of the others are not even shown."""
        content = self.download(self.head, self.class_)
        self.save(self.homeroom, (self.line("TOAN"), "tx1", "", "4"))

        def change(book):
            book["Toán HK1"]["E8"] = 10
            book["Ngữ văn HK1"]["E8"] = 9
            book["Rèn luyện"]["E8"] = "Tốt"

        wizard = self.check(self.teacher, edited(content, change))
        self.assertEqual(
            {
                (sheet, old, status)
                for sheet, _c, _l, old, _n, status in self.listed(wizard)
            },
            {
                ("Toán HK1", "", "refused"),
                ("Ngữ văn HK1", "", "change"),
                ("Rèn luyện", "", "refused"),
            },
        )
        self.assertTrue(
            all(line.reason for line in wizard.line_ids if line.status != "change")
        )
        wizard.action_import()
        self.assertEqual(self.line("TOAN").tx1, "4")
        self.assertEqual(self.line("VAN").tx1, "9")

    def test_a_file_of_another_class_is_refused(self):
        """BT-6.1a: class, year and school are those of the file, not of the screen."""
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        content = self.download(self.teacher, self.book("VAN"))
        wizard = self.check(self.foreign, content, class_=self.other_class)
        self.assertEqual(wizard.state, "draft")
        self.assertIn("7A1", wizard.problem_ids.text)
        with self.assertRaises(UserError) as refused:
            wizard.action_import()
        self.assertIn("7A2", str(refused.exception))

    def test_a_file_without_its_hidden_part_is_refused(self):
        """BT-6.1a: without what the cells held nothing would stop overwriting."""
        content = self.download(self.teacher, self.book("VAN"))
        broken = edited(content, lambda book: book.remove(book["_hocba"]))
        wizard = self.check(self.teacher, broken)
        self.assertEqual(wizard.state, "draft")
        self.assertIn("phần ẩn", wizard.problem_ids.text)

    def test_what_changed_since_the_check_is_checked_again(self):
        """KP-17.1: a mark entered after the dry run stops the import."""
        content = self.download(self.teacher, self.book("VAN"))
        change = self.put("Ngữ văn HK1", E8=8)
        wizard = self.check(self.teacher, edited(content, change))
        self.save(self.co_teacher, (self.line("VAN"), "tx1", "", "5"))
        with self.assertRaises(UserError):
            wizard.action_import()
        self.assertEqual(self.line("VAN").tx1, "5")

    def test_a_locked_gradebook_takes_nothing(self):
        """BT-11.3: after the lock every cell is listed with who locked."""
        content = self.download(self.teacher, self.book("VAN"))
        self.fill()
        self.rate()
        self.lock()
        change = self.put("Ngữ văn HK1", E8=9)
        wizard = self.check(self.teacher, edited(content, change))
        self.assertEqual([line.status for line in wizard.line_ids], ["refused"])
        self.assertIn(self.head.name, wizard.line_ids.reason)
        wizard.action_import()
        self.assertEqual(self.line("VAN").tx1, "8")

    def test_a_corrected_name_asks_for_a_new_file(self):
        """BT-6.1a: marks never go to a learner whom the file calls otherwise."""
        content = self.download(self.teacher, self.book("VAN"))
        self.enrolments[0].student_id.name = "Nguyễn Thị Ảnh"
        change = self.put("Ngữ văn HK1", E8=9)
        wizard = self.check(self.teacher, edited(content, change))
        self.assertEqual([line.status for line in wizard.line_ids], ["refused"])
        self.assertIn("Nguyễn Thị Ảnh", wizard.line_ids.reason)

    def test_what_changed_in_the_class_is_told_by_cell(self):
        """BT-8.3: a column that the curriculum took away, a learner who left: neither
        is written, and each cell says why."""
        content = self.download(self.teacher, self.book("VAN"))
        self.book("VAN")._write_protected({"columns": "tx1,tx2,tx3,gk,ck"})
        self.enrolments[1]._write_protected({"state": "left", "date_to": "2025-12-01"})
        change = self.put("Ngữ văn HK1", H8=8, E9=8, E10=8)
        wizard = self.check(self.teacher, edited(content, change))
        self.assertEqual(
            [(line.cell, line.status) for line in wizard.line_ids],
            [("H8", "refused"), ("E9", "refused"), ("E10", "change")],
        )
        self.assertIn("không còn ô này", wizard.line_ids[0].reason)
        self.assertIn("rời lớp", wizard.line_ids[1].reason)

    def test_conduct_comes_back_through_the_homeroom_teacher(self):
        """BT-5.1c: rèn luyện of the class workbook."""
        content = self.download(self.homeroom, self.class_)
        change = self.put("Rèn luyện", E8="Tốt", F8="CĐ", G8="Chăm ngoan", E9="Giỏi")
        wizard = self.check(self.homeroom, edited(content, change))
        self.assertEqual(wizard.count_changed, 3)
        self.assertIn("«Giỏi»", wizard.problem_ids.message)
        wizard.action_import()
        conducts = self.env["edu.conduct"].search(
            [("enrolment_id", "=", self.enrolments[0].id)]
        )
        found = {c.term_id.code: (c.level, c.remark or "") for c in conducts}
        self.assertEqual(found, {"HK1": ("TOT", "Chăm ngoan"), "HK2": ("CHUA_DAT", "")})

    def test_who_enters_on_behalf_takes_the_file_too(self):
        """BP-11.1: an appointed person fills the sheet; it is shown as his hand."""
        clerk = self._staff(
            "nhap.lieu", "Vũ Thị Nhập", "entry", self.class_, self.subjects["VAN"]
        )
        self.assertTrue(self.class_.with_user(clerk).can_import)
        content = self.download(clerk, self.book("VAN"))
        wizard = self.check(clerk, edited(content, self.put("Ngữ văn HK1", E8=8)))
        wizard.action_import()
        line = self.line("VAN")
        self.assertEqual((line.tx1, line.behalf["tx1"]["by"]), ("8", "Vũ Thị Nhập"))

    def test_a_dry_run_asks_no_question_per_cell(self):
        """KP-17.1: as many questions for 40 cells as for 4."""
        content = self.download(self.teacher, self.book("VAN"))
        counts = []
        for rows in (2, 2, 5):
            cells = {f"{c}{row}": 7 for c in "EFGHIJ" for row in range(8, 8 + rows)}
            wizard = self.upload(
                self.teacher, edited(content, self.put("Ngữ văn HK1", **cells))
            )
            # A rehearsal that is taken back leaves other records in memory each time.
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_check()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(wizard.count_changed, 6 * rows)
        self.assertEqual(counts[1], counts[2])

    def test_nobody_downloads_without_a_duty(self):
        """BT-8.5: neither registrar nor administrator nor another class's teacher."""
        for user in (self.registrar, self.administrator, self.foreign):
            for record in (self.class_, self.book("VAN")):
                with self.subTest(user=user.login, record=record):
                    own = record.with_user(user)
                    for method in (own._workbook, own.action_download_workbook):
                        with self.assertRaises(AccessError):
                            method()
        with self.assertRaises(AccessError):
            self.book("TOAN").with_user(self.teacher)._workbook()
        screen = self.env["edu.gradebook.line"].with_user(self.teacher)
        on_screen = screen.with_context(edu_gradebook_id=self.book("TOAN").id)
        with self.assertRaises(AccessError):
            on_screen.action_download_workbook()


@tagged("post_install", "-at_install")
class TestWorkbookTopics(WorkbookFixture, GradebookCase):
    grade, level = 10, "upper"

    def test_special_topics_have_cells_for_those_who_take_them(self):
        """BT-6.1a: cụm chuyên đề of one subject; who does not take it has no cell."""
        self.class_.with_user(self.registrar).topic_subject_ids = self.subjects["TOAN"]
        self.enrolments[1].with_user(self.registrar).write(
            {"own_subjects": True, "topic_subject_ids": [(5,)]}
        )
        book = self.book("TOAN", self.hk2)
        content = self.download(self.homeroom, book)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        [topics] = [c.column_letter for c in sheet[6] if c.value == "Chuyên đề"]

        def change(file):
            for row in (8, 9):
                file.worksheets[0][f"{topics}{row}"] = 9

        wizard = self.check(self.homeroom, edited(content, change))
        self.assertEqual(wizard.problem_ids.mapped("learner"), [NAMES[1]])
        wizard.action_import()
        self.assertEqual(self.line("TOAN", 0, self.hk2).cd, "9")


@tagged("post_install", "-at_install")
class TestWorkbookHttp(WorkbookFixture, GradebookFixture, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()

    def get(self, user, record):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/edu_workbook/{record._name}/{record.id}")

    def test_a_file_is_served_to_whom_it_concerns(self):
        """BT-8.5: over HTTP as over RPC the duty decides."""
        book = self.book("VAN")
        answer = self.get(self.teacher, book)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn("7A1_VAN_HK1", answer.headers["Content-Disposition"])
        sheets = openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
        self.assertEqual(sheets[0], "Ngữ văn HK1")
        for user in (self.foreign, self.registrar, self.administrator):
            for record in (book, self.class_):
                with mute_logger("odoo.http"):
                    answer = self.get(user, record)
                self.assertEqual(answer.status_code, 403, user.login)
                self.assertNotIn(b"PK", answer.content[:2])
        self.assertEqual(self.get(self.teacher, self.class_).status_code, 200)
        with mute_logger("odoo.http"):
            answer = self.get(self.teacher, self.book("TOAN"))
        self.assertEqual(answer.status_code, 403)

    def test_a_workbook_is_imported_in_the_browser(self):
        """KP-17.1: a teacher gives the file, sees cell by cell what would happen,
        and imports what can be taken."""
        content = self.download(self.teacher, self.book("VAN"))
        self.save(self.co_teacher, (self.line("VAN"), "tx1", "", "5"))

        def change(book):
            for address, value in {"E8": 8, "E9": 7, "F9": 11}.items():
                book["Ngữ văn HK1"][address] = value

        self.env["ir.attachment"].create(
            {
                "name": "7A1.xlsx",
                "url": "/edu_workbook_test/7A1.xlsx",
                "raw": edited(content, change),
                "public": True,
            }
        )
        self.start_tour(
            "/odoo/my-gradebooks",
            "edu_workbook",
            login=self.teacher.login,
            timeout=180,
        )
        marks = [(line.tx1, line.tx2) for line in self.book("VAN").line_ids[:2]]
        self.assertEqual(marks, [("5", False), ("7", False)])

    def test_nothing_else_is_served(self):
        """BT-8.5: no other model, no record that is not there, nobody unknown."""
        self.get(self.teacher, self.book("VAN"))
        for path in ("edu.student/1", "edu.class/0", "edu.gradebook/999999999"):
            answer = self.url_open(f"/edu_workbook/{path}")
            self.assertEqual(answer.status_code, 404, path)
        self.authenticate(None, None)
        url = f"/edu_workbook/edu.class/{self.class_.id}"
        answer = self.url_open(url, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
