# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import SchoolCase


class TestNewLearner(SchoolCase):
    """One learner on one form, and numbers by given names."""

    def _form(self, login="registrar", class_=None, **values):
        wizards = self._as(login, self.env["edu.new.learner"])
        form = Form(
            wizards.with_context(default_class_id=(class_ or self.class_a).id),
            view="edu_school.edu_new_learner_view_form",
        )
        values = {
            "name": "Đỗ Ngọc Ánh",
            "birth_date": date(2013, 5, 6),
            "gender": "female",
            "personal_id": "079313000123",
            **values,
        }
        for name, value in values.items():
            form[name] = value
        return form

    def test_class_number_and_parents_on_one_form(self):
        """BT-4.7: file, line of the register, place in the class and parents."""
        form = self._form("homeroom")
        self.assertEqual(form.number, 3)
        with form.guardian_ids.new() as parent:
            parent.name, parent.phone = "Đỗ Văn Hai", "0912345678"
            parent.relation = "father"
        action = form.save().action_create_learner()
        student = self.env["edu.student"].browse(action["res_id"])
        enrolment = student.enrolment_ids
        self.assertEqual((enrolment.class_id, enrolment.number), (self.class_a, 3))
        self.assertEqual(student.admission_ids.reason_in, "transfer")
        self.assertTrue(student.admission_ids.register_number)
        self.assertEqual(student.guardian_ids.name, "Đỗ Văn Hai")

    def test_nothing_is_left_of_what_failed(self):
        """A number that another learner has, a number of 11 digits: nothing is made."""
        before = self.env["edu.student"].search_count([])
        for values in (
            {"personal_id": self.an.personal_id},
            {"personal_id": "07931300012"},
            {"number": 1},
        ):
            with self.subTest(values):
                wizard = self._form(**values).save()
                with self.assertRaises(IntegrityError):
                    with mute_logger("odoo.sql_db"):
                        wizard.action_create_learner()
                        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.env["edu.student"].search_count([]), before)

    def test_a_namesake_of_the_same_day_is_asked_about(self):
        """Names are not identity, yet a second file of one child is worse."""
        same = {"name": self.an.name, "birth_date": self.an.birth_date}
        wizard = self._form(**same).save()
        self.assertIn(self.an.name, wizard.known)
        with self.assertRaisesRegex(UserError, self.an.name):
            wizard.action_create_learner()
        wizard.another = True
        action = wizard.action_create_learner()
        self.assertNotEqual(action["res_id"], self.an.id)

    def test_only_for_the_own_class(self):
        """BT-4.3: a subject teacher or another class's homeroom teacher does not."""
        for login, class_ in (
            ("teacher", self.class_a),
            ("homeroom", self.class_b),
            ("head", self.class_a),
        ):
            with self.subTest(login):
                wizards = self._as(login, self.env["edu.new.learner"])
                values = {
                    "class_id": class_.id,
                    "name": "Đỗ Ngọc Ánh",
                    "birth_date": date(2013, 5, 6),
                    "gender": "female",
                    "date_from": date(2026, 1, 5),
                }
                with self.assertRaises(AccessError):
                    wizards.create(values)
                # A form that is not saved tells nobody how large a class is.
                self.assertEqual(wizards.new(values).number, 1)
                wizard = self._form().save()
                wizard.sudo().write(
                    {"create_uid": self.users[login].id, "class_id": class_.id}
                )
                with self.assertRaises(AccessError):
                    self._as(login, wizard).action_create_learner()
                with self.assertRaises(AccessError):
                    self._as(login, class_).action_renumber()

    def test_numbers_by_given_name(self):
        """BP: Ánh before An, Bình before Chi, whoever came last."""
        self._form(number=3).save().action_create_learner()
        self._as("homeroom", self.class_a).action_renumber()
        ordered = self.class_a.enrolment_ids.sorted("number")
        self.assertEqual(ordered.mapped("number"), [1, 2, 3])
        self.assertEqual(
            ordered.student_id.mapped("name"),
            ["Nguyễn Văn An", "Đỗ Ngọc Ánh", "Trần Thị Bình"],
        )
