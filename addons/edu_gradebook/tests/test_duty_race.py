# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from functools import partial

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.edu_school.dates import today

from .race import RaceCase


@tagged("post_install", "-at_install")
class TestDutyRace(RaceCase):
    """A duty ends while its holder saves: one of both waits for the other.

    What commits after the end of the duty is refused; what held the duty first is
    committed before it ends.
    """

    def setUp(self):
        super().setUp()
        self.duty = self.env["edu.duty"].search(
            [("user_id", "=", self.teacher.id), ("kind", "=", "subject_teacher")]
        )
        self.addCleanup(self._appoint_again)

    def _appoint_again(self):
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        duties = self.env["edu.duty"].search([("school_id", "=", self.school.id)])
        self.env["edu.suspension"].search(
            [("school_id", "=", self.school.id), ("confirmed_on", "=", False)]
        )._end()
        duties.filtered("date_to").date_to = False
        self.env["edu.access"]._sync(duties)
        self.env.flush_all()
        self.cr.commit()  # pylint: disable=invalid-commit

    def end(self, env, duty):
        env["edu.duty"].browse(duty.id).date_to = today() - timedelta(days=1)
        env.flush_all()

    def waits(self, env, call):
        """Prove that a call waits for another transaction, and take it back."""
        self.impatient(env)
        with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
            call()
        env.cr.rollback()
        env.clear()

    def lost(self, lose):
        """Lose the duty after the teacher saw it, and save; return how to go on."""
        line = self.line("VAN")
        teacher, head = self.other(self.teacher), self.other(self.head)
        self.assertTrue(teacher["edu.gradebook"]._entry_duties().pairs)
        lose(head)
        head.flush_all()
        head.cr.commit()
        save = partial(
            teacher["edu.gradebook"].save_cells, self.cells(line, "gk", "8", "9")
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(SerializationFailure),
            teacher.cr.savepoint(flush=False),
        ):
            save()
        return teacher, save

    def take_away(self, env):
        env.cr.execute("DELETE FROM edu_access WHERE duty_id = %s", [self.duty.id])

    def test_a_save_that_saw_the_duty_is_refused_after_its_end(self):
        """BT-4.2, KP-35.6: the end was committed first, so nothing is saved."""
        for lose in (partial(self.end, duty=self.duty), self.take_away):
            with self.subTest(lose):
                teacher, save = self.lost(lose)
                with self.assertRaises(AccessError):
                    self.repeated(save, teacher)
                self.assertEqual(self.stored(self.line("VAN"), "gk"), "8")
                self._appoint_again()

    def test_a_duty_that_only_changed_lets_the_save_pass(self):
        """KP-17.1: who still holds the duty is not bothered with the race."""
        day = today() - timedelta(days=1)

        def change(env):
            env["edu.duty"].browse(self.duty.id).date_from = day

        (answer,) = self.repeated(*reversed(self.lost(change)))
        self.assertEqual(answer["status"], "saved")
        self.assertEqual(self.stored(self.line("VAN"), "gk"), "9")

    def test_the_end_of_a_duty_waits_for_a_save_under_way(self):
        """BT-4.2: what was saved under the duty stands before its end."""
        line = self.line("VAN")
        teacher, head = self.other(self.teacher), self.other(self.head)
        (answer,) = teacher["edu.gradebook"].save_cells(
            self.cells(line, "gk", "8", "9")
        )
        self.assertEqual(answer["status"], "saved")
        self.waits(head, partial(self.end, head, self.duty))
        teacher.cr.commit()
        self.end(head, self.duty)
        head.cr.commit()
        again = partial(
            teacher["edu.gradebook"].save_cells, self.cells(line, "gk", "9", "10")
        )
        with self.assertRaises(AccessError):
            self.repeated(again, teacher)
        self.assertEqual(self.stored(line, "gk"), "9")
        last = self.entries(line).filtered(lambda entry: entry.field == "gk")[0]
        self.assertEqual((last.new, last.duty), ("9", "subject_teacher"))

    def test_a_save_waits_for_the_end_of_the_duty_under_way(self):
        line = self.line("VAN")
        teacher, head = self.other(self.teacher), self.other(self.head)
        self.end(head, self.duty)
        save = partial(
            teacher["edu.gradebook"].save_cells, self.cells(line, "gk", "8", "9")
        )
        self.waits(teacher, save)
        head.cr.commit()
        with self.assertRaises(AccessError):
            self.repeated(save, teacher)
        teacher.cr.rollback()
        self.assertEqual(self.stored(line, "gk"), "8")

    def test_conduct_and_absences_ask_for_the_duty_of_that_moment(self):
        """BT-4.2: the homeroom teacher's other books know the end of the duty too."""
        duty = self.env["edu.duty"].search(
            [("user_id", "=", self.homeroom.id), ("kind", "=", "homeroom")]
        )
        conduct = self.env["edu.conduct"].search(
            [("class_id", "=", self.class_.id)], limit=1
        )
        enrolment = self.enrolments[0]
        head = self.other(self.head)
        first, second = self.other(self.homeroom), self.other(self.homeroom)
        self.assertTrue(first["edu.conduct"].browse(conduct.id).level)
        self.assertTrue(second["edu.absence"].search_count([]) >= 0)
        self.end(head, duty)
        head.cr.commit()
        rate = partial(first["edu.conduct"].browse(conduct.id).write, {"level": "KHA"})
        mark = partial(
            second["edu.absence"].create,
            [{"enrolment_id": enrolment.id, "date": "2025-10-01"}],
        )
        for env, call in ((first, rate), (second, mark)):
            with self.assertRaises(AccessError):
                self.repeated(call, env)
            env.cr.rollback()
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        self.assertEqual(conduct.level, "TOT")
        self.assertFalse(
            self.env["edu.absence"].search([("enrolment_id", "=", enrolment.id)])
        )

    def test_a_suspension_that_began_meanwhile_stops_the_decision(self):
        """KP-27: the deciding duties of a changed account rest from that moment."""
        head = self.other(self.head)
        class_ = head["edu.class"].browse(self.class_.id)
        self.assertTrue(head["edu.access"]._has("head", class_=class_))
        self.env["edu.suspension"]._suspend(self.head, "password")
        self.env.flush_all()
        self.cr.commit()  # pylint: disable=invalid-commit
        with self.assertRaisesRegex(AccessError, "đang tạm dừng"):
            self.repeated(class_.action_lock_marks, head)
        head.cr.rollback()
        self.assertEqual(self.class_.marks_state, "open")

    def test_a_suspension_waits_for_the_decision_under_way(self):
        head = self.other(self.head)
        head["edu.class"].browse(self.class_.id).action_lock_marks()
        office = self.other(self.env.ref("base.user_root"))
        self.waits(
            office,
            partial(office["edu.suspension"]._suspend, self.head, "password"),
        )
        head.cr.commit()
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        self.assertEqual(self.class_.marks_state, "locked")


