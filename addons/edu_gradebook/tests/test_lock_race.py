# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PrimaryCase
from .race import RaceCase


@tagged("post_install", "-at_install")
class TestLockRace(RaceCase):
    """A save, an order and a lock at the same moment."""

    def test_a_save_that_saw_the_gradebook_open_sees_the_lock(self):
        """BT-11.3: a save racing the lock is refused, by any order of commits."""
        line = self.line("VAN")
        teacher, head = self.other(self.teacher), self.other(self.head)
        seen = teacher["edu.gradebook"].browse(line.gradebook_id.id).state
        self.assertEqual(seen, "open")
        head["edu.class"].browse(self.class_.id).action_lock_marks()
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
        (answer,) = self.repeated(save, teacher)
        self.assertEqual((answer["status"], answer["value"]), ("locked", "8"))
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        self.assertEqual(line.gk, "8")

    def test_a_save_that_began_before_an_order_sees_the_order(self):
        """BT-4.6: a save racing an order is repeated, and finds the cell locked."""
        line = self.line("VAN")
        teacher, head = self.other(self.teacher), self.other(self.head)
        book = teacher["edu.gradebook"].browse(line.gradebook_id.id)
        self.assertEqual(book.state, "open")
        order = head["edu.lock.order"].create(
            {
                "year_id": self.year.id,
                "column_name": "gk",
                "locks_at": "2026-01-01 00:00:00",
            }
        )
        order.action_order()
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
        (answer,) = self.repeated(save, teacher)
        self.assertEqual((answer["status"], answer["value"]), ("locked", "8"))

    def test_conduct_that_raced_an_order_is_refused(self):
        """BT-4.6: a rating that began before the order is repeated and refused."""
        conduct = self.env["edu.conduct"].search(
            [("class_id", "=", self.class_.id)], limit=1
        )
        homeroom, head = self.other(self.homeroom), self.other(self.head)
        mine = homeroom["edu.conduct"].browse(conduct.id)
        self.assertEqual(mine.level, "TOT")
        order = head["edu.lock.order"].create(
            {
                "year_id": self.year.id,
                "book": "conduct",
                "locks_at": "2026-01-01 00:00:00",
            }
        )
        order.action_order()
        head.cr.commit()
        with self.assertRaises(UserError):
            self.repeated(partial(mine.write, {"level": "KHA"}), homeroom)

    def test_two_decisions_on_one_order(self):
        """BT-8.2: of two heads at once only one orders."""
        head = self.other(self.head)
        order = head["edu.lock.order"].create(
            {"year_id": self.year.id, "locks_at": "2030-01-01 00:00:00"}
        )
        head.cr.commit()
        second = self.other(self.head)
        twin = second["edu.lock.order"].browse(order.id)
        self.assertEqual(twin.state, "draft")
        order.action_order()
        with self.assertRaises(UserError), second.cr.savepoint(flush=False):
            twin.action_order()
        head.cr.commit()
        with self.assertRaises(UserError):
            self.repeated(twin.action_order, second)

    def test_two_approvals_write_once(self):
        """BT-11.2: of two approvals at once only one is applied."""
        line = self.line("VAN")
        id_ = self.witnessed(line)
        first, second = self.other(self.head), self.other(self.head)
        twin = second["edu.correction"].browse(id_)
        self.assertEqual(twin.state, "witnessed")
        first["edu.correction"].browse(id_).action_approve()
        with self.assertRaises(UserError), second.cr.savepoint(flush=False):
            twin.action_approve()
        first.cr.commit()
        with self.assertRaises(UserError):
            self.repeated(twin.action_approve, second)
        second.cr.rollback()
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        self.assertEqual(line.gk, "9")
        self.assertEqual(len(self.entries(line).filtered(lambda e: e.new == "9")), 1)

    def test_a_lock_does_not_pass_a_save_under_way(self):
        """BT-11.3: while somebody saves, the lock waits for another try."""
        line = self.line("VAN")
        teacher, head = self.other(self.teacher), self.other(self.head)
        (answer,) = teacher["edu.gradebook"].save_cells(
            self.cells(line, "gk", "8", "8,5")
        )
        self.assertEqual(answer["status"], "saved")
        with self.assertRaises(UserError):
            head["edu.class"].browse(self.class_.id).action_lock_marks()
        teacher.cr.rollback()

    def test_a_lock_does_not_miss_a_cell_emptied_meanwhile(self):
        """BT-4.9c: what was emptied after the head looked stops the lock."""
        line = self.line("VAN")
        teacher, head = self.other(self.teacher), self.other(self.head)
        class_ = head["edu.class"].browse(self.class_.id)
        self.assertEqual(class_.marks_state, "open")
        teacher["edu.gradebook"].save_cells(self.cells(line, "gk", "8", ""))
        teacher.cr.commit()
        with self.assertRaisesRegex(UserError, "ĐĐGgk"):
            self.repeated(class_.action_lock_marks, head)
        head.cr.rollback()
        teacher["edu.gradebook"].save_cells(self.cells(line, "gk", "", "8"))
        teacher.cr.commit()

    def test_co_teachers_do_not_refuse_each_other(self):
        """KP-17.1: two teachers of one subject save two learners at once."""
        first, second = self.line("VAN", 0), self.line("VAN", 1)
        one, two = self.other(self.teacher), self.other(self.co_teacher)
        for env, line in ((one, first), (two, second)):
            (answer,) = env["edu.gradebook"].save_cells(
                self.cells(line, "gk", "8", "7")
            )
            self.assertEqual(answer["status"], "saved")
        one.cr.commit()
        two.cr.commit()
        for env, line in ((one, first), (two, second)):
            env["edu.gradebook"].save_cells(self.cells(line, "gk", "7", "8"))
            env.cr.commit()

    def test_two_subjects_of_one_learner_lose_no_result(self):
        """KP-17.1: the last of two saves computes with the marks of both."""
        van, toan = self.line("VAN"), self.line("TOAN")
        one, two = self.other(self.teacher), self.other(self.homeroom)
        self.assertTrue(two["edu.gradebook"].search_count([]))
        one["edu.gradebook"].save_cells(self.cells(van, "ck", "8", "0"))
        one.cr.commit()
        save = partial(
            two["edu.gradebook"].save_cells, self.cells(toan, "ck", "8", "0")
        )
        (answer,) = self.repeated(save, two)
        self.assertEqual(answer["status"], "saved")
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        # 8 subjects of 8,0, two of them 5,3 by a zero at the end: no longer Tốt.
        self.assertEqual(self.result().study_hk1, "KHA")
        for env, line in ((one, van), (two, toan)):
            env["edu.gradebook"].save_cells(self.cells(line, "ck", "0", "8"))
            env.cr.commit()

    def test_who_changes_class_meanwhile_loses_no_mark(self):
        """BT-5.1a: a save that saw the learner in his old class is repeated, and
        refused there: no mark is written where nobody looks for it any more."""
        line = self.line("VAN", 1)
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        self.cr.commit()  # pylint: disable=invalid-commit
        teacher, registrar = self.other(self.teacher), self.other(self.registrar)
        seen = teacher["edu.gradebook.line"].browse(line.id).left
        self.assertFalse(seen)
        registrar["edu.enrolment.movement"].create(
            {
                "enrolment_id": line.enrolment_id.id,
                "kind": "class_out",
                "date": "2025-11-01",
                "to_class_id": self.other_class.id,
            }
        )
        registrar.cr.commit()
        save = partial(
            teacher["edu.gradebook"].save_cells, self.cells(line, "gk", "8", "9")
        )
        (answer,) = self.repeated(save, teacher)
        self.assertEqual((answer["status"], answer["value"]), ("invalid", "8"))
        self.cr.rollback()
        self.env.invalidate_all(flush=False)
        moved = self.env["edu.gradebook.line"].search(
            [
                ("class_id", "=", self.other_class.id),
                ("subject_id", "=", line.subject_id.id),
                ("gradebook_id.term_id", "=", self.hk1.id),
            ]
        )
        self.assertEqual((line.gk, moved.gk), ("8", "8"))


