# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestCurriculum(GradebookCase):
    """A curriculum that changes after gradebooks were opened."""

    def periods(self, code, periods):
        self.env["edu.curriculum.line"].search(
            [
                ("programme", "=", "gdpt2018"),
                ("grade_id", "=", self.class_.grade_id.id),
                ("subject_id", "=", self.subjects[code].id),
            ]
        ).periods = periods

    def update(self):
        self.class_.with_user(self.registrar).action_update_gradebooks()
        self.env.invalidate_all()

    def test_more_and_fewer_columns(self):
        """BT-6.1a: columns follow the periods by an act of the registrar."""
        self.periods("TIN", 70)
        self.assertEqual(self.book("TIN").columns, "tx1,tx2,gk,ck")
        with self.assertRaises(AccessError):
            self.class_.with_user(self.teacher).action_update_gradebooks()
        self.update()
        self.assertEqual(self.book("TIN").columns, "tx1,tx2,tx3,gk,ck")
        self.assertEqual(self.book("TIN").regular_count, 3)
        self.assertIn("columns", self.entries(self.book("TIN")).mapped("field"))
        self.periods("TIN", 35)
        self.update()
        self.assertEqual(self.book("TIN").columns, "tx1,tx2,gk,ck")

    def test_marks_are_never_lost_silently(self):
        """BT-6.1a: a column that holds marks stays, and the message names whose."""
        line = self.line("VAN", 3)
        self.save(self.teacher, (line, "tx4", "", "8"))
        self.periods("VAN", 70)
        with self.assertRaises(UserError) as refused:
            self.update()
        self.assertIn(line.student_id.name, str(refused.exception))
        self.assertIn("ĐĐGtx 4", str(refused.exception))
        self.assertEqual(self.book("VAN").regular_count, 4)
        self.save(self.teacher, (line, "tx4", "8", ""))
        self.update()
        self.assertEqual(self.book("VAN").regular_count, 3)

    def test_results_follow_the_new_columns(self):
        """KP-17.1: one assessment fewer, and the term is complete."""
        line = self.line("VAN")
        marks = (("tx1", "8"), ("tx2", "8"), ("tx3", "8"), ("gk", "8"), ("ck", "8"))
        self.save(self.teacher, *((line, column, "", mark) for column, mark in marks))
        self.assertFalse(line.average)
        self.periods("VAN", 70)
        self.update()
        self.assertEqual(line.average, "8.0")


