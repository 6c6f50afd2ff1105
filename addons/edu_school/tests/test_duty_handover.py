# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..dates import today
from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestDutyHandover(SchoolCase):
    """All duties of one person go over by one decision of the head."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_duty(
            "homeroom",
            "subject_teacher",
            class_id=cls.class_a.id,
            subject_id=cls.math.id,
        )
        cls.successor = cls._new_staff("successor")
        cls.users["successor"] = cls.successor.user_id
        cls.tomorrow = today() + timedelta(days=1)

    def _handover(self, login="head", **values):
        handovers = self._as(login, self.env["edu.duty.handover"])
        return handovers.create(
            {
                "number": "12/QĐ",
                "reason": "maternity",
                "from_employee_id": self._employee("homeroom").id,
                "to_employee_id": self.successor.id,
                "date": self.tomorrow,
                **values,
            }
        )

    def _duties(self, login):
        duties = self.env["edu.duty"].search(
            [("employee_id", "=", self._employee(login).id)], order="kind"
        )
        return [(d.kind, d.class_id, d.date_from, d.date_to) for d in duties]

    def test_all_duties_go_over_on_one_day(self):
        """KP-35.6: the last day of the one is the day before the other's first."""
        handover = self._handover()
        self.assertEqual(len(handover.duty_ids), 2)
        before = self._duties("homeroom")
        handover.action_hand_over()
        self.assertEqual(handover.state, "done")
        self.assertEqual(
            self._duties("homeroom"),
            [(kind, place, start, today()) for kind, place, start, _end in before],
        )
        self.assertEqual(
            self._duties("successor"),
            [
                (kind, place, self.tomorrow, False)
                for kind, place, _start, _end in before
            ],
        )
        new = self.env["edu.duty"].search([("employee_id", "=", self.successor.id)])
        self.assertEqual(set(new.mapped("decision")), {"12/QĐ"})
        has = self.env["edu.access"]._has
        for login, day, expected in (
            ("homeroom", today(), True),
            ("homeroom", self.tomorrow, False),
            ("successor", today(), False),
            ("successor", self.tomorrow, True),
        ):
            found = has(
                "homeroom", class_=self.class_a, user=self.users[login], date=day
            )
            self.assertEqual(found, expected, (login, day))

    def test_some_duties_stay(self):
        """KP-27: what is taken off the list stays with who hands over the rest."""
        handover = self._handover()
        kept = handover.duty_ids.filtered(lambda d: d.kind == "subject_teacher")
        handover.duty_ids -= kept
        handover.action_hand_over()
        self.assertFalse(kept.date_to)

    def test_what_begins_later_never_begins_for_who_leaves(self):
        """KP-35.6: a duty of next month begins for the successor."""
        later = today() + timedelta(days=30)
        duty = self._new_duty(
            "homeroom",
            "subject_teacher",
            class_id=self.class_b.id,
            subject_id=self.math.id,
            date_from=later,
        )
        self._handover().action_hand_over()
        self.assertFalse(duty.exists())
        new = self._duties("successor")
        self.assertIn(("subject_teacher", self.class_b, later, False), new)

    def test_the_head_alone_decides(self):
        """KP-35.6, BT-4.2: nobody else prepares or decides a hand-over."""
        for login in ("registrar", "administrator", "homeroom", "clerk"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._handover(login)
        handover = self._handover()
        for login in ("registrar", "administrator", "homeroom"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                handover.with_user(self.users[login]).action_hand_over()
        with self.assertRaises(AccessError):
            handover.write({"state": "done"})

    def test_a_decided_one_stays(self):
        """KP-27: the minutes are evidence."""
        handover = self._handover()
        handover.action_hand_over()
        for act in (
            lambda: handover.write({"number": "13/QĐ"}),
            lambda: handover.action_hand_over(),
            lambda: handover.unlink(),
        ):
            with self.assertRaises(UserError):
                act()

    def test_who_reads_it(self):
        """BT-10.3: both people read their hand-over, colleagues do not."""
        handover = self._handover()
        for login, seen in (
            ("head", True),
            ("homeroom", True),
            ("successor", True),
            ("teacher", False),
            ("administrator", False),
        ):
            handovers = self._as(login, self.env["edu.duty.handover"])
            found = handovers.search([("id", "=", handover.id)])
            self.assertEqual(bool(found), seen, login)

    def test_no_duty_ends_in_the_past(self):
        """KP-35.6: what was done under a duty stays done under it."""
        handover = self._handover(date=today() - timedelta(days=3))
        with self.assertRaises(UserError):
            handover.action_hand_over()
