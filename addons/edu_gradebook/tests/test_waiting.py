# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.edu_school.dates import today

from .common import GradebookCase
from .test_correction import CorrectionFixture


class WaitingFixture:
    def waiting(self, record):
        """Return who has something to do at a record, by login."""
        return self._activities(record, "mail_activity_waiting")

    def told(self, record):
        return self._activities(record, "mail_activity_outcome")

    def _activities(self, record, name):
        self.env.invalidate_all()
        kind = self.env.ref(f"edu_school.{name}")
        found = record.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertEqual(len(found), len(found.user_id), "one activity per thing")
        return set(found.user_id.mapped("login"))


@tagged("post_install", "-at_install")
class TestCorrectionWaiting(WaitingFixture, CorrectionFixture, GradebookCase):
    """What waits for whom after a request, and what a witness may say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = patch(
            "odoo.addons.edu_gradebook.models.edu_correction.today",
            lambda: date(2026, 6, 1),
        )
        clock.start()
        cls.addClassCleanup(clock.stop)
        fixture = cls()
        fixture.fill()
        fixture.rate()
        fixture.lock()

    def test_each_is_asked_in_turn_and_the_teacher_told(self):
        """BT-11.2: witnesses, then the head, then the teacher; no mail is sent."""
        before = self.env["mail.mail"].search_count([])
        correction = self.ask((self.line("VAN"), "ck", "9"))
        self.assertEqual(self.waiting(correction), {"quan.tri", "gvcn"})
        correction.with_user(self.administrator).action_witness()
        self.assertEqual(self.waiting(correction), {"gvcn"})
        correction.with_user(self.homeroom).action_witness()
        self.assertEqual(self.waiting(correction), {"hieu.truong"})
        correction.with_user(self.head).action_approve("Đồng ý")
        self.assertEqual(self.waiting(correction), set())
        self.assertEqual(self.told(correction), {"giaovien.van"})
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        # Who was told dismisses it himself, though he writes no corrections.
        told = correction.with_user(self.teacher).activity_ids
        self.assertIn("đã sửa", told.summary.lower())
        told.action_feedback()
        self.assertEqual(self.told(correction), set())

    def test_refused_or_taken_back_it_waits_for_nobody(self):
        first = self.ask((self.line("VAN"), "ck", "9"))
        self.witnessed(first).with_user(self.head).action_refuse("Không đủ căn cứ")
        second = self.ask((self.line("VAN", 1), "ck", "9"))
        second.with_user(self.teacher).action_withdraw()
        self.assertEqual(self.waiting(first) | self.waiting(second), set())
        self.assertEqual(
            (self.told(first), self.told(second)), ({"giaovien.van"}, set())
        )

    def test_a_successor_finds_it(self):
        """KP-35.6: the duty changes hands, and what waited waits for the new one."""
        correction = self.ask((self.line("VAN"), "ck", "9"))
        duty = self.homeroom.employee_ids.edu_duty_ids.filtered(
            lambda duty: duty.kind == "homeroom"
        )
        duty.date_to = today() - timedelta(days=1)
        self.assertEqual(self.waiting(correction), {"quan.tri"})
        successor = self._staff("gvcn.moi", "Tạ Thị Mới", "reviewer")
        self._duty(successor, "homeroom", self.class_, date_from=today())
        self.assertEqual(self.waiting(correction), {"quan.tri", "gvcn.moi"})
        corrections = self.env["edu.correction"].with_user(successor)
        self.assertEqual(corrections.search([("waiting", "=", True)]), correction)

    def test_the_head_asks_and_a_deputy_decides(self):
        self._staff("pho.ht", "Trịnh Thị Phó", "deputy")
        self._duty(self.head, "subject_teacher", self.class_, self.subjects["TIN"])
        correction = self.ask((self.line("TIN"), "ck", "9"), user=self.head)
        self.witnessed(correction)
        self.assertEqual(self.waiting(correction), {"pho.ht"})

    def test_an_objection_goes_to_the_head_at_once(self):
        """KP-17.3: a witness objects with a reason; the head reads it and decides."""
        line = self.line("VAN")
        correction = self.ask((line, "ck", "9"))
        with self.assertRaises(UserError):
            correction.with_user(self.administrator).action_object("  ")
        for user in (self.teacher, self.head, self.foreign):
            with self.assertRaises(AccessError):
                correction.with_user(user).action_object("Không thấy bài thi")
        correction.with_user(self.homeroom).action_object("Không thấy bài thi")
        self.assertEqual(self.waiting(correction), {"quan.tri", "hieu.truong"})
        self.assertTrue(correction.with_user(self.head).can_decide)
        with self.assertRaises(AccessError):
            correction.with_user(self.homeroom).action_witness()
        entry = self.entries(
            correction.witness_ids.filtered(lambda w: w.objection)
        ).filtered(lambda e: e.field == "objection")
        self.assertEqual(entry.new, "Không thấy bài thi")
        # The other witness is still heard before the new value is written.
        with self.assertRaises(UserError):
            correction.with_user(self.head).action_approve()
        correction.with_user(self.administrator).action_witness()
        wizard = self.env["edu.correction.decision"].with_user(self.head)
        shown = wizard.create({"correction_id": correction.id})
        self.assertIn("Không thấy bài thi", shown.objections)
        correction.with_user(self.head).action_approve("Đã xem bài thi")
        self.env.invalidate_all()
        self.assertEqual(line.ck, "9")
        self.assertIn("Không thấy bài thi", self.entries(line)[0].reason)

    def test_the_head_sees_what_he_decides(self):
        """BT-11.2: each cell with learner, column and values; a refusal has a reason,
        which is missed before anything else is asked."""
        line = self.line("VAN")
        correction = self.witnessed(self.ask((line, "ck", "9"), (line, "gk", "")))
        wizard = self.env["edu.correction.decision"].with_user(self.head)
        wizard = wizard.create({"correction_id": correction.id, "note": " "})
        shown = wizard.cells.splitlines()
        self.assertEqual(shown[0], f"{line.student_id.name} · ĐĐGck: 8 → 9")
        self.assertRegex(shown[1], r"ĐĐGgk: \S+ → \w+$")
        with patch.object(type(self.env["edu.factor.check"]), "_require") as asked:
            with self.assertRaises(UserError):
                wizard.action_refuse()
            asked.assert_not_called()
        wizard.note = "Không đủ căn cứ"
        wizard.action_refuse()
        self.assertEqual(correction.state, "refused")

    def test_the_head_sees_what_his_approval_takes_back(self):
        """BT-11.2: decided promotions are named before the decision, to him alone."""
        self.class_.with_user(self.homeroom).action_propose_decisions()
        self.class_.with_user(self.head).action_decide("15/QĐ")
        correction = self.witnessed(self.ask((self.line("VAN"), "ck", "0")))
        wizards = self.env["edu.correction.decision"]
        values = {"correction_id": correction.id}
        shown = wizards.with_user(self.head).create(values)
        self.assertIn(self.enrolments[0].student_id.name, shown.superseded)
        with self.assertRaises(AccessError):
            wizards.sudo().create(values).with_user(self.teacher).read(["superseded"])
        remark = self.witnessed(self.ask((self.line("VAN", 1), "remark", "Tốt")))
        shown = wizards.with_user(self.head).create({"correction_id": remark.id})
        self.assertFalse(shown.superseded)


@tagged("post_install", "-at_install")
class TestOrderWaiting(WaitingFixture, GradebookCase):
    """What waits for head and administrator, and the final lock of a term."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls._staff("ban.qt", "Vũ Thị Quản Trị", "board")

    def propose(self, **values):
        orders = self.env["edu.lock.order"].with_user(self.teacher)
        line = self.line("VAN")
        return orders.browse(
            orders.propose_opening(
                line.gradebook_id.id, "gk", 24, "Ốm", line.ids, **values
            )
        ).sudo()

    def final(self, user, term=None, classes=None):
        """Open the dialog as a user does from classes."""
        classes = classes or self.class_
        context = {"active_model": "edu.class", "active_ids": classes.ids}
        wizard = self.env["edu.lock.final"].with_user(user).with_context(**context)
        form = Form(wizard)
        if term:
            form.term_id = term
        return form.save()

    def test_an_opening_goes_from_hand_to_hand(self):
        """BT-8.2: the head orders, the administrator executes, the teacher is told."""
        order = self.propose()
        self.assertEqual(self.waiting(order), {"hieu.truong"})
        order.with_user(self.head).action_order()
        self.assertEqual(self.waiting(order), {"quan.tri"})
        mine = [("waiting", "=", True)]
        orders = self.env["edu.lock.order"]
        self.assertEqual(orders.with_user(self.administrator).search(mine), order)
        self.assertFalse(orders.with_user(self.head).search(mine))
        order.with_user(self.administrator).action_execute()
        self.assertEqual(
            (self.waiting(order), self.told(order)), (set(), {"giaovien.van"})
        )
        refused = self.propose()
        refused.with_user(self.head).action_refuse()
        self.assertEqual(self.told(refused), {"giaovien.van"})

    def test_selected_cells_of_several_columns(self):
        """BT-11.3: one proposal names columns and learners as selected."""
        book, line = self.book("VAN"), self.line("VAN")
        wizard = (
            self.env["edu.lock.opening"]
            .with_user(self.teacher)
            .with_context(
                default_gradebook_id=book.id,
                edu_cells=[[line.id, "gk"], [line.id, "ck"]],
            )
            .create({"hours": 12, "reason": "Ốm"})
        )
        self.assertEqual(wizard.column_labels, "ĐĐGgk, ĐĐGck")
        wizard.action_propose()
        orders = self.env["edu.lock.order"].search([("kind", "=", "opening")])
        self.assertEqual(set(orders.mapped("column_name")), {"gk", "ck"})
        self.assertEqual(orders.enrolment_ids, self.enrolments[0])

    def test_conduct_is_opened_for_its_homeroom_teacher(self):
        """BT-11.3: the homeroom teacher proposes for named learners; nobody else."""
        conduct = self.env["edu.conduct"].search(
            [
                ("enrolment_id", "=", self.enrolments[0].id),
                ("term_id", "=", self.hk1.id),
            ]
        )
        orders = self.env["edu.lock.order"]
        for user in (self.teacher, self.foreign, self.administrator, self.head):
            with self.assertRaises(AccessError):
                orders.with_user(user).propose_opening_of(
                    "conduct", conduct.ids, 24, "Nhầm mức"
                )
        for row_ids in ([], "x", ["x"], conduct.search([]).ids):
            with self.assertRaises(UserError):
                orders.with_user(self.homeroom).propose_opening_of(
                    "conduct", row_ids, 24, "Nhầm mức"
                )
        wizard = self.env["edu.lock.opening"].with_user(self.homeroom)
        wizard = wizard.with_context(
            default_book="conduct", edu_cells=[[conduct.id, "level"]]
        )
        wizard.create({"hours": 12, "reason": "Nhầm mức"}).action_propose()
        order = orders.search([("kind", "=", "opening")])
        self.assertEqual((order.book, order.column_name), ("conduct", "conduct"))
        self.assertEqual(order.enrolment_ids, self.enrolments[0])
        self.assertEqual(self.waiting(order), {"hieu.truong"})
        calendar = orders.with_user(self.head).create(
            {
                "year_id": self.year.id,
                "book": "conduct",
                "column_name": "conduct",
                "locks_at": self.env.cr.now() - timedelta(hours=1),
            }
        )
        calendar.action_order()
        self.env.invalidate_all()
        self.assertTrue(conduct.lock_text)
        order.with_user(self.head).action_order()
        order.with_user(self.administrator).action_execute()
        self.env.invalidate_all()
        self.assertFalse(conduct.lock_text)

    def test_a_calendar_is_one_thing_to_do(self):
        """BT-4.6: no storm: a calendar of many lines asks the head once."""
        orders = self.env["edu.lock.order"]
        orders.with_user(self.registrar).action_generate()
        drafts = orders.search([("kind", "=", "calendar")])
        self.assertTrue(drafts)
        self.assertEqual(self.waiting(drafts), {"hieu.truong"})
        drafts.with_user(self.head).action_order()
        self.assertEqual(self.waiting(drafts), {"quan.tri"})
        drafts.with_user(self.administrator).action_execute()
        self.assertEqual(self.waiting(drafts), set())

    def test_the_board_proposes_and_the_head_locks_a_term(self):
        """BP-14, BT-4.9c: what is missing is named before, to who may propose."""
        shown = self.final(self.board, self.hk1)
        self.assertIn("Ngữ văn", shown.missing)
        self.assertIn(self.names[0], shown.missing)
        self.assertFalse(shown.can_decide)
        with self.assertRaises(UserError):
            self.final(self.head, self.hk1).action_lock()
        self.assertEqual(set(self.class_.gradebook_ids.mapped("state")), {"open"})
        self.fill()
        self.rate()
        shown = self.final(self.board)
        self.assertEqual((shown.term_id, shown.missing), (self.hk1, ""))
        with self.assertRaises(AccessError):
            shown.action_lock()
        shown.action_propose()
        order = self.env["edu.lock.order"].search([("kind", "=", "final")])[-1]
        self.assertEqual(self.waiting(order), {"hieu.truong"})
        order.with_user(self.head).action_order()
        self.env.invalidate_all()
        self.assertEqual(order.state, "executed")
        self.assertEqual(self.told(order), {"ban.qt"})
        states = {book.term_id: book.state for book in self.class_.gradebook_ids}
        self.assertEqual(states, {self.hk1: "locked", self.hk2: "open"})
        self.assertEqual(self.final(self.head).term_id, self.hk2)

    def test_many_classes_are_one_thing_to_decide(self):
        """BP-14: proposed in the list of classes, they wait for the head as one."""
        self.fill()
        self.rate()
        classes = self.class_ | self.other_class
        shown = self.final(self.board, self.hk1, classes)
        self.assertIn(self.other_class.name, shown.missing)
        self.assertNotIn(self.class_.name, shown.missing)
        shown.action_propose()
        orders = self.env["edu.lock.order"].search([("kind", "=", "final")])
        self.assertEqual(orders.class_id, classes)
        self.assertEqual(self.waiting(orders), {"hieu.truong"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            orders.with_user(self.head).action_order()
        self.env.invalidate_all()
        self.assertEqual(set(orders.mapped("state")), {"draft"})
        orders.filtered(lambda o: o.class_id == self.class_).with_user(
            self.head
        ).action_order()
        self.assertEqual(self.waiting(orders), {"hieu.truong"})

    def test_nobody_else_is_told_what_is_missing(self):
        """BT-10.3: the dialog tells teachers, registrar and administrator nothing."""
        for user in (self.teacher, self.registrar, self.administrator, self.foreign):
            with self.assertRaises(AccessError):
                self.final(user, self.hk1)
        for user in (self.teacher, self.registrar, self.administrator):
            self.assertFalse(self.class_.with_user(user).can_lock_term)
        self.assertTrue(self.class_.with_user(self.board).can_lock_term)
