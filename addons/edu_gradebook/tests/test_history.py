# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestHistory(GradebookCase):
    """The history of values on one screen, for whoever's duty covers them."""

    def history(self, record, user):
        action = record.with_user(user).with_context(lang="vi_VN").action_history()
        lines = self.env["edu.history.line"].with_user(user)
        return lines.search(action["domain"])

    def test_a_teacher_sees_who_changed_what(self):
        """BT-8.5: every value with who, when, old and new."""
        line = self.line("VAN")
        self.save(self.teacher, (line, "gk", "", "8.5"))
        self.save(self.co_teacher, (line, "gk", "8.5", "9"))
        found = self.history(line, self.teacher)
        self.assertEqual(
            found.mapped(lambda h: (h.user_name, h.label, h.old_value, h.new_value)),
            [
                (self.co_teacher.name, "ĐĐGgk", "8,5", "9"),
                (self.teacher.name, "ĐĐGgk", "", "8,5"),
            ],
        )
        for user in (self.administrator, self.registrar, self.foreign):
            with self.assertRaises(AccessError):
                self.history(line, user)
            # Nor by looking at what was copied for somebody else.
            with self.assertRaises(AccessError):
                found.with_user(user).read(["new_value"])

    def test_the_head_sees_a_learner_whole(self):
        """BT-8.5: marks of all subjects and conduct of one learner."""
        self.fill(learner=0)
        self.rate(learner=0)
        found = self.history(self.result(), self.head)
        self.assertIn("ĐĐGgk", found.mapped("label"))
        self.assertTrue(found.filtered(lambda h: h.new_value == "Tốt"))
        names = {name.partition(" · ")[0] for name in found.mapped("record")}
        self.assertNotIn(self.enrolments[1].student_id.name, names)
        with self.assertRaises(AccessError):
            self.history(self.result(), self.teacher)
