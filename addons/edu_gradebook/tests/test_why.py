# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SCORE_SUBJECTS, GradebookCase


@tagged("post_install", "-at_install")
class TestWhy(GradebookCase):
    def test_why_is_said_with_the_article(self):
        """The head's question "why Khá and not Tốt": levels, promotion and award."""
        self.fill({**dict.fromkeys(SCORE_SUBJECTS, "8.5"), "TOAN": "6.2"}, learner=0)
        self.rate()
        result = self.result().with_user(self.head).with_context(lang="vi_VN")
        self.assertEqual(result.study_year, "KHA")
        for text in (result.why_study_hk1, result.why_study_year):
            self.assertIn("Toán", text)
            self.assertIn("6,2", text)
            self.assertIn("Điều 9", text)
        self.assertIn("lên lớp", result.why_promotion)
        self.assertIn("học tập cả năm Khá", result.why_award)
        self.assertEqual(result.action_why()["res_id"], result.id)
        with self.assertRaises(AccessError):
            result.with_user(self.teacher).action_why()

    def test_lists_name_what_is_asked_and_lead_to_the_decision(self):
        """BT-4.9a, BT-5.1e: from the list to the proposal and to the decision."""
        self.fill({"TOAN": "3", "VAN": "3"}, learner=0)
        for learner in (1, 2, 3, 4):
            self.fill(learner=learner)
        self.rate()
        self.lock()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_gradebook.edu_result_action_retest"
        )
        self.assertIn("needs_retest", action["domain"])
        results = self.env["edu.result"].with_user(self.homeroom)
        weak = results.search([("needs_retest", "=", True)])
        self.assertEqual(weak, self.result(0))
        self.assertIn("Toán", weak.with_context(lang="vi_VN").asked)
        own = results.search([("class_id", "=", self.class_.id)])
        own.action_propose()
        opened = own.with_user(self.head).action_view_decisions()
        decisions = self.env["edu.decision"].search(opened["domain"])
        self.assertEqual(decisions.enrolment_id, (own - weak).enrolment_id)
        with self.assertRaises(AccessError):
            own.with_user(self.head).action_propose()
        wizard = own.with_user(self.head).action_decide()
        self.assertEqual(wizard["context"]["default_class_id"], self.class_.id)