@tagged("post_install", "-at_install")
class TestApprovalRace(RaceCase):
    """Two who may decide decide at once: one wins, the other is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls._staff("pho.ht", "Vũ Thị Phó", "deputy")
        cls.env.flush_all()
        cls.cr.commit()  # pylint: disable=invalid-commit

    def both(self, first, second, message):
        """Let two transactions that saw the same do the same, by both ways to meet.

        The second is refused in Vietnamese, once the first is committed.
        """
        (one, call_one), (two, call_two) = first, second
        call_one()
        one.flush_all()
        self.impatient(two)
        with mute_logger("odoo.sql_db"):
            try:
                call_two()
                two.flush_all()
            except (UserError, LockNotAvailable):
                two.cr.rollback()
            else:
                self.fail("both went through")
        two.clear()
        one.cr.commit()
        with self.assertRaisesRegex(UserError, message):
            self.repeated(call_two, two)
        two.cr.rollback()
        self.cr.rollback()
        self.env.invalidate_all(flush=False)

    def test_head_and_deputy_lock_one_class(self):
        """BT-4.9c: the class is locked once, and by one."""
        head, deputy = self.other(self.head), self.other(self.deputy)
        calls = []
        for env in (head, deputy):
            class_ = env["edu.class"].browse(self.class_.id)
            self.assertEqual(class_.marks_state, "open")
            calls.append((env, class_.action_lock_marks))
        self.both(*calls, "đã khóa rồi")
        book = self.line("VAN").gradebook_id
        self.assertEqual(book.locked_by_id, self.head)

    def test_head_and_deputy_order_one_lock(self):
        """BT-8.2: one lock order is ordered once."""
        head, deputy = self.other(self.head), self.other(self.deputy)
        order = head["edu.lock.order"].create(
            {"year_id": self.year.id, "locks_at": "2030-01-01 00:00:00"}
        )
        head.cr.commit()
        twin = deputy["edu.lock.order"].browse(order.id)
        self.assertEqual((order.state, twin.state), ("draft", "draft"))
        self.both(
            (head, order.action_order),
            (deputy, twin.action_order),
            "không thể làm việc này nữa",
        )
        order = self.env["edu.lock.order"].browse(order.id)
        self.assertEqual(order.ordered_by_id, self.head)
        entries = self.entries(order).filtered(lambda e: e.field == "state")
        self.assertEqual(entries.mapped("new").count("ordered"), 1)

    def test_head_and_deputy_lock_one_term_for_good(self):
        """BP-14: two final orders for one term, executed at once, lock it once."""
        head, deputy = self.other(self.head), self.other(self.deputy)
        calls = []
        for env in (head, deputy):
            class_ = env["edu.class"].browse(self.class_.id)
            self.assertEqual(class_.marks_state, "open")
            calls.append((env, partial(class_.action_lock_term, self.hk1.id)))
        self.both(*calls, "đã khóa rồi")
        orders = self.env["edu.lock.order"].search(
            [("school_id", "=", self.school.id), ("kind", "=", "final")]
        )
        self.assertEqual(orders.mapped("state"), ["executed"])

    def test_two_who_appoint_give_a_class_one_homeroom_teacher(self):
        """BT-4.2: of two appointments at once the second is told of the first."""
        head, registrar = self.other(self.head), self.other(self.registrar)
        calls = []
        for env, user in ((head, self.foreign), (registrar, self.co_teacher)):
            duties = env["edu.duty"]
            self.assertFalse(
                duties.search(
                    [("class_id", "=", self.other_class.id), ("kind", "=", "homeroom")]
                )
            )
            values = {
                "employee_id": user.employee_ids.id,
                "kind": "homeroom",
                "class_id": self.other_class.id,
            }
            calls.append((env, partial(duties.create, [values])))
        self.both(*calls, "trùng|chồng")
        found = self.env["edu.duty"].search(
            [("class_id", "=", self.other_class.id), ("kind", "=", "homeroom")]
        )
        self.assertEqual(found.user_id, self.foreign)

    def test_head_and_deputy_decide_one_class(self):
        """BT-4.9c: promotion and awards are decided once."""
        self.class_.with_user(self.head).action_lock_marks()
        self.class_.with_user(self.homeroom).action_propose_decisions()
        self.env.flush_all()
        self.cr.commit()  # pylint: disable=invalid-commit
        head, deputy = self.other(self.head), self.other(self.deputy)
        calls = []
        for env, number in ((head, "1/QĐ"), (deputy, "2/QĐ")):
            class_ = env["edu.class"].browse(self.class_.id)
            self.assertTrue(
                env["edu.decision"].search_count([("state", "=", "proposed")])
            )
            calls.append((env, partial(class_.action_decide, number)))
        self.both(*calls, "đã quyết định")
        decisions = self.env["edu.decision"].search([("class_id", "=", self.class_.id)])
        self.assertEqual(set(decisions.mapped("number")), {"1/QĐ"})
        for decision in decisions:
            entries = self.entries(decision).filtered(lambda e: e.field == "state")
            self.assertEqual(entries.mapped("new").count("decided"), 1)

    def test_head_and_deputy_approve_one_correction(self):
        """BT-11.2, KP-17.3: one correction is applied once, by the first of both."""
        line = self.line("VAN")
        id_ = self.witnessed(line)
        head, deputy = self.other(self.head), self.other(self.deputy)
        calls = []
        for env in (head, deputy):
            correction = env["edu.correction"].browse(id_)
            self.assertEqual(correction.state, "witnessed")
            calls.append((env, correction.action_approve))
        self.both(*calls, "trạng thái")
        correction = self.env["edu.correction"].browse(id_)
        self.assertEqual(correction.decided_by_id, self.head)
        self.assertEqual(line.gk, "9")
        applied = self.entries(line).filtered(lambda e: e.new == "9")
        self.assertEqual(len(applied), 1)
        states = self.entries(correction).filtered(lambda e: e.field == "state")
        self.assertEqual(states.mapped("new").count("applied"), 1)

    def test_one_approves_while_another_refuses(self):
        """BT-11.2: what was applied is not refused."""
        line = self.line("VAN")
        id_ = self.witnessed(line)
        head, deputy = self.other(self.head), self.other(self.deputy)
        one = head["edu.correction"].browse(id_)
        two = deputy["edu.correction"].browse(id_)
        self.assertEqual((one.state, two.state), ("witnessed", "witnessed"))
        self.both(
            (head, one.action_approve),
            (deputy, partial(two.action_refuse, "Chưa đủ căn cứ")),
            "trạng thái",
        )
        self.assertEqual(self.env["edu.correction"].browse(id_).state, "applied")


@tagged("post_install", "-at_install")
class TestSameSheetRace(RaceCase):
    """Two teachers of one class and subject at one sheet (KP-17.1)."""

    def two_saves(self, line, column_one, column_two, new_one, new_two):
        """Save as both, each having seen the sheet before the other saved."""
        one, two = self.other(self.teacher), self.other(self.co_teacher)
        for env in (one, two):
            self.assertTrue(env["edu.gradebook.line"].browse(line.id)[column_one])
        self.repeated(
            partial(
                one["edu.gradebook"].save_cells,
                self.cells(line, column_one, "8", new_one),
            ),
            one,
        )
        (answer,) = self.repeated(
            partial(
                two["edu.gradebook"].save_cells,
                self.cells(line, column_two, "8", new_two),
            ),
            two,
        )
        return answer

    def test_other_cells_of_one_row_are_both_saved(self):
        """KP-17.1: nobody is refused, and neither value is lost."""
        line = self.line("VAN")
        answer = self.two_saves(line, "tx1", "gk", "7", "9")
        self.assertEqual((answer["status"], answer["value"]), ("saved", "9"))
        self.assertEqual(
            (self.stored(line, "tx1"), self.stored(line, "gk")), ("7", "9")
        )

    def test_the_same_cell_is_a_conflict_that_names_the_other(self):
        """KP-17.1: the second sees whose mark stands there; his own is not written."""
        line = self.line("VAN")
        answer = self.two_saves(line, "gk", "gk", "7", "9")
        self.assertEqual((answer["status"], answer["value"]), ("conflict", "7"))
        self.assertIn(self.teacher.name, answer["message"])
        self.assertEqual(self.stored(line, "gk"), "7")
