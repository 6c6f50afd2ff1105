# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestOneTerm(GradebookCase):
    """A subject with lessons in one term: GDĐP in HK II, Tin học in HK I."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teach("GDDP", "HK2")
        cls.teach("TIN", "HK1")
        cls.class_.with_user(cls.registrar).action_update_gradebooks()
        cls.env.flush_all()

    @classmethod
    def teach(cls, code, terms):
        cls.env["edu.curriculum.line"].search(
            [
                ("programme", "=", "gdpt2018"),
                ("grade_id", "=", cls.class_.grade_id.id),
                ("subject_id", "=", cls.subjects[code].id),
            ]
        ).taught_terms = terms

    def of(self, code, learner=0):
        row = self.env["edu.result.subject"].search(
            [
                ("enrolment_id", "=", self.enrolments[learner].id),
                ("subject_id", "=", self.subjects[code].id),
            ]
        )
        return row.hk1, row.hk2, row.year

    def test_no_gradebook_is_made_in_the_other_term(self):
        self.assertFalse(self.book("GDDP", self.hk1) or self.book("TIN", self.hk2))
        self.assertTrue(self.book("GDDP", self.hk2).sole_term)
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        terms = {
            book.subject_id.code: book.term_id.code
            for book in self.other_class.gradebook_ids
            if book.sole_term
        }
        self.assertEqual(terms, {"GDDP": "HK2", "TIN": "HK1"})

    def test_each_term_locks_and_the_year_is_that_terms_result(self):
        """BT-5.1e: nobody waits for lessons that there are not."""
        self.fill({"TIN": "9"})
        self.rate()
        self.class_.with_user(self.head).action_lock_term(self.hk1.id)
        self.assertEqual(self.of("TIN"), ("9.0", False, "9.0"))
        self.lock()
        self.assertEqual(self.of("GDDP"), (False, "D", "D"))
        result = self.result()
        self.assertEqual(
            (result.study_hk1, result.study_hk2, result.study_year, result.promotion),
            ("TOT", "TOT", "TOT", "PROMOTED"),
        )

    def test_a_regulation_may_leave_the_year_to_a_decision(self):
        self.result().regulation_id.sudo().parameters = json.dumps(
            {"one_term_subject": {"value": "pending"}}
        )
        self.fill()
        self.rate()
        result = self.result()
        self.assertEqual((result.study_hk1, result.study_year), ("TOT", False))
        self.assertIn(
            "Tin học (cả năm)", result.with_context(lang="vi_VN").reasons_text
        )

    def test_what_is_missing_names_subject_and_term(self):
        """The reason says for which subject of which term a learner waits."""
        self.fill()
        self.rate()
        line = self.line("VAN")
        self.save(self.teacher, (line, "ck", "8", ""))
        text = self.result().with_context(lang="vi_VN").reasons_text
        self.assertIn("Ngữ văn (học kì I)", text)
        self.assertNotIn("Ngữ văn (học kì II)", text)
        with self.assertRaisesRegex(UserError, "Ngữ văn, Học kì I"):
            self.class_.with_user(self.head).action_lock_term(self.hk1.id)

    def test_marks_stop_a_term_from_being_taken_away(self):
        line = self.line("VAN", 2, self.hk2)
        self.save(self.teacher, (line, "tx1", "", "8"))
        self.teach("VAN", "HK1")
        with self.assertRaisesRegex(UserError, line.student_id.name):
            self.class_.with_user(self.registrar).action_update_gradebooks()

    def test_a_term_comes_back_with_the_curriculum(self):
        self.teach("TIN", "both")
        self.class_.with_user(self.registrar).action_update_gradebooks()
        self.assertTrue(self.book("TIN", self.hk2))
        self.assertFalse(self.book("TIN").sole_term)
        self.fill({"TIN": "9"})
        self.assertEqual(self.of("TIN"), ("9.0", "9.0", "9.0"))

    def test_a_locked_term_keeps_a_subject_that_the_curriculum_moved(self):
        """BT-11.2: results that are locked count, whatever is planned later."""
        self.fill({"VAN": "5"})
        self.rate()
        self.class_.with_user(self.head).action_lock_term(self.hk1.id)
        self.teach("VAN", "HK2")
        self.class_.with_user(self.registrar).action_update_gradebooks()
        self.assertEqual(self.of("VAN"), ("5.0", "5.0", "5.0"))
        self.assertFalse(self.book("VAN", self.hk2).sole_term)
