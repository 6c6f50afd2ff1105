# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GradebookCase

CELLS = "summer_level,summer_task"


@tagged("post_install", "-at_install")
class TestSummerSheet(GradebookCase):
    """Two of five learners are Chưa đạt in the year."""

    def setUp(self):
        super().setUp()
        self.fill()
        self.rate()
        for learner in (1, 2):
            self.rate("CHUA_DAT", learner=learner)

    def type_in(self, user, *cells):
        """Save (learner, column, old, new) as the sheet does; return the answers."""
        trainings = self.env["edu.summer.training"].with_user(user)
        return trainings.with_context(lang="vi_VN").save_cells(
            [
                {
                    "line_id": self.result(learner).id,
                    "column": column,
                    "old": old,
                    "new": new,
                }
                for learner, column, old, new in cells
            ]
        )

    def rows(self, user):
        """What the list of the menu shows."""
        action = self.env.ref("edu_gradebook.edu_summer_training_action")
        self.env.invalidate_all()
        return (
            self.env[action.res_model]
            .with_user(user)
            .search([("training_year", "=", "CHUA_DAT")])
        )

    def test_the_summer_is_rated_in_one_list(self):
        """DL2-7.5: who needs it stands there by itself; one key rates, a task is
        typed beside it; the result follows, a second cell makes no second training."""
        self.lock()
        rows = self.rows(self.homeroom)
        self.assertEqual(rows.enrolment_id, self.enrolments[1:3])
        self.assertEqual(set(rows.mapped("editable_columns")), {CELLS})
        answers = self.type_in(
            self.homeroom,
            (1, "summer_level", "", "đ"),
            (1, "summer_task", "", "Trực thư viện"),
            (2, "summer_level", "", "K"),
        )
        self.assertEqual({answer["status"] for answer in answers}, {"saved"})
        self.assertEqual([answer["value"] for answer in answers][::2], ["DAT", "KHA"])
        self.env.invalidate_all()
        self.assertEqual(self.result(1).training_final, "DAT")
        self.assertEqual(self.result(1).promotion, "PROMOTED")
        training = self.env["edu.summer.training"].search(
            [("enrolment_id", "=", self.enrolments[1].id)]
        )
        self.assertEqual((training.level, training.task), ("DAT", "Trực thư viện"))
        self.assertTrue(training.date)
        noted = self.entries(training).filtered(lambda e: e.field == "level")
        self.assertEqual(noted.mapped("new"), ["DAT"])
        told = self.type_in(
            self.homeroom,
            (1, "summer_level", "", "T"),
            (2, "summer_level", "KHA", "7"),
            (2, "summer_task", "", "Lao động"),
        )
        found = [answer["status"] for answer in told]
        self.assertEqual(found, ["conflict", "invalid", "saved"])
        self.assertIn("«Đạt»", told[0]["message"])
        self.assertEqual(self.rows(self.homeroom)[1].summer_task, "Lao động")
        self.assertEqual(
            training.search_count([("enrolment_id", "in", self.enrolments.ids)]), 2
        )

    def test_only_the_homeroom_teacher_and_only_who_needs_it(self):
        """BT-8.5, TT22/2021, Điều 13: nobody else, nobody else's, whatever the call."""
        self.lock()
        for user in (self.teacher, self.foreign, self.head, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.type_in(user, (1, "summer_level", "", "T"))
        self.assertFalse(any(self.rows(self.head).mapped("editable_columns")))
        self.assertFalse(self.rows(self.administrator))
        (answer,) = self.type_in(self.homeroom, (0, "summer_level", "", "T"))
        self.assertEqual(answer["status"], "locked")
        self.assertFalse(self.env["edu.summer.training"].search([]))

    def test_not_before_the_lock_of_the_marks(self):
        """The locks are those of the record: a year that is not over has no summer."""
        row = self.rows(self.homeroom).with_context(lang="vi_VN")[0]
        self.assertFalse(row.editable_columns)
        self.assertIn("chưa", row.lock_texts["summer_level"])
        (answer,) = self.type_in(self.homeroom, (1, "summer_level", "", "T"))
        self.assertEqual(answer["status"], "locked")
        self.assertFalse(self.env["edu.summer.training"].search([]))
