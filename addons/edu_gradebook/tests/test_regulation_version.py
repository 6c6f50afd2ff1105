# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestRegulationVersion(GradebookCase):
    """BT-8.3: an amendment is entered, tried and switched on; closed years stay."""

    def setUp(self):
        super().setUp()
        self.national = self.env.ref("edu_gradebook.regulation_tt22_2021")

    def amend(self, user=None, **changes):
        user = user or self.head
        action = self.national.with_user(user).action_amend()
        draft = self.env["edu.regulation"].browse(action["res_id"])
        entries = json.loads(draft.parameters)
        for name, value in changes.items():
            entries[name]["value"] = value
        draft.with_user(user).write({"parameters": json.dumps(entries)})
        return draft

    def test_a_draft_changes_nothing(self):
        draft = self.amend(absence_limit=30)
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.school_id, self.school)
        regulation = self.env["edu.regulation"]._for(self.class_)
        self.assertEqual(regulation, self.national)

    def test_who_may_enter_and_who_may_switch_on(self):
        draft = self.amend(self.administrator, absence_limit=30)
        for user in (self.teacher, self.registrar, self.homeroom):
            with self.assertRaises(AccessError):
                self.national.with_user(user).action_amend()
            with self.assertRaises(AccessError):
                draft.with_user(user).write({"name": "Của tôi"})
        for user in (self.head, self.administrator):
            with self.assertRaises(AccessError):
                self.national.with_user(user).write({"name": "Của tôi"})
            with self.assertRaises(AccessError):
                draft.with_user(user).write({"state": "in_force"})
        with self.assertRaises(AccessError):
            draft.with_user(self.administrator).action_switch_on("7/QĐ")
        with self.assertRaises(UserError):
            draft.with_user(self.head).action_switch_on("  ")
        draft.with_user(self.head).action_switch_on("7/QĐ")
        self.assertEqual((draft.state, draft.decision), ("in_force", "7/QĐ"))
        self.assertIn("7/QĐ", self.entries(draft).mapped("new"))
        with self.assertRaises(AccessError):
            draft.with_user(self.head).write({"date_from": "2020-01-01"})

    def test_open_and_closed_gradebooks_keep_their_law(self):
        self.fill()
        self.rate()
        before = self.result().reasons
        draft = self.amend(good_mark="9.0")
        draft.with_user(self.head).action_switch_on("7/QĐ")
        self.class_.with_user(self.registrar).action_open_gradebooks()
        self.env["edu.result"]._recompute(self.enrolments)
        self.assertEqual(self.class_.gradebook_ids.regulation_id, self.national)
        self.assertEqual(self.result().study_year, "TOT")
        self.assertEqual(self.result().reasons, before)
        # A class opened now follows the school's own version.
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        self.assertEqual(self.other_class.gradebook_ids.regulation_id, draft)

    def test_no_two_laws_at_once(self):
        self.amend().with_user(self.head).action_switch_on("7/QĐ")
        second = self.amend()
        with self.assertRaises(ValidationError) as refused:
            second.with_user(self.head).action_switch_on("8/QĐ")
        self.assertIn(second.name, str(refused.exception))

    def test_a_version_ends_the_one_that_it_amends(self):
        first = self.amend()
        first.with_user(self.head).action_switch_on("7/QĐ")
        action = first.with_user(self.head).action_amend()
        second = self.env["edu.regulation"].browse(action["res_id"])
        second.with_user(self.head).write({"date_from": "2026-08-01"})
        second.with_user(self.head).action_switch_on("8/QĐ")
        self.assertEqual(str(first.date_to), "2026-07-31")
        self.assertEqual(self.env["edu.regulation"]._for(self.class_), first)

    def test_parameters_say_what_is_wrong(self):
        draft = self.amend()
        entries = json.loads(draft.parameters)
        for name, value in (
            ("absence_limit", "nhiều"),
            ("good_mark", "tám"),
            ("adjustment_reading", "maybe"),
            ("regular_limits", [35, 2]),
            ("award_after_retest", 1),
            ("regular_more", 9),
        ):
            changed = {**entries, name: {**entries[name], "value": value}}
            with self.subTest(name=name), self.assertRaises(ValidationError):
                draft.with_user(self.head).parameters = json.dumps(changed)

    def test_the_trial_names_who_would_fare_otherwise(self):
        """BT-8.3: old and new result of each learner with the reasons, and counts."""
        self.fill()
        self.rate()
        self.env["edu.absence"].create(
            [
                {
                    "enrolment_id": self.enrolments[2].id,
                    "date": f"2025-10-{day:02}",
                    "session": session,
                }
                for day in range(1, 21)
                for session in ("morning", "afternoon")
            ]
        )
        draft = self.amend(absence_limit=30)
        trial = (
            self.env["edu.regulation.trial"]
            .with_user(self.head)
            .create({"regulation_id": draft.id, "year_id": self.year.id})
        )
        trial.action_compare()
        self.assertEqual((trial.learner_count, trial.changed_count), (5, 1))
        line = trial.with_context(lang="vi_VN").line_ids
        self.assertEqual(line.student_id, self.enrolments[2].student_id)
        self.assertNotEqual(line.old_promotion, line.new_promotion)
        self.assertIn("40", line.new_reasons)
        self.assertEqual(self.result(2).promotion, "PROMOTED")
        with self.assertRaises(AccessError):
            trial.with_user(self.administrator).action_compare()
