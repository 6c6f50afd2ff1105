# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import time
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.auth_totp.models.totp import hotp
from odoo.addons.edu_journal.tests.smtp import MailServerMixin

from .common import ProvenMixin, SchoolCase, code_now, enrol


@tagged("post_install", "-at_install")
class TestSuspension(SchoolCase, ProvenMixin, HttpCase):
    """Whoever changes another's account does not become the head by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["deputy"] = cls._new_staff("deputy").user_id
        cls._new_duty("deputy", "deputy")
        cls.keeper = new_test_user(
            cls.env,
            "edu_keeper",
            groups="base.group_erp_manager,base.group_partner_manager,edu_school.group_staff",
        )
        cls.users["keeper"] = cls.keeper
        cls.access = cls.env["edu.access"]

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _refused(self, *call, **kwargs):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._call(*call, **kwargs)

    def _has(self, login, right):
        self.env.invalidate_all()
        return self.access._has(right, school=self.school, user=self.users[login])

    def _suspend_head(self, **vals):
        self.authenticate("edu_keeper", "edu_keeper")
        head = self.users["head"]
        self._call("res.users", "write", head.ids, vals or {"password": "Bị đổi 1!"})

    def _enter_as_head(self, password):
        """Whoever knows the password that was set takes the account over."""
        self.users["head"]._change_due_password(password, "Đổi nữa 2!")
        self.authenticate("edu_head", "Đổi nữa 2!")

    def test_a_password_set_by_another_suspends(self):
        """BT-4.5, BT-8.5: over RPC, by an access-rights manager; told and journaled."""
        head = self.users["head"]
        self._suspend_head()
        self.assertFalse(self._has("head", "head"))
        suspension = self.env["edu.suspension"].search([("user_id", "=", head.id)])
        self.assertEqual(suspension.cause, "password")
        self.assertEqual(suspension.changed_by, self.keeper.name)
        told = suspension.activity_ids.user_id
        self.assertEqual(told, head | self.users["deputy"])
        mails = self.env["mail.mail"].search([("subject", "like", head.name)])
        self.assertIn(head.email, mails.mapped("email_to"))
        journal = self.env["edu.journal"].search(
            [("model", "=", "edu.suspension"), ("res_id", "=", suspension.id)]
        )
        self.assertIn("cause", journal.mapped("field"))
        with self.assertRaisesRegex(AccessError, "tạm dừng"):
            self._as("head", self.school).write({"head_title": "Giám đốc"})
        # Neither a new duty nor the same once more brings the right back.
        self.env["edu.access"]._sync(
            self.env["edu.duty"].search([("user_id", "=", head.id)])
        )
        self.assertFalse(self._has("head", "head"))

    def test_what_suspends(self):
        """BT-4.5: mail, login, second factor and passkey as well as the password."""
        head = self.users["head"]
        key = self.env["auth.passkey.key"].with_user(head).sudo()
        key = key.create({"name": "x", "credential_identifier": "x"})
        for cause, change in (
            ("mail", lambda: head.write({"email": "ke@gian.vn"})),
            ("mail", lambda: head.partner_id.write({"email": "ke2@gian.vn"})),
            ("login", lambda: head.write({"login": "ke.gian"})),
            ("second_factor", lambda: head.write({"totp_secret": False})),
            ("second_factor", lambda: key.unlink()),
        ):
            with self.subTest(cause=cause):
                change()
                found = self.env["edu.suspension"]._open_of(head)
                self.assertEqual(found.mapped("cause"), [cause])
                self.assertFalse(self._has("head", "head"))
                found._end()
                self.assertTrue(self._has("head", "head"))

    def test_what_does_not_suspend(self):
        """KP-5.3c: a teacher teaches on; a mail that stays the same changes nothing."""
        head, teacher = self.users["head"], self.users["teacher"]
        head.partner_id.write({"email": head.email})
        head.write({"tz": "UTC"})
        teacher.write({"password": "Bị đổi 1!"})
        self.assertFalse(self.env["edu.suspension"]._open_of(head | teacher))
        self.assertTrue(self._has("head", "head"))
        taught = self.access._has(
            "subject_teacher", class_=self.class_a, subject=self.math, user=teacher
        )
        self.assertTrue(taught)

    def test_own_change_suspends_nobody(self):
        """BT-4.5: whoever changes his own password keeps his duties."""
        self.users["head"].password = "edu_head"
        self.env["edu.suspension"]._open_of(self.users["head"])._end()
        self.authenticate("edu_head", "edu_head")
        self._call("res.users", "change_password", "edu_head", "Của tôi 2!")
        self.assertFalse(self.env["edu.suspension"]._open_of(self.users["head"]))
        self.assertTrue(self._has("head", "head"))

    def test_the_password_that_was_set_confirms_nothing(self):
        """BT-8.5: the intruder cannot confirm by what he set himself."""
        self._suspend_head(password="Bị đổi 1!")
        self._enter_as_head("Bị đổi 1!")
        wizard = self._call("edu.suspension.confirm", "create", [{}])
        context = {"password": "Đổi nữa 2!", "code": "000000"}
        self._refused("edu.suspension.confirm", "action_check", wizard, context=context)
        row = self.env["edu.suspension"]._open_of(self.users["head"])
        self._refused("edu.suspension", "action_vouch", row.ids)
        self._refused(
            "edu.suspension", "write", row.ids, {"confirmed_on": "2026-01-01"}
        )
        self._refused("edu.suspension", "unlink", row.ids)
        self.authenticate("edu_keeper", "edu_keeper")
        self._refused("edu.suspension", "action_vouch", row.ids)
        self.assertFalse(self._has("head", "head"))

    def test_a_mail_is_confirmed_by_the_own_password(self):
        self._suspend_head(email="ke@gian.vn")
        self.assertFalse(self._has("head", "head"))
        self.authenticate("edu_head", "edu_head")
        wizard = self._call("edu.suspension.confirm", "create", [{}])
        check = "edu.suspension.confirm", "action_check", wizard
        self._refused(*check, context={"password": "sai"})
        self._call(*check, context={"password": "edu_head"})
        self.assertTrue(self._has("head", "head"))

    def test_the_authenticator_confirms_a_password(self):
        """BT-4.5: a second factor that the person enrolled proves him."""
        head = self.users["head"]
        enrol(head)
        self._suspend_head()
        self._enter_as_head("Bị đổi 1!")
        wizard = self._call("edu.suspension.confirm", "create", [{}])
        check = "edu.suspension.confirm", "action_check", wizard
        self._call(*check, context={"code": "000000"})
        self.assertFalse(self._has("head", "head"))
        self._call(*check, context={"code": code_now()})
        self.assertTrue(self._has("head", "head"))

    def test_an_authenticator_of_the_intruder_confirms_nothing(self):
        """BT-8.5: what is enrolled while the account is suspended proves nobody."""
        head = self.users["head"]
        self._suspend_head()
        self._enter_as_head("Bị đổi 1!")
        secret = base64.b32encode(b"y" * 20).decode()
        wizard = self.env["auth_totp.wizard"].with_user(head).sudo()
        wizard = wizard.create({"user_id": head.id, "secret": secret})
        step = int(time.time() // 30)
        code = str(hotp(b"y" * 20, step)).zfill(6)
        # As after the password, which the intruder knows, was asked for again.
        self.session["identity-check-last"] = time.time()
        http.root.session_store.save(self.session)
        self._call("auth_totp.wizard", "enable", wizard.ids, context={"code": code})
        self.env.invalidate_all()
        self.assertTrue(head.totp_enabled)
        causes = set(self.env["edu.suspension"]._open_of(head).mapped("cause"))
        self.assertEqual(causes, {"password", "second_factor"})

    def test_a_colleague_vouches(self):
        """KP-16: for the head a deputy or the board, for others the head."""
        self._suspend_head()
        row = self.env["edu.suspension"]._open_of(self.users["head"])
        for login in ("teacher", "registrar", "administrator", "clerk"):
            self.authenticate(f"edu_{login}", f"edu_{login}")
            self._refused("edu.suspension", "action_vouch", row.ids)
        self.authenticate("edu_deputy", "edu_deputy")
        self._call("edu.suspension", "action_vouch", row.ids)
        self.assertTrue(self._has("head", "head"))
        self.env.invalidate_all()
        self.assertEqual(row.confirmed_by, self.users["deputy"].name)


@tagged("post_install", "-at_install")
class TestSuspensionNotice(MailServerMixin, SchoolCase):
    """The notice of a changed account reaches the person, or the screen says so."""

    def suspend(self):
        self.users["head"].email = "ht.cu@truong.vn"
        self.env["edu.suspension"]._open_of(self.users["head"])._end()
        self.server = self.start_mail_server()
        self.env["mail.mail"].search([]).cancel()
        # Odoo's own notice of the change is refused at once, and lost.
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self.users["head"].email = "ke@gian.vn"
        return (
            self.env["edu.suspension"]
            ._open_of(self.users["head"])
            .with_context(lang="vi_VN")
        )

    def follow(self, after):
        with freeze_time(datetime.now() + after):
            self.env["edu.notice"].sudo()._follow()
        self.env.invalidate_all()

    def test_refused_then_accepted(self):
        """BT-4.5: the mail to the old address is sent again until it is taken."""
        suspension = self.suspend()
        self.assertIn("ht.cu@truong.vn: chưa gửi", suspension.notices)
        self.send_queue()
        self.follow(timedelta())
        self.assertIn("ht.cu@truong.vn: CHƯA gửi được", suspension.notices)
        self.server.refused = set()
        self.follow(timedelta(minutes=6))
        self.send_queue()
        self.follow(timedelta(minutes=10))
        self.assertIn("ht.cu@truong.vn", [to for to, _mail in self.server.taken])
        self.assertIn("ht.cu@truong.vn: đã gửi lúc", suspension.notices)
        self.assertNotIn("CHƯA", suspension.notices)

    def test_the_administrator_cannot_keep_it_back(self):
        """BT-8.5: whoever deletes the mail before it is sent has deleted nothing."""
        suspension = self.suspend()
        self.env["mail.mail"].search([("email_to", "=", "ht.cu@truong.vn")]).unlink()
        self.env.invalidate_all()
        self.server.refused = set()
        self.follow(timedelta())
        self.send_queue()
        self.follow(timedelta())
        taken = {to: mail for to, mail in self.server.taken}
        self.assertIn(self.users["head"].name, taken["ht.cu@truong.vn"]["subject"])
        self.assertIn("ht.cu@truong.vn: đã gửi lúc", suspension.notices)
