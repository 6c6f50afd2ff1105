# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import re
from datetime import timedelta

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..dates import today
from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestFamilyAccounts(SchoolCase, HttpCase):
    """Parents of a class get accounts that lead to their own child."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school.company_id = cls.company
        cls.children = cls.class_a.enrolment_ids.student_id
        cls.child, cls.second = cls.children
        cls.mother = cls._guardian(cls.child, "Trần Thị Lan", "0912 345 678")
        cls.father = cls._guardian(cls.child, "Lê Văn Bình", "", relation="father")

    @classmethod
    def _guardian(cls, student, name, phone="", **values):
        return cls.env["edu.guardian"].create(
            {
                "student_id": student.id,
                "relation": "mother",
                "name": name,
                "phone": phone,
                **values,
            }
        )

    def _open(self, login="registrar", record=None):
        action = self._as(login, record or self.class_a).action_family_accounts()
        return self._as(login, self.env["edu.family.accounts"]).browse(action["res_id"])

    def _text(self, action):
        content = base64.b64decode(action["params"]["content"])
        pages = PdfReader(io.BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages)

    def test_the_preview_names_whose_parent_and_who_has_none(self):
        """BT-10.3: nothing is made yet; the number is the account's name."""
        wizard = self._open()
        self.assertEqual(
            [(line.name, line.login, line.learners) for line in wizard.line_ids],
            [
                (self.father.name, "le.van.binh", self.child.name),
                (self.mother.name, "0912345678", self.child.name),
            ],
        )
        self.assertEqual(wizard.without, self.second.name)
        self.assertFalse((self.mother | self.father).partner_id)

    def test_from_the_slip_to_the_own_child(self):
        """BT-8.5, BT-10.3: homeroom or registrar make and link in one press; whoever
        got the slip chooses a password and stands on the portal."""
        wizard = self._open("homeroom")
        text = self._text(wizard.action_create())
        for part in (self.mother.name, self.child.name, "0912345678"):
            self.assertIn(part, text)
        user = self.mother.partner_id.user_ids
        self.assertEqual(user.login, "0912345678")
        self.assertTrue(user._is_portal())
        self.assertEqual(user.edu_password_due, "first")
        self.assertFalse(wizard.count)
        first = dict(
            zip(
                re.findall(r"\b(?:0912345678|le\.van\.binh)\b", text),
                re.findall(r"\b\w{4}-\w{4}-\w{4}\b", text),
                strict=True,
            )
        )[user.login]
        with mute_logger("odoo.addons.base.models.res_users"):
            page = self.url_open("/web/login", {})
            token = re.search(r'csrf_token: "([^"]+)"', page.text)[1]
            entry = {"login": user.login, "password": first, "csrf_token": token}
            page = self.url_open("/web/login", entry)
        self.assertIn("/web/login/new-password", page.url)

    def test_brothers_and_sisters_share_one_account(self):
        """BT-10.3: the exact name with the same number is one person, in this class
        or with an account of before; another spelling is another person."""
        again = self._guardian(self.second, "Trần Thị Lan", "+84 912345678")
        other = self._guardian(self.second, "Trần Thi Lan", "0912345678")
        wizard = self._open()
        shared = wizard.line_ids.filtered(lambda line: again in line.guardian_ids)
        self.assertEqual(shared.guardian_ids, self.mother | again)
        twice = wizard.line_ids.filtered(lambda line: other in line.guardian_ids)
        self.assertTrue(twice.problem)
        twice.selected = False
        wizard.action_create()
        self.assertEqual(self.mother.partner_id, again.partner_id)
        elder = self.class_b.enrolment_ids.student_id[0]
        there = self._guardian(elder, "Trần Thị Lan", "0912345678")
        wizard = self._open(record=elder)
        self.assertEqual(wizard.line_ids.known, "0912345678")
        self.assertEqual(wizard.action_create()["tag"], "display_notification")
        self.assertEqual(there.partner_id, self.mother.partner_id)

    def test_staff_accounts_are_not_linked(self):
        """BT-8.5: a teacher's child has a parent's account of its own."""
        self.mother.partner_id = self.users["teacher"].partner_id
        self._guardian(self.second, "Trần Thị Lan", "0912345678")
        wizard = self._open()
        (line,) = wizard.line_ids.filtered("known")
        self.assertTrue(line.problem)
        self.assertFalse(line._is_ready())

    def test_only_who_may_link_opens_and_creates(self):
        """BT-8.5: neither who keeps accounts nor another class's teacher; a form that
        a duty opened is no way round its end."""
        for login in ("administrator", "head", "teacher"):
            with self.subTest(login), self.assertRaises(AccessError):
                self._open(login)
        with self.assertRaises(AccessError):
            self._open("homeroom", self.class_b)
        wizard = self._open("homeroom")
        with self.assertRaises(AccessError):
            wizard.line_ids[0].guardian_ids = [(5,)]
        with self.assertRaises(AccessError):
            wizard.class_id = self.class_b
        duty = self.env["edu.duty"].search(
            [("user_id", "=", self.users["homeroom"].id), ("kind", "=", "homeroom")]
        )
        duty.date_to = today() - timedelta(days=1)
        with self.assertRaises(AccessError):
            wizard.action_create()
        self.assertFalse(self.mother.partner_id)

    def test_nobody_chosen(self):
        wizard = self._open()
        wizard.line_ids.selected = False
        with self.assertRaises(UserError):
            wizard.action_create()
