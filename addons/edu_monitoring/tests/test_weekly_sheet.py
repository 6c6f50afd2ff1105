# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.browser import BrowserCase
from odoo.addons.edu_gradebook.tests.common import GradebookCase

WEEK = date(2025, 10, 6)


class WeekCase(GradebookCase):
    def sheets(self, user):
        return self.env["edu.weekly.remark"].with_user(user).with_context(lang="vi_VN")

    def sheet(self, user, week="2025-10-09"):
        return self.sheets(user).week_sheet(
            self.class_.id, self.subjects["VAN"].id, week
        )

    def put(self, user, *rows, week="2025-10-09"):
        """Save (learner or None for the class, old, new) and return the answers."""
        return self.sheets(user).save_week(
            self.class_.id,
            self.subjects["VAN"].id,
            week,
            [
                {
                    "enrolment_id": False
                    if learner is None
                    else self.enrolments[learner].id,
                    "old": old,
                    "new": new,
                }
                for learner, old, new in rows
            ],
        )

    def stored(self):
        self.env.invalidate_all()
        return {
            remark.enrolment_id: remark.text
            for remark in self.env["edu.weekly.remark"].search([("week", "=", WEEK)])
        }


@tagged("post_install", "-at_install")
class TestWeeklySheet(WeekCase):
    def test_a_class_in_one_week(self):
        """KP-35.3, BT-6.1c: the class and each learner on one screen; an empty text
        takes a remark back, another week is another sheet."""
        answers = self.put(
            self.teacher,
            (None, "", "Nề nếp tốt. "),
            (0, "", "Hăng hái"),
            (2, "", "Còn nói chuyện"),
        )
        self.assertEqual({answer["status"] for answer in answers}, {"saved"})
        none, first, third = (
            self.env["edu.enrolment"],
            self.enrolments[0],
            self.enrolments[2],
        )
        texts = {none: "Nề nếp tốt.", first: "Hăng hái", third: "Còn nói chuyện"}
        self.assertEqual(self.stored(), texts)
        sheet = self.sheet(self.co_teacher)
        self.assertEqual(sheet["week"], WEEK)
        self.assertEqual(len(sheet["rows"]), 6)
        self.assertEqual(sheet["rows"][0]["text"], "Nề nếp tốt.")
        self.assertEqual(sheet["rows"][1]["name"], "Nguyễn Thị Ánh")
        self.put(self.teacher, (0, "Hăng hái", ""))
        self.assertEqual(set(self.stored()), {none, third})
        before = self.sheet(self.teacher, sheet["previous"])
        self.assertFalse(any(row["text"] for row in before["rows"]))
        # After the year its last week is shown, and none that is still to come.
        last = self.sheet(self.teacher, False)
        self.assertEqual(last["week"], date(2026, 5, 25))
        self.assertFalse(last["next"])

    def test_what_a_colleague_wrote_is_not_written_over(self):
        """BT-6.1a: a conflict or a wrong row is told, and the others are saved."""
        self.put(self.co_teacher, (1, "", "Rất tốt"))
        answers = self.put(self.teacher, (1, "", "Tốt"), (2, "", "Khá"))
        self.assertEqual(
            [answer["status"] for answer in answers], ["conflict", "saved"]
        )
        self.assertEqual(answers[0]["text"], "Rất tốt")
        self.assertIn("«Rất tốt»", answers[0]["message"])
        self.assertEqual(self.stored()[self.enrolments[1]], "Rất tốt")
        (again,) = self.put(self.teacher, (1, "Rất tốt", "Tốt"))
        self.assertEqual(again["status"], "saved")
        (outside,) = self.put(self.teacher, (1, "", "x"), week="2024-01-01")
        self.assertEqual(outside["status"], "invalid")
        self.assertIn("2025-2026", outside["message"])

    def test_only_who_teaches_the_subject_there(self):
        """BT-8.5: neither reads nor writes here, whatever the call."""
        for user in (self.homeroom, self.foreign, self.head, self.administrator):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.sheet(user)
                with self.assertRaises(AccessError):
                    self.put(user, (0, "", "Tốt"))
        self.assertFalse(self.stored())
        names = [one["name"] for one in self.sheet(self.teacher)["choices"]]
        self.assertEqual(names, ["7A1 · Ngữ văn"])
        self.assertFalse(self.sheets(self.administrator).week_sheet()["choices"])
        foreign = self.sheets(self.foreign).week_sheet()
        self.assertEqual(foreign["class_id"], self.other_class.id)

    def test_calls_that_cannot_be_understood(self):
        sheets, place = (
            self.sheets(self.teacher),
            (self.class_.id, self.subjects["VAN"].id),
        )
        for rows in ("x", [1], [{"enrolment_id": "1", "new": "x"}], [{"new": 5}]):
            with self.subTest(rows=rows), self.assertRaises(UserError):
                sheets.save_week(*place, "2025-10-09", rows)
        for week in ("hôm nay", 7):
            with self.subTest(week=week), self.assertRaises(UserError):
                sheets.week_sheet(*place, week)
        with self.assertRaises(UserError):
            sheets.week_sheet("7A1", "VAN")


@tagged("post_install", "-at_install")
class TestWeeklyTour(BrowserCase, WeekCase):
    def test_a_class_is_remarked_on_one_screen(self):
        """BT-6.1c: each remark is saved as the teacher goes on to the next learner; a
        colleague's is asked about."""
        with self.page(self.teacher.login, "/odoo/weekly-class") as page:
            page.wait("document.querySelectorAll('.o_edu_week_row').length === 6")
            monday = page.text(".btn-group span")
            with self.between_requests():
                sheet = self.sheet(self.teacher, False)
                self.put(self.co_teacher, (1, "", "Rất tốt"), week=sheet["week"])
                self.env.flush_all()
            self.assertIn(f"{sheet['week']:%d/%m}", monday)
            page.click("#edu_week_1")
            page.type("Ngoan")
            page.press("Tab")
            page.wait("document.activeElement.id === 'edu_week_2'")
            page.type("Kha")
            page.press("Tab")
            page.wait_for(".o_edu_week_message")
            page.picture("weekly-class")
            self.assertIn("«Rất tốt»", page.text(".o_edu_week_message"))
            page.click(".o_edu_theirs")
            page.wait("document.querySelector('#edu_week_2').value === 'Rất tốt'")
            self.assertIn("Đã lưu", page.text(".o_edu_weekly_state"))
        found = {
            remark.enrolment_id: remark.text
            for remark in self.env["edu.weekly.remark"].search(
                [("week", "=", sheet["week"])]
            )
        }
        self.assertEqual(
            found, {self.enrolments[0]: "Ngoan", self.enrolments[1]: "Rất tốt"}
        )
