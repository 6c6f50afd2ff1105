# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import HocbaCase


@tagged("post_install", "-at_install")
class TestHomes(HocbaCase):
    """Each role lands where its work waits, and sees the menus of its duty."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls._staff("ban.qt", "Ban Quản Trị", "board")
        cls.reviewer = cls._staff("ra.soat", "Rà Soát", "reviewer")
        cls.inspector = new_test_user(
            cls.env, login="thanh.tra", groups="base.group_user", lang="vi_VN"
        )
        cls.authority = cls.env["edu.authority"].create({"name": "Phường A"})
        cls.inspector.edu_authority_id = cls.school.authority_id = cls.authority

    def _home(self, user):
        self.env.flush_all()
        root = self.env.ref("edu_school.menu_root").id
        menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
        self.assertEqual(menus["root"]["children"][0], root)
        return menus[root]["actionID"]

    def test_where_each_role_lands(self):
        """KP-5.3c, KP-16, BP-13.1: the first screen is that of the duty."""
        for user, xmlid in (
            (self.head, "edu_monitoring.edu_school_state_action"),
            (self.deputy, "edu_monitoring.edu_school_state_action"),
            (self.board, "edu_monitoring.edu_school_state_action"),
            (self.clerk, "edu_hocba.edu_hocba_year_action_issue"),
            (self.teacher, "edu_gradebook.edu_gradebook_action_mine"),
            (self.homeroom, "edu_gradebook.edu_gradebook_action_mine"),
            (self.reviewer, "edu_monitoring.edu_progress_action_review"),
            (self.registrar, "edu_school.edu_class_action"),
            (self.administrator, "edu_school.edu_class_action"),
            (self.inspector, "edu_monitoring.edu_school_state_action_inspection"),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._home(user), self.env.ref(xmlid).id)

    def test_what_an_inspector_finds_in_the_menus(self):
        """BT-8.1: no menu of a school's staff stands in an inspector's program."""
        root = self.env.ref("edu_school.menu_root").id
        menus = self.env["ir.ui.menu"].with_user(self.inspector).load_web_menus(False)
        self.assertEqual(
            menus[root]["children"], self.env.ref("edu_gradebook.menu_inspection").ids
        )

    def test_the_state_of_a_school_is_for_its_leaders(self):
        """KP-16: the board sees how far entry is; teachers and others do not."""
        for user, seen in (
            (self.head, True),
            (self.deputy, True),
            (self.board, True),
            (self.reviewer, False),
            (self.teacher, False),
            (self.administrator, False),
        ):
            with self.subTest(user=user.login):
                states = self.env["edu.school.state"].with_user(user).search([])
                self.assertEqual(bool(states), seen)
        totals = self.env["edu.year.total"]
        self.assertTrue(totals.with_user(self.head).search([]))
        for user in (self.board, self.reviewer, self.homeroom, self.administrator):
            self.assertFalse(totals.with_user(user).search([]))

    # -- the data reviewer ---------------------------------------------------------

    def _findings(self, user):
        action = self.class_.with_user(user).action_review()
        lines = self.env["edu.review.line"].with_user(user).search(action["domain"])
        return [(line.part, line.problem) for line in lines]

    def test_a_reviewer_finds_what_is_missing(self):
        """KP-18.1, KP-18.2: completeness of profiles and results, without a mark."""
        student = self.enrolments[0].student_id
        student.write({"birth_place": "Bến Tre", "ethnicity": "Kinh"})
        self.enrolments[1].student_id.write({"birth_place": False})
        found = self._findings(self.reviewer)
        names = [problem for _part, problem in found if student.name in problem]
        self.assertFalse(names)
        self.assertTrue(
            any(self.enrolments[1].student_id.name in text for _part, text in found)
        )

    def test_a_reviewer_finds_what_differs(self):
        """KP-18.1, KP-18.2: a profile changed after the book was made is named."""
        complete = {"birth_place": "Bến Tre", "ethnicity": "Kinh"}
        self.enrolments[0].student_id.write(complete)
        self.create_books()
        before = self._findings(self.reviewer)
        student = self.enrolments[0].student_id
        student.write({"birth_place": "Nơi khác"})
        new = [text for _part, text in self._findings(self.reviewer)]
        new = [text for text in new if text not in {t for _p, t in before}]
        self.assertEqual(len(new), 1)
        self.assertIn(student.name, new[0])

    def test_a_reviewer_reads_no_mark(self):
        """KP-5.3c: cells are counted for him, not shown."""
        progress = self.env["edu.progress"].with_user(self.reviewer)
        rows = progress.search([("class_id", "=", self.class_.id)])
        self.assertTrue(rows)
        self.assertEqual(rows[0].action_open()["res_model"], "edu.review.line")
        for model in ("edu.gradebook.line", "edu.result", "edu.hocba.year"):
            self.assertFalse(self.env[model].with_user(self.reviewer).search([]))
        self.assertTrue(self.class_.with_user(self.board).action_review())
        for user in (self.teacher, self.administrator):
            with self.assertRaises(AccessError):
                self.class_.with_user(user).action_review()
