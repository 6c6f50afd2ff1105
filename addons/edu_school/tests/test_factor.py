# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import json
import time
import xmlrpc.client
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.http import Request, root
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.auth_totp.models.totp import hotp
from odoo.addons.edu_school.models import edu_factor_check
from odoo.addons.edu_school.wizard.edu_account_creation import account_slips

from .common import SECRET, SchoolCase, code_now, enrol
from .passkey import Passkey

OLD_ROUTES = (
    "odoo.addons.rpc.controllers.xmlrpc",
    "odoo.addons.rpc.controllers.jsonrpc",
)
FOREIGN = b"app of an intruder.."


@tagged("post_install", "-at_install")
class TestFactor(SchoolCase, HttpCase):
    """Who decides proves himself by what no administrator can set."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["deputy"] = cls._new_staff("deputy").user_id
        cls._new_duty("deputy", "deputy")
        enrol(cls.users["head"])

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _refused(self, name, *call, **kwargs):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException) as caught:
            self._call(*call, **kwargs)
        self.assertTrue(str(caught.exception).endswith(name), caught.exception)

    def _appoint(self):
        values = {
            "employee_id": self._employee("other").id,
            "kind": "board",
            "school_id": self.school.id,
            "date_from": "2025-10-01",
            "decision": "16/QĐ",
        }
        return "edu.duty", "create", [values]

    def _prove(self, code):
        return self._call("edu.factor.check", "prove", {"type": "totp", "token": code})

    def _ways(self):
        return self._call("edu.factor.check", "ways")

    def _enrol_app(self, secret, code=None):
        """Enrol an app as the browser does: password, picture, first code."""
        uid = self.session.uid
        check = self._call("res.users", "action_totp_enable_wizard", [uid])
        if check["res_model"] == "res.users.identitycheck":
            check = self._call(
                check["res_model"],
                "run_check",
                [check["res_id"]],
                context={"password": self.password},
            )
        wizard = self.env["auth_totp.wizard"].browse(check["res_id"]).sudo()
        wizard.secret = base64.b32encode(secret).decode()
        code = code or str(hotp(secret, int(time.time() // 30)))
        self._call(
            "auth_totp.wizard", "enable", wizard.ids, context={"code": code.zfill(6)}
        )
        # Odoo keeps the session through the change of the account.
        self.env.invalidate_all()

    def _log_in(self, login, password=None):
        self.password = password or f"edu_{login}"
        self.authenticate(f"edu_{login}", self.password)

    def _take_over(self, login):
        """Log in with the password that somebody set, which must be changed first."""
        self.users[login]._change_due_password("Bị đổi 1!", "Của kẻ gian 2!")
        self._log_in(login, "Của kẻ gian 2!")

    def test_a_duty_is_given_with_the_code(self):
        """BT-4.5, BT-8.5: neither the login nor the password is enough; the journal
        says how the act was proven, and after ten minutes it is asked again."""
        self._log_in("head")
        self._refused("FactorRequired", *self._appoint())
        self.assertEqual(
            self._ways(), {"proven": False, "ways": ["totp"], "obstacle": ""}
        )
        self.assertFalse(self._prove(code_now()))
        (duty,) = self._call(*self._appoint())
        entry = self.env["edu.journal"].search(
            [("model", "=", "edu.duty"), ("res_id", "=", duty)], limit=1
        )
        self.assertEqual(entry.proof, "totp")
        later = time.time() + edu_factor_check.SECONDS + 1
        with patch.object(edu_factor_check.time, "time", return_value=later):
            self._refused("FactorRequired", "edu.duty", "unlink", [duty])

    def test_a_wrong_code_proves_nothing(self):
        """BT-4.5: wrong, used and too many codes; other ways of Odoo do not count."""
        self._log_in("head")
        for code in ("", "abc", "12345", None, [1]):
            self.assertIn("six digits", self._prove(code))
        self.assertTrue(self._prove("000000"))
        self.assertFalse(self._prove(code_now()))
        with mute_logger("odoo.addons.auth_totp.models.res_users"):
            self.assertTrue(self._prove(code_now()), "a code counts once")
        head = self.users["head"]
        for credential in (
            {"type": "password", "login": head.login, "password": "edu_head"},
            {"type": "totp_mail", "token": head._get_totp_mail_code()[0]},
            {"type": "webauthn", "webauthn_response": '{"id": "x"}'},
            {"type": "webauthn", "webauthn_response": "x"},
            {},
            "x",
        ):
            self.assertTrue(self._call("edu.factor.check", "prove", credential))
        self._log_in("head")
        with mute_logger("odoo.addons.auth_totp.models.res_users"):
            problems = [self._prove(f"{number:06}") for number in range(6)]
        self.assertNotIn("", problems)
        self.assertIn("limit", problems[-1])
        # Odoo counts the failed tries of the account, whatever comes next.
        self.assertTrue(self._prove(code_now(1)))
        self._refused("FactorRequired", *self._appoint())

    def test_the_session_of_another_proves_nothing(self):
        """BT-8.1: the proof of one person in one browser is nobody else's."""
        self._log_in("head")
        self.assertFalse(self._prove(code_now()))
        key = edu_factor_check.SESSION_KEY
        proof = root.session_store.get(self.session.sid)[key]
        self.assertEqual(proof["user"], self.users["head"].id)
        self.authenticate("edu_deputy", "edu_deputy", session_extra={key: proof})
        self.assertFalse(self._ways()["proven"])

    def test_remote_calls_decide_nothing(self):
        """BT-8.1: XML-RPC, JSON-RPC, JSON-2 and API keys have no person before them."""
        head = self.users["head"]
        key = (
            self.env["res.users.apikeys"]
            .with_user(head)
            ._generate("rpc", "x", datetime.now() + timedelta(hours=1))
        )
        model, method, args = self._appoint()[0], "create", [self._appoint()[2]]
        with mute_logger("odoo.http", *OLD_ROUTES):
            with self.assertRaisesRegex(xmlrpc.client.Fault, "web client"):
                self.xmlrpc_object.execute_kw(
                    self.env.cr.dbname, head.id, key, model, method, args
                )
            service = {"service": "object", "method": "execute_kw"}
            service["args"] = [self.env.cr.dbname, head.id, key, model, method, args]
            with self.assertRaises(JsonRpcException) as caught:
                self.make_jsonrpc_request("/jsonrpc", service)
            self.assertIn("AccessError", str(caught.exception))
            answer = self.url_open(
                f"/json/2/{model}/{method}",
                json={"vals_list": args[0]},
                headers={"Authorization": f"Bearer {key}"},
            )
            self.assertEqual(answer.status_code, 403, answer.text)
        self.assertFalse(self.env["edu.duty"].search([("kind", "=", "board")]))

    def test_who_enrols_himself_decides_at_once(self):
        """BT-9.1: the first code of the app is a proof already."""
        self._log_in("deputy")
        self.assertEqual(self._ways()["obstacle"], "")
        self._enrol_app(SECRET)
        ways = self._ways()
        self.assertEqual(ways, {"proven": True, "ways": ["totp"], "obstacle": ""})
        factor = self.env["edu.factor"].search([("user_id.login", "=", "edu_deputy")])
        self.assertEqual((factor.kind, factor.counts), ("totp", True))
        journal = self.env["edu.journal"].search(
            [("model", "=", "edu.factor"), ("res_id", "=", factor.id)]
        )
        self.assertIn("counts", journal.mapped("field"))

    def _keeper(self):
        keeper = new_test_user(
            self.env, "edu_keeper", groups="base.group_erp_manager,base.group_user"
        )
        self._log_in("keeper")
        return keeper

    def _is_head(self):
        self.env.invalidate_all()
        access, head = self.env["edu.access"], self.users["head"]
        return access._has("head", school=self.school, user=head)

    def test_an_intruder_confirms_nothing_with_an_app_of_his_own(self):
        """BT-8.5: who set the head's password and took his app away logs in as him,
        enrols his own app, and gains nothing by it."""
        head = self.users["head"]
        self._keeper()
        self._call("res.users", "write", head.ids, {"password": "Bị đổi 1!"})
        self._disable_app(head)
        self.assertFalse(self._is_head())
        self._take_over("head")
        self._enrol_app(FOREIGN)
        self.assertTrue(head.totp_enabled)
        wizard = self._call("edu.suspension.confirm", "create", [{}])
        later = str(hotp(FOREIGN, int(time.time() // 30) + 1)).zfill(6)
        for context in ({"code": later}, {"password": "Của kẻ gian 2!"}):
            self._refused(
                "UserError",
                "edu.suspension.confirm",
                "action_check",
                wizard,
                context=context,
            )
        self.assertTrue(self._prove(later))
        self._refused("AccessError", *self._appoint())
        self.assertFalse(self._is_head())
        # A colleague who has seen the person lets it count.
        self.env["edu.suspension"]._open_of(head)._end()
        self.assertEqual(self._ways()["ways"], ["totp"])

    def test_an_app_without_any_suspension_is_not_trusted_after_one(self):
        """BT-8.5: the one who knew a way in before waits until nobody looks."""
        deputy = self.users["deputy"]
        self._keeper()
        self._call("res.users", "write", deputy.ids, {"password": "Bị đổi 1!"})
        self.env["edu.suspension"]._open_of(deputy)._end()
        self._take_over("deputy")
        self.assertEqual(self._ways()["obstacle"], "vouch")
        self._enrol_app(FOREIGN)
        self.assertFalse(self._ways()["ways"])
        opened = self.env["edu.suspension"]._open_of(deputy)
        self.assertEqual(opened.mapped("cause"), ["second_factor"])
        self.assertIn(self.users["head"], opened.activity_ids.user_id)

    def test_a_change_before_the_duty_voids_what_was_enrolled(self):
        """BT-8.5: nobody is told of a change where no duty rests. What was enrolled
        before counts no more, and what comes after needs somebody who vouches."""
        teacher = self.users["teacher"]
        factors = self.env["edu.factor"]
        self._keeper()
        self._call("res.users", "write", teacher.ids, {"password": "Bị đổi 1!"})
        self._take_over("teacher")
        self._enrol_app(FOREIGN)
        self.assertFalse(factors._counting(teacher))
        self._log_in("keeper")
        self._call("res.users", "write", teacher.ids, {"password": "Bị đổi 1!"})
        self.env.invalidate_all()
        self.assertFalse(factors._counting(teacher))
        # The intruder came in by a passkey of before, and takes another app.
        teacher._change_due_password("Bị đổi 1!", "Của tôi 3!")
        self._new_duty("teacher", "deputy")
        self._log_in("teacher", "Của tôi 3!")
        self._disable_app(teacher)
        self._enrol_app(SECRET)
        self.assertFalse(factors._counting(teacher))
        opened = self.env["edu.suspension"]._open_of(teacher)
        self.assertEqual(set(opened.mapped("cause")), {"first", "second_factor"})
        opened._end()
        self.assertTrue(factors._counting(teacher))

    def _appoint_intruded(self, user, old):
        """Take ``user`` over, enrol, wait for the head to appoint; ask for nothing."""
        user._change_due_password(old, "Của kẻ gian 2!")
        self._log_in(user.login.removeprefix("edu_"), "Của kẻ gian 2!")
        self.assertEqual(self._ways()["obstacle"], "vouch")
        self._enrol_app(FOREIGN)
        self.assertEqual(self._ways()["ways"], [])
        self._log_in("head")
        self._prove(code_now())
        values = {**self._appoint()[2][0], "kind": "deputy"}
        values["employee_id"] = user.employee_ids.id
        self._call("edu.duty", "create", [values])
        self.env.invalidate_all()

    def _assert_rests_until_vouched(self, user):
        access = self.env["edu.access"]
        opened = self.env["edu.suspension"]._open_of(user)
        self.assertEqual(opened.mapped("cause"), ["first"])
        self.assertTrue(opened.doubtful)
        self.assertFalse(access._has("deputy", self.school, user=user))
        self._log_in(user.login.removeprefix("edu_"), "Của kẻ gian 2!")
        later = str(hotp(FOREIGN, int(time.time() // 30) + 1)).zfill(6)
        self.assertTrue(self._prove(later))
        self._refused("AccessError", *self._appoint())
        self._refused("AccessError", "edu.suspension", "action_vouch", opened.ids)
        self._log_in("head")
        self.assertFalse(self._prove(code_now(1)))
        self._call("edu.suspension", "action_vouch", opened.ids)
        self.env.invalidate_all()
        self.assertFalse(user.edu_touched)
        self.assertTrue(access._has("deputy", self.school, user=user))
        self._log_in(user.login.removeprefix("edu_"), "Của kẻ gian 2!")
        self.assertEqual(self._ways()["ways"], ["totp"])

    def test_a_password_set_before_the_duty_is_remembered(self):
        """BT-8.5: who sets a teacher's password and waits until he is appointed."""
        keeper, teacher = self._keeper(), self.users["teacher"]
        self._call("res.users", "write", teacher.ids, {"password": "Bị đổi 1!"})
        self.env.invalidate_all()
        self.assertTrue(teacher.edu_touched)
        self._appoint_intruded(teacher, "Bị đổi 1!")
        self._assert_rests_until_vouched(teacher)
        entries = self.env["edu.journal"].search(
            [
                ("model", "=", "res.users"),
                ("res_id", "=", teacher.id),
                ("field", "=", "edu_touched"),
            ]
        )
        names = [self.users["head"].name, keeper.name]
        self.assertEqual(entries[:2].mapped("user_name"), names)

    def test_a_renewed_slip_before_the_duty_is_remembered(self):
        """BT-8.5: the school's administrator prints a new password for himself."""
        teacher, slips = self.users["teacher"], []
        self._log_in("administrator")
        action = self._call("edu.account.creation", "action_open_renewal")
        wizard = self.env["edu.account.creation"].browse(action["res_id"]).sudo()
        line = wizard.line_ids.filtered(lambda line: line.user_id == teacher)
        self._call("edu.account.creation.line", "write", line.ids, {"selected": True})
        with patch.object(
            account_slips,
            "render",
            side_effect=lambda wizard, people, secrets, kind: (
                slips.extend(secrets) or b""
            ),
        ):
            self._call("edu.account.creation", "action_create", wizard.ids)
        self.env.invalidate_all()
        self._appoint_intruded(teacher, slips[0])
        self._assert_rests_until_vouched(teacher)

    def test_an_account_given_to_a_file_is_remembered(self):
        """BT-8.5: the account of an intruder, in the file of who will decide."""
        intruder = self._keeper()
        intruder.group_ids += self.env.ref("hr.group_hr_user")
        self._enrol_app(FOREIGN)
        self.assertTrue(self._ways()["ways"])
        employee = self._new_staff("chosen")
        self._call("hr.employee", "write", employee.ids, {"user_id": intruder.id})
        self.env.invalidate_all()
        self.assertFalse(self._ways()["ways"])
        self._new_duty("chosen", "deputy", employee_id=employee.id)
        opened = self.env["edu.suspension"]._open_of(intruder)
        self.assertEqual(opened.mapped("cause"), ["first"])

    def test_nobody_takes_the_mark_away(self):
        """BT-8.1: by no call, no context and no default; a mail sets none."""
        keeper, teacher = self._keeper(), self.users["teacher"]
        keeper.group_ids += self.env.ref("base.group_partner_manager")
        teacher.email = "moi@truong.vn"
        self.assertFalse(teacher.edu_touched)
        self._call("res.users", "write", teacher.ids, {"login": "edu_teacher2"})
        for context in ({}, {"edu_protected": True}):
            self._refused(
                "AccessError",
                "res.users",
                "write",
                teacher.ids,
                {"edu_touched": False},
                context=context,
            )
        values = {"name": "Mới", "login": "edu_moi", "password": "Mật khẩu 1!"}
        self.env["ir.default"].set("res.users", "edu_touched", False)
        (user,) = self._call(
            "res.users", "create", [values], context={"default_edu_touched": False}
        )
        self.env.invalidate_all()
        self.assertTrue(keeper.browse(user).edu_touched and teacher.edu_touched)

    def test_the_first_head_needs_nobody_who_vouches(self):
        """BT-4.2: in set-up the appointment answers for the account, but a school
        that is made for it answers for nobody of another one."""
        for code, trusted in (("79760799", True), ("79760798", False)):
            with self.subTest(trusted=trusted):
                school = self._new_school(f"THCS {code}", code)
                user = new_test_user(
                    self.env, f"edu_first_{trusted}", groups="edu_school.group_staff"
                )
                user.password = "Bị đổi 1!"
                self.assertTrue(user.edu_touched)
                place = school if trusted else self.school
                employee = self.env["hr.employee"].create(
                    {"name": "X", "edu_school_id": place.id, "user_id": user.id}
                )
                self.env["edu.duty"].create(
                    {
                        "employee_id": employee.id,
                        "kind": "head",
                        "school_id": school.id,
                        "date_from": "2025-09-01",
                        "decision": "1/QĐ",
                    }
                )
                self.assertEqual(user.edu_touched, not trusted)

    def _disable_app(self, user):
        check = self._call("res.users", "action_totp_disable", user.ids)
        if check["type"] == "ir.actions.act_window":
            context = {"context": {"password": self.password}}
            self._call(check["res_model"], "run_check", [check["res_id"]], **context)
        self.env.invalidate_all()

    def test_what_counts_is_changed_by_what_counts(self):
        """BT-4.5: neither taken away nor joined by another without being proven."""
        head = self.users["head"]
        self._log_in("head")
        check = self._call("res.users", "action_totp_disable", head.ids)
        run = check["res_model"], "run_check", [check["res_id"]]
        context = {"context": {"password": "edu_head"}}
        self._refused("FactorRequired", *run, **context)
        self._prove(code_now())
        self._call(*run, **context)
        self.env.invalidate_all()
        self.assertFalse(head.totp_enabled)

    def _enrol_passkey(self, user, known=None):
        key = Passkey(self.env["auth.passkey.key"].get_base_url())
        action = self._call("res.users", "action_create_passkey", user.ids)
        if "registration" not in action["context"]:
            # Odoo asks who sits there: by a passkey whom it knows to have one.
            proof = json.dumps(self._use(known)) if known else self.password
            run = action["res_model"], "run_check", [action["res_id"]]
            action = self._call(*run, context={"password": proof})
        registration = key.register(action["context"]["registration"])
        wizard = self._call("auth.passkey.key.create", "create", [{"name": "Máy tôi"}])
        self._call("auth.passkey.key.create", "make_key", wizard, registration)
        self.env.invalidate_all()
        return key

    def _use(self, key):
        return key.use(self.make_jsonrpc_request("/auth/passkey/start-auth"))

    def _prove_by(self, key):
        response = json.dumps(self._use(key))
        credential = {"type": "webauthn", "webauthn_response": response}
        return self._call("edu.factor.check", "prove", credential)

    def test_a_passkey_proves_as_well(self):
        """BT-4.5: made by the person, used again, and no other one in its place."""
        deputy = self.users["deputy"]
        self._log_in("deputy")
        key = self._enrol_passkey(deputy)
        self.assertTrue(self._ways()["proven"])
        self._log_in("deputy")
        ways = {"proven": False, "ways": ["webauthn"], "obstacle": ""}
        self.assertEqual(self._ways(), ways)
        stranger = Passkey(key.origin)
        self.assertTrue(self._prove_by(stranger))
        stranger.identifier = key.identifier
        self.assertTrue(self._prove_by(stranger), "another key of the same name")
        self.assertFalse(self._ways()["proven"])
        self.assertFalse(self._prove_by(key))
        self.assertTrue(self._ways()["proven"])
        # A further one is made by whoever proves himself by the first.
        self._log_in("deputy")
        with self.assertRaisesRegex(JsonRpcException, "FactorRequired"):
            self._enrol_passkey(deputy, key)
        self.assertFalse(self._prove_by(key))
        further = self._enrol_passkey(deputy, key)
        self._log_in("deputy")
        self.assertFalse(self._prove_by(further))

    def test_a_passkey_of_an_intruder_proves_nothing(self):
        """BT-8.5: made in the head's account after the password was set."""
        deputy = self.users["deputy"]
        self._keeper()
        self._call("res.users", "write", deputy.ids, {"password": "Bị đổi 1!"})
        self._take_over("deputy")
        key = self._enrol_passkey(deputy)
        self.assertFalse(self._ways()["ways"])
        self.assertTrue(self._prove_by(key))
        suspensions = self.env["edu.suspension"]._open_of(deputy)
        self.assertIn("Máy tôi", suspensions[0].doubtful)
        suspensions._end()
        self.assertFalse(self._prove_by(key))

    def test_a_login_is_no_proof(self):
        """BT-4.5: neither the code of the login nor a browser that Odoo trusts."""
        head = self.users["head"]
        devices = self.env["auth_totp.device"].with_user(head).sudo()
        trusted = devices._generate("browser", "x", datetime.now() + timedelta(days=1))
        for cookie, code in ((trusted, ""), ("", code_now())):
            with self.subTest(trusted=bool(cookie)):
                self.authenticate(None, None)
                if cookie:
                    self.opener.cookies["td_id"] = cookie
                values = {"login": head.login, "password": head.login}
                page = self._post("/web/login", values)
                if code:
                    self.assertIn("/web/login/totp", page.url)
                    self._post("/web/login/totp", {"totp_token": code})
                self.session = root.session_store.get(self.opener.cookies["session_id"])
                self.assertEqual(self.session.uid, head.id)
                self._refused("FactorRequired", *self._appoint())

    def _post(self, path, values):
        token = {"csrf_token": Request.csrf_token(self)}
        return self.url_open(path, data=values | token)

    def test_a_passkey_that_another_writes_counts_not(self):
        """BT-8.5: neither over RPC nor by a server action."""
        head = self.users["head"]
        self._keeper()
        value = {"name": "x", "credential_identifier": "x", "public_key": "x"}
        for call in (
            ("auth.passkey.key", "create", [value | {"create_uid": head.id}]),
            ("res.users", "write", head.ids, {"auth_passkey_key_ids": [(0, 0, value)]}),
            ("res.users", "write", head.ids, {"totp_secret": "AAAA"}),
            ("edu.factor", "create", [{"user_id": head.id, "kind": "totp"}]),
        ):
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._call(*call)
        key = self.env["auth.passkey.key"].with_user(head).sudo().create(value)
        self.assertEqual(key.create_uid, head)
        self.assertEqual(list(self.env["edu.factor"]._counting(head)), ["totp"])

    def test_the_set_up_of_a_school_asks_for_none(self):
        """BT-4.2: the first head is appointed before anybody can vouch."""
        school = self._new_school("THCS Mới", "79760799")
        admin = new_test_user(
            self.env,
            "edu_setup",
            groups="edu_school.group_administrator,base.group_user",
        )
        employee = self.env["hr.employee"].create(
            {"name": "Hiệu trưởng mới", "edu_school_id": school.id}
        )
        self.assertTrue(admin and employee)
        self._log_in("setup")
        values = {
            "employee_id": employee.id,
            "kind": "head",
            "school_id": school.id,
            "date_from": "2025-09-01",
            "decision": "1/QĐ",
        }
        self.assertTrue(self._call("edu.duty", "create", [values]))
