# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import REMARK_SUBJECTS, SCORE_SUBJECTS, GradebookCase


class NewcomerFixture:
    """A learner who came on 20 January, when HK I of the class was locked."""

    def come(self, date="2026-01-20", reason="transfer", **student):
        student = self.env["edu.student"].create(
            {
                "name": "Đặng Thị Mới",
                "birth_date": "2013-05-05",
                "gender": "female",
                "personal_id": "079313008801",
                **student,
            }
        )
        admission = self.env["edu.admission"].create(
            {
                "student_id": student.id,
                "school_id": self.school.id,
                "level": "lower",
                "date_in": date,
                "reason_in": reason,
                "school_from": "THCS Lê Lợi",
            }
        )
        newcomer = self.env["edu.enrolment"].create(
            {
                "admission_id": admission.id,
                "class_id": self.class_.id,
                "number": 9,
                "date_from": date,
            }
        )
        self.enrolments |= newcomer
        return newcomer

    def former(self, newcomer, score="7,5", term=None, **values):
        """Recorded by the registrar, with all subjects but for those he leaves out."""
        former = (
            self.env["edu.former.result"]
            .with_user(self.registrar)
            .create(
                {
                    "enrolment_id": newcomer.id,
                    "term_id": (term or self.hk1).id,
                    "document": "Phiếu kết quả số 7",
                    "study": "KHA",
                    "conduct": "TOT",
                    "absences": 3,
                    **values,
                }
            )
        )
        for line in former.line_ids:
            scored = line.subject_id.code in SCORE_SUBJECTS
            line.result = score if scored else "Đạt"
        return former

    def second_term(self, newcomer):
        """Marks and conduct of HK II, entered here."""
        number = self.enrolments.ids.index(newcomer.id)
        lines = self.class_.gradebook_ids.filtered(
            lambda book: book.term_id == self.hk2
        ).line_ids.filtered(lambda line: line.enrolment_id == newcomer)
        self.save(
            self.master,
            *(
                (line, column, "", "D" if line.kind == "remark" else "8")
                for line in lines
                for column in line._own_columns()
            ),
        )
        self.env["edu.conduct"].search(
            [("enrolment_id", "=", newcomer.id), ("term_id", "=", self.hk2.id)]
        ).with_user(self.homeroom).write({"level": "TOT"})
        return number


