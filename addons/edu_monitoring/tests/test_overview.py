# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import SCORE_SUBJECTS, GradebookCase


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
