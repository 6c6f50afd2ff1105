# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestTour(GradebookCase, HttpCase):
    def test_teacher_enters_marks_until_the_lock(self):
        """BT-6.1a: in the browser a teacher types marks, sees the average and the
        reason of a refusal; after the lock there is nothing to type into."""
        # One gradebook in his list, so that the way through the screens is one.
        book = self.book("VAN")
        other = self.book("VAN", self.hk2)
        self.assertEqual(
            self.env["edu.gradebook"].with_user(self.teacher).search_count([]), 2
        )
        self.start_tour(
            "/odoo/my-gradebooks",
            "edu_gradebook_enter_marks",
            login=self.teacher.login,
            timeout=180,
        )
        self.env.invalidate_all()
        first, second = book.line_ids.sorted("sequence")[:2]
        self.assertEqual(
            [first.tx1, first.tx2, first.ck, first.average],
            ["8.5", "8.5", "7.5", "7.9"],
        )
        self.assertEqual(second.tx1, "10")
        self.assertFalse(any(other.line_ids.mapped("tx1")))
        self.fill()
        self.rate()
        self.lock()
        self.start_tour(
            "/odoo/my-gradebooks",
            "edu_gradebook_locked",
            login=self.teacher.login,
            timeout=180,
        )