@tagged("post_install", "-at_install")
class TestFormerResult(NewcomerFixture, GradebookCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        case.fill()
        case.rate()
        cls.class_.with_user(cls.head).action_lock_term(cls.hk1.id)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.newcomer = self.come()
        self.number = self.second_term(self.newcomer)

    def confirm(self, former, decision="5/QĐ-THLL"):
        former.with_user(self.head).action_confirm(decision)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_one_newcomer_keeps_nobody_waiting(self):
        """KP-26.2c: the class locks; he alone is pending, with subject and term."""
        self.lock()
        self.assertEqual(self.class_.marks_state, "locked")
        others = [self.result(n).promotion for n in range(5)]
        self.assertEqual(set(others), {"PROMOTED"})
        result = self.result(self.number).with_context(lang="vi_VN")
        self.assertEqual(result.promotion, "PENDING")
        self.assertIn("Ngữ văn (học kì I)", result.reasons_text)
        self.assertNotIn("Ngữ văn (học kì I, học kì II)", result.reasons_text)

    def test_his_year_is_computed_with_what_the_former_school_gave(self):
        """KP-26.2c: one average a subject, with school and paper; nothing retyped."""
        former = self.former(self.newcomer)
        self.assertEqual(former.school_from, "THCS Lê Lợi")
        self.assertEqual(former.recorded_by_id, self.registrar)
        self.assertEqual(
            set(former.line_ids.subject_id.mapped("code")),
            {*SCORE_SUBJECTS, *REMARK_SUBJECTS},
        )
        self.assertFalse(self.line("VAN", self.number).average)
        self.confirm(former)
        line = self.line("VAN", self.number)
        self.assertEqual((line.average, line.gk, line.former), ("7.5", False, True))
        self.assertEqual(line.source, "THCS Lê Lợi")
        row = self.env["edu.result.subject"].search(
            [
                ("enrolment_id", "=", self.newcomer.id),
                ("subject_id", "=", self.subjects["VAN"].id),
            ]
        )
        # (7,5 + 2 · 8,0) / 3 = 7,83
        self.assertEqual((row.hk1, row.hk2, row.year), ("7.5", "8.0", "7.8"))
        result = self.result(self.number)
        self.assertEqual((result.study_hk1, result.study_year), ("KHA", "KHA"))
        self.assertEqual((result.training_hk1, result.training_year), ("TOT", "TOT"))
        self.assertEqual((result.absences, result.promotion), (3, "PROMOTED"))
        entry = self.entries(line).filtered(lambda e: e.field == "average")
        self.assertEqual((entry.old, entry.new), ("", "7.5"))
        for part in ("THCS Lê Lợi", "Phiếu kết quả số 7", "5/QĐ-THLL"):
            self.assertIn(part, entry.reason)
        snapshot = self._snapshot()[self.newcomer.id]
        said = [{"period": "HK1", "school": "THCS Lê Lợi"}]
        self.assertTrue(all(s["former"] == said for s in snapshot["subjects"]))
        self.assertEqual(snapshot["summary"]["former"], said)
        self.assertEqual(snapshot["summary"]["absences"]["hk1"], 3)

    def _snapshot(self):
        self.lock()
        return self.class_._results_snapshot()

    def test_they_come_after_the_lock_of_the_year_as_well(self):
        """KP-26.2c: completed later by a decision, until promotion is decided."""
        self.lock()
        self.confirm(self.former(self.newcomer))
        self.assertEqual(self.result(self.number).promotion, "PROMOTED")
        self.class_.with_user(self.homeroom).action_propose_decisions()
        self.class_.with_user(self.head).action_decide("9/QĐ")
        former = self.env["edu.former.result"].search([])
        with self.assertRaises(UserError), self.cr.savepoint():
            former.with_user(self.head).action_reopen("Ghi nhầm")
        self.assertEqual(former.state, "confirmed")

    def test_a_locked_term_asks_for_the_number_of_a_decision(self):
        former = self.former(self.newcomer)
        for number in (False, "", "  "):
            with self.assertRaisesRegex(UserError, "Học kì I"), self.cr.savepoint():
                former.with_user(self.head).action_confirm(number)
        former.sudo().document = False
        with self.assertRaises(UserError), self.cr.savepoint():
            self.confirm(former)

    def test_what_is_not_known_leaves_him_pending_in_that_subject_alone(self):
        former = self.former(self.newcomer)
        line = former.line_ids.filtered(lambda li: li.subject_id.code == "TIN")
        line.result = False
        self.confirm(former)
        result = self.result(self.number).with_context(lang="vi_VN")
        self.assertEqual(result.promotion, "PENDING")
        self.assertIn("Tin học (học kì I)", result.reasons_text)
        self.assertNotIn("Ngữ văn (", result.reasons_text)
        # taken back by the head, with a reason, and completed
        with self.assertRaises(UserError), self.cr.savepoint():
            former.with_user(self.head).action_reopen(" ")
        former.with_user(self.head).action_reopen("Bổ sung môn Tin học")
        self.assertFalse(self.line("VAN", self.number).average)
        self.assertFalse(self.result(self.number).study_hk1)
        line.result = "6"
        self.confirm(former)
        self.assertEqual(self.line("TIN", self.number).average, "6.0")
        self.assertEqual(self.result(self.number).promotion, "PROMOTED")

    def test_a_subject_that_he_did_not_take_there_is_exempt_in_that_term(self):
        former = self.former(self.newcomer)
        former.line_ids.filtered(lambda li: li.subject_id.code == "TIN").result = "M"
        self.confirm(former)
        self.assertTrue(self.line("TIN", self.number).exempt)
        self.assertEqual(self.result(self.number).promotion, "PROMOTED")

    def test_results_are_those_of_the_subject(self):
        former = self.former(self.newcomer)
        by_code = {line.subject_id.code: line for line in former.line_ids}
        for code, text, stored in (
            ("VAN", "8", "8.0"),
            ("VAN", "10", "10.0"),
            ("GDTC", "CĐ", "CD"),
            ("GDTC", "chưa đạt", "CD"),
        ):
            with self.subTest(text=text):
                by_code[code].result = text
                self.assertEqual(by_code[code].result, stored)
        for code, text in (
            ("VAN", "85"),
            ("VAN", "7,25"),
            ("VAN", "Đ"),
            ("VAN", "V"),
            ("GDTC", "8"),
        ):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, self.subjects[code].name),
                self.cr.savepoint(),
            ):
                by_code[code].result = text

    def test_who_records_and_who_confirms(self):
        """BT-8.5: registrar and homeroom teacher record, the head confirms."""
        former = self.former(self.newcomer)
        line = former.line_ids[0]
        line.with_user(self.homeroom).result = "6"
        for user in (self.teacher, self.administrator, self.foreign, self.head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user).write({"result": "9"})
        for user in (self.registrar, self.homeroom, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                former.with_user(user).action_confirm("1/QĐ")
        for values in (
            {"state": "confirmed"},
            {"decision": "1/QĐ"},
            {"recorded_by_id": self.head.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                former.with_user(self.registrar).write(values)
        self.confirm(former)
        for act in (
            lambda: former.with_user(self.registrar).write({"study": "TOT"}),
            lambda: line.with_user(self.homeroom).write({"result": "9"}),
            lambda: former.with_user(self.registrar).unlink(),
            lambda: line.with_user(self.registrar).unlink(),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                act()

    def test_a_cell_of_such_a_term_says_whose_result_it_is(self):
        """A mark beside the former school's result would be a second truth."""
        newcomer = self.newcomer
        self.class_ = self.other_class
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        self.env["edu.enrolment.movement"].with_user(self.registrar).create(
            {
                "enrolment_id": newcomer.id,
                "kind": "class_out",
                "date": "2026-02-01",
                "to_class_id": self.other_class.id,
            }
        )
        moved = newcomer._of_the_year() - newcomer
        self.enrolments |= moved
        number = self.enrolments.ids.index(moved.id)
        self.confirm(self.former(moved), decision=False)
        self._duty(self.teacher, "subject_teacher", self.class_, self.subjects["VAN"])
        line = self.line("VAN", number)
        (answer,) = self.save(self.teacher, (line, "gk", "", "9"))
        self.assertEqual(answer["status"], "locked")
        self.assertIn("THCS Lê Lợi", answer["message"])
        (answer,) = self.save(self.teacher, (line, "remark", "", "Cố gắng"))
        self.assertEqual(answer["status"], "saved")
        self.assertEqual(line.average, "7.5")

    def test_marks_of_this_school_are_not_replaced(self):
        self.class_ = self.other_class
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        type(self).class_, kept = self.other_class, type(self).class_
        late = self.come("2025-11-20", personal_id="079313008802")
        type(self).class_ = kept
        self._duty(self.teacher, "subject_teacher", self.class_, self.subjects["VAN"])
        number = self.enrolments.ids.index(late.id)
        self.save(self.teacher, (self.line("VAN", number), "gk", "", "9"))
        former = self.former(late)
        with self.assertRaisesRegex(UserError, "Ngữ văn"):
            self.confirm(former)

    def test_results_go_along_to_another_class(self):
        self.confirm(self.former(self.newcomer))
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        self.env["edu.enrolment.movement"].with_user(self.registrar).create(
            {
                "enrolment_id": self.newcomer.id,
                "kind": "class_out",
                "date": "2026-02-20",
                "to_class_id": self.other_class.id,
            }
        )
        moved = self.newcomer._of_the_year() - self.newcomer
        result = self.env["edu.result"]._of(moved)
        self.assertEqual((result.study_hk1, result.study_year), ("KHA", "KHA"))
        self.assertEqual((result.absences, result.promotion), (3, "PROMOTED"))
        self.assertEqual(moved.former_result_ids.state, "confirmed")
        line = self.env["edu.gradebook.line"].search(
            [
                ("enrolment_id", "=", moved.id),
                ("subject_id", "=", self.subjects["VAN"].id),
                ("gradebook_id.term_id", "=", self.hk1.id),
            ]
        )
        self.assertEqual((line.average, line.source), ("7.5", "THCS Lê Lợi"))

    def test_only_who_came_later_and_once_a_term(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.former(self.enrolments[0])
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.former(self.newcomer, term=self.other_year_term())
        self.former(self.newcomer)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.former(self.newcomer)

    def other_year_term(self):
        year = self.year.copy(
            {"name": "2026-2027", "date_start": "2026-09-05", "date_end": "2027-05-31"}
        )
        return self.hk1.copy(
            {"year_id": year.id, "date_start": "2026-09-05", "date_end": "2027-01-16"}
        )


@tagged("post_install", "-at_install")
class TestLateNewcomer(NewcomerFixture, GradebookCase):
    def test_an_open_term_does_not_wait_for_who_came_after_it(self):
        """KP-26.2c: HK I is locked without one who came on 20 January."""
        self.fill()
        self.rate()
        self.come()
        self.class_.with_user(self.head).action_lock_term(self.hk1.id)

    def test_an_open_term_does_not_wait_for_what_another_school_gives(self):
        """He came on 20 December: the former school gives HK I, once it is known."""
        self.fill()
        self.rate()
        newcomer = self.come("2025-12-20")
        with self.assertRaisesRegex(UserError, "Đặng Thị Mới"), self.cr.savepoint():
            self.class_.with_user(self.head).action_lock_term(self.hk1.id)
        former = self.former(newcomer)
        self.class_.with_user(self.head).action_lock_term(self.hk1.id)
        self.assertEqual(former.state, "draft")
        self.assertEqual(self.result(5).promotion, "PENDING")
