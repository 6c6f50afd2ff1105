# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestAccountSafety(SchoolCase, HttpCase):
    """The settings of the block "Safety of accounts" really do what they say."""

    def _set(self, **values):
        with Form(self.env["res.config.settings"]) as form:
            for name, value in values.items():
                setattr(form, name, value)
        form.record.execute()

    def _log_in(self):
        self.authenticate(None, None)
        form = {"csrf_token": http.Request.csrf_token(self)}
        return self.url_open(
            "/web/login",
            data={**form, "login": "edu_teacher", "password": "edu_teacher"},
            allow_redirects=False,
        )

    def _read(self):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw/res.users/read",
            {
                "model": "res.users",
                "method": "read",
                "args": [self.users["teacher"].ids, ["name"]],
                "kwargs": {},
            },
        )

    def _closed(self, error):
        with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, error):
            self._read()

    def test_nothing_is_switched_on_by_itself(self):
        """BT-4.5: an update of the addons locks nobody out."""
        group = self.env.ref("edu_school.group_staff")
        self.assertFalse(group.lock_timeout or group.lock_timeout_inactivity)
        self.assertFalse(self.users["teacher"]._mfa_type())

    def test_what_is_recommended(self):
        """BT-4.5: one tick fills in what a school does well to choose."""
        self._set(edu_recommended=True)
        group = self.env.ref("edu_school.group_staff")
        self.assertEqual(group.lock_timeout, 12 * 60)
        self.assertEqual(group.lock_timeout_inactivity, 15)
        with self.assertRaisesRegex(UserError, "10"):
            self.users["teacher"].password = "ngắn quá"
        self.users["teacher"].password = "vừa đủ dài"

    def test_a_session_ends(self):
        """BT-4.5: over HTTP, however busy its owner is."""
        self._set(edu_session_hours=12)
        start = datetime(2026, 3, 2, 1)
        with freeze_time(start):
            self._log_in()
        for hours in (2, 5, 8, 11):
            with freeze_time(start + timedelta(hours=hours)):
                self.assertTrue(self._read())
        with freeze_time(start + timedelta(hours=12, minutes=1)):
            self._closed("SessionExpired")

    def test_the_screen_is_locked(self):
        """BT-4.5: who was away enters the password again, and goes on."""
        self._set(edu_lock_minutes=15)
        start = datetime(2026, 3, 2, 1)
        with freeze_time(start):
            self.authenticate("edu_teacher", "edu_teacher")
            # As the web client does over its other channel.
            self.session["is_websocket_session"] = True
            http.root.session_store.save(self.session)
            self.make_jsonrpc_request(
                "/websocket/update_bus_presence", {"inactivity_period": 16 * 60 * 1000}
            )
        with freeze_time(start + timedelta(minutes=1)):
            self._closed("CheckIdentity")
            page = self.url_open("/odoo/action-base.action_res_users_my")
            self.assertTrue(page.ok)
            self.make_jsonrpc_request(
                "/auth-timeout/session/check-identity",
                {"type": "password", "login": "edu_teacher", "password": "edu_teacher"},
            )
            self.assertTrue(self._read())

    def test_two_factors(self):
        """BT-4.5: the password alone opens nothing any more."""
        self._set(auth_totp_enforce=True)
        page = self._log_in()
        self.assertIn("/web/login/totp", page.headers["Location"])
        uid = http.root.session_store.get(self.opener.cookies["session_id"]).uid
        self.assertFalse(uid)
        # Whoever installed the suite may be one already.
        before = self.env["res.config.settings"].create({}).edu_without_mail
        self.users["teacher"].email = False
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.edu_without_mail, before + 1)
