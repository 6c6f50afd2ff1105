# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GradebookCase
from .test_tour_grid import IN_ROW, SheetCase


class ConductCase(GradebookCase):
    def conduct(self, learner=0, term=None):
        return self.env["edu.conduct"].search(
            [
                ("enrolment_id", "=", self.enrolments[learner].id),
                ("term_id", "=", (term or self.hk1).id),
            ]
        )

    def type_in(self, user, *cells):
        """Save (record, column, old, new) as a sheet does; return the answers."""
        conducts = self.env["edu.conduct"].with_user(user).with_context(lang="vi_VN")
        return conducts.save_cells(
            [
                {"line_id": record.id, "column": column, "old": old, "new": new}
                for record, column, old, new in cells
            ]
        )


@tagged("post_install", "-at_install")
class TestConductSheet(ConductCase):
    def test_levels_by_one_key_for_many_learners(self):
        """KP-17.1: T, K, Đ and C rate a class at once; results follow and the journal
        tells of each learner."""
        self.fill()
        answers = self.type_in(
            self.homeroom,
            *(
                (self.conduct(learner, term), "level", "", text)
                for learner, text in enumerate(["T", "k", "Đ", "c", "Chưa  đạt"])
                for term in (self.hk1, self.hk2)
            ),
            (self.conduct(0), "remark", "", "Chăm ngoan"),
        )
        self.assertEqual({answer["status"] for answer in answers}, {"saved"})
        self.env.invalidate_all()
        levels = ["TOT", "KHA", "DAT", "CHUA_DAT", "CHUA_DAT"]
        self.assertEqual([self.conduct(n).level for n in range(5)], levels)
        self.assertEqual([self.result(n).training_year for n in range(5)], levels)
        self.assertEqual(self.conduct(0).remark, "Chăm ngoan")
        entry = self.entries(self.conduct(1)).filtered(lambda e: e.field == "level")
        self.assertEqual((entry.new, entry.duty), ("KHA", "homeroom"))

    def test_what_does_not_fit_is_told_and_the_rest_is_saved(self):
        """BT-6.1a: a wrong level and what a colleague wrote are answered one by one."""
        first, second, third, fourth = (self.conduct(n) for n in range(4))
        second.with_user(self.homeroom).write({"level": "KHA"})
        answers = self.type_in(
            self.homeroom,
            (first, "level", "", "8,5"),
            (second, "level", "", "T"),
            (third, "level", "", "T"),
            (fourth, "state", "open", "locked"),
        )
        self.assertEqual(
            [answer["status"] for answer in answers],
            ["invalid", "conflict", "saved", "invalid"],
        )
        self.assertIn("«Khá»", answers[1]["message"])
        self.env.invalidate_all()
        found = [record.level for record in (first, second, third)]
        self.assertEqual(found, [False, "KHA", "TOT"])
        self.assertEqual(fourth.state, "open")
        checked = self.env["edu.conduct"].with_user(self.homeroom)
        told = checked.check_cells(
            [{"line_id": first.id, "column": "level", "old": "", "new": "T"}]
        )
        self.assertEqual(told["answers"][0]["status"], "saved")
        self.env.invalidate_all()
        self.assertFalse(first.level)

    def test_only_the_homeroom_teacher(self):
        """BT-8.5: nobody else rates, whatever the call; the head may read."""
        cell = (self.conduct(0), "level", "", "T")
        for user in (self.teacher, self.foreign, self.head, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.type_in(user, cell)
        read = self.conduct(0).with_user(self.head).with_context(lang="vi_VN")
        self.assertFalse(read.editable_columns or read.may_ask)
        self.assertIn("giáo viên chủ nhiệm", read.lock_texts["level"])
        own = self.conduct(0).with_user(self.homeroom)
        self.assertEqual(own.editable_columns, "level,remark")
        self.assertTrue(own.may_ask)

    def test_the_locks_are_those_of_the_record(self):
        """BT-11.3: what an order or the class's lock closes, the sheet closes, with
        the reason; who left keeps what he had."""
        orders = self.env["edu.lock.order"]
        order = orders.with_user(self.head).create(
            {
                "year_id": self.year.id,
                "book": "conduct",
                "column_name": "conduct",
                "locks_at": self.env.cr.now() - timedelta(hours=1),
            }
        )
        order.action_order()
        self.env.invalidate_all()
        own = self.conduct(0).with_user(self.homeroom).with_context(lang="vi_VN")
        self.assertFalse(own.editable_columns)
        self.assertEqual(own.lock_texts["level"], own.lock_text)
        (answer,) = self.type_in(self.homeroom, (own, "level", "", "T"))
        self.assertEqual(answer["status"], "locked")
        with self.assertRaises(UserError):
            own.write({"level": "TOT"})

    def test_who_left_is_not_rated(self):
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": self.enrolments[0].id,
                "kind": "dropout",
                "date": "2025-10-01",
                "reason": "Theo gia đình",
            }
        )
        record = self.conduct(0).with_user(self.homeroom)
        self.assertTrue(record.left)
        self.assertFalse(record.editable_columns or record.lock_texts)
        (answer,) = self.type_in(self.homeroom, (record, "level", "", "T"))
        self.assertEqual(answer["status"], "invalid")


@tagged("post_install", "-at_install")
class TestConductTour(SheetCase, ConductCase):
    def test_a_class_is_rated_by_keys(self):
        """BT-6.1a: one key a learner, and one key for all who are selected; another
        tab is the other term."""
        with self.page(self.homeroom.login, "/odoo/conduct") as page:
            page.wait_for(".o_edu_tabs li:nth-child(1) button")
            page.wait("document.querySelectorAll('tr.o_data_row').length === 5")
            page.click(".o_edu_tabs li:nth-child(1) button")
            page.wait_for(f"[data-line='{self.ids[0]}']")
            page.click(self.cell(1, "level"))
            page.type("k")
            page.press("Enter")
            page.wait(IN_ROW % 2)
            page.press("ArrowDown", 8, times=3)
            page.click(".o_edu_fill:nth-of-type(1)")
            self.saved(page)
            page.picture("conduct")
            self.assertEqual(self.shown(page, 1, "level"), "Khá")
            self.assertEqual(self.shown(page, 5, "level"), "Tốt")
        self.env.invalidate_all()
        found = [self.conduct(learner).level for learner in range(5)]
        self.assertEqual(found, ["KHA", *["TOT"] * 4])
        self.assertFalse(self.conduct(0, self.hk2).level)

    def setUp(self):
        super().setUp()
        self.ids = [self.conduct(learner).id for learner in range(5)]
