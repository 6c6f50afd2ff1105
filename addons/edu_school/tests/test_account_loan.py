# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields, http
from odoo.exceptions import AccessDenied, AccessError, UserError, ValidationError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..dates import end_of, today
from .common import SchoolCase

PAGE = "/web/login/new-password"


@tagged("post_install", "-at_install")
class TestAccountLoan(SchoolCase, HttpCase):
    """A lent account: the head's consent, no deciding, a new password at its end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["deputy"] = cls._new_staff("deputy").user_id
        cls._new_duty("deputy", "deputy")
        cls.loans = cls.env["edu.account.loan"]
        cls.access = cls.env["edu.access"]
        cls.lender, cls.borrower = cls.users["deputy"], cls.users["other"]

    def _ask(self, login="deputy", **values):
        loans = self._as(login, self.loans)
        return loans.create(
            {
                "borrower_id": self.borrower.id,
                "date_to": today() + timedelta(days=2),
                "reason": "Đi công tác",
                **values,
            }
        )

    def _lend(self):
        """A loan that runs, and the borrower's password of the account."""
        loan = self._ask()
        self._as("head", loan).action_consent()
        return loan, self._take(loan)

    def _take(self, loan):
        message = self._as("other", loan).action_take()["params"]["message"]
        return re.search(r"\w{4}-\w{4}-\w{4}", message)[0]

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _refused(self, *call, **kwargs):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._call(*call, **kwargs)

    def _log_in(self, password, login="edu_deputy"):
        self.authenticate(None, None)
        form = {"csrf_token": http.Request.csrf_token(self)}
        return self.url_open(
            "/web/login", data={**form, "login": login, "password": password}
        )

    def _uid(self):
        return http.root.session_store.get(self.opener.cookies["session_id"]).uid

    def _decides(self):
        self.env.invalidate_all()
        return self.access._has("deputy", self.school, user=self.lender)

    def test_the_whole_way(self):
        """BT-9.1: asked, consented, used, over; then a new password before anything."""
        loan, password = self._lend()
        self.assertFalse(self._decides(), "deciding duties rest while it is lent")
        self._log_in(password)
        self.assertEqual(self._uid(), self.lender.id)
        used = self.opener.cookies["session_id"]
        self._call("res.users", "write", self.lender.ids, {"signature": "x"})
        # His own way in stays, too.
        self._log_in("edu_deputy")
        self.assertEqual(self._uid(), self.lender.id)
        self._as("deputy", loan).action_end()
        self.assertEqual(loan.state, "ended")
        self.assertEqual(self.lender.edu_password_due, "loan")
        self.assertTrue(self._decides())
        self._refused("res.users", "write", self.lender.ids, {"signature": "y"})
        self.opener.cookies["session_id"] = used
        self._refused("res.users", "write", self.lender.ids, {"signature": "y"})
        self._log_in(password)
        self.assertFalse(self._uid())
        self.assertFalse(self.url_open(PAGE).url.endswith(PAGE))
        page = self._log_in("edu_deputy")
        self.assertIn(PAGE, page.url)
        # The password of the loan does not change it, the lender's own does.
        for old in (password, "edu_deputy"):
            data = {
                "old_password": old,
                "new_password": "Của riêng tôi 7",
                "repeated": "Của riêng tôi 7",
                "csrf_token": http.Request.csrf_token(self),
            }
            self.assertFalse(self._uid())
            self.url_open(PAGE, data=data)
        self.assertEqual(self._uid(), self.lender.id)
        self.assertTrue(self._decides())

    def test_it_ends_by_time_without_a_scheduler(self):
        """BT-9.1: at midnight in Vietnam sessions close, whoever is asleep."""
        loan, password = self._lend()
        self._log_in(password)
        self.assertEqual(self._uid(), self.lender.id)
        end = end_of(loan.date_to)
        with freeze_time(end - timedelta(seconds=5)):
            self._call("res.users", "read", self.lender.ids, ["name"])
        with freeze_time(end + timedelta(seconds=5)):
            self._refused("res.users", "read", self.lender.ids, ["name"])
            self._log_in(password)
            self.assertFalse(self._uid())
            self.assertFalse(self._decides())
            # The lender's own login settles it.
            self.assertIn(PAGE, self._log_in("edu_deputy").url)
            self.env.invalidate_all()
            self.assertEqual(loan.state, "ended")
            self.assertEqual(loan.ended_by, "")
            self.assertTrue(self._decides())

    def test_the_scheduler_ends_it(self):
        loan, _password = self._lend()
        never = self._ask("teacher")
        self._as("head", never).action_consent()
        with freeze_time(end_of(loan.date_to) + timedelta(minutes=1)):
            self.loans._cron_end()
        self.assertEqual((loan | never).mapped("state"), ["ended", "ended"])
        self.assertEqual(self.lender.edu_password_due, "loan")
        self.assertFalse(self.users["teacher"].edu_password_due, "nobody had used it")

    def test_the_journal_says_whose_hands(self):
        """BT-9.1, BT-8.1: each entry names the borrower, without a query for it."""
        _loan, password = self._lend()
        self._log_in(password)
        self.env["edu.journal"].with_user(self.lender).sudo()._record(
            [{"model": "x", "res_id": 1, "field": "f", "behalf": "trước"}]
        )
        entry = self.env["edu.journal"].search([("model", "=", "x")], limit=1)
        self.assertEqual(entry.behalf, f"trước; account lent to {self.borrower.name}")
        self._call("edu.support.ticket", "create", {"text": "thử"})
        entry = self.env["edu.journal"].search(
            [("model", "=", "edu.support.ticket"), ("field", "=", "text")], limit=1
        )
        self.assertEqual(entry.user_id, self.lender.id)
        self.assertIn(f"used by {self.borrower.name}", entry.behalf)
        journal = self.env["edu.journal"].with_user(self.lender).sudo()
        journal._record([{"model": "x", "res_id": 1, "field": "f"}])
        with self.assertQueryCount(1):
            journal._record([{"model": "x", "res_id": 1, "field": "f"}])

    def test_what_opens_the_account_stays(self):
        """BT-9.1: out of a lent account nobody changes its keys."""
        _loan, password = self._lend()
        self._log_in(password)
        self._refused("res.users", "change_password", password, "Của tôi rồi 7")
        self._refused("res.users", "change_password", "edu_deputy", "Của tôi rồi 7")
        self._refused("res.users", "write", self.lender.ids, {"email": "x@y.vn"})
        self._refused(
            "res.partner", "write", self.lender.partner_id.ids, {"email": "x@y.vn"}
        )
        with self.assertRaises(AccessError):
            self.lender.with_user(self.lender).sudo()._totp_try_setting("A" * 32, 1)
            self.lender.with_user(self.lender).sudo().totp_secret = "A" * 32
        keys = self.env["res.users.apikeys"].with_user(self.lender).sudo()
        with self.assertRaises(AccessError):
            keys._generate("rpc", "x", fields.Datetime.now() + timedelta(days=1))
        with self.assertRaises(AccessError):
            self.env["auth.passkey.key"].with_user(self.lender).sudo().create(
                {"name": "x", "credential_identifier": "x"}
            )
        users = self.env["res.users"]
        with self.assertRaises(AccessDenied):
            users.authenticate(
                {"type": "password", "login": "edu_deputy", "password": password},
                {"interactive": False},
            )

    def test_the_borrower_does_not_stay(self):
        """BT-9.1: neither a reset nor a suspension makes the account the borrower's."""
        loan, password = self._lend()
        key = self.env["auth.passkey.key"].create(
            {"name": "x", "credential_identifier": "x"}
        )
        self.env.cr.execute(
            "UPDATE auth_passkey_key SET create_uid = %s WHERE id = %s",
            [self.lender.id, key.id],
        )
        self.lender.partner_id.email = "khac@truong.example"
        self._log_in(password)
        self._refused("auth.passkey.key", "unlink", key.ids)
        wizard = self._call("edu.suspension.confirm", "create", [{}])
        check = "edu.suspension.confirm", "action_check", wizard
        self._refused(*check, context={"password": password})
        self.lender._write_protected({"edu_password_due": "reset"})
        self._log_in(password)
        self.assertFalse(self._uid())
        with self.assertRaises(AccessDenied):
            self.lender._change_due_password(password, "Của tôi rồi 7")
        self.assertEqual(loan.state, "running")
        self.lender._change_due_password("edu_deputy", "Của riêng tôi 7")
        self.assertFalse(self.lender.edu_password_due)

    def test_who_consents_and_to_what(self):
        """BT-9.1: the head alone, never to his own, never his own account."""
        loan = self._ask("teacher", borrower_id=self.lender.id)
        for login in ("teacher", "deputy", "administrator", "registrar", "other"):
            with self.assertRaises(AccessError, msg=login):
                self._as(login, loan).action_consent()
        with self.assertRaisesRegex(ValidationError, "hiệu trưởng"):
            self._ask("head")
        own = self._ask("homeroom", borrower_id=self.users["head"].id)
        with self.assertRaises(AccessError):
            self._as("head", own).action_consent()
        self._as("head", loan).action_refuse()
        with self.assertRaises(UserError):
            self._as("head", loan).action_consent()

    def test_what_is_refused_at_once(self):
        """BT-9.1: too long, in the past, to a stranger, twice, from a lent account."""
        stranger = self._new_staff(
            "stranger", self._new_school("THCS Khác", "79760703")
        ).user_id
        for values in (
            {"date_to": today() + timedelta(days=7)},
            {"date_from": today() - timedelta(days=1)},
            {"borrower_id": stranger.id},
            {"borrower_id": self.lender.id},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._ask(**values)
        self._ask()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self._ask()
        keeper = self._new_staff("keeper").user_id
        self.users["keeper"] = keeper
        keeper.group_ids += self.env.ref("base.group_erp_manager")
        with self.assertRaises(ValidationError):
            self._ask("keeper")

    def test_nobody_writes_the_record(self):
        """BT-9.1, BT-8.1: what was decided is on record, by no call another way."""
        loan = self._ask()
        for login in ("teacher", "administrator", "registrar"):
            self.authenticate(f"edu_{login}", f"edu_{login}")
            self._refused("edu.account.loan", "read", loan.ids, ["reason"])
            for method in ("action_consent", "action_take", "action_end"):
                self._refused("edu.account.loan", method, loan.ids)
            self._refused(
                "edu.account.loan",
                "create",
                {
                    "user_id": self.lender.id,
                    "borrower_id": self.users[login].id,
                    "reason": "x",
                },
            )
        self.authenticate("edu_other", "edu_other")
        for vals in (
            {"state": "consented"},
            {"date_to": str(today())},
            {"note": "được"},
        ):
            self._refused("edu.account.loan", "write", loan.ids, vals)
        self._refused("edu.account.loan", "action_take", loan.ids)
        self._refused("edu.account.loan", "unlink", loan.ids)
        self.authenticate("edu_deputy", "edu_deputy")
        for vals in ({"state": "consented"}, {"user_id": self.lender.id}):
            self._refused("edu.account.loan", "write", loan.ids, vals)
        # The head decides in the web client, with a factor of his own.
        self.authenticate("edu_head", "edu_head")
        self._refused("edu.account.loan", "action_consent", loan.ids)
        self._as("head", loan).action_consent()
        self.authenticate("edu_deputy", "edu_deputy")
        self._refused(
            "edu.account.loan", "write", loan.ids, {"borrower_id": self.borrower.id}
        )
        self._refused("edu.account.loan", "action_take", loan.ids)
        self.env.invalidate_all()
        password = self._take(loan)
        self.authenticate("edu_head", "edu_head")
        self.assertFalse(
            self._call("edu.account.loan", "fields_get").get("password_hash")
        )
        self._refused("edu.account.loan", "read", loan.ids, ["password_hash"])
        self._log_in(password)
        self._refused("edu.account.loan", "create", {"borrower_id": 1, "reason": "x"})
        states = self.env["edu.journal"].search(
            [("model", "=", "edu.account.loan"), ("field", "=", "state")], order="id"
        )
        self.assertEqual(states.mapped("new"), ["asked", "consented", "running"])
        self.assertEqual(set(states.mapped("school_code")), {self.school.code})
