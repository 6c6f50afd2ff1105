# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestRollover(GradebookCase):
    def _open(self):
        action = self.year.with_user(self.registrar).action_roll_over()
        wizard = self.env[action["res_model"]].with_user(self.registrar)
        return wizard.browse(action["res_id"])

    def _decide(self):
        self.fill()
        self.rate()
        self.lock()
        self.class_.with_user(self.homeroom).action_propose_decisions()
        decision = self.env["edu.decision"].search(
            [
                ("enrolment_id", "=", self.enrolments[1].id),
                ("kind", "=", "promotion"),
            ]
        )
        decision.with_user(self.head).action_decide_otherwise("Nghỉ học dài ngày")
        self.class_.with_user(self.head).action_decide()

    def test_decided_promotions_lead_into_the_next_year(self):
        """BT-8.4, BT-4.9a: promoted learners go on, the others repeat the grade."""
        sixth = self.env["edu.class"].create(
            {
                "name": "6A1",
                "year_id": self.year.id,
                "grade_id": self.env.ref("edu_school.grade_6").id,
            }
        )
        self._decide()
        wizard = self._open()
        retained = wizard.retained_ids
        self.assertEqual(retained.enrolment_id, self.enrolments[1])
        self.assertEqual(wizard.promoted_count, len(self.enrolments) - 1)
        self.assertFalse(sixth.enrolment_ids or wizard.waiting_count)
        # No class of grade 7 comes out of an empty 6A1: he is enrolled later.
        retained.selected = False
        wizard.action_apply()
        coming = self.env["edu.enrolment"].search([("year_id.name", "=", "2026-2027")])
        promoted = self.enrolments - self.enrolments[1]
        self.assertEqual(coming.student_id, promoted.student_id)
        self.assertEqual(coming.class_id.name, "8A1")

    def test_nobody_goes_on_undecided(self):
        """Learners without a decision are named and left out; nothing is guessed."""
        wizard = self._open()
        self.assertEqual(wizard.waiting_count, len(self.enrolments))
        self.assertFalse(wizard.promoted_count)
        self._decide()
        with self.assertRaises(UserError):
            wizard.action_apply()
