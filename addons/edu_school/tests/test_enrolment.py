# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestEnrolment(SchoolCase):
    def _move(self, student, kind, login="registrar", **values):
        return self._as(login, self.env["edu.enrolment.movement"]).create(
            {
                "enrolment_id": student.enrolment_ids[-1:].id,
                "kind": kind,
                "date": date(2025, 11, 20),
                "reason": "theo đơn",
                **values,
            }
        )

    def test_entry_is_a_movement(self):
        """BT-5.1a: entering a class is recorded with its date."""
        movement = self.an.enrolment_ids.movement_ids
        self.assertEqual(movement.kind, "in")
        self.assertEqual(movement.date, date(2025, 9, 5))
        self.assertEqual(self.an.class_id, self.class_a)
        self.assertEqual(self.class_a.student_count, 2)

    def test_two_classes_at_once_are_refused(self):
        admission = self.an.admission_ids
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env["edu.enrolment"].create(
                {
                    "admission_id": admission.id,
                    "class_id": self.class_b.id,
                    "date_from": date(2025, 10, 1),
                }
            )
        self._move(self.an, "dropout")
        with self.assertRaises(ValidationError):
            self.env["edu.enrolment"].create(
                {
                    "admission_id": admission.id,
                    "class_id": self.class_b.id,
                    "date_from": date(2025, 10, 1),
                }
            )

    def test_leaving_and_return(self):
        """BT-5.1a: leaving and return are movements; the register follows."""
        self._move(self.an, "dropout")
        enrolment, admission = self.an.enrolment_ids, self.an.admission_ids
        self.assertEqual(enrolment.state, "left")
        self.assertEqual(admission.date_out, date(2025, 11, 20))
        self.assertEqual(admission.reason_out, "dropout")
        with self.assertRaises(ValidationError):
            self._move(self.an, "out")
        with self.assertRaises(ValidationError):
            self._move(self.an, "return", date=date(2025, 11, 1))
        self._move(self.an, "return", date=date(2025, 12, 1))
        self.assertEqual(enrolment.state, "active")
        self.assertFalse(admission.date_out)

    def test_change_of_class(self):
        """BT-5.1a: a class change ends one enrolment and begins another that day."""
        self._move(self.an, "class_out", to_class_id=self.class_b.id)
        old, new = self.an.enrolment_ids.sorted("id")
        self.assertEqual((old.state, old.date_to), ("left", date(2025, 11, 20)))
        self.assertEqual((new.state, new.class_id), ("active", self.class_b))
        self.assertEqual(new.movement_ids.kind, "class_in")
        self.assertEqual(new.number, 3)
        self.assertFalse(self.an.admission_ids.date_out)
        self.assertEqual(self.an.class_id, self.class_b)

    def test_transfer_out_needs_a_new_admission_to_come_back(self):
        self._move(self.an, "out", place="THCS Lê Lợi")
        self.assertEqual(self.an.admission_ids.school_to, "THCS Lê Lợi")
        with self.assertRaises(ValidationError):
            self._move(self.an, "return", date=date(2025, 12, 1))

    def test_state_is_not_edited(self):
        """BT-5.1a: RPC cannot end or revive an enrolment by an edit."""
        for values in (
            {"state": "left", "date_to": "2025-11-20"},
            {"date_to": "2025-11-20"},
            {"class_id": self.class_b.id},
            {"admission_id": self.chi.admission_ids.id},
        ):
            for context in ({}, {"edu_protected": True}, {"edu_protected": "SENTINEL"}):
                with (
                    self.subTest(values=values, context=context),
                    self.assertRaises(UserError),
                ):
                    self._as("registrar", self.an.enrolment_ids).with_context(
                        **context
                    ).write(values)
        with self.assertRaises(ValidationError):
            self._move(self.an, "in")
        with self.assertRaises(ValidationError):
            self.an.enrolment_ids.movement_ids.date = date(2025, 9, 6)

    def test_defaults_in_the_context_write_no_protected_field(self):
        student = self._new_student("Hồ Mới", "079213000077")
        admission = self.env["edu.admission"].create(
            {
                "student_id": student.id,
                "school_id": self.school.id,
                "level": "lower",
                "date_in": date(2025, 9, 5),
            }
        )
        enrolment = (
            self._as("registrar", self.env["edu.enrolment"])
            .with_context(default_state="left", default_date_to="2025-10-01")
            .create(
                {
                    "admission_id": admission.id,
                    "class_id": self.class_a.id,
                    "date_from": date(2025, 9, 5),
                }
            )
        )
        self.assertEqual(enrolment.state, "active")
        self.assertFalse(enrolment.date_to)

    def test_register_number_is_never_used_again(self):
        """The register's numbers run on; a line keeps learner, school and number."""
        numbers = (self.an | self.binh | self.chi | self.dung).admission_ids
        self.assertEqual(
            sorted(numbers.mapped("register_number")),
            ["1/THCS", "2/THCS", "3/THCS", "4/THCS"],
        )
        admission = self._as("registrar", self.an.admission_ids)
        for values in (
            {"register_number": "9/THCS"},
            {"register_sequence": 0},
            {"student_id": self.chi.id},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                admission.write(values)
        given = self._new_student("Số cũ", "079213000078")
        self.env["edu.admission"].create(
            {
                "student_id": given.id,
                "school_id": self.school.id,
                "level": "lower",
                "register_number": "120/2019",
                "date_in": date(2025, 9, 5),
            }
        )
        later = self._new_student("Số sau", "079213000079", self.class_a, 9)
        self.assertEqual(later.admission_ids.register_number, "121/THCS")

    def test_admission_is_not_closed_under_a_studying_learner(self):
        with self.assertRaises(ValidationError):
            self.an.admission_ids.write(
                {"date_out": date(2025, 11, 1), "reason_out": "dropout"}
            )

    def test_only_the_registrar_moves_learners(self):
        for login in ("teacher", "homeroom", "head", "clerk"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._move(self.an, "dropout", login=login)
