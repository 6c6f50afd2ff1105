# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestDisability(GradebookCase):
    """Learners with a disability in inclusive education (TT22/2021, Điều 11 and 12)."""

    def mark(self, learner, **values):
        self.enrolments[learner].with_user(self.registrar).write(
            {"disabled": True, **values}
        )

    def decision(self, learner):
        return self.env["edu.decision"].search(
            [
                ("enrolment_id", "=", self.enrolments[learner].id),
                ("kind", "=", "promotion"),
            ]
        )

    def fail_first(self):
        self.fill()
        self.fill({"TOAN": "1", "VAN": "1", "NN1": "1"}, learner=0)
        self.rate()
        self.mark(0)
        self.lock()
        self.class_.with_user(self.homeroom).action_propose_decisions()

    def test_the_head_decides_where_the_rule_does_not_promote(self):
        """BT-4.9a: the homeroom teacher proposes with a reason, the head decides."""
        self.fail_first()
        self.assertTrue(self.result().head_decides)
        decision = self.decision(0)
        self.assertFalse(decision.computed or decision.proposed)
        # Nobody decides in silence what nobody proposed.
        self.class_.with_user(self.head).action_decide("9/QĐ")
        self.assertEqual(decision.state, "proposed")
        with self.assertRaises(AccessError):
            decision.with_user(self.teacher).action_propose("PROMOTED", "tiến bộ")
        decision.with_user(self.homeroom).action_propose(
            "PROMOTED", "Tiến bộ theo kế hoạch giáo dục cá nhân"
        )
        self.class_.with_user(self.head).action_decide("10/QĐ")
        self.assertEqual(decision.decided, "PROMOTED")
        self.assertEqual(self.result().promotion, "PROMOTED")

    def test_the_head_may_decide_without_a_proposal(self):
        self.fail_first()
        decision = self.decision(0).with_user(self.head)
        with self.assertRaises(UserError):
            decision.action_decide_otherwise("Theo kế hoạch cá nhân")
        decision.action_decide_otherwise("Theo kế hoạch cá nhân", "PROMOTED", "11/QĐ")
        self.assertEqual(self.result().promotion, "PROMOTED")

    def test_who_is_not_assessed_holds_no_lock_up(self):
        """BT-4.9c: nothing is asked of a learner whose results are not assessed."""
        for learner in range(1, 5):
            self.fill(learner=learner)
            self.rate(learner=learner)
        with self.assertRaises(UserError):
            self.lock()
        self.mark(0, not_assessed=True)
        self.lock()
        self.assertEqual(self.class_.marks_state, "locked")
        self.assertTrue(self.result().head_decides)

    def test_only_of_a_learner_with_a_disability(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.enrolments[0].not_assessed = True
            self.env.flush_all()
        with self.assertRaises(AccessError):
            self.enrolments[0].with_user(self.teacher).write({"disabled": True})
