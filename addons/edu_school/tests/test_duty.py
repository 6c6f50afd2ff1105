# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestDuty(SchoolCase):
    def _has(self, login, right, **scope):
        access = self.env["edu.access"].with_user(self.users[login])
        return access._has(right, date=date(2025, 10, 1), **scope)

    def test_right_follows_duty_and_scope(self):
        """BT-4.2, BT-6.1a: each right has holder and scope: own class, own subject."""
        cases = [
            ("teacher", "subject_teacher", self.class_a, self.math, True),
            ("teacher", "subject_teacher", self.class_a, self.science, False),
            ("teacher", "subject_teacher", self.class_b, self.math, False),
            ("homeroom", "homeroom", self.class_a, None, True),
            ("homeroom", "homeroom", self.class_b, None, False),
            ("registrar", "registrar", self.class_b, None, True),
            ("administrator", "subject_teacher", self.class_a, self.math, False),
        ]
        for login, right, klass, subject, expected in cases:
            with self.subTest(login=login, klass=klass.name, subject=subject):
                found = self._has(login, right, class_=klass, subject=subject)
                self.assertEqual(found, expected)
        self.assertTrue(self._has("head", ("deputy", "head"), school=self.school))

    def test_missing_duty_is_named_in_vietnamese(self):
        access = self._as("teacher", self.env["edu.access"])
        with self.assertRaisesRegex(AccessError, "Giáo viên chủ nhiệm.*7A2"):
            access._check("homeroom", class_=self.class_b)

    def test_superuser_and_sudo_hold_no_duty(self):
        access = self.env["edu.access"]
        self.assertFalse(access._has("head", school=self.school))
        self.assertFalse(
            access.with_user(self.users["teacher"])
            .sudo()
            ._has("homeroom", class_=self.class_b)
        )

    def test_duty_for_a_component_counts_for_the_subject(self):
        """Two teachers of Khoa học tự nhiên share the marks of one subject."""
        for login, part in (("other", "khtn_li"), ("teacher", "khtn_hoa")):
            self._new_duty(
                login,
                "subject_teacher",
                class_id=self.class_a.id,
                subject_id=self.env.ref(f"edu_school.subject_{part}").id,
            )
            self.assertTrue(
                self._has(
                    login, "subject_teacher", class_=self.class_a, subject=self.science
                )
            )
        holders = self.env["edu.duty"]._holders(
            "subject_teacher",
            class_=self.class_a,
            subject=self.science,
            on=date(2025, 10, 1),
        )
        self.assertEqual(set(holders.user_id.mapped("name")), {"other", "teacher"})

    def test_holders_on_a_day(self):
        """KP-18.5: the teacher in charge on a day, former and successor."""
        first = self.env["edu.duty"].search(
            [("user_id", "=", self.users["teacher"].id)]
        )
        first.date_to = date(2026, 1, 17)
        self._new_duty(
            "other",
            "subject_teacher",
            class_id=self.class_a.id,
            subject_id=self.math.id,
            date_from=date(2026, 1, 18),
        )

        def on(day):
            return (
                self.env["edu.duty"]
                ._holders(
                    "subject_teacher", class_=self.class_a, subject=self.math, on=day
                )
                .user_id
            )

        self.assertEqual(on(date(2026, 1, 17)), self.users["teacher"])
        self.assertEqual(on(date(2026, 1, 18)), self.users["other"])

    def test_administrator_gives_himself_nothing(self):
        """BT-8.1: neither a deciding duty for anybody nor any duty for himself."""
        head = self.env["edu.duty"].search([("user_id", "=", self.users["head"].id)])
        head.date_to = date(2099, 12, 31)
        duties = self._as("administrator", self.env["edu.duty"])
        for kind in ("head", "deputy", "board", "clerk"):
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                duties.create(
                    {
                        "employee_id": self._employee("teacher").id,
                        "kind": kind,
                        "school_id": self.school.id,
                        "date_from": date(2100, 1, 1),
                    }
                )
        mine = {
            "employee_id": self._employee("administrator").id,
            "kind": "subject_teacher",
            "class_id": self.class_a.id,
            "subject_id": self.science.id,
        }
        with self.assertRaises(AccessError):
            duties.create(mine)
        given = duties.create({**mine, "employee_id": self._employee("other").id})
        with self.assertRaises(AccessError):
            given.employee_id = self._employee("administrator")
        with self.assertRaises(AccessError):
            given.write({"kind": "clerk", "class_id": False, "subject_id": False})

    def test_head_assigns_also_himself(self):
        duty = self._as("head", self.env["edu.duty"]).create(
            {
                "employee_id": self._employee("head").id,
                "kind": "subject_teacher",
                "class_id": self.class_a.id,
                "subject_id": self.science.id,
            }
        )
        self.assertEqual(duty.school_id, self.school)

    def test_entry_on_behalf_is_given_by_the_head_alone(self):
        """BP-11.1: assigned staff enter one subject of one class, no more."""
        values = {
            "employee_id": self._employee("clerk").id,
            "kind": "entry",
            "class_id": self.class_a.id,
            "subject_id": self.env.ref("edu_school.subject_khtn_li").id,
            "date_from": date(2025, 9, 1),
        }
        for login in ("registrar", "administrator", "homeroom", "teacher"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, self.env["edu.duty"]).create(values)
        duty = self._as("head", self.env["edu.duty"]).create(values)
        self.assertEqual(duty.school_id, self.school)
        self.assertTrue(
            self._has("clerk", "entry", class_=self.class_a, subject=self.science)
        )
        for scope in (
            {"class_": self.class_a, "subject": self.math},
            {"class_": self.class_b, "subject": self.science},
        ):
            self.assertFalse(self._has("clerk", "entry", **scope))
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._new_duty("other", "entry", class_id=self.class_b.id)

    def test_teacher_assigns_nobody(self):
        for login in ("teacher", "homeroom", "clerk"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, self.env["edu.duty"]).create(
                    {
                        "employee_id": self._employee(login).id,
                        "kind": "homeroom",
                        "class_id": self.class_b.id,
                    }
                )

    def test_rights_table_is_closed(self):
        access = self._as("administrator", self.env["edu.access"])
        row = self.env["edu.access"].search(
            [("user_id", "=", self.users["administrator"].id)]
        )
        self.assertEqual(access.search([]), row)
        with self.assertRaises(AccessError):
            access.browse(row.id).write({"right": "head"})
        with self.assertRaises(AccessError):
            access.create({"user_id": access.env.uid, "right": "head"})

    def test_account_behind_a_duty_is_not_exchanged(self):
        """An administrator who keeps staff files cannot slip into a duty."""
        mine = self.users["administrator"]
        homeroom = self._employee("homeroom")
        self.assertTrue(mine.has_group("hr.group_hr_user"))
        self._employee("administrator").user_id = False
        attempts = (
            lambda: self._as("administrator", homeroom).write({"user_id": mine.id}),
            lambda: self._as("administrator", homeroom.resource_id).write(
                {"user_id": mine.id}
            ),
            lambda: self._as("administrator", homeroom).write(
                {"resource_id": self._employee("administrator").resource_id.id}
            ),
        )
        for attempt in attempts:
            with self.assertRaises(AccessError):
                attempt()
            self.env.invalidate_all()
            self.assertEqual(homeroom.user_id, self.users["homeroom"])
        self.assertFalse(self._has("administrator", "homeroom", class_=self.class_a))

    def test_dates_and_overlaps_are_refused(self):
        with self.assertRaises(ValidationError):
            self._new_duty("other", "homeroom", class_id=self.class_a.id)
        with self.assertRaises(ValidationError):
            self._new_duty("teacher", "head", date_from=date(2026, 1, 1))
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._new_duty("other", "board", date_to=date(2025, 8, 1))
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._new_duty("other", "subject_teacher", class_id=self.class_b.id)

    def test_begun_duty_is_ended_not_deleted(self):
        duty = self.env["edu.duty"].search([("user_id", "=", self.users["other"].id)])
        with self.assertRaises(ValidationError):
            duty.unlink()

    def test_duties_are_journaled(self):
        """BT-8.1: who gave which right to whom stays on record."""
        duty = self._as("head", self.env["edu.duty"]).create(
            {
                "employee_id": self._employee("other").id,
                "kind": "deputy",
                "school_id": self.school.id,
                "decision": "20/QĐ-THCSND",
            }
        )
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.duty"), ("res_id", "=", duty.id)]
        )
        values = {entry.field: entry.new for entry in entries}
        self.assertEqual(values["kind"], "deputy")
        self.assertEqual(values["decision"], "20/QĐ-THCSND")
        self.assertEqual(set(entries.mapped("user_name")), {"head"})
        self.assertEqual(set(entries.mapped("school_code")), {"79760701"})

    def test_names_and_codes_of_staff_are_journaled(self):
        """KP-22: both stand in signed books, whoever keeps the files of staff."""
        employee = self._employee("other")
        before = employee.name
        employee.write({"name": "Nguyễn Thị Mới", "edu_staff_code": "GV-9"})
        employee.resource_id.name = "Nguyễn Thị Khác"
        employee.write({"name": "Nguyễn Thị Khác"})
        entries = self.env["edu.journal"].search(
            [("model", "=", "hr.employee"), ("res_id", "=", employee.id)], order="id"
        )
        changes = [(e.field, e.old, e.new) for e in entries if e.old]
        self.assertEqual(
            [change for change in changes if change[0] == "name"],
            [
                ("name", before, "Nguyễn Thị Mới"),
                ("name", "Nguyễn Thị Mới", "Nguyễn Thị Khác"),
            ],
        )
        codes = [entry.new for entry in entries if entry.field == "edu_staff_code"]
        self.assertEqual(codes[-1], "GV-9")

    def test_teacher_reads_names_of_colleagues(self):
        klass = self._as("teacher", self.class_a)
        self.assertEqual(klass.homeroom_employee_id.name, "homeroom")
        names = klass.duty_ids.mapped("employee_id.display_name")
        self.assertEqual(set(names), {"homeroom", "teacher"})
