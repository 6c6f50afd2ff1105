# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestSchool(SchoolCase):
    def test_year_name_must_be_two_following_years(self):
        for name in ("2025", "2025-2027", "25-26", "2024-2025"):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.env["edu.school.year"].create(
                    {
                        "school_id": self.school.id,
                        "name": name,
                        "date_start": date(2026, 9, 5),
                        "date_end": date(2027, 5, 31),
                    }
                )

    def test_class_name_is_unique_in_its_year_only(self):
        next_year = self._new_year(self.school, "2026-2027")
        self.assertTrue(self._new_class("7A1", next_year))
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._new_class("7A1")

    def test_class_fits_the_level_of_the_school(self):
        """BT-1.2: a lower secondary school has no class 10."""
        with self.assertRaises(ValidationError):
            self._new_class("10A1", grade=10)

    def test_terms_lie_in_the_year_and_do_not_overlap(self):
        with self.assertRaises(ValidationError):
            self.year.term_ids[1].date_start = date(2026, 1, 10)
        with self.assertRaises(ValidationError):
            self.year.term_ids[1].date_end = date(2026, 9, 30)

    def test_every_school_has_a_policy_with_its_deadlines(self):
        policy = self.env["edu.policy"]._for(self.school)
        self.assertEqual(policy._deadline(2025, "finalise_date"), date(2026, 5, 31))
        self.assertEqual(policy._deadline(2025, "final_date"), date(2026, 8, 30))
        with self.assertRaises(ValidationError):
            policy.write({"number_format": "%(no)s"})

    def test_a_legal_date_is_day_and_month(self):
        """KP-25.4: 10/06 is 10 June for everybody; what could be read twice is refused,
        over RPC as well, in words."""
        policy = self.env["edu.policy"]._for(self.school)
        policy = policy.with_context(lang="vi_VN")
        for typed, kept, day in (
            ("10/06", "10/06", date(2026, 6, 10)),
            ("1/6", "01/06", date(2026, 6, 1)),
            (" 31/5 ", "31/05", date(2026, 5, 31)),
        ):
            policy.write({"finalise_date": typed})
            self.assertEqual(policy.finalise_date, kept)
            self.assertEqual(policy._deadline(2025, "finalise_date"), day)
        wrong = ("10-06", "06-10", "05/31", "31/6", "29/02", "31.05", "31/05/2026", "")
        for text in (*wrong, "31", "mai", False, "١/٦"):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, "ngày/tháng, ví dụ 31/05"),
            ):
                policy.write({"final_date": text})
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute("UPDATE edu_policy SET final_date = '08-30'")

    def test_a_seal_has_the_size_of_a_seal(self):
        """What a slip of the comma makes of 36,5 and 0,33 is refused in words."""
        policy = self.env["edu.policy"]._for(self.school)
        for values, said in (
            ({"seal_mm": 365}, "20 đến 60 mm"),
            ({"seal_mm": 3.65}, "20 đến 60 mm"),
            ({"seal_overlap": 33}, "một phần ba"),
            ({"seal_overlap": 0}, "một phần ba"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError) as refused,
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                policy.write(values)
                policy.flush_recordset()
            shown = policy.with_context(lang="vi_VN")
            text = shown._sql_error_to_message(refused.exception)
            self.assertIn(said, text)
        policy.write({"seal_mm": 36.5, "seal_overlap": 0.5})

    def test_subjects_of_a_class_are_compulsory_and_chosen(self):
        second = self.env.ref("edu_school.subject_nn2")
        self.assertEqual(len(self.class_a._curriculum_lines()), 12)
        self.class_a.optional_subject_ids = second
        lines = self.class_a._curriculum_lines()
        self.assertEqual(len(lines), 13)
        self.assertIn(second, lines.subject_id)

    def test_newer_curriculum_line_leaves_older_years_alone(self):
        """BT-8.3: a changed number of periods holds from its year on."""
        line = self.env.ref("edu_school.gdpt2018_7_tin")
        line.copy({"year_from": 2026, "periods": 70})
        next_class = self._new_class("7A1", self._new_year(self.school, "2026-2027"))

        def periods(klass):
            lines = klass._curriculum_lines()
            return lines.filtered(lambda li: li.subject_id.code == "TIN").periods

        self.assertEqual(periods(self.class_a), 35)
        self.assertEqual(periods(next_class), 70)

    def test_set_up_ends_with_the_first_head(self):
        """BT-4.2: before a head is appointed the administrator sets up, then not."""
        school = self._new_school("THCS Lê Lợi", "79760702")
        user = self._new_staff("setup", school).user_id
        user.write(
            {"group_ids": [(4, self.env.ref("edu_school.group_administrator").id)]}
        )
        self.users["setup"] = user
        mine = self._as("setup", school)
        mine.commune = "Phường Bến Thành"
        head = self._new_staff("head2", school)
        duty = self._as("setup", self.env["edu.duty"]).create(
            {
                "employee_id": head.id,
                "kind": "head",
                "school_id": school.id,
                "date_from": date(2025, 9, 1),
            }
        )
        self.assertEqual(duty.user_id, head.user_id)
        self.assertFalse(school.in_setup)
        with self.assertRaises(AccessError):
            self._as("setup", school).commune = "Phường khác"
        with self.assertRaises(AccessError):
            self._as("administrator", self.school).write({"in_setup": True})

    def test_set_up_gives_no_duty_over_marks(self):
        school = self._new_school("THCS Lê Lợi", "79760702")
        klass = self._new_class("7A1", self._new_year(school))
        employee = self._new_staff("setup", school)
        user = employee.user_id
        user.write(
            {"group_ids": [(4, self.env.ref("edu_school.group_administrator").id)]}
        )
        self.users["setup"] = user
        with self.assertRaises(AccessError):
            self._as("setup", self.env["edu.duty"]).create(
                {
                    "employee_id": employee.id,
                    "kind": "homeroom",
                    "class_id": klass.id,
                    "date_from": date(2025, 9, 1),
                }
            )

    def test_policy_of_an_unknown_school(self):
        with self.assertRaises(UserError):
            self.env["edu.policy"]._for(self.env["edu.school"])