@tagged("post_install", "-at_install")
class TestPrimaryLockRace(RaceCase):
    """Qualities and competences of a primary class race its lock (TT27/2020)."""

    grade, level = 4, "primary"
    taught, homeroom_teaches = "NN1", ()

    fill_primary = PrimaryCase.fill_primary

    def prepare(self):
        for subject in self.class_.gradebook_ids.subject_id:
            self._duty(self.homeroom, "subject_teacher", self.class_, subject)
        type(self).of_class = [("class_id", "=", self.class_.id)]
        self.fill_primary()

    def saved_too_late(self, act):
        """Save a level that was seen open before ``act`` was committed."""
        line = self.env["edu.quality.line"].search(self.of_class, limit=1)
        column = line.columns.split(",")[0]
        homeroom, head = self.other(self.homeroom), self.other(self.head)
        lines = homeroom["edu.quality.line"]
        self.assertEqual(lines.browse(line.id).state, "open")
        act(head)
        head.cr.commit()
        cells = [{"line_id": line.id, "column": column, "old": "T", "new": "D"}]
        (answer,) = self.repeated(partial(lines.save_cells, cells), homeroom)
        self.assertEqual((answer["status"], answer["value"]), ("locked", "T"))
        self.assertEqual(self.stored(line, column), "T")

    def test_a_level_that_raced_the_lock_is_refused(self):
        """BT-11.3: after the lock no quality is rated, by any order of commits."""
        self.saved_too_late(
            lambda env: env["edu.class"].browse(self.class_.id).action_lock_marks()
        )

    def test_a_level_that_raced_an_order_is_refused(self):
        """BT-4.6: an order of the calendar holds for qualities as for marks."""

        def order(env):
            env["edu.lock.order"].create(
                {
                    "year_id": self.year.id,
                    "book": "quality",
                    "locks_at": "2026-01-01 00:00:00",
                }
            ).action_order()

        self.saved_too_late(order)
