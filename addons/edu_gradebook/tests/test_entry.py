# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestEntry(GradebookCase):
    """Who enters marks besides the teacher of the subject."""

    def test_entry_on_behalf_is_shown_as_such(self):
        """BP-11.1: appointed staff enter; line and journal say for whom."""
        clerk = self._staff(
            "nhap.lieu", "Vũ Thị Nhập", "entry", self.class_, self.subjects["VAN"]
        )
        line = self.line("VAN")
        self.assertIn("gk", line.with_user(clerk).editable_columns)
        (answer,) = self.save(clerk, (line, "gk", "", "8"))
        self.assertEqual(answer["status"], "saved")
        self.assertEqual(answer["behalf"]["by"], "Vũ Thị Nhập")
        self.assertIn("Bùi Văn Dạy", answer["behalf"]["for"])
        self.assertIn("gk", line.behalf)
        entry = self.entries(line)
        self.assertIn("Hồ Thị Dạy", entry.behalf)
        self.assertEqual(entry.duty, "entry")
        # the teacher's own hand takes the note away
        (answer,) = self.save(self.teacher, (line, "gk", "8", "9"))
        self.assertFalse(answer["behalf"] or line.behalf)
        with self.assertRaises(AccessError):
            self.save(clerk, (self.line("TOAN"), "gk", "", "8"))
        # an emptied cell is nobody's
        self.save(clerk, (line, "ck", "", "7"), (line, "ck", "7", ""))
        self.assertFalse(line.behalf)

    def test_the_homeroom_teacher_only_by_policy(self):
        """KP-17.2: she enters for others where the school's policy says so."""
        line = self.line("VAN")
        self.assertFalse(line.with_user(self.homeroom).editable_columns)
        with self.assertRaises(AccessError):
            self.save(self.homeroom, (line, "gk", "", "8"))
        self.env["edu.policy"]._for(self.school).homeroom_enters = True
        self.env.invalidate_all()
        self.assertIn("remark", line.with_user(self.homeroom).editable_columns)
        (answer,) = self.save(self.homeroom, (line, "gk", "", "8"))
        self.assertEqual(answer["status"], "saved")
        self.assertEqual(self.entries(line).duty, "homeroom")
        # her own subject is entered as its teacher
        own = self.line("TOAN")
        (answer,) = self.save(self.homeroom, (own, "gk", "", "8"))
        self.assertFalse(answer["behalf"])

    def test_a_duty_that_ended_enters_nothing(self):
        """BP-11.1: rights end with the duty."""
        clerk = self._staff(
            "nhap.cu", "Vũ Văn Cũ", "entry", self.class_, self.subjects["VAN"]
        )
        self.env["edu.duty"].search(
            [("employee_id", "=", clerk.employee_ids.id)]
        ).write({"date_to": "2025-08-20"})
        with self.assertRaises(AccessError):
            self.save(clerk, (self.line("VAN"), "gk", "", "8"))

    def test_one_answer_for_screen_and_save(self):
        """BT-6.1a: what the screen shows as open is open, and nothing else."""
        line, exempt, left = (self.line("VAN", learner) for learner in (0, 1, 2))
        self.env["edu.exemption"].with_user(self.registrar).create(
            {
                "enrolment_id": exempt.enrolment_id.id,
                "subject_id": exempt.subject_id.id,
                "decision": "1",
                "date": "2025-09-10",
            }
        )
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": left.enrolment_id.id,
                "kind": "dropout",
                "date": "2025-10-01",
            }
        )
        self.env.invalidate_all()
        columns = (*line.gradebook_id._columns(), "remark")
        for each, opened in (
            (line, set(columns)),
            (exempt, {"remark"}),
            (left, set()),
        ):
            shown = each.with_user(self.teacher).editable_columns
            self.assertEqual(set(filter(None, shown.split(","))), opened)
            answers = self.save(
                self.teacher, *((each, column, "", "9") for column in columns)
            )
            saved = {a["column"] for a in answers if a["status"] == "saved"}
            self.assertEqual(saved, opened)

    def test_a_formula_is_refused_with_the_reason(self):
        """BT-6.1a: a formula is no mark; a remark may begin with any sign."""
        line = self.line("VAN")
        answers = self.save(
            self.teacher,
            (line, "gk", "", "=A1+2"),
            (line, "remark", "", "=) vui vẻ"),
        )
        self.assertEqual([a["status"] for a in answers], ["invalid", "saved"])
        self.assertIn("=A1+2", answers[0]["message"])

    def test_tenths_as_teachers_type_them(self):
        """KP-17.1: 85 is 8,5; 10 stays ten; 100 is refused."""
        line = self.line("VAN")
        answers = self.save(
            self.teacher,
            (line, "tx1", "", "85"),
            (line, "tx2", "", "10"),
            (line, "tx3", "", "100"),
            (line, "tx4", "", "05"),
        )
        self.assertEqual([a["value"] for a in answers], ["8.5", "10", "", "0.5"])
        self.assertEqual(answers[2]["status"], "invalid")
