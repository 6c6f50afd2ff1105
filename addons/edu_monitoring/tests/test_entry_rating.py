# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import GradebookCase


@tagged("post_install", "-at_install")
class TestEntryRating(GradebookCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["edu.entry.plan"].with_user(cls.head).create(
            [
                {
                    "term_id": cls.hk1.id,
                    "column_name": column,
                    "due_date": day,
                }
                for column, day in (
                    ("tx1", "2025-10-15"),
                    ("tx2", "2025-10-31"),
                    ("gk", "2025-11-08"),
                    ("conduct", "2026-01-17"),
                )
            ]
        )

    def enter(self, moment, column, *learners, code="VAN", user=None):
        """Type marks at a moment (UTC)."""
        with freeze_time(moment):
            self.save(
                user or self.teacher,
                *[(self.line(code, i), column, "", "7") for i in learners],
            )

    def ratings(self, user=None):
        self.env.invalidate_all()
        own = self.env["edu.entry.rating"].with_user(user or self.head)
        return {
            (rating.sudo().employee_id.user_id, rating.month): rating
            for rating in own.search([])
        }

    def rate(self, day="2025-12-01"):
        with freeze_time(day):
            self.env["edu.entry.rating"].with_user(self.head).action_recompute()
        return self.ratings()

    def test_months_follow_the_journal_and_the_plan(self):
        """DL2-11.3: due, in time, late, missing and the rating by the policy."""
        # the day ends at midnight in Vietnam, that is 17:00 UTC
        self.enter("2025-10-15 16:59:00", "tx1", 0, 1, 2)
        self.enter("2025-10-15 17:01:00", "tx1", 3)
        self.enter("2025-10-20 02:00:00", "tx2", 0, 1, 2, 3, 4)
        self.enter("2025-11-01 02:00:00", "gk", 0, 1, 2, 3, 4)
        found = self.rate()
        october = found[self.teacher, date(2025, 10, 1)]
        self.assertEqual(
            (october.due, october.in_time, october.late, october.missing),
            (10, 8, 1, 1),
        )
        self.assertEqual((october.percent, october.rating), (80, "fair"))
        november = found[self.teacher, date(2025, 11, 1)]
        self.assertEqual((november.due, november.rating), (5, "good"))
        # whoever shares the gradebook answers for it too
        shared = found[self.co_teacher, date(2025, 10, 1)]
        self.assertEqual((shared.due, shared.in_time), (10, 8))
        math = found[self.homeroom, date(2025, 10, 1)]
        self.assertEqual((math.missing, math.rating), (10, "weak"))
        # conduct is due in January and not asked for before
        self.assertNotIn((self.homeroom, date(2026, 1, 1)), found)

    def test_a_correction_does_not_make_a_mark_late(self):
        """DL2-11.3: the first entry counts; an emptied cell is missing again."""
        self.enter("2025-10-10 02:00:00", "tx1", 0, 1)
        with freeze_time("2025-11-20"):
            self.save(self.teacher, (self.line("VAN", 0), "tx1", "7", "9"))
            self.save(self.teacher, (self.line("VAN", 1), "tx1", "7", ""))
        october = self.rate()[self.teacher, date(2025, 10, 1)]
        self.assertEqual((october.in_time, october.late, october.missing), (1, 0, 9))

    def test_rating_twice_changes_nothing(self):
        """DL2-11.3: the same facts, the same rows; what changes is rated anew."""
        self.enter("2025-10-10 02:00:00", "tx1", 0, 1)
        first = self.rate()
        before = {key: rating.write_date for key, rating in first.items()}
        second = self.rate()
        self.assertEqual(first, second)
        self.assertEqual(
            before, {key: rating.write_date for key, rating in second.items()}
        )
        self.enter("2025-11-25 02:00:00", "tx1", 2)
        third = self.rate()
        self.assertEqual(first.keys(), third.keys())
        self.assertEqual(third[self.teacher, date(2025, 10, 1)].late, 1)

    def test_head_and_the_teacher_himself(self):
        """DL2-11.3: nobody reads how a colleague keeps to the plan."""
        ratings = self.rate()
        mine = self.ratings(self.teacher)
        self.assertEqual({user for user, _month in mine}, {self.teacher})
        others = ratings[self.homeroom, date(2025, 10, 1)]
        for user in (self.teacher, self.registrar, self.administrator, self.foreign):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                others.with_user(user).read(["percent"])
        for user in (self.registrar, self.homeroom):
            with self.assertRaises(AccessError):
                self.env["edu.entry.rating"].with_user(user).action_recompute()
        with self.assertRaises(AccessError):
            others.with_user(self.head).write({"rating": "good"})

    def test_learners_who_came_later_or_are_exempt(self):
        """DL2-11.3: no teacher is blamed for a cell that could not be filled."""
        enrolment = self.enrolments[4]
        enrolment.date_from = "2025-10-20"
        self.env["edu.exemption"].with_user(self.registrar).create(
            {
                "enrolment_id": self.enrolments[3].id,
                "subject_id": self.subjects["VAN"].id,
                "decision": "12/QĐ-THCS",
                "date": "2025-09-10",
            }
        )
        october = self.rate()[self.teacher, date(2025, 10, 1)]
        self.assertEqual(october.due, 3 + 4)

    def test_every_night_once(self):
        """DL2-11.3: the scheduled action rates a school once a day."""
        cron = self.env.ref("edu_monitoring.ir_cron_rate")
        with self.enter_registry_test_mode(), freeze_time(datetime(2025, 12, 1)):
            cron.method_direct_trigger()
        self.assertTrue(self.ratings())
