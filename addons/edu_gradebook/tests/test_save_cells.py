# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestSaveCells(GradebookCase):
    def test_opening_follows_the_curriculum(self):
        """BT-6.1a: the number of regular assessments comes from periods per year."""
        counts = {
            code: self.book(code).regular_count for code in ("TOAN", "GDCD", "GDTC")
        }
        self.assertEqual(counts, {"TOAN": 4, "GDCD": 2, "GDTC": 2})
        self.assertEqual(len(self.class_.gradebook_ids), 24)
        self.assertEqual(len(self.book("VAN").line_ids), 5)

    def test_opening_twice_adds_nothing(self):
        """BT-6.1a: opening again changes nothing but what is missing."""
        lines = self.env["edu.gradebook.line"].search_count([])
        self.class_.with_user(self.administrator).action_open_gradebooks()
        self.assertEqual(self.env["edu.gradebook.line"].search_count([]), lines)

    def test_opening_needs_the_duty(self):
        with self.assertRaises(AccessError):
            self.class_.with_user(self.teacher).action_open_gradebooks()

    def test_new_learner_gets_his_lines(self):
        """BT-5.1a: who is enrolled later stands in every open gradebook."""
        late = self._enrol("Đặng Thị Muộn", 6)
        lines = self.env["edu.gradebook.line"].search([("enrolment_id", "=", late.id)])
        self.assertEqual(len(lines), 24)

    def test_a_remark_is_never_cut(self):
        """BT-6.1a: a remark that is too long is refused, not shortened unseen."""
        line = self.line("VAN")
        (answer,) = self.save(self.teacher, (line, "remark", "", "a" * 501))
        self.assertEqual(answer["status"], "invalid")
        self.assertIn("500", answer["message"])
        (answer,) = self.save(self.teacher, (line, "remark", "", "a" * 500))
        self.assertEqual(answer["status"], "saved")

    def test_comma_and_point_are_one_mark(self):
        """BT-6.1a: "8,5", "8.5" and "8.50" are stored as the same text."""
        line = self.line("VAN")
        answers = self.save(
            self.teacher,
            (line, "tx1", "", "8,5"),
            (line, "tx2", False, "8.5"),
            (line, "tx3", None, " 8,50 "),
            (line, "tx4", "", "10,0"),
        )
        self.assertEqual({a["status"] for a in answers}, {"saved"})
        self.assertEqual([a["value"] for a in answers], ["8.5", "8.5", "8.5", "10"])
        self.assertEqual([line.tx1, line.tx2, line.tx3], ["8.5"] * 3)

    def test_average_is_in_the_answer(self):
        """KP-17.1: 3 marks and both periodic ones give 58,8/8 = 7,35, shown as 7,4."""
        line = self.line("CONGNGHE")
        # Two regular assessments: 7,0 7,3 are not enough for an average.
        answers = self.save(
            self.master,
            (line, "tx1", "", "8"),
            (line, "tx2", "", "9"),
            (line, "gk", "", "8"),
        )
        self.assertEqual([a["average"] for a in answers], ["", "", ""])
        (answer,) = self.save(self.master, (line, "ck", "", "9"))
        self.assertEqual(answer["average"], "8.6")
        self.assertEqual(line.average, "8.6")

    def test_remark_subject(self):
        """BT-6.1a: Đ and CĐ, one CĐ makes the term Chưa đạt."""
        line = self.line("GDTC")
        answers = self.save(
            self.master,
            (line, "tx1", "", "Đ"),
            (line, "tx2", "", "đ"),
            (line, "gk", "", "CĐ"),
            (line, "ck", "", "Đạt"),
        )
        self.assertEqual([a["value"] for a in answers], ["D", "D", "CD", "D"])
        self.assertEqual(answers[-1]["average"], "CD")
        (answer,) = self.save(self.master, (line, "gk", "CĐ", "8"))
        self.assertEqual(answer["status"], "invalid")

    def test_invalid_is_answered_cell_by_cell(self):
        """BT-6.1a: 110, "8,55" and "abc" are refused with a reason, the rest saved."""
        line = self.line("VAN")
        answers = self.save(
            self.teacher,
            (line, "tx1", "", "110"),
            (line, "tx2", "", "8,55"),
            (line, "tx3", "", "abc"),
            (line, "tx4", "", "7"),
        )
        self.assertEqual(
            [a["status"] for a in answers], ["invalid", "invalid", "invalid", "saved"]
        )
        self.assertIn("0 đến 10", answers[0]["message"])
        self.assertIn("một chữ số thập phân", answers[1]["message"])
        self.assertIn("abc", answers[2]["message"])
        self.assertEqual(
            [line.tx1, line.tx2, line.tx3, line.tx4], [False, False, False, "7"]
        )

    def test_empty_stays_empty(self):
        """BT-6.1a: an emptied cell is no zero and takes the average away."""
        self.fill(learner=0)
        line = self.line("VAN")
        self.assertEqual(line.average, "8.0")
        (answer,) = self.save(self.teacher, (line, "ck", "8", ""))
        self.assertEqual((answer["value"], answer["average"]), ("", ""))
        self.assertFalse(line.ck)
        (answer,) = self.save(self.teacher, (line, "ck", "", "0"))
        self.assertEqual(answer["value"], "0")

    def test_conflict_names_who_and_what(self):
        """KP-17.1: a value that somebody else wrote meanwhile is not overwritten."""
        line = self.line("VAN")
        self.save(self.co_teacher, (line, "gk", "", "6"))
        (answer,) = self.save(self.teacher, (line, "gk", "", "9"))
        self.assertEqual((answer["status"], answer["value"]), ("conflict", "6"))
        self.assertIn("Hồ Thị Dạy", answer["message"])
        self.assertEqual(line.gk, "6")

    def test_sending_again_is_no_conflict(self):
        """KP-17.1: a save whose answer was lost may be repeated."""
        line = self.line("VAN")
        for _attempt in range(2):
            (answer,) = self.save(self.teacher, (line, "gk", "", "9"))
            self.assertEqual(answer["status"], "saved")

    def test_columns_beyond_the_count_do_not_exist(self):
        """BT-6.1a: no fifth regular mark where the curriculum asks for four."""
        line = self.line("VAN")
        for column in ("tx5", "average", "gradebook_id", "id", "exempt", ""):
            (answer,) = self.save(self.teacher, (line, column, "", "9"))
            self.assertEqual(answer["status"], "invalid", column)

    def test_locked_is_answered_with_who_locked(self):
        """BT-11.3: after the lock no cell is written, and the answer says by whom."""
        self.fill()
        self.rate()
        self.lock()
        line = self.line("VAN")
        (answer,) = self.save(self.teacher, (line, "gk", "8", "9"))
        self.assertEqual((answer["status"], answer["value"]), ("locked", "8"))
        self.assertIn("Đỗ Thị Hiệu Trưởng", answer["message"])

    def test_only_the_subject_teacher_of_the_class(self):
        """BT-6.1a: own classes and subjects only; nobody else, whoever he is."""
        line = self.line("VAN")
        for user in (
            self.foreign,
            self.homeroom,
            self.head,
            self.registrar,
            self.administrator,
            self.env.ref("base.user_admin"),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.save(user, (line, "gk", "", "9"))
        self.assertFalse(line.gk)

    def test_a_foreign_line_in_the_batch_saves_nothing(self):
        """BT-6.1a: one cell of another subject refuses the whole call."""
        with self.assertRaises(AccessError):
            self.save(
                self.teacher,
                (self.line("VAN"), "gk", "", "9"),
                (self.line("TOAN"), "gk", "", "9"),
            )
        self.assertFalse(self.line("VAN").gk)

    def test_a_duty_that_ended_gives_nothing(self):
        """KP-17.1: the duty of today decides, not that of yesterday."""
        duty = self.env["edu.duty"].search(
            [("user_id", "=", self.teacher.id), ("kind", "=", "subject_teacher")]
        )
        duty.write({"date_to": "2026-01-17"})
        with self.assertRaises(AccessError):
            self.save(self.teacher, (self.line("VAN"), "gk", "", "9"))

    def test_nonsense_is_refused(self):
        gradebook = self.env["edu.gradebook"].with_user(self.teacher)
        for cells in ("abc", {"line_id": 1}, [1, 2], None):
            with self.subTest(cells=cells), self.assertRaises(UserError):
                gradebook.save_cells(cells)
        (answer,) = gradebook.save_cells(
            [{"line_id": 10**9, "column": "gk", "old": "", "new": "9"}]
        )
        self.assertEqual(answer["status"], "invalid")

    def test_remote_write_is_refused(self):
        """BT-6.1a: no one writes, creates or deletes lines but by the one method."""
        line = self.line("VAN")
        forged = {"edu_protected": True, "default_tx1": "9"}
        for user in (self.teacher, self.head, self.administrator):
            own = line.with_user(user).with_context(**forged)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    own.write({"tx1": "9"})
                with self.assertRaises(AccessError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    own.create(
                        {
                            "gradebook_id": line.gradebook_id.id,
                            "enrolment_id": line.enrolment_id.id,
                        }
                    )
                with self.assertRaises(AccessError):
                    line.gradebook_id.with_user(user).write({"state": "locked"})

    def test_access_rights_alone_open_nothing(self):
        """BT-6.1a: who edits access rights and record rules still writes no mark."""
        self.env["ir.model.access"].create(
            {
                "name": "all",
                "model_id": self.env["ir.model"]._get_id("edu.gradebook.line"),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        self.env["ir.rule"].search(
            [("model_id.model", "in", ["edu.gradebook", "edu.gradebook.line"])]
        ).unlink()
        line = self.line("VAN")
        with self.assertRaises(AccessError):
            line.with_user(self.teacher).write({"tx1": "9"})
        lines = self.env["edu.gradebook.line"].with_user(self.administrator)
        self.assertFalse(lines.search([]))
        with self.assertRaises(AccessError):
            lines.browse(line.id).read(["tx1"])

    def test_sudo_in_other_code_writes_no_mark(self):
        with self.assertRaises(AccessError):
            self.line("VAN").sudo().write({"tx1": "9"})

    def test_the_table_itself_refuses_what_is_no_mark(self):
        line = self.line("VAN")
        for text in ("11", "8.50", "8,5", "abc", ""):
            with (
                self.subTest(text=text),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    "UPDATE edu_gradebook_line SET tx1 = %s WHERE id = %s",
                    (text, line.id),
                )

    def test_each_change_is_in_the_journal(self):
        """BT-4.8: old, new, who and why of every mark."""
        line = self.line("VAN")
        self.env["edu.gradebook"].with_user(self.teacher).save_cells(
            [
                {
                    "line_id": line.id,
                    "column": "gk",
                    "old": "",
                    "new": "8,5",
                    "reason": "chấm bù",
                }
            ]
        )
        entry = self.env["edu.journal"].search(
            [("model", "=", "edu.gradebook.line"), ("res_id", "=", line.id)]
        )
        self.assertEqual(
            (entry.field, entry.old, entry.new, entry.reason, entry.user_name),
            ("gk", "", "8.5", "chấm bù", "Bùi Văn Dạy"),
        )
        self.assertEqual(entry.school_code, "79-760-70999")

    def test_exempt_learner(self):
        """DL2-7.5: an exempted subject takes no marks and is left out of the counts."""
        line = self.line("TIN")
        (answer,) = self.save(self.master, (line, "gk", "", "M"))
        self.assertEqual(answer["status"], "invalid")
        self.env["edu.exemption"].with_user(self.registrar).create(
            {
                "enrolment_id": line.enrolment_id.id,
                "subject_id": line.subject_id.id,
                "decision": "12/QĐ-THCS",
                "date": "2025-09-10",
            }
        )
        self.assertTrue(line.exempt)
        answers = self.save(
            self.master, (line, "gk", "", "8"), (line, "ck", "", "Miễn")
        )
        self.assertEqual([a["status"] for a in answers], ["invalid", "saved"])
        self.assertFalse(line.ck, "the decision says exempt, not the cell")

    def test_exemption_needs_the_duty(self):
        with self.assertRaises(AccessError):
            self.env["edu.exemption"].with_user(self.teacher).create(
                {
                    "enrolment_id": self.enrolments[0].id,
                    "subject_id": self.subjects["VAN"].id,
                    "decision": "1",
                    "date": "2025-09-10",
                }
            )
