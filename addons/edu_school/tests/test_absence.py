# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SchoolCase

DAY = "2025-10-06"


@tagged("post_install", "-at_install")
class TestAbsence(SchoolCase):
    def _register(self, login="homeroom"):
        return self._as(login, self.env["edu.absence"])

    def _enrolment(self, student):
        return student.enrolment_ids.filtered(lambda e: e.state == "active")

    def _choice(self, student, old, new):
        enrolment = self._enrolment(student)
        return {"enrolment_id": enrolment.id, "old": old, "new": new}

    def _save(self, *choices, login="homeroom", day=DAY, session="morning"):
        return self._register(login).save_class_day(
            self.class_a.id, day, session, list(choices)
        )

    def _states(self, day=DAY, session="morning", class_=None):
        shown = self._register("registrar").class_day(
            (class_ or self.class_a).id, day, session
        )
        return {row["name"]: row["state"] for row in shown["learners"]}

    def _absent_days(self, student, count, first=date(2025, 9, 8), **values):
        self.env["edu.absence"].create(
            [
                {
                    "enrolment_id": self._enrolment(student).id,
                    "date": first + timedelta(days),
                    **values,
                }
                for days in range(count)
            ]
        )

    def test_a_session_is_set_changed_and_taken_back(self):
        """DL1-7.2, BT-5.1b: from the class view, with and without permission."""
        self.assertEqual(
            self._states(), {"Nguyễn Văn An": "present", "Trần Thị Bình": "present"}
        )
        saved = self._save(
            self._choice(self.an, "present", "permitted"),
            self._choice(self.binh, "present", "unpermitted"),
        )
        self.assertFalse(saved["conflicts"])
        self.assertEqual(
            self._states(),
            {"Nguyễn Văn An": "permitted", "Trần Thị Bình": "unpermitted"},
        )
        self.assertEqual(set(self._states(session="afternoon").values()), {"present"})
        self._save(
            self._choice(self.an, "permitted", "unpermitted"),
            self._choice(self.binh, "unpermitted", "present"),
        )
        self.assertEqual(
            self._states(),
            {"Nguyễn Văn An": "unpermitted", "Trần Thị Bình": "present"},
        )
        absence = self.env["edu.absence"].search([("class_id", "=", self.class_a.id)])
        self.assertEqual(len(absence), 1)
        entries = self.env["edu.journal"].search([("model", "=", "edu.absence")])
        self.assertEqual(set(entries.mapped("user_name")), {"homeroom"})

    def test_saving_the_same_twice_changes_nothing(self):
        choice = self._choice(self.an, "present", "permitted")
        self._save(choice)
        journal = self.env["edu.journal"].search_count([])
        self.assertFalse(self._save(choice)["conflicts"])
        self.assertEqual(self.env["edu.journal"].search_count([]), journal)

    def test_what_somebody_else_marked_stands(self):
        """Two people at one register: nothing is overwritten unseen."""
        self._save(self._choice(self.an, "present", "permitted"), login="registrar")
        answer = self._save(
            self._choice(self.an, "present", "unpermitted"),
            self._choice(self.binh, "present", "unpermitted"),
        )
        self.assertEqual(answer["conflicts"], ["Nguyễn Văn An"])
        self.assertEqual(
            self._states(),
            {"Nguyễn Văn An": "permitted", "Trần Thị Bình": "unpermitted"},
        )

    def test_only_homeroom_and_registrar_record(self):
        """KP-17.1: others of the class read; other classes' teachers see nothing."""
        choice = self._choice(self.an, "present", "permitted")
        for login in ("teacher", "other", "head", "administrator", "clerk"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._save(choice, login=login)
        shown = self._register("teacher").class_day(self.class_a.id, DAY)
        self.assertFalse(shown["editable"])
        self.assertEqual(len(shown["learners"]), 2)
        for method, args in (("class_day", [DAY]), ("class_month", ["2025-10"])):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self._register("other"), method)(self.class_a.id, *args)
        self._save(choice, login="registrar")

    def test_days_outside_the_year(self):
        """A day outside the school year is never written; shown is the nearest."""
        choice = self._choice(self.an, "present", "permitted")
        for day in ("2025-08-01", "2026-09-01", "06/10/2025", "", 7, None):
            with self.subTest(day=day), self.assertRaises(UserError):
                self._save(choice, day=day or "x")
        shown = self._register().class_day(self.class_a.id, "2027-01-01")
        self.assertEqual(shown["date"], "2026-08-31")
        with self.assertRaises(ValidationError):
            self._absent_days(self.an, 1, first=date(2024, 1, 1))

    def test_forged_choices_are_refused(self):
        foreign = self._enrolment(self.chi).id
        own = self._enrolment(self.an).id
        for choice in (
            {"enrolment_id": foreign, "old": "present", "new": "permitted"},
            {"enrolment_id": own, "old": "present", "new": "sick"},
            {"enrolment_id": own, "new": "permitted"},
            {"enrolment_id": str(own), "old": "present", "new": "permitted"},
            "present",
        ):
            with self.subTest(choice=choice), self.assertRaises(UserError):
                self._save(choice)
        with self.assertRaises(UserError):
            self._save(self._choice(self.an, "present", "permitted"), session="night")
        with self.assertRaises(UserError):
            self._register().save_class_day(self.class_a.id, DAY, "morning", "x")
        self.assertFalse(self.env["edu.absence"].search([]))

    def test_who_left_is_not_on_the_list(self):
        """A mark for a learner who left before that date is not possible."""
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": self._enrolment(self.an).id,
                "kind": "out",
                "date": date(2025, 10, 1),
            }
        )
        self.assertIn("Nguyễn Văn An", self._states("2025-10-01"))
        self.assertNotIn("Nguyễn Văn An", self._states("2025-10-02"))

    def _move_an(self):
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": self._enrolment(self.an).id,
                "kind": "class_out",
                "date": date(2025, 11, 3),
                "to_class_id": self.class_b.id,
            }
        )

    def test_absences_go_along_to_another_class(self):
        """BT-5.1b: sessions missed in both classes of one year are added."""
        self._absent_days(self.an, 3, permitted=True)
        self._move_an()
        self._absent_days(self.an, 2, first=date(2025, 11, 4))
        enrolments = self.an.enrolment_ids
        self.assertEqual(set(enrolments._absence_counts().values()), {(3, 2)})
        shown = self._register("other").class_day(self.class_b.id, "2025-11-10")
        row = next(r for r in shown["learners"] if r["name"] == "Nguyễn Văn An")
        self.assertEqual((row["permitted"], row["unpermitted"]), (3, 2))
        counts = enrolments._absence_counts(date(2025, 11, 1), date(2025, 11, 30))
        self.assertEqual(set(counts.values()), {(0, 2)})

    def test_the_day_of_the_change_belongs_to_the_new_class(self):
        self._absent_days(self.an, 1, first=date(2025, 11, 3))
        self._move_an()
        self.assertNotIn("Nguyễn Văn An", self._states("2025-11-03"))
        self.assertIn("Nguyễn Văn An", self._states("2025-11-03", class_=self.class_b))
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._absent_days(self.an, 1, first=date(2025, 11, 3))

    def test_warning_from_the_policy(self):
        """DL1-7.2: learners near 45 sessions are shown; not in primary grades."""
        self._absent_days(self.an, 41)
        shown = self._register().class_day(self.class_a.id, DAY)
        self.assertEqual(shown["warn_from"], 40)
        self.env["edu.policy"]._for(self.school).absence_warning = 30
        shown = self._register().class_day(self.class_a.id, DAY)
        self.assertEqual(shown["warn_from"], 30)
        totals = {
            r["name"]: r["permitted"] + r["unpermitted"] for r in shown["learners"]
        }
        self.assertEqual(totals, {"Nguyễn Văn An": 41, "Trần Thị Bình": 0})
        self.school.has_primary = True
        primary = self._new_class("5A", grade=5)
        shown = self._register("registrar").class_day(primary.id, DAY)
        self.assertEqual(shown["warn_from"], 0)

    def test_month_as_the_class_book_has_it(self):
        """DL1-7.2: day by day, permitted P and not permitted K."""
        self._save(self._choice(self.an, "present", "permitted"))
        self._save(self._choice(self.an, "present", "unpermitted"), session="afternoon")
        self._save(self._choice(self.binh, "present", "unpermitted"), day="2025-10-07")
        month = self._register("teacher").class_month(self.class_a.id, "2025-10")
        self.assertEqual(len(month["days"]), 31)
        self.assertEqual(month["days"][5], {"day": 6, "weekday": 1})
        cells = {row["name"]: row["cells"] for row in month["learners"]}
        self.assertEqual(cells, {"Nguyễn Văn An": {6: "PK"}, "Trần Thị Bình": {7: "K"}})
        with self.assertRaises(UserError):
            self._register().class_month(self.class_a.id, "2025-13")

    def test_a_class_of_45_is_saved_with_few_queries(self):
        for number in range(3, 46):
            self._new_student(
                f"Học Sinh {number}", f"0792130002{number:02}", self.class_a, number
            )
        enrolments = self.class_a.enrolment_ids
        choices = [
            {"enrolment_id": e.id, "old": "present", "new": "permitted"}
            for e in enrolments
        ]
        register = self._register()
        self.env.flush_all()
        with self.assertQueryCount(90):
            register.save_class_day(self.class_a.id, DAY, "morning", choices)
            self.env.flush_all()
        self.assertEqual(set(self._states().values()), {"permitted"})
