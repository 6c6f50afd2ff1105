# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import GradebookFixture
from .test_correction import CorrectionFixture

OWN = """
[profile]
code = tinh-mau
name = Tỉnh Mẫu
version = 1
documents = Quy chế Tỉnh Mẫu

[final_by_grade]
value = 9: 01/08
article = Quy chế Tỉnh Mẫu, Điều 3

[lock_grace_days]
value = 2
article = Quy chế Tỉnh Mẫu, Điều 4

[unlock_by_administrator]
value = không
article = Quy chế Tỉnh Mẫu, Điều 5
"""


class Place(CorrectionFixture, GradebookFixture):
    """A school with a class and its books."""

    def apply(self, profile):
        """Apply a profile, or the text of one, as the head does on her screen."""
        policy = self.env["edu.policy"]._for(self.school).with_user(self.head)
        id_ = policy.action_choose_profile()["res_id"]
        wizard = policy.env["edu.policy.profile"].browse(id_)
        if "\n" in profile:
            file = base64.b64encode(profile.encode())
            wizard.write({"profile": "file", "file": file})
        else:
            wizard.profile = profile
        wizard.action_compare()
        wizard.write({"decision": "9/QĐ", "decision_date": "2025-08-20"})
        wizard.action_apply()
        self.env.invalidate_all()

    def proposed(self):
        """When the proposed calendar locks the mid-term mark that is due 8/11."""
        self.env["edu.entry.plan"].create(
            {"term_id": self.hk1.id, "column_name": "gk", "due_date": "2025-11-08"}
        )
        orders = self.env["edu.lock.order"].with_user(self.registrar)
        orders.action_generate()
        found = orders.search([("term_id", "=", self.hk1.id)])
        return found.filtered(lambda order: order.column_name == "gk").locks_at


class Other(Place):
    """Another school in the same database, a class of grade 9 and people of its own."""

    grade = 9

    @classmethod
    def _staff(cls, login, *args):
        return super()._staff(f"khac.{login}", *args)

    @classmethod
    def _enrol(cls, name, number):
        return super()._enrol(name, number + 40)

    @property
    def master(self):
        found = self.env["res.users"].search([("login", "=", "khac.gv.tat.ca")])
        if found:
            return found
        first, *others = self.subjects.values()
        user = self._staff("gv.tat.ca", "Tô Hết", "subject_teacher", self.class_, first)
        for subject in others:
            self._duty(user, "subject_teacher", self.class_, subject)
        return user


@tagged("post_install", "-at_install")
class TestTwoProfiles(Place, TransactionCase):
    """Two schools with different profiles in one database behave differently, without
    a line of code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        # Both are made alike; no two schools have one code.
        cls.school.code = "66-243-70901"
        cls.env.flush_all()
        cls.other = type("OtherPlace", (Other,), {"env": cls.env})
        cls.other.build()
        cls.there = cls.other()

    def clock(self, day):
        return patch(
            "odoo.addons.edu_gradebook.models.edu_correction.today", lambda: day
        )

    def locked(self, *places):
        for place in places:
            place.fill()
            place.rate()
            place.lock()

    def test_who_witnesses_a_correction(self):
        """BT-3, DL2-11.4, KP-17.3: board in Đắk Lắk, administrator in Khánh Phú."""
        self.apply("dak-lak")
        self.there.apply("thcs-khanh-phu")
        self.locked(self, self.there)
        with self.clock(date(2026, 6, 1)):
            here = self.ask((self.line("VAN"), "ck", "9"))
            there = self.there.ask((self.there.line("VAN"), "ck", "9"))
        board = self._staff("ban.qt", "Vũ Thị Quản Trị", "board")
        with self.assertRaises(AccessError):
            here.with_user(self.administrator).action_witness()
        here.with_user(board).action_witness()
        there.with_user(self.there.administrator).action_witness()
        for correction, place in ((here, self), (there, self.there)):
            correction.with_user(place.homeroom).action_witness()
            with self.clock(date(2026, 6, 2)):
                correction.with_user(place.head).action_approve()
            self.assertEqual(place.line("VAN").ck, "9")

    def test_whether_the_homeroom_teacher_enters(self):
        """BT-3, KP-17.2: in Khánh Phú, not in Bến Tre."""
        self.apply("ben-tre")
        self.there.apply("thcs-khanh-phu")
        with self.assertRaises(AccessError):
            self.save(self.homeroom, (self.line("VAN"), "gk", "", "8"))
        line = self.there.line("VAN")
        (answer,) = self.there.save(self.there.homeroom, (line, "gk", "", "8"))
        self.assertEqual(answer["status"], "saved")

    def test_when_nothing_changes_any_more(self):
        """BT-3, KP-25.4: 30 August here, 15 August in TP.HCM; in a province of its own
        grade 9 before the others."""
        self.apply("dak-lak")
        self.there.apply("tp-ho-chi-minh")
        self.locked(self, self.there)
        cell = (self.there.line("VAN"), "ck", "9")
        with self.clock(date(2026, 8, 16)):
            self.assertTrue(self.ask((self.line("VAN"), "ck", "9")))
            with self.assertRaisesRegex(UserError, "15/08/2026"):
                self.there.ask(cell)
        with self.clock(date(2026, 8, 15)):
            asked = self.there.ask(cell)
            self.there.witnessed(asked)
        with (
            self.clock(date(2026, 8, 16)),
            self.assertRaisesRegex(UserError, "15/08/2026"),
        ):
            asked.with_user(self.there.head).action_approve()

    def test_a_grade_has_a_date_of_its_own(self):
        """KP-25.4: one file in both schools; grades 7 and 9 differ."""
        self.apply(OWN)
        self.there.apply(OWN)
        self.locked(self, self.there)
        with self.clock(date(2026, 8, 2)):
            self.assertTrue(self.ask((self.line("VAN"), "ck", "9")))
            with self.assertRaisesRegex(UserError, "01/08/2026"):
                self.there.ask((self.there.line("VAN"), "ck", "9"))

    def test_the_calendar_that_is_proposed_and_who_opens(self):
        """BT-4.6, BT-8.2: days of grace, and whether the administrator executes."""
        self.apply("ben-tre")
        self.there.apply(OWN)
        self.assertEqual(self.proposed(), datetime(2025, 11, 15, 17))
        self.assertEqual(self.there.proposed(), datetime(2025, 11, 10, 17))
        states = []
        for place in (self, self.there):
            orders = self.env["edu.lock.order"].with_user(place.teacher)
            book = place.book("VAN")
            id_ = orders.propose_opening(book.id, "all", 2, "Chấm bù")
            orders.browse(id_).with_user(place.head).action_order()
            states.append(orders.browse(id_).state)
        self.assertEqual(states, ["ordered", "executed"])
