# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.edu_gradebook.tests.common import GradebookCase


@tagged("post_install", "-at_install")
class TestWeeklyRemark(GradebookCase):
    def remark(self, user, **values):
        return (
            self.env["edu.weekly.remark"]
            .with_user(user)
            .create(
                {
                    "class_id": self.class_.id,
                    "subject_id": self.subjects["VAN"].id,
                    "week": "2025-10-09",
                    "text": "Nề nếp tốt.",
                    **values,
                }
            )
        )

    def test_written_by_the_teacher_read_by_homeroom_and_head(self):
        """KP-35.3, BT-6.1c: any day means its week; the entry is journaled."""
        remark = self.remark(self.teacher)
        self.assertEqual(remark.week, date(2025, 10, 6))
        self.assertEqual(remark.display_name, "7A1 · Ngữ văn · 06/10/2025")
        own = self.env["edu.weekly.remark"].with_user(self.teacher)
        defaults = own.default_get(["class_id", "subject_id"])
        self.assertEqual(defaults["class_id"], self.class_.id)
        self.assertEqual(defaults["subject_id"], self.subjects["VAN"].id)
        one = self.remark(
            self.co_teacher,
            enrolment_id=self.enrolments[1].id,
            text="Còn nói chuyện riêng.",
        )
        for user in (self.homeroom, self.head, self.teacher):
            found = self.env["edu.weekly.remark"].with_user(user).search([])
            self.assertEqual(found, remark | one)
        texts = self.entries(one).filtered(lambda entry: entry.field == "text")
        self.assertEqual(texts.new, "Còn nói chuyện riêng.")
        self.assertEqual(texts.user_name, self.co_teacher.name)
        action = self.book("VAN").with_user(self.teacher).action_weekly_remarks()
        self.assertEqual(action["context"]["default_class_id"], self.class_.id)
        whole = self.class_.with_user(self.homeroom).action_view_weekly_remarks()
        self.assertEqual(whole["domain"], [("class_id", "=", self.class_.id)])

    def test_nobody_else_writes_or_reads(self):
        """BT-6.1c: the subject and the class decide, not the group."""
        remark = self.remark(self.teacher)
        for user in (self.homeroom, self.head, self.foreign, self.registrar):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.remark(user, week="2025-11-10")
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                remark.with_user(user).write({"text": "Sửa."})
        for user in (self.foreign, self.registrar, self.administrator):
            own = self.env["edu.weekly.remark"].with_user(user)
            self.assertFalse(own.search([]))
            with self.assertRaises(AccessError):
                remark.with_user(user).read(["text"])

    def test_wrong_learner_week_and_second_remark(self):
        """KP-35.3: a remark belongs to a learner of the class and the year."""
        stranger = self._enrol("Ngô Văn Lạ", 9)
        stranger.sudo().write({"class_id": self.other_class.id})
        with self.assertRaises(ValidationError):
            self.remark(self.teacher, enrolment_id=stranger.id)
        with self.assertRaises(ValidationError):
            self.remark(self.teacher, week="2024-10-07")
        self.remark(self.teacher)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.remark(self.co_teacher, week="2025-10-11")
