# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..dates import today
from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestSupport(SchoolCase):
    """BT-6.2: teachers report problems to head and board inside the system."""

    def _report(self, login, **values):
        tickets = self._as(login, self.env["edu.support.ticket"])
        return tickets.create({"text": "Không nhập được điểm", **values})

    def test_a_report_reaches_the_head_with_its_screen(self):
        ticket = self._report(
            "teacher", model="edu.class", res_id=self.class_a.id, url="/odoo/edu"
        )
        self.assertEqual(ticket.school_id, self.school)
        self.assertEqual(ticket.res_name, self.class_a.display_name)
        people = ticket.sudo().activity_ids.user_id
        self.assertEqual(people, self.users["head"])
        outcome = self.env.ref("edu_school.mail_activity_outcome")
        own = self._as("head", ticket)
        with self.assertRaises(UserError):
            own.action_answer()
        own.write({"answer": "Đã mở sổ."})
        own.action_answer()
        self.assertEqual(ticket.state, "done")
        self.assertEqual(ticket.answered_by, self.users["head"].name)
        # It waits for nobody any more, and who reported it is told.
        self.assertEqual(ticket.sudo().activity_ids.user_id, self.users["teacher"])
        self.assertEqual(ticket.sudo().activity_ids.activity_type_id, outcome)

    def test_a_report_waits_for_who_heads_the_school_now(self):
        """KP-35.6: a duty that changes hands takes what waits along."""
        ticket = self._report("teacher").sudo()
        duty = self.users["head"].employee_ids.edu_duty_ids
        duty.filtered(lambda d: d.kind == "head").date_to = today() - timedelta(days=1)
        self.assertFalse(ticket.activity_ids)
        successor = self._new_staff("successor").user_id
        self._new_duty("successor", "head", date_from=today())
        self.assertEqual(ticket.activity_ids.user_id, successor)

    def test_a_record_beyond_the_duty_is_not_named(self):
        """BT-10.3: a report with a guessed id tells nothing of the record."""
        ticket = self._report("teacher", model="edu.student", res_id=self.chi.id)
        self.assertFalse(ticket.res_name)
        self._report("teacher", model="no.model", res_id=1)

    def test_nobody_answers_or_reads_for_others(self):
        ticket = self._report("teacher")
        with self.assertRaises(AccessError):
            self._as("other", ticket).read(["text"])
        for vals in ({"answer": "x"}, {"state": "done"}, {"text": "y"}):
            with self.assertRaises(UserError):
                self._as("teacher", ticket).write(vals)
        with self.assertRaises(AccessError):
            self._as("teacher", ticket).action_answer()
        forged = self._report("teacher", user_id=self.users["head"].id, answer="x")
        self.assertEqual(forged.user_id, self.users["teacher"])
        self.assertFalse(forged.answer)
        foreign = self._new_school("THCS Khác", "79760702")
        with self.assertRaises(AccessError):
            self._report("teacher", school_id=foreign.id)
