# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import GradebookCase


@tagged("post_install", "-at_install")
class TestReminder(GradebookCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["edu.entry.plan"].with_user(cls.head).create(
            {
                "term_id": cls.hk1.id,
                "column_name": "tx1",
                "due_date": "2025-10-15",
            }
        )
        # one gradebook is late, the others of the term are done
        fixture = cls()
        books = cls.env["edu.gradebook"].search([("term_id", "=", cls.hk1.id)])
        cells = [
            (line, "tx1", "", "D" if line.kind == "remark" else "8")
            for line in books.line_ids
            if line.subject_id != cls.subjects["VAN"]
        ]
        fixture.save(fixture.master, *cells)
        cls.env["edu.duty"].search(
            [("user_id", "=", fixture.master.id)]
        ).date_to = "2025-10-01"

    def remind(self, day="2025-10-16"):
        with self.enter_registry_test_mode(), freeze_time(day):
            self.env.ref("edu_monitoring.ir_cron_remind").method_direct_trigger()
        return self.reminders()

    def reminders(self):
        self.env.invalidate_all()
        return self.env["mail.activity"].search(
            [("res_model", "=", "edu.gradebook")], order="user_id"
        )

    def test_one_reminder_for_each_teacher_of_a_late_gradebook(self):
        """KP-17.4: late gradebooks remind their teachers, in Vietnamese, once."""
        self.assertFalse(self.remind("2025-10-15"))
        found = self.remind()
        self.assertEqual(found.user_id, self.teacher | self.co_teacher)
        self.assertEqual(set(found.mapped("res_id")), {self.book("VAN").id})
        self.assertEqual(set(found.mapped("date_deadline")), {date(2025, 10, 15)})
        self.assertEqual(set(found.mapped("summary")), {"Còn 5 ô điểm quá hạn nhập"})
        self.assertEqual(self.remind("2025-10-17"), found)

    def test_it_follows_what_is_entered(self):
        """KP-17.4: the number falls with each mark and the last one closes it."""
        self.remind()
        lines = [self.line("VAN", number) for number in range(5)]
        with freeze_time("2025-10-17"):
            self.save(self.teacher, (lines[0], "tx1", "", "7"))
            self.assertEqual(
                set(self.reminders().mapped("summary")), {"Còn 4 ô điểm quá hạn nhập"}
            )
            self.save(self.teacher, *[(line, "tx1", "", "7") for line in lines[1:]])
        self.assertFalse(self.reminders())

    def test_a_successor_takes_over(self):
        """KP-17.4: whoever no longer teaches the class is no longer reminded."""
        self.remind()
        self.env["edu.duty"].search(
            [("user_id", "=", self.co_teacher.id)]
        ).date_to = "2025-10-17"
        self.assertEqual(self.remind("2025-10-18").user_id, self.teacher)

    def test_the_teacher_reads_his_own(self):
        """KP-17.4: the reminder opens the gradebook for its teacher."""
        self.remind()
        mine = self.env["mail.activity"].with_user(self.teacher)
        found = mine.search([("user_id", "=", self.teacher.id)])
        self.assertEqual(found.mapped("res_name"), [self.book("VAN").display_name])
        self.assertTrue(self.book("VAN").with_user(self.teacher).activity_ids)
