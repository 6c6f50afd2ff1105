# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import GradebookCase, PrimaryCase

HOUR = timedelta(hours=1)


class OrderFixture:
    """Orders as a test needs them, around the moment of its transaction."""

    def order(self, opens=None, locks=None, user=None, **values):
        """Draft a calendar as the head and put it in force.

        :param opens: hours from now, and so is ``locks``; nothing without
        """
        now = self.env.cr.now()
        order = (
            self.env["edu.lock.order"]
            .with_user(user or self.head)
            .create(
                {
                    "year_id": self.year.id,
                    "opens_at": opens is not None and now + opens * HOUR,
                    "locks_at": locks is not None and now + locks * HOUR,
                    "number": "12/QĐ-ND",
                    **values,
                }
            )
        )
        if not user:
            order.action_order()
        return order.sudo()

    def status(self, column="gk", user=None, learner=0, new="7"):
        """Return what the save of one cell answers."""
        line = self.line("VAN", learner)
        cell = {"line_id": line.id, "column": column, "new": new}
        books = self.env["edu.gradebook"].with_context(lang="vi_VN")
        (answer,) = books.with_user(user or self.teacher).save_cells(
            [{**cell, "old": line[column] or ""}]
        )
        return answer["status"], answer["message"]

    def open_columns(self, line, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return line.with_user(user).editable_columns.split(",")


@tagged("post_install", "-at_install")
class TestLockOrder(OrderFixture, GradebookCase):
    """The head's orders open and lock cells by the clock alone."""

    def test_a_column_locks_at_its_time_and_says_by_which_order(self):
        """BT-4.6: book, term and column lock by the head's order."""
        self.order(locks=-1, term_id=self.hk1.id, column_name="gk", book="marks")
        status, message = self.status("gk")
        self.assertEqual(status, "locked")
        for part in ("12/QĐ-ND", self.head.name, "Đã khóa từ"):
            self.assertIn(part, message)
        self.assertEqual(self.status("ck")[0], "saved")
        self.assertNotIn("gk", self.open_columns(self.line("VAN"), self.teacher))
        line = self.line("VAN", term=self.hk2)
        self.assertIn("gk", self.open_columns(line, self.teacher))
        texts = self.line("VAN").with_user(self.teacher).lock_texts
        self.assertEqual(list(texts), ["gk"])

    def test_time_passes_without_any_job(self):
        """BT-4.6: nothing runs, and the moment alone opens and locks."""
        order = self.order(opens=-2, locks=1, column_name="gk")
        self.assertEqual(self.status()[0], "saved")
        for opens, locks, wanted in ((1, 2, "locked"), (-2, -1, "locked")):
            self.env.cr.execute(
                "UPDATE edu_lock_order SET opens_at = now() AT TIME ZONE 'UTC' + %s,"
                " locks_at = now() AT TIME ZONE 'UTC' + %s WHERE id = %s",
                [opens * HOUR, locks * HOUR, order.id],
            )
            self.env.invalidate_all()
            self.assertEqual(self.status(new="6")[0], wanted)

    def test_the_list_says_what_an_order_does_now(self):
        """BT-4.6: an executed order of next year is not "done"; only the clock is."""
        waiting = self.order(locks=1, user=self.registrar)
        orders = {
            "draft": waiting,
            "coming": self.order(locks=9),
            "unopened": self.order(opens=1, locks=9),
            "locked": self.order(opens=-2, locks=-1),
        }
        for standing, order in orders.items():
            with self.subTest(standing):
                self.assertEqual(order.standing, standing)
        orders["coming"].with_user(self.administrator).action_execute()
        self.assertEqual(orders["coming"].state, "executed")
        self.assertEqual(orders["coming"].standing, "coming")

    def test_scope_by_class_and_grade(self):
        """BT-4.6: an order for another class or grade locks nothing here."""
        other = self.env["edu.grade"].search([("number", "=", 8)])
        self.order(locks=-1, class_id=self.other_class.id)
        self.order(locks=-1, grade_id=other.id)
        self.order(locks=-1, book="conduct", column_name="conduct")
        self.assertEqual(self.status()[0], "saved")
        self.order(locks=-1, grade_id=self.class_.grade_id.id)
        self.assertEqual(self.status(new="6")[0], "locked")

    def test_a_draft_is_no_order_and_a_withdrawn_one_is_none(self):
        draft = self.order(locks=-1, user=self.registrar)
        self.assertEqual(self.status()[0], "saved")
        draft.with_user(self.head).action_order()
        self.assertEqual(self.status(new="6")[0], "locked")
        with self.assertRaises(UserError):
            draft.with_user(self.head).write({"locks_at": "2027-01-01 00:00:00"})
        with self.assertRaises(UserError):
            draft.with_user(self.head).unlink()
        with self.assertRaises(UserError):
            draft.with_user(self.head).action_withdraw(" ")
        draft.with_user(self.head).action_withdraw("Ghi nhầm ngày")
        self.assertEqual(self.status(new="6")[0], "saved")
        states = self.entries(draft).filtered(lambda e: e.field == "state")
        self.assertEqual(
            [(entry.new, entry.user_name) for entry in states],
            [
                ("withdrawn", self.head.name),
                ("ordered", self.head.name),
                ("draft", self.registrar.name),
            ],
        )

    def test_only_the_head_orders_and_only_the_administrator_executes(self):
        """BT-8.2: the execution is on record, with who and on which order."""
        order = self.order(locks=1, user=self.registrar)
        for user in (self.registrar, self.administrator, self.teacher, self.homeroom):
            with self.assertRaises(AccessError):
                order.with_user(user).action_order()
        order.with_user(self.head).action_order()
        for user in (self.registrar, self.head, self.teacher):
            with self.assertRaises(AccessError):
                order.with_user(user).action_execute()
        order.with_user(self.administrator).action_execute()
        self.assertEqual(order.executed_by_id, self.administrator)
        with self.assertRaises(UserError):
            order.with_user(self.administrator).action_execute()

    def test_nobody_writes_an_order_past_its_acts(self):
        """BT-8.2: no remote call sets state, author or kind of an order."""
        orders = self.env["edu.lock.order"]
        draft = self.order(locks=-1, user=self.registrar)
        for user in (self.registrar, self.administrator, self.head):
            for vals in ({"state": "ordered"}, {"ordered_by_id": self.head.id}):
                with self.assertRaises(AccessError):
                    draft.with_user(user).write(vals)
            row = {"year_id": self.year.id, "locks_at": "2026-01-01 00:00:00"}
            with self.assertRaises(AccessError):
                orders.with_user(user).create({**row, "state": "ordered"})
            forged = orders.with_user(user).with_context(
                default_state="executed", default_kind="opening", edu_protected=True
            )
            self.assertEqual(forged.create(row).state, "draft")
        for user in (self.teacher, self.homeroom):
            with self.assertRaises(AccessError):
                orders.with_user(user).create(row)
            with self.assertRaises(AccessError):
                draft.with_user(user).write({"locks_at": "2030-01-01 00:00:00"})
        self.assertEqual(self.status()[0], "saved")

    def test_an_opening_is_proposed_decided_executed_and_ends(self):
        """BT-11.3: a teacher proposes, the head decides, it closes by itself."""
        self.order(locks=-1)
        orders = self.env["edu.lock.order"]
        book, line = self.book("VAN"), self.line("VAN")
        for user in (self.foreign, self.administrator, self.homeroom):
            with self.assertRaises(AccessError):
                orders.with_user(user).propose_opening(book.id, "gk", 2, "x")
        mine = orders.with_user(self.teacher)
        for column, hours, reason in (("gk", 0, "x"), ("gk", 2, ""), ("zz", 2, "x")):
            with self.assertRaises(UserError):
                mine.propose_opening(book.id, column, hours, reason)
        id_ = mine.propose_opening(book.id, "gk", 2, "Chấm bù", [line.id])
        order = orders.browse(id_)
        self.assertEqual(self.status()[0], "locked")
        with self.assertRaises(AccessError):
            order.with_user(self.teacher).action_order()
        order.with_user(self.head).action_order()
        # The administrator executes: until then nothing is open (BT-8.2).
        self.assertEqual(self.status()[0], "locked")
        order.with_user(self.administrator).action_execute()
        self.assertEqual(self.status()[0], "saved")
        self.assertEqual(self.status(learner=1)[0], "locked")
        self.assertEqual(self.status("ck")[0], "locked")
        self.assertEqual(self.open_columns(line, self.teacher), ["gk"])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE edu_lock_order SET locks_at = now() AT TIME ZONE 'UTC',"
            " opens_at = now() AT TIME ZONE 'UTC' - interval '2 h' WHERE id = %s",
            [id_],
        )
        self.env.invalidate_all()
        self.assertEqual(self.status(new="5")[0], "locked")

    def test_an_opening_without_administrator_where_the_policy_says_so(self):
        policy = self.env["edu.policy"]._for(self.school)
        policy.unlock_by_administrator = False
        self.order(locks=-1)
        orders = self.env["edu.lock.order"].with_user(self.teacher)
        id_ = orders.propose_opening(self.book("VAN").id, "all", 2, "Chấm bù")
        orders.browse(id_).with_user(self.head).action_order()
        self.assertEqual(self.status()[0], "saved")

    def test_conduct_locks_too(self):
        """BT-4.6: the book of conduct has its own time."""
        conduct = (
            self.env["edu.conduct"]
            .search([("class_id", "=", self.class_.id), ("term_id", "=", self.hk1.id)])[
                0
            ]
            .with_user(self.homeroom)
        )
        conduct.level = "TOT"
        self.order(locks=-1, book="conduct", term_id=self.hk1.id)
        with self.assertRaisesRegex(UserError, "12/QĐ-ND"):
            conduct.level = "KHA"
        self.env.invalidate_all()
        self.assertIn("12/QĐ-ND", conduct.lock_text)

    def test_the_calendar_follows_plan_terms_and_policy(self):
        """BT-4.6: a column locks at midnight in Vietnam, so many days after due."""
        orders = self.env["edu.lock.order"]
        with self.assertRaises(AccessError):
            orders.with_user(self.teacher).action_generate()
        self.env["edu.policy"]._for(self.school).lock_grace_days = 3
        self.env["edu.entry.plan"].create(
            {"term_id": self.hk1.id, "column_name": "gk", "due_date": "2025-11-08"}
        )
        orders.with_user(self.registrar).action_generate()
        orders.with_user(self.registrar).action_generate()
        made = orders.search([("year_id", "=", self.year.id)])
        of_gk = made.filtered(lambda o: (o.column_name, o.term_id) == ("gk", self.hk1))
        self.assertEqual(len(of_gk), 1)
        # 12/11/2025 00:00 in Vietnam.
        self.assertEqual(of_gk.locks_at, datetime(2025, 11, 11, 17))
        self.assertEqual(set(made.mapped("state")), {"draft"})
        self.assertIn("conduct", made.mapped("book"))
        made.with_user(self.head).action_order()
        self.assertEqual(self.status()[0], "locked")

    def test_a_save_succeeds_if_and_only_if_the_cell_is_open(self):
        """BT-4.6, BT-11.3: whatever the calendar, screen and save say the same."""
        dice = random.Random(4)
        orders = self.env["edu.lock.order"]
        columns = ("all", "tx1", "gk", "ck", "remark")
        line = self.line("VAN")
        for _round in range(25):
            made = orders.browse()
            for _order in range(dice.randrange(4)):
                opens, locks = sorted(dice.sample((-3, -2, -1, 1, 2, 3), 2))
                made |= self.order(
                    opens=dice.choice((opens, None)),
                    locks=locks,
                    column_name=dice.choice(columns),
                    term_id=dice.choice((False, self.hk1.id, self.hk2.id)),
                    class_id=dice.choice((False, self.class_.id, self.other_class.id)),
                )
            if dice.random() < 0.5:
                id_ = orders.with_user(self.teacher).propose_opening(
                    line.gradebook_id.id, dice.choice(columns), 1, "x"
                )
                made |= orders.browse(id_)
                made.browse(id_).with_user(self.head).action_order()
                made.browse(id_).with_user(self.administrator).action_execute()
            shown = self.open_columns(line, self.teacher)
            for column in columns[1:]:
                new = str(dice.randrange(11))
                if new == line[column]:
                    continue
                status, _message = self.status(column, new=new)
                self.assertEqual(status == "saved", column in shown, made.read())
            made.with_user(self.head).action_withdraw("xong")

    def test_the_authority_closes_what_no_school_opens(self):
        """DL1-12.1, BP-13.1: windows of the authority stand above all orders."""
        authority = self.env["edu.authority"].create(
            {"name": "Sở GDĐT", "kind": "department"}
        )
        below = self.env["edu.authority"].create(
            {"name": "Phường", "kind": "commune", "parent_id": authority.id}
        )
        self.school.authority_id = below
        officer = new_test_user(
            self.env,
            login="chuyen.vien",
            name="Chuyên viên Sở",
            groups="edu_school.group_inspector",
            lang="vi_VN",
        )
        now = self.env.cr.now()
        row = {
            "authority_id": authority.id,
            "year_name": "2025-2026",
            "locks_at": now - HOUR,
            "number": "99/SGDĐT",
        }
        windows = self.env["edu.lock.window"]
        with self.assertRaises(AccessError):
            windows.with_user(officer).create(row)
        officer.edu_authority_id = below
        with self.assertRaises(AccessError):
            windows.with_user(officer).create(row)
        officer.edu_authority_id = authority
        for user in (self.administrator, self.head):
            with self.assertRaises(AccessError):
                windows.with_user(user).create(row)
        window = windows.with_user(officer).create(row)
        status, message = self.status()
        self.assertEqual(status, "locked")
        self.assertIn("99/SGDĐT", message)
        self.assertIn("Sở GDĐT", message)
        orders = self.env["edu.lock.order"]
        id_ = orders.with_user(self.teacher).propose_opening(
            self.book("VAN").id, "gk", 2, "Chấm bù"
        )
        with self.assertRaisesRegex(UserError, "Sở GDĐT"):
            orders.browse(id_).with_user(self.head).action_order()
        with self.assertRaises(AccessError):
            window.unlink()
        with self.assertRaises(AccessError):
            window.with_user(self.administrator).write({"active": False})
        window.write({"active": False})
        self.assertEqual(self.status()[0], "saved")
        with self.assertRaises(AccessError):
            self.administrator.with_user(self.administrator).write(
                {"edu_authority_id": authority.id}
            )

    # -- final lock of a term ------------------------------------------------------

    def test_a_term_is_locked_on_the_boards_proposal(self):
        """BP-14, BT-11.3: the board proposes, the head decides, nothing is missing."""
        board = self._staff("ban.qt", "Vũ Thị Quản Trị", "board")
        orders = self.env["edu.lock.order"]
        for user in (self.teacher, self.administrator, self.registrar):
            with self.assertRaises(AccessError):
                orders.with_user(user).propose_final(self.hk1.id, self.class_.id)
        id_ = orders.with_user(board).propose_final(
            self.hk1.id, self.class_.id, "Hết học kì I"
        )
        order = orders.browse(id_)
        with self.assertRaises(AccessError):
            order.with_user(board).action_order()
        with self.assertRaises(UserError) as refusal:
            order.with_user(self.head).action_order()
        self.assertIn("ĐĐGck", str(refusal.exception))
        self.assertNotIn(self.hk2.name, str(refusal.exception))
        self.fill()
        self.rate()
        order.with_user(self.head).action_order()
        self.assertEqual(order.state, "executed")
        self.assertEqual(self.status()[0], "locked")
        self.assertEqual(self.class_.marks_state, "open")
        self.assertFalse(self.result().final)
        line = self.line("VAN", term=self.hk2)
        self.assertIn("gk", self.open_columns(line, self.teacher))
        conducts = self.env["edu.conduct"].search([("class_id", "=", self.class_.id)])
        locked = conducts.filtered(lambda c: c.state == "locked")
        self.assertEqual(locked.term_id, self.hk1)
        with self.assertRaises(UserError):
            orders.with_user(self.teacher).propose_opening(
                self.book("VAN").id, "gk", 2, "x"
            )
        with self.assertRaises(UserError):
            order.with_user(self.head).action_withdraw("x")
        with self.assertRaises(AccessError):
            self.class_.with_user(board).action_lock_term(self.hk2.id)
        self.class_.with_user(self.head).action_lock_term(self.hk2.id)
        self.env.invalidate_all()
        self.assertEqual(self.class_.marks_state, "locked")
        self.assertTrue(self.result().final)


@tagged("post_install", "-at_install")
class TestLockOrderPrimary(OrderFixture, PrimaryCase):
    def test_qualities_lock_by_point_of_time(self):
        """BT-4.6: the qualities of mid-term lock, those of the end do not."""
        self.order(
            locks=-1, book="quality", column_name="quality_mid", term_id=self.hk1.id
        )
        for period, wanted in (("GK1", "locked"), ("CK1", "saved"), ("GK2", "saved")):
            line = self.quality(0, period)
            (answer,) = line.with_user(self.homeroom).save_cells(
                [{"line_id": line.id, "column": "nhan_ai", "old": "", "new": "T"}]
            )
            self.assertEqual(answer["status"], wanted, answer)
