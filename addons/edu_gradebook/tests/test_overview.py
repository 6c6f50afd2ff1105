# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SCORE_SUBJECTS, GradebookCase


@tagged("post_install", "-at_install")
class TestOverview(GradebookCase):
    def overview(self, user, period="year"):
        self.env.flush_all()
        self.env.invalidate_all()
        class_ = self.class_.with_user(user).with_context(lang="vi_VN")
        return class_.overview(period)

    def absent(self, learner, count):
        self.env["edu.absence"].with_user(self.homeroom).create(
            [
                {
                    "enrolment_id": self.enrolments[learner].id,
                    "date": f"2025-{10 + day // 28:02}-{day % 28 + 1:02}",
                    "session": "morning",
                }
                for day in range(count)
            ]
        )

    def test_the_class_in_one_table(self):
        """KP-17.1, KP-34.5: marks of all subjects, levels, days absent, promotion,
        awards, as the homeroom teacher answers for them."""
        self.fill({"TOAN": "4.5", "GDTC": "CD"}, learner=1)
        for learner in (0, 2, 3, 4):
            self.fill(dict.fromkeys(SCORE_SUBJECTS, "9"), learner=learner)
        self.rate()
        self.absent(2, 40)
        self.absent(3, 46)
        table = self.overview(self.homeroom)
        first, second, third, fourth = table["rows"][:4]
        math, sport = self.subjects["TOAN"].id, self.subjects["GDTC"].id
        self.assertEqual(first["marks"][math]["text"], "9,0")
        self.assertFalse(first["marks"][math]["weak"])
        self.assertEqual(first["award"]["label"], "Học sinh Xuất sắc")
        weak = {"text": "4,5", "weak": True, "again": False}
        self.assertEqual(second["marks"][math], weak)
        self.assertEqual(second["marks"][sport]["text"], "CĐ")
        self.assertTrue(second["marks"][sport]["weak"])
        self.assertEqual(first["conduct"]["label"], "Tốt")
        self.assertEqual(
            [row["absence_state"] for row in (second, third, fourth)],
            ["", "warning", "over"],
        )
        self.assertEqual(fourth["promotion"]["label"], "Không được lên lớp")
        self.assertEqual(table["absence_limit"], 45)
        self.assertEqual(len(table["subjects"]), 12)
        term = self.overview(self.head, "hk1")
        self.assertIsNone(term["rows"][0]["promotion"])
        self.assertEqual(term["rows"][0]["study"]["label"], "Tốt")

    def test_only_who_answers_for_the_class(self):
        """BT-6.1a, BT-8.5: no subject teacher, other homeroom, registrar or
        administrator, whatever the call."""
        for user in (
            self.teacher,
            self.foreign,
            self.registrar,
            self.administrator,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.overview(user)
                own = self.env["edu.class"].with_user(user)
                self.assertEqual(own.overview_classes(), [])
        names = self.env["edu.class"].with_user(self.homeroom).overview_classes()
        self.assertEqual([one["name"] for one in names], ["7A1"])
        with self.assertRaises(UserError):
            self.overview(self.head, "hk3")

    def test_the_number_of_questions_is_that_of_tables(self):
        """KP-17.1: five learners or fifty, the database is asked as often."""
        self.fill()
        self.overview(self.homeroom)
        counts = []
        for number in (0, 10):
            for one in range(number):
                self._enrol(f"Nguyễn Văn {one}", 20 + one)
            self.env.flush_all()
            self.env.invalidate_all()
            class_ = self.class_.with_user(self.homeroom)
            before = self.cr.sql_log_count
            with self.assertQueryCount(22):
                class_.overview("year")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

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
