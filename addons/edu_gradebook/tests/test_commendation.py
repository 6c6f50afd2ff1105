# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PrimaryCase


@tagged("post_install", "-at_install")
class TestCommendation(PrimaryCase):
    def commend(self, user, **values):
        return (
            self.env["edu.commendation"]
            .with_user(user)
            .create(
                {
                    "enrolment_id": self.enrolments[0].id,
                    "date": "2025-11-20",
                    "text": "Nhặt được của rơi trả lại người mất",
                    **values,
                }
            )
        )

    def test_letters_and_decisions(self):
        """BT-4.9a: the homeroom teacher writes letters, the head records decisions."""
        letter = self.commend(self.homeroom)
        self.assertTrue(self.entries(letter))
        with self.assertRaises(AccessError):
            self.commend(self.homeroom, given_by="head", decision="5/QĐ")
        with self.assertRaises(AccessError):
            letter.write({"given_by": "head", "decision": "5/QĐ"})
        with self.assertRaises(AccessError):
            self.commend(self.teacher)
        decided = self.commend(self.head, given_by="head", decision="5/QĐ")
        self.assertEqual(decided.with_user(self.homeroom).decision, "5/QĐ")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.commend(self.head, given_by="authority")

    def test_a_class_is_handed_over_by_two_people(self):
        """BT-5.1e: TT27 Điều 12, confirmed by who gives and who takes."""
        self.fill_primary()
        self.save(self.homeroom, (self.line("TOAN", 1, self.hk2), "ck", "9", "4"))
        handover = (
            self.env["edu.handover"]
            .with_user(self.homeroom)
            .create(
                {
                    "class_id": self.class_.id,
                    "from_employee_id": self.homeroom.employee_ids.id,
                    "to_employee_id": self.foreign.employee_ids.id,
                    "date": "2026-05-29",
                }
            )
        )
        taken = handover.with_user(self.foreign)
        self.assertEqual(self.result(1).level_year, "CHT")
        with self.assertRaises(AccessError):
            handover.with_user(self.teacher).read(["note"])
        with self.assertRaises(AccessError):
            handover.write({"taken_on": "2026-05-29 10:00:00"})
        with self.assertRaises(UserError):
            handover.with_user(self.teacher).action_confirm()
        handover.action_confirm()
        with self.assertRaises(UserError):
            handover.write({"note": "Sửa"})
        taken.action_confirm()
        self.assertEqual(handover.state, "done")
        with self.assertRaises(UserError):
            taken.action_confirm()
