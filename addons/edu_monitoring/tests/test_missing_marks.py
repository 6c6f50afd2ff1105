# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import GradebookCase


@tagged("post_install", "-at_install")
class TestMissingMarks(GradebookCase):
    def table(self, user, class_=None):
        self.env.flush_all()
        self.env.invalidate_all()
        books = self.env["edu.gradebook"].with_user(user).with_context(lang="vi_VN")
        return books.missing_marks(class_id=class_.id if class_ else False)

    def row(self, table, code, term=None):
        book = self.book(code, term)
        return next((row for row in table["rows"] if row["id"] == book.id), None)

    def led_to(self, user, column, code="VAN"):
        """The learners that a press on a count shows."""
        action = self.book(code).with_user(user).action_open_missing(column)
        lines = self.env["edu.gradebook.line"].with_user(user)
        shown = [("id", "in", action["context"]["edu_lacking"])]
        return lines.search([*action["domain"], *shown]).sudo().enrolment_id

    def test_who_lacks_which_mark_by_column(self):
        """KP-17.1, KP-35.3: an absent learner lacks his mark; who is exempt, came after
        the term or left keeps nobody waiting; a press shows exactly those counted."""
        self.save(
            self.teacher,
            *((self.line("VAN", learner), "tx1", "", "8") for learner in range(5)),
            (self.line("VAN", 0), "gk", "", "V"),
            (self.line("VAN", 1), "gk", "", "4"),
        )
        self.env["edu.exemption"].with_user(self.registrar).create(
            {
                "enrolment_id": self.enrolments[4].id,
                "subject_id": self.subjects["VAN"].id,
                "decision": "1",
                "date": "2025-09-10",
            }
        )
        self.enrolments[3].admission_id.date_in = "2026-02-02"
        table = self.table(self.teacher)
        row = self.row(table, "VAN")
        self.assertEqual(row["learners"], 3)
        rest = {c: 3 for c in self.book("VAN")._columns() if c not in ("tx1", "gk")}
        self.assertEqual(row["missing"], {**rest, "gk": 2})
        labels = [column["label"] for column in table["columns"]]
        self.assertEqual(labels[0], "ĐĐGtx 1")
        self.assertEqual(labels[-2:], ["ĐĐGgk", "ĐĐGck"])
        self.assertEqual(
            self.led_to(self.teacher, "gk"), self.enrolments[0] | self.enrolments[2]
        )
        self.assertEqual(self.led_to(self.teacher, "ck"), self.enrolments[:3])
        self.assertFalse(self.led_to(self.teacher, "tx1"))
        with self.assertRaises(UserError):
            self.book("VAN").with_user(self.teacher).action_open_missing("remark")

    def test_a_learner_who_left_is_not_counted(self):
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": self.enrolments[2].id,
                "kind": "dropout",
                "date": "2025-10-01",
                "reason": "Theo gia đình",
            }
        )
        self.assertEqual(self.row(self.table(self.teacher), "VAN")["learners"], 4)
        self.assertNotIn(self.enrolments[2], self.led_to(self.teacher, "tx1"))

    def test_own_sheets_and_for_the_homeroom_the_class(self):
        """A subject teacher sees his own sheets, a homeroom teacher those of her class
        too; nobody sees others', whatever the call (BT-8.5)."""
        books = self.class_.gradebook_ids
        own = self.table(self.teacher)
        self.assertEqual({row["subject"] for row in own["rows"]}, {"Ngữ văn"})
        self.assertFalse(own["scopes"])
        class_ = self.table(self.homeroom, self.class_)
        self.assertEqual({row["id"] for row in class_["rows"]}, set(books.ids))
        self.assertEqual([one["name"] for one in class_["scopes"]], ["7A1"])
        self.assertEqual(self.led_to(self.homeroom, "gk"), self.enrolments)
        for user in (self.teacher, self.foreign, self.registrar, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.table(user, self.class_)
        with self.assertRaises(AccessError):
            self.led_to(self.foreign, "gk")
        # They see that there is a gradebook, and nothing of what stands in it.
        for user in (self.registrar, self.administrator):
            action = self.book("VAN").with_user(user).action_open_missing("gk")
            self.assertFalse(action["context"]["edu_lacking"])
        self.assertFalse(self.table(self.administrator)["rows"])

    def test_what_is_locked_keeps_nobody_waiting(self):
        self.fill()
        self.rate()
        self.assertFalse(self.row(self.table(self.teacher), "VAN")["missing"])
        self.lock()
        self.assertFalse(self.table(self.homeroom, self.class_)["rows"])

    def test_the_special_topics_are_asked_of_who_takes_them(self):
        """One answer for a count and for its list, by the choice of each learner."""
        book = self.book("VAN")
        book._write_protected({"columns": book.columns.replace("tx1", "tx1,cd", 1)})
        taker = self.line("VAN", 1)
        taker._write_protected({"takes_topic": True})
        missing = self.row(self.table(self.teacher), "VAN")["missing"]
        self.assertEqual(missing["cd"], 1)
        self.assertEqual(self.led_to(self.teacher, "cd"), self.enrolments[1])
        for column, count in missing.items():
            self.assertEqual(len(self.led_to(self.teacher, column)), count, column)
