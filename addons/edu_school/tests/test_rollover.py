# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.edu_enrolment import EduEnrolment
from ..wizard.rollover_plan import a_year_later, next_class_name
from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestRollover(SchoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sixth = cls._new_class("6A1", grade=6)
        cls.ninth = cls._new_class("9A1", grade=9)
        cls.hoa = cls._new_student("Bùi Thị Hoa", "079214000005", cls.sixth, 1)
        cls.kien = cls._new_student("Đặng Văn Kiên", "079211000006", cls.ninth, 1)

    def _open(self, login="registrar"):
        action = self._as(login, self.year).action_roll_over()
        return (
            self.env[action["res_model"]]
            .with_user(self.users[login])
            .browse(action["res_id"])
        )

    def _run(self, login="registrar"):
        wizard = self._open(login)
        wizard.action_apply()
        return wizard

    def _next_year(self):
        return self.env["edu.school.year"].search(
            [("school_id", "=", self.school.id), ("name", "=", "2026-2027")]
        )

    def _grades(self, **numbers):
        """Decide the next grades: a number, 0 for none, None for undecided."""
        grades = {n: self.env.ref(f"edu_school.grade_{n}") for n in range(6, 10)}
        original = EduEnrolment._next_grades

        def decided(enrolments):
            found = original(enrolments)
            for enrolment in enrolments:
                for name, number in numbers.items():
                    if enrolment.student_id == getattr(self, name):
                        found[enrolment] = number and grades[number]
            return found

        return patch.object(EduEnrolment, "_next_grades", decided)

    def test_a_repeater_without_a_class_is_named_in_the_preview(self):
        """BT-8.4: before anything is done, with the grade and who can mend it; the
        same for whoever has a class."""
        with self._grades(hoa=7, kien=9):
            wizard = self._open()
            self.assertIn("Đặng Văn Kiên (9A1)", wizard.problems)
            self.assertNotIn("Bùi Thị Hoa", wizard.problems)
            self.assertIn("2026-2027", wizard.problems)
            with self.assertRaisesRegex(UserError, "Đặng Văn Kiên"):
                wizard.action_apply()
            self.assertFalse(self._next_year())
            wizard.learner_ids.filtered(
                lambda row: row.student_id == self.kien
            ).selected = False
            wizard.action_apply()
        self.assertTrue(self._class_of(self.hoa))
        self.assertFalse(self._class_of(self.kien))

    def _class_of(self, student):
        enrolment = student.enrolment_ids.filtered(
            lambda e: e.year_id == self._next_year()
        )
        return enrolment.class_id.name

    def test_names_and_days(self):
        for name, grade, expected in (
            ("7A1", 7, "8A1"),
            ("10.10", 10, "11.10"),
            ("1/1", 1, "2/1"),
            ("Lớp 9B", 9, "Lớp 10B"),
            ("Hoa Sen", 1, "Hoa Sen"),
        ):
            self.assertEqual(next_class_name(name, grade), expected)
        self.assertEqual(a_year_later(date(2028, 2, 29)), date(2029, 2, 28))
        self.assertEqual(a_year_later(date(2025, 9, 5)), date(2026, 9, 5))

    def test_preview_changes_nothing(self):
        """BT-8.4: what will be done is seen before."""
        wizard = self._open()
        self.assertFalse(self._next_year())
        self.assertEqual(wizard.name, "2026-2027")
        names = {(c.source_id.name, c.name) for c in wizard.class_ids}
        self.assertEqual(
            names,
            {("6A1", "6A1"), ("6A1", "7A1"), ("7A1", "8A1"), ("7A2", "8A2")},
        )
        self.assertEqual(wizard.class_count, 4)
        self.assertEqual(wizard.promoted_count, 5)
        self.assertEqual(wizard.finishing_ids.student_id, self.kien)
        self.assertEqual(wizard.duty_count, 3)
        self.assertFalse(wizard.problems)

    def test_the_next_year_stands(self):
        """BT-8.4: year, terms, classes, enrolments and duties, in one step."""
        wizard = self._run()
        year = self._next_year()
        self.assertEqual(year.date_start, date(2026, 9, 5))
        self.assertEqual(
            year.term_ids.sorted("code").mapped("date_start"),
            [date(2026, 9, 5), date(2027, 1, 18)],
        )
        self.assertEqual(
            set(year.class_ids.mapped("name")), {"6A1", "7A1", "8A1", "8A2"}
        )
        eighth = year.class_ids.filtered(lambda c: c.name == "8A1")
        self.assertEqual(eighth.previous_class_id, self.class_a)
        self.assertEqual(eighth.grade_id.number, 8)
        learners = eighth.enrolment_ids.sorted("number")
        self.assertEqual(learners.student_id, self.an | self.binh)
        self.assertEqual(learners.mapped("number"), [1, 2])
        self.assertEqual(set(learners.mapped("date_from")), {year.date_start})
        self.assertEqual(learners.admission_id, (self.an | self.binh).admission_ids)
        self.assertEqual(set(learners.movement_ids.mapped("kind")), {"in"})
        duties = {
            (d.kind, d.subject_id.code, d.user_id.name, d.date_from)
            for d in eighth.duty_ids
        }
        self.assertEqual(
            duties,
            {
                ("homeroom", False, "homeroom", year.date_start),
                ("subject_teacher", "TOAN", "teacher", year.date_start),
            },
        )
        self.assertFalse(self._class_of(self.kien))
        self.assertEqual(wizard.state, "done")
        self.assertRegex(wizard.outcome, "4.*5.*3")
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.enrolment"), ("res_id", "in", learners.ids)]
        )
        self.assertEqual(set(entries.mapped("user_name")), {"registrar"})

    def _count(self):
        models = ("edu.school.year", "edu.term", "edu.class", "edu.enrolment")
        models += ("edu.duty", "edu.enrolment.movement", "edu.journal")
        return {name: self.env[name].search_count([]) for name in models}

    def test_the_second_run_adds_nothing(self):
        """BT-8.4: run twice, it does nothing the second time."""
        wizard = self._open()
        row = wizard.class_ids.filtered(lambda c: c.name == "8A2")
        row.name = "8B1"
        wizard.duty_ids.filtered(lambda d: d.kind == "homeroom")[0].selected = False
        wizard.action_apply()
        before = self._count()
        second = self._open()
        self.assertEqual(second.class_count, 0)
        self.assertEqual(second.promoted_count, 0)
        self.assertEqual(second.duty_count, 0)
        second.action_apply()
        self.assertEqual(self._count(), before)
        self.assertEqual(self._class_of(self.chi), "8B1")
        self.assertTrue(self._open("head").class_ids)

    def test_the_same_preview_is_applied_once(self):
        wizard = self._run()
        before = self._count()
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(self._count(), before)

    def test_retained_learners_repeat_their_grade(self):
        """Retained learners are listed and may be put into any class of the grade."""
        self._new_student("Mai Văn Lâm", "079214000008", self.sixth, 2)
        with self._grades(an=7, hoa=6, kien=9):
            wizard = self._open()
            self.assertEqual(
                wizard.retained_ids.student_id, self.an | self.hoa | self.kien
            )
            placed = {r.student_id: r.target_id.name for r in wizard.retained_ids}
            self.assertEqual(placed[self.an], "7A1")
            self.assertEqual(placed[self.hoa], "6A1")
            # Nobody comes up into grade 9 but from grade 8, which has no class.
            self.assertFalse(placed[self.kien])
            with self.assertRaisesRegex(UserError, "Đặng Văn Kiên"):
                wizard.action_apply()
            rows = wizard.retained_ids
            rows.filtered(lambda r: r.student_id == self.kien).selected = False
            wizard.action_apply()
        self.assertEqual(self._class_of(self.an), "7A1")
        self.assertEqual(self._class_of(self.binh), "8A1")
        self.assertEqual(self._class_of(self.hoa), "6A1")

    def test_undecided_learners_come_later(self):
        """Who waits for a retest is named, and added alone by the next run."""
        with self._grades(binh=None):
            wizard = self._open()
            self.assertEqual(wizard.waiting_ids.student_id, self.binh)
            wizard.action_apply()
        self.assertFalse(self._class_of(self.binh))
        before = self._count()
        wizard = self._run()
        self.assertEqual(self._class_of(self.binh), "8A1")
        after = self._count()
        self.assertEqual(after["edu.enrolment"], before["edu.enrolment"] + 1)
        self.assertEqual(after["edu.class"], before["edu.class"])
        self.assertEqual(after["edu.duty"], before["edu.duty"])

    def test_two_classes_become_one(self):
        wizard = self._open()
        wizard.class_ids.filtered(lambda c: c.name == "8A2").name = "8A1"
        homeroom = wizard.duty_ids.filtered(lambda d: d.employee_id.name == "other")
        homeroom.selected = False
        wizard.action_apply()
        self.assertEqual(self._class_of(self.chi), "8A1")
        eighth = self._next_year().class_ids.filtered(lambda c: c.grade_id.number == 8)
        self.assertEqual(len(eighth), 1)
        self.assertEqual(sorted(eighth.enrolment_ids.mapped("number")), [1, 2, 3, 4])

    def test_learner_moved_to_another_class_in_the_preview(self):
        wizard = self._open()
        row = wizard.promoted_ids.filtered(lambda r: r.student_id == self.an)
        row.target_id = wizard.class_ids.filtered(lambda c: c.name == "8A2")
        wizard.action_apply()
        self.assertEqual(self._class_of(self.an), "8A2")
        wizard = self._open()
        self.assertTrue(wizard.nothing_new or not wizard.promoted_count)

    def test_the_preview_is_corrected_on_the_screen(self):
        """BT-8.4: names, days and choices of the preview are a person's."""
        with Form(self._open()) as form:
            form.date_start = date(2026, 9, 7)
            form.hk1_start = date(2026, 9, 7)
            names = [form.class_ids.edit(i).name for i in range(len(form.class_ids))]
            with form.class_ids.edit(names.index("8A1")) as row:
                row.name = "8C1"
            with form.promoted_ids.edit(0) as row:
                row.selected = False
        wizard = form.record
        left = wizard.learner_ids.filtered(lambda r: not r.selected).student_id
        wizard.action_apply()
        self.assertEqual(self._next_year().date_start, date(2026, 9, 7))
        self.assertFalse(self._class_of(left))
        self.assertEqual(self._class_of(self.an), "8C1")

    def test_promoted_learner_is_not_put_into_another_grade(self):
        wizard = self._open()
        row = wizard.promoted_ids.filtered(lambda r: r.student_id == self.an)
        row.target_id = wizard.class_ids.filtered(lambda c: c.name == "7A1")
        with self.assertRaisesRegex(UserError, "Nguyễn Văn An"):
            wizard.action_apply()
        self.assertFalse(self._next_year())

    def test_a_change_since_the_preview_stops_it(self):
        wizard = self._open()
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": self.an.enrolment_ids.id,
                "kind": "out",
                "date": date(2026, 6, 1),
                "place": "THCS Khác",
            }
        )
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertFalse(self._next_year())
        wizard.action_preview()
        wizard.action_apply()
        self.assertFalse(self._class_of(self.an))
        self.assertEqual(self._class_of(self.binh), "8A1")

    def test_learner_of_another_school_next_year_is_left_out(self):
        other = self._new_school("THCS Khác", "79760799")
        year = self._new_year(other, "2026-2027")
        self.an.admission_ids.enrolment_ids.movement_ids.browse()
        klass = self.env["edu.class"].create(
            {
                "name": "8C",
                "year_id": year.id,
                "grade_id": self.env.ref("edu_school.grade_8").id,
            }
        )
        self.env.cr.execute(
            "UPDATE edu_admission SET date_out = '2026-06-30', reason_out = 'transfer'"
            " WHERE student_id = %s",
            [self.an.id],
        )
        self.env.invalidate_all()
        admission = self.env["edu.admission"].create(
            {
                "student_id": self.an.id,
                "school_id": other.id,
                "level": "lower",
                "date_in": date(2026, 9, 5),
            }
        )
        self.env["edu.enrolment"].create(
            {
                "admission_id": admission.id,
                "class_id": klass.id,
                "date_from": date(2026, 9, 5),
            }
        )
        wizard = self._open()
        self.assertEqual(wizard.waiting_ids.student_id, self.an)
        self.assertEqual(wizard.waiting_ids.outcome, "elsewhere")
        wizard.action_apply()
        self.assertEqual(self._class_of(self.binh), "8A1")

    def test_choices_go_along_where_the_curriculum_has_them(self):
        self.school.has_upper = True
        tenth = self._new_class("10A1", grade=10)
        electives = self.env["edu.subject"].search(
            [("code", "in", ("VATLI", "HOAHOC", "SINHHOC", "TIN"))]
        )
        tenth.optional_subject_ids = electives
        tenth.topic_subject_ids = self.math
        student = self._new_student("Lý Văn Long", "079210000007", tenth, 1)
        student.enrolment_ids.write(
            {
                "own_subjects": True,
                "optional_subject_ids": electives[:3],
                "topic_subject_ids": electives[:1],
            }
        )
        self._run()
        enrolment = student.enrolment_ids.filtered(
            lambda e: e.year_id == self._next_year()
        )
        eleventh = enrolment.class_id
        self.assertEqual(eleventh.name, "11A1")
        self.assertEqual(eleventh.optional_subject_ids, electives)
        self.assertEqual(eleventh.topic_subject_ids, self.math)
        self.assertTrue(enrolment.own_subjects)
        self.assertEqual(enrolment.optional_subject_ids, electives[:3])
        self.assertEqual(enrolment.topic_subject_ids, electives[:1])

    def test_head_and_administrator_may_too(self):
        """BT-8.4: registrar, administrator and head, each by the duty alone."""
        self._run("head")
        self.assertEqual(self._class_of(self.an), "8A1")

    def test_registrar_assigns_himself_nothing(self):
        """BT-8.1: a duty of the caller himself is left to the head."""
        self._new_duty(
            "registrar",
            "subject_teacher",
            class_id=self.class_b.id,
            subject_id=self.math.id,
        )
        wizard = self._open()
        own = wizard.duty_ids.filtered(lambda d: d.employee_id.name == "registrar")
        self.assertTrue(own.note)
        self.assertFalse(own.selected)
        own.selected = True
        with self.assertRaises(AccessError):
            wizard.action_apply()

    def test_curious_teacher_gets_nothing(self):
        """KP-17.1: the button is not the fence."""
        for login in ("teacher", "homeroom", "clerk", "other"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, self.year).action_roll_over()
        wizard = self._open()
        for login in ("teacher", "administrator", "head"):
            for method in ("action_apply", "action_preview"):
                with self.subTest(login=login, method=method):
                    with self.assertRaises(AccessError):
                        getattr(self._as(login, wizard), method)()
                        self._as(login, wizard).read(["name"])

    def test_rows_of_the_plan_are_not_forged(self):
        wizard = self._open()
        row = wizard.promoted_ids[0]
        foreign = self.chi.enrolment_ids.id
        for record, values in (
            (row, {"enrolment_id": foreign}),
            (row, {"grade_id": self.env.ref("edu_school.grade_9").id}),
            (wizard.duty_ids[0], {"duty_id": wizard.duty_ids[1].duty_id.id}),
            (wizard.class_ids[0], {"existing_id": self.class_b.id}),
            (wizard, {"year_id": self.year.id, "state": "preview"}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            row.create({"rollover_id": wizard.id, "enrolment_id": foreign})

    def test_registrar_of_another_school_gets_nothing(self):
        other = self._new_school("THCS Khác", "79760798")
        self.users["foreign"] = self._new_staff("foreign", other).user_id
        self._new_duty("foreign", "registrar", school_id=other.id)
        with self.assertRaises(AccessError):
            self._as("foreign", self.year).action_roll_over()
        with self.assertRaises(AccessError):
            self._open("foreign")