@tagged("post_install", "-at_install")
class TestChoice(GradebookCase):
    """Upper secondary: electives and special topics of each learner."""

    grade, level = 10, "upper"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.electives = cls.pick("VATLI", "HOAHOC", "SINHHOC", "TIN")
        cls.class_.with_user(cls.registrar).write(
            {
                "optional_subject_ids": [(6, 0, cls.electives.ids)],
                "topic_subject_ids": [(6, 0, cls.pick("TOAN", "VATLI", "HOAHOC").ids)],
            }
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def pick(cls, *codes):
        found = cls.env["edu.subject"]
        for code in codes:
            found |= cls.subjects[code]
        return found

    def choose(self, learner, subjects, topics):
        self.enrolments[learner].with_user(self.registrar).write(
            {
                "own_subjects": True,
                "optional_subject_ids": [(6, 0, self.pick(*subjects).ids)],
                "topic_subject_ids": [(6, 0, self.pick(*topics).ids)],
            }
        )
        self.env.invalidate_all()

    def taken(self, learner):
        lines = self.env["edu.gradebook.line"].search(
            [("enrolment_id", "=", self.enrolments[learner].id)]
        )
        return {line.subject_id.code for line in lines}

    def test_lines_only_for_who_takes_the_subject(self):
        """BT-6.1a: the gradebook of an elective holds those who chose it."""
        self.assertIn("TIN", self.taken(0))
        self.choose(0, ("VATLI", "HOAHOC", "SINHHOC", "AMNHAC"), ("TOAN", "VATLI"))
        self.assertNotIn("TIN", self.taken(0))
        self.assertIn("AMNHAC", self.taken(0))
        self.assertNotIn("AMNHAC", self.taken(1))
        self.assertEqual(self.book("AMNHAC").kind, "remark")
        results = self.enrolments[0].subject_result_ids.subject_id.mapped("code")
        self.assertEqual(set(results), self.taken(0))

    def test_a_choice_costs_no_mark(self):
        """BT-6.1a: dropping a subject with marks is refused by name."""
        self.save(self.master, (self.line("TIN"), "gk", "", "8"))
        with self.assertRaises(UserError) as refused:
            self.choose(0, ("VATLI", "HOAHOC", "SINHHOC", "AMNHAC"), ("TOAN",))
        self.assertIn(self.enrolments[0].student_id.name, str(refused.exception))

    def test_special_topics_are_one_more_assessment(self):
        """Domain example 14: TX 7 8 8, topics 9, GK 7, CK 7,5 give 7,6."""
        self.choose(1, ("VATLI", "HOAHOC", "SINHHOC", "TIN"), ("TOAN",))
        self.assertEqual(self.book("VATLI", self.hk2).columns, "tx1,tx2,tx3,cd,gk,ck")
        with_topic = self.line("VATLI", 0, self.hk2)
        without = self.line("VATLI", 1, self.hk2)
        self.assertTrue(with_topic.takes_topic and not without.takes_topic)
        marks = (("tx1", "7"), ("tx2", "8"), ("tx3", "8"), ("gk", "7"), ("ck", "7,5"))
        for line in (with_topic, without):
            self.save(self.master, *((line, name, "", mark) for name, mark in marks))
        self.assertEqual((with_topic.average, without.average), (False, "7.4"))
        answers = self.save(
            self.master, (with_topic, "cd", "", "9"), (without, "cd", "", "9")
        )
        self.assertEqual([a["status"] for a in answers], ["saved", "invalid"])
        self.assertEqual(with_topic.average, "7.6")
        self.assertNotIn("cd", without.with_user(self.master).editable_columns)

    def test_the_choice_goes_along_into_another_class(self):
        """BT-5.1a: marks of an elective that the new class has not are not lost."""
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        self.choose(0, ("VATLI", "HOAHOC", "SINHHOC", "AMNHAC"), ("TOAN",))
        self.save(self.master, (self.line("AMNHAC"), "gk", "", "Đ"))
        self.env["edu.enrolment.movement"].with_user(self.registrar).create(
            {
                "enrolment_id": self.enrolments[0].id,
                "kind": "class_out",
                "date": "2025-11-01",
                "to_class_id": self.other_class.id,
            }
        )
        line = self.env["edu.gradebook.line"].search(
            [
                ("class_id", "=", self.other_class.id),
                ("subject_id.code", "=", "AMNHAC"),
                ("gk", "!=", False),
            ]
        )
        self.assertEqual((line.gk, line.student_id.name), ("D", "Nguyễn Thị Ánh"))


@tagged("post_install", "-at_install")
class TestContinuing(GradebookCase):
    """A class of continuing education follows its own circular."""

    grade, level, programme = 10, "upper", "gdtx"

    def test_the_year_by_its_own_law(self):
        """BT-6.1a: TT43/2021 by the programme of the class; fewer subjects."""
        electives = self.env["edu.subject"]
        for code in ("DIALI", "GDKTPL", "VATLI", "HOAHOC"):
            electives |= self.subjects[code]
        self.class_.with_user(self.registrar).write(
            {"optional_subject_ids": [(6, 0, electives.ids)]}
        )
        books = self.class_.gradebook_ids
        self.assertEqual(books.regulation_id.code, "TT43-2021")
        self.assertEqual(len(books.subject_id), 7)
        self.fill()
        self.rate()
        self.assertEqual(self.result().study_year, "TOT")
        self.assertEqual(self.result().promotion, "PROMOTED")
        self.lock()
        self.assertTrue(self.result().final)
