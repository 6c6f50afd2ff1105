# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestClassChange(GradebookCase):
    """A learner changes his class within the year; his marks go along."""

    def change(self, learner=0, date="2025-11-01"):
        old = self.enrolments[learner]
        self.env["edu.enrolment.movement"].with_user(self.registrar).create(
            {
                "enrolment_id": old.id,
                "kind": "class_out",
                "date": date,
                "to_class_id": self.other_class.id,
            }
        )
        self.env.invalidate_all()
        return old, old._of_the_year() - old

    def lines(self, enrolment, code):
        return self.env["edu.gradebook.line"].search(
            [
                ("enrolment_id", "=", enrolment.id),
                ("subject_id", "=", self.subjects[code].id),
                ("gradebook_id.term_id", "=", self.hk1.id),
            ]
        )

    def setUp(self):
        super().setUp()
        self.other_class.with_user(self.registrar).action_open_gradebooks()

    def test_marks_go_along_with_their_source(self):
        """BT-5.1a: marks, conduct and exemptions follow; the old line stays, closed."""
        line = self.line("VAN")
        self.save(
            self.teacher,
            (line, "tx1", "", "8"),
            (line, "gk", "", "7,5"),
            (line, "remark", "", "Chăm học"),
        )
        self.rate("KHA", learner=0)
        self.env["edu.exemption"].with_user(self.registrar).create(
            {
                "enrolment_id": self.enrolments[0].id,
                "subject_id": self.subjects["TIN"].id,
                "decision": "12/QĐ",
                "date": "2025-09-10",
            }
        )
        old, new = self.change()
        target = self.lines(new, "VAN")
        self.assertEqual((target.tx1, target.gk), ("8", "7.5"))
        self.assertEqual(target.remark, "Chăm học")
        self.assertIn("7A1", target.source)
        entry = self.entries(target).filtered(lambda e: e.field == "gk")
        self.assertEqual((entry.old, entry.new), ("", "7.5"))
        self.assertIn("7A1", entry.reason)
        self.assertTrue(self.lines(new, "TIN").exempt)
        conduct = self.env["edu.conduct"].search([("enrolment_id", "=", new.id)])
        self.assertEqual(set(conduct.mapped("level")), {"KHA"})
        # the old line is read as before, and takes no mark any more
        self.assertEqual(line.with_user(self.teacher).gk, "7.5")
        (answer,) = self.save(self.teacher, (line, "ck", "", "8"))
        self.assertEqual(answer["status"], "invalid")
        with self.assertRaises(UserError):
            self.env["edu.conduct"].search([("enrolment_id", "=", old.id)]).with_user(
                self.homeroom
            ).write({"level": "TOT"})

    def test_the_year_is_complete_in_the_new_class(self):
        """BT-5.1e: all marks there before the change give the same year after it."""
        self.fill(learner=0)
        self.rate(learner=0)
        before = self.result()
        _old, new = self.change()
        after = self.env["edu.result"]._of(new)
        for name in ("study_hk1", "study_year", "training_year", "promotion", "award"):
            self.assertEqual(after[name], before[name], name)
        self.assertEqual(after.study_year, "TOT")

    def test_absences_count_over_both_classes(self):
        """BT-5.1e: 30 sessions here and 16 there are 46 in the year."""
        self.fill(learner=0)
        self.rate(learner=0)
        self.absent(self.enrolments[0], 30, "2025-09-")
        _old, new = self.change()
        self.absent(new, 16, "2025-11-")
        result = self.env["edu.result"]._of(new)
        self.assertEqual(result.absences, 46)
        self.assertEqual(result.promotion, "NOT_PROMOTED")

    def absent(self, enrolment, sessions, month):
        halves = [
            (day, session)
            for day in range(6, 29)
            for session in ("morning", "afternoon")
        ]
        self.env["edu.absence"].create(
            [
                {
                    "enrolment_id": enrolment.id,
                    "date": f"{month}{day:02}",
                    "session": session,
                }
                for day, session in halves[:sessions]
            ]
        )

    def test_nobody_comes_into_a_locked_class(self):
        """BT-11.3: after the lock of its marks a class takes no learner."""
        self.fill()
        self.rate()
        self.lock()
        other = self.other_class
        self.other_class = self.class_
        student = self._enrol_in(other, "Đặng Thị Muộn", 6)
        with self.assertRaises(UserError):
            self.env["edu.enrolment.movement"].with_user(self.registrar).create(
                {
                    "enrolment_id": student.id,
                    "kind": "class_out",
                    "date": "2026-05-30",
                    "to_class_id": self.class_.id,
                }
            )

    def _enrol_in(self, class_, name, number):
        own, type(self).class_ = self.class_, class_
        self.addCleanup(setattr, type(self), "class_", own)
        enrolment = self._enrol(name, number)
        type(self).class_ = own
        return enrolment
