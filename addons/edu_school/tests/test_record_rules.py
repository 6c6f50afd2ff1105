# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestRecordRules(SchoolCase):
    def test_teacher_sees_own_class_only(self):
        """BT-6.1a: a teacher reads the learners of his own classes."""
        for login in ("teacher", "homeroom"):
            with self.subTest(login=login):
                students = self._as(login, self.env["edu.student"]).search([])
                self.assertEqual(students, self.an | self.binh)
                classes = self._as(login, self.env["edu.class"]).search([])
                self.assertEqual(classes, self.class_a)
                enrolments = self._as(login, self.env["edu.enrolment"]).search([])
                self.assertEqual(enrolments.student_id, self.an | self.binh)
                with self.assertRaises(AccessError):
                    self._as(login, self.chi).read(["name"])

    def test_whole_school_roles_see_every_class(self):
        for login in ("head", "registrar", "administrator", "clerk"):
            with self.subTest(login=login):
                students = self._as(login, self.env["edu.student"]).search([])
                self.assertEqual(students, self.an | self.binh | self.chi | self.dung)

    def test_schools_see_nothing_of_each_other(self):
        """Two hosted schools in one database are strangers."""
        other = self._new_school("THCS Lê Lợi", "79760702")
        klass = self._new_class("7A1", self._new_year(other))
        learner = self._new_student("Võ Văn Em", "079213000009", klass, 1)
        self._new_staff("head2", other)
        self._new_duty("head2", "head", school_id=other.id)
        for login in ("head", "registrar", "administrator", "teacher"):
            with self.subTest(login=login):
                self.assertNotIn(
                    learner, self._as(login, self.env["edu.student"]).search([])
                )
                self.assertNotIn(
                    klass, self._as(login, self.env["edu.class"]).search([])
                )
                for record in (learner, klass, learner.admission_ids):
                    with self.assertRaises(AccessError):
                        self._as(login, record).read(["display_name"])
        with self.assertRaises(AccessError):
            # An admission would open the file of a foreign learner.
            self._as("registrar", self.env["edu.admission"]).create(
                {
                    "student_id": learner.id,
                    "school_id": self.school.id,
                    "level": "lower",
                    "date_in": date(2025, 9, 5),
                }
            )

    def test_company_of_another_school_is_closed(self):
        company = self.env["res.company"].create({"name": "Trường khác"})
        self.school.company_id = company
        classes = self._as("teacher", self.env["edu.class"])
        self.assertFalse(classes.search([]))
        self.users["teacher"].company_ids |= company
        with_both = classes.with_context(
            allowed_company_ids=(self.company | company).ids
        )
        self.assertEqual(with_both.search([]), self.class_a)

    def test_who_writes_particulars(self):
        """BT-5.1a: homeroom and registrar maintain the profile, others do not."""
        for login in ("homeroom", "registrar", "administrator"):
            self._as(login, self.an).address = f"12 Lê Lợi ({login})"
            self._as(login, self.an.guardian_ids).create(
                {"student_id": self.an.id, "relation": "father", "name": login}
            )
        for login, student in (
            ("teacher", self.an),
            ("head", self.an),
            ("clerk", self.an),
            ("other", self.an),
            ("homeroom", self.chi),
        ):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, student).address = "nơi khác"
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, student.guardian_ids).create(
                    {"student_id": student.id, "relation": "mother", "name": "x"}
                )

    def test_python_guards_where_rules_are_gone(self):
        """BT-8.1: who edits groups and rules gains no right to write."""
        teacher = self.users["teacher"]
        teacher.write(
            {
                "group_ids": [
                    (4, self.env.ref("edu_school.group_administrator").id),
                    (4, self.env.ref("base.group_system").id),
                ]
            }
        )
        self.env["ir.rule"].search([("model_id.model", "like", "edu.")]).active = False
        with self.assertRaisesRegex(AccessError, "teacher"):
            self._as("teacher", self.chi).name = "Tên khác"
        with self.assertRaises(AccessError):
            self._as("teacher", self.class_a).name = "7A9"
        with self.assertRaises(AccessError):
            self._as("teacher", self.env["edu.duty"]).create(
                {
                    "employee_id": self._employee("other").id,
                    "kind": "subject_teacher",
                    "class_id": self.class_a.id,
                    "subject_id": self.science.id,
                }
            )

    def test_absences_by_homeroom_of_the_class(self):
        """BT-5.1a: the homeroom teacher keeps attendance of his class."""
        enrolment = self.an.enrolment_ids
        values = {"enrolment_id": enrolment.id, "date": date(2025, 10, 1)}
        absence = self._as("homeroom", self.env["edu.absence"]).create(values)
        absence.permitted = True
        for login in ("teacher", "other", "administrator", "head"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, self.env["edu.absence"]).create(
                    {**values, "session": "afternoon"}
                )
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, absence).unlink()
        with self.assertRaises(AccessError):
            # Moving the row into a foreign class is writing there.
            self._as("homeroom", absence).enrolment_id = self.chi.enrolment_ids
        with self.assertRaises(UserError):
            self._as("homeroom", absence).date = date(2025, 8, 1)

    def test_nothing_of_the_register_is_deleted(self):
        enrolment = self.an.enrolment_ids
        for record in (
            enrolment,
            enrolment.movement_ids,
            enrolment.admission_id,
            self.an,
        ):
            for login in ("registrar", "administrator"):
                with (
                    self.subTest(model=record._name, login=login),
                    self.assertRaises(AccessError),
                ):
                    self._as(login, record).unlink()
        for record in (enrolment, enrolment.movement_ids, enrolment.admission_id):
            with self.subTest(model=record._name), self.assertRaises(UserError):
                record.unlink()
