# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import xmlrpc.client

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SchoolCase

PAGE = "/web/login/new-password"


@tagged("post_install", "-at_install")
class TestNewPassword(SchoolCase, HttpCase):
    """A password that somebody else knows opens nothing but the page to change it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env, "edu_keeper", groups="base.group_erp_manager"
        )
        cls.teacher = cls.users["teacher"]
        cls.teacher.lang = "vi_VN"

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _refused(self, *call, **kwargs):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._call(*call, **kwargs)

    def _reset(self, user, password="tam-thoi-1"):
        self.authenticate("edu_keeper", "edu_keeper")
        self._call("res.users", "write", user.ids, {"password": password})
        self.env.invalidate_all()

    def _log_in(self, login, password, **values):
        self.authenticate(None, None)
        data = {
            "login": login,
            "password": password,
            "csrf_token": http.Request.csrf_token(self),
            **values,
        }
        return self.url_open("/web/login", data=data)

    def _change(self, old, new, repeated=None):
        data = {
            "old_password": old,
            "new_password": new,
            "repeated": new if repeated is None else repeated,
            "csrf_token": http.Request.csrf_token(self),
        }
        return self.url_open(PAGE, data=data)

    def _uid(self):
        return http.root.session_store.get(self.opener.cookies["session_id"]).uid

    def test_login_leads_to_the_page_and_to_nothing_else(self):
        """BT-4.3: a password set by an administrator lets the person change it."""
        self._reset(self.teacher)
        self.assertEqual(self.teacher.edu_password_due, "reset")
        page = self._log_in("edu_teacher", "tam-thoi-1")
        self.assertTrue(page.url.endswith(f"{PAGE}?redirect="), page.url)
        self.assertIn("Mật khẩu mới", page.text)
        self.assertFalse(self._uid())
        for path in ("/odoo", "/web", "/my"):
            with self.subTest(path=path):
                answer = self.url_open(path)
                self.assertIn("/web/login", answer.url + answer.text)
        self._refused("edu.student", "search_read", [], ["name"])
        self.assertTrue(self.url_open(PAGE).url.endswith(PAGE))
        page = self._change("tam-thoi-1", "Của riêng tôi 7")
        self.assertNotIn(PAGE, page.url)
        self.assertEqual(self._uid(), self.teacher.id)
        self.env.invalidate_all()
        self.assertFalse(self.teacher.edu_password_due)
        found = self._call("edu.student", "search_read", [], ["name"])
        self.assertEqual(len(found), 2)
        self._log_in("edu_teacher", "tam-thoi-1")
        self.assertFalse(self._uid())

    def test_what_is_no_new_password(self):
        """BT-4.3, BT-4.5: the old one, the login, a short one, a wrong old one."""
        self._reset(self.teacher)
        self._log_in("edu_teacher", "tam-thoi-1")
        for old, new, repeated, said in (
            ("tam-thoi-1", "tam-thoi-1", None, "phải khác"),
            ("tam-thoi-1", "EDU_teacher", None, "phải khác"),
            ("tam-thoi-1", "ngắn", None, "8"),
            ("tam-thoi-1", "Của riêng tôi 7", "Của riêng tôi 8", "không trùng"),
            ("sai", "Của riêng tôi 7", None, "không phải"),
        ):
            with self.subTest(new=new, old=old):
                self.assertIn(said, self._change(old, new, repeated).text)
                self.env.invalidate_all()
                self.assertTrue(self.teacher.edu_password_due)
        self.assertFalse(self._uid())

    def test_sessions_and_remote_calls_end(self):
        """BT-4.5: what was open before is closed; XML-RPC and JSON say why."""
        self.authenticate("edu_teacher", "edu_teacher")
        self.assertTrue(self._call("edu.student", "search_count", []))
        opened = self.opener.cookies["session_id"]
        key = self.env["res.users.apikeys"].with_user(self.teacher).sudo()
        key = key._generate(None, "x", None)
        # The password of before, so that only the flag makes the difference.
        self._reset(self.teacher, "edu_teacher")
        self.opener.cookies["session_id"] = opened
        self._refused("edu.student", "search_count", [])
        database = self.env.cr.dbname
        with mute_logger("odoo.addons.rpc.controllers.xmlrpc", "odoo.http"):
            for secret in ("edu_teacher", key):
                with self.assertRaisesRegex(xmlrpc.client.Fault, "Người khác biết"):
                    self.xmlrpc_object.execute_kw(
                        database,
                        self.teacher.id,
                        secret,
                        "edu.student",
                        "search_count",
                        [[]],
                    )
            with self.assertRaisesRegex(xmlrpc.client.Fault, "Người khác biết"):
                self.xmlrpc_common.authenticate(
                    database, "edu_teacher", "edu_teacher", {}
                )
        self.authenticate(None, None)
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "Người khác biết|AccessDenied"),
        ):
            self.make_jsonrpc_request(
                "/web/session/authenticate",
                {"db": database, "login": "edu_teacher", "password": "edu_teacher"},
            )
        self.assertFalse(self._uid())
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/json/2/edu.student/search_count",
                data=json.dumps({"domain": []}),
                headers={
                    "Authorization": f"Bearer {key}",
                    "Content-Type": "application/json",
                },
            )
        self.assertGreaterEqual(answer.status_code, 400)

    def test_a_reset_by_remote_call_counts_too(self):
        """BT-4.5: who sets a password by XML-RPC knows it no less."""
        with mute_logger("odoo.addons.rpc.controllers.xmlrpc"):
            self.xmlrpc_object.execute_kw(
                self.env.cr.dbname,
                self.keeper.id,
                "edu_keeper",
                "res.users",
                "write",
                [self.teacher.ids, {"password": "tam-thoi-1"}],
            )
        self.env.invalidate_all()
        self.assertEqual(self.teacher.edu_password_due, "reset")

    def test_nobody_clears_the_flag_otherwise(self):
        """BT-8.1: neither its keeper nor its owner, by no call and no context."""
        self._reset(self.teacher)
        for context in ({}, {"edu_protected": True}):
            self._refused(
                "res.users",
                "write",
                self.teacher.ids,
                {"edu_password_due": False},
                context=context,
            )
        vals = {"edu_password_due": "first"}
        for login in ("head", "administrator", "other"):
            self.authenticate(f"edu_{login}", f"edu_{login}")
            self._refused("res.users", "write", self.users[login].ids, vals)
        self._refused("res.users", "_change_due_password", self.teacher.ids, "a", "b")
        with self.assertRaises(AccessError):
            self.teacher.with_user(self.teacher).write({"edu_password_due": False})

    def test_who_changes_his_own_password_goes_on(self):
        """BT-4.5: only what somebody else set is to be changed."""
        self.authenticate("edu_teacher", "edu_teacher")
        self._call("res.users", "change_password", "edu_teacher", "Của riêng tôi 7")
        self.env.invalidate_all()
        self.assertFalse(self.teacher.edu_password_due)

    def test_the_change_confirms_no_deciding_duty(self):
        """BT-8.5: who knows the first password could be faster than the person, so a
        colleague vouches; the person's own change adds no suspension."""
        head = self.users["head"]
        self._reset(head)
        opened = self.env["edu.suspension"]._open_of(head)
        self.assertEqual(opened.mapped("cause"), ["password"])
        self._log_in("edu_head", "tam-thoi-1")
        self._change("tam-thoi-1", "Của riêng tôi 7")
        self.assertEqual(self._uid(), head.id)
        self.env.invalidate_all()
        self.assertEqual(self.env["edu.suspension"]._open_of(head), opened)
        self.assertFalse(self.env["edu.access"]._has("head", self.school, user=head))
        opened._end()
        self.assertTrue(self.env["edu.access"]._has("head", self.school, user=head))

    def test_the_journal_names_it(self):
        """BT-8.1: setting and changing a password stand in the school's journal."""
        self._reset(self.teacher)
        self._log_in("edu_teacher", "tam-thoi-1")
        self._change("tam-thoi-1", "Của riêng tôi 7")
        entries = self.env["edu.journal"].search(
            [
                ("model", "=", "res.users"),
                ("res_id", "=", self.teacher.id),
                ("field", "=", "edu_password_due"),
            ]
        )
        self.assertEqual(
            [(e.user_name, e.old, e.new) for e in entries],
            [("teacher", "reset", ""), (self.keeper.name, "", "reset")],
        )
        self.assertEqual(set(entries.mapped("school_code")), {self.school.code})
