# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .matrix import RolesCase


@tagged("post_install", "-at_install")
class TestAccessOrder(RolesCase):
    """The administrator reads results within an order of the head (BT-8.5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["edu.access.order"]
        cls.now = cls.orders._clock().replace(microsecond=0)
        cls.duty = cls.administrator.employee_ids.edu_duty_ids
        cls.own = cls.env["edu.class"].browse(cls.places["own_locked"]["class_id"])
        cls.book = cls.env["edu.gradebook"].browse(
            cls.places["own_locked"]["gradebook_id"]
        )

    def values(self, **more):
        return {
            "number": "15/QĐ-THCS",
            "reason": "Đối chiếu với sổ giấy",
            "duty_id": self.duty.id,
            "year_id": self.year.id,
            "class_ids": [(6, 0, self.own.ids)],
            "valid_from": str(self.now - timedelta(hours=1)),
            "valid_to": str(self.now + timedelta(hours=1)),
            **more,
        }

    def order(self, **more):
        """An order as the head gives it in the web client."""
        self.log_in("head")
        number, _error = self.call("edu.access.order", "create", [self.values(**more)])
        _value, error = self.call("edu.access.order", "action_give", number)
        self.assertFalse(error)
        self.env.invalidate_all()
        return self.orders.browse(number)

    def at(self, order, **moments):
        """Set moments of an order as if the clock had gone on."""
        for name, moment in moments.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE edu_access_order SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    moment,
                    order.id,
                )
            )
        self.env.invalidate_all()

    def seen(self, book=None, role="administrator"):
        """By which ways the administrator reads marks of a gradebook."""
        self.log_in(role)
        lines = (book or self.book).line_ids
        inside = [("gradebook_id", "=", (book or self.book).id)]
        ways = {
            "read": (lines.ids, ["tx1"]),
            "web_read": (lines.ids, {"tx1": {}}),
            "search_count": (inside,),
            "search_read": (inside, ["tx1"]),
            "web_search_read": (inside, {"tx1": {}}),
            "export_data": (lines.ids, ["tx1"]),
            "formatted_read_group": (inside, ["tx1"], ["__count"]),
            "name_search": ("", inside),
            "action_history": (lines.ids,),
        }
        found = set()
        with self.quiet():
            for method, arguments in ways.items():
                value, error = self.call("edu.gradebook.line", method, *arguments)
                if not error and value not in ([], 0, {"length": 0, "records": []}):
                    found.add(method)
            answer = self.url_open(
                f"/edu_workbook/edu.gradebook/{(book or self.book).id}"
            )
        if answer.content[:2] == b"PK":
            found.add("workbook")
        return found, {*ways, "workbook"}

    # -- reading ---------------------------------------------------------------------

    def test_before_within_and_after(self):
        """BT-8.5: not before the order's moment, all ways within it, none after it;
        the clock of the database decides, no scheduler runs."""
        self.assertEqual(self.seen()[0], set())
        order = self.order()
        found, ways = self.seen()
        self.assertEqual(found, ways)
        moment = self.orders._clock()
        self.at(order, valid_from=moment + timedelta(seconds=60))
        self.assertEqual((self.seen()[0], order.state), (set(), "coming"))
        self.at(order, valid_from=moment - timedelta(seconds=60))
        self.assertEqual((self.seen()[0], order.state), (ways, "running"))
        # At the very moment it is over.
        self.at(order, valid_to=self.orders._clock())
        self.assertEqual((self.seen()[0], order.state), (set(), "ended"))

    def test_withdrawn_at_once(self):
        """BT-8.5: the head ends an order at any time."""
        order = self.order()
        self.log_in("head")
        self.call("edu.access.order", "action_withdraw", order.ids)
        self.env.invalidate_all()
        self.assertEqual((self.seen()[0], order.state), (set(), "withdrawn"))

    def test_only_its_scope(self):
        """BT-8.5: other classes and, where one is named, other subjects stay shut."""
        self.order(subject_id=self.book.subject_id.id)
        self.log_in("administrator")
        found, _error = self.call(
            "edu.gradebook.line", "search_read", [], ["class_id", "subject_id"]
        )
        self.assertEqual({row["class_id"][0] for row in found}, set(self.own.ids))
        self.assertEqual(
            {row["subject_id"][0] for row in found}, set(self.book.subject_id.ids)
        )
        for model in ("edu.result", "edu.conduct", "edu.decision"):
            self.assertEqual(self.call(model, "search_count", []), (0, ""))
        other = self.env["edu.gradebook"].browse(self.places["other"]["gradebook_id"])
        self.assertEqual(self.seen(other)[0], set())

    def test_the_whole_school(self):
        """BT-8.5: no class named means all of the year, and results as well."""
        order = self.order(class_ids=[])
        self.assertTrue(order.whole_school)
        self.log_in("administrator")
        found, _error = self.call("edu.result", "search_read", [], ["promotion"])
        self.assertIn(self.own.id, order.class_ids.ids)
        self.assertGreaterEqual(len(found), len(self.own.enrolment_ids))
        foreign = self.places["foreign"]["class_id"]
        self.assertNotIn(foreign, order.class_ids.ids)

    def test_reads_and_never_writes(self):
        """BT-8.5, KP-17.3: an order opens no cell, no lock and no decision."""
        self.order(class_ids=[])
        line = self.book.line_ids[:1]
        open_line = self.env["edu.gradebook.line"].search(
            [("class_id", "=", self.places["own"]["class_id"])], limit=1
        )
        conduct = self.env["edu.conduct"].search(
            [("class_id", "=", self.own.id)], limit=1
        )
        cell = {"line_id": open_line.id, "column": "tx1", "old": "", "new": "9"}
        self.log_in("administrator")
        with self.quiet():
            for call in (
                ("edu.gradebook", "save_cells", [cell]),
                ("edu.gradebook.line", "write", line.ids, {"tx1": "9"}),
                ("edu.conduct", "write", conduct.ids, {"note": "x"}),
                ("edu.gradebook.line", "unlink", line.ids),
                ("edu.correction", "request", "marks", [cell], "x"),
            ):
                self.assertTrue(self.call(*call)[1], call)

    def test_ends_with_the_duty(self):
        """BT-8.5: who is no administrator any more reads nothing by an old order."""
        self.order()
        self.env["edu.access"].sudo().search(
            [("user_id", "=", self.administrator.id)]
        ).valid_to = self.orders._clock() - timedelta(seconds=1)
        self.env.flush_all()
        self.assertNotIn("read", self.seen()[0])

    def test_each_reading_names_the_order(self):
        """BT-8.5, KP-20.3: what is read by an order is recorded with its number."""
        self.order()
        last = self.env["edu.journal"].search([], limit=1).id
        self.log_in("administrator")
        self.call("edu.gradebook.line", "read", self.book.line_ids.ids, ["tx1"])
        self.call(
            "edu.student", "read", [self.places["own"]["student_id"]], ["address"]
        )
        self.env.invalidate_all()
        entries = self.env["edu.journal"].search(
            [("id", ">", last), ("field", "=", "use.read")], order="id"
        )
        told = [json.loads(entry.payload)["use"].get("order", "") for entry in entries]
        self.assertEqual(told, ["15/QĐ-THCS", ""])

    # -- attacks -----------------------------------------------------------------------

    def test_nobody_but_the_head_gives_one(self):
        """BT-8.5: by no call does anybody else make or give an order."""
        self.log_in("head")
        draft, _error = self.call("edu.access.order", "create", [self.values()])
        wrong = []
        group = self.env.ref("edu_school.group_head")
        for role, user in self.roles.items():
            if role == "head":
                continue
            if user._is_internal():
                # A group that somebody gave himself is no duty.
                user.group_ids += group
            self.log_in(role)
            with self.quiet(), mute_logger("odoo.addons.base.models.ir_rule"):
                for call in (
                    ("edu.access.order", "create", [self.values()]),
                    ("edu.access.order", "write", [draft], {"valid_to": "2099-01-01"}),
                    ("edu.access.order", "action_give", [draft]),
                    ("edu.access.order", "unlink", [draft]),
                ):
                    if not self.call(*call)[1]:
                        wrong.append((role, call))
        self.assertFalse(wrong)
        self.assertFalse(self.orders.browse(draft).given_on)

    def test_a_given_order_never_changes(self):
        """BT-8.5: neither administrator nor head extends or widens it, by no way."""
        order = self.order()
        changes = (
            {"valid_to": str(self.now + timedelta(days=9))},
            {"valid_from": str(self.now - timedelta(days=9))},
            {"class_ids": [(4, self.places["other"]["class_id"])]},
            {"subject_id": False},
            {"user_id": self.teacher.id},
            {"withdrawn_on": False},
            {"given_on": False},
            {"duty_id": self.head.employee_ids.edu_duty_ids[:1].id},
        )
        for role in ("administrator", "settings", "access_manager", "head"):
            self.log_in(role)
            with self.quiet():
                for vals in changes:
                    self.assertTrue(
                        self.call("edu.access.order", "write", order.ids, vals)[1], vals
                    )
                self.assertTrue(self.call("edu.access.order", "unlink", order.ids)[1])
        self.env.invalidate_all()
        self.assertEqual(order.class_ids, self.own)

    def test_an_order_needs_what_makes_it_one(self):
        """BT-8.5: a number, hours within the policy, classes and duty of the school."""
        self.log_in("head")
        late = str(self.now + timedelta(hours=80))
        past = {
            "valid_from": str(self.now - timedelta(hours=3)),
            "valid_to": str(self.now - timedelta(hours=2)),
        }
        for more in ({"number": False}, {"valid_to": late}, past):
            number, _error = self.call(
                "edu.access.order", "create", [self.values(**more)]
            )
            with self.quiet():
                error = self.call("edu.access.order", "action_give", number)[1]
            self.assertEqual(error, "UserError", more)
        foreign = [(6, 0, [self.places["foreign"]["class_id"]])]
        head = self.head.employee_ids.edu_duty_ids[:1].id
        for more in ({"class_ids": foreign}, {"duty_id": head}):
            with self.quiet():
                error = self.call("edu.access.order", "create", [self.values(**more)])[
                    1
                ]
            self.assertTrue(error, more)

    def test_it_stands_in_the_journal(self):
        """BT-8.5: who ordered what, and who ended it, is told by the journal."""
        order = self.order()
        self.log_in("head")
        self.call("edu.access.order", "action_withdraw", order.ids)
        self.env.invalidate_all()
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.access.order"), ("res_id", "=", order.id)]
        )
        told = set(entries.mapped("field"))
        self.assertLessEqual(
            {"number", "valid_to", "class_ids", "given_on", "withdrawn_on"}, told
        )
