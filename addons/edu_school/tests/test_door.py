# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from unittest.mock import patch

from passlib.handlers.pbkdf2 import pbkdf2_sha512

from odoo import http
from odoo.exceptions import AccessDenied
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.auth_signup.models.res_partner import SignupError
from odoo.addons.edu_journal.tests.smtp import MailServerMixin

from ..models import edu_password_request
from .common import SchoolCase

RESET, SIGNUP = "/web/reset_password", "/web/signup"


@tagged("post_install", "-at_install")
class TestDoor(MailServerMixin, SchoolCase, HttpCase):
    """What a stranger learns at the door, over HTTP and without a login (KP-2.16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.public_user").lang = "vi_VN"
        cls.teacher = cls.users["teacher"]
        cls.teacher.partner_id.name = "Nguyễn Thị Bí Mật"
        cls.teacher.email = "bi.mat@truong.vn"
        cls.users["head"].partner_id.name = "Trần Văn Kín"
        cls.users["head"].email = False
        # Whatever somebody sets in the database, it does not come back.
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def post(self, page, **values):
        token = http.Request.csrf_token(self)
        return self.url_open(page, data={"csrf_token": token, **values})

    def answer(self, login):
        """What the page says of a login, without what the stranger typed himself."""
        answer = self.post(RESET, login=login)
        text = re.sub(r'(csrf_token|"debug"|session_info).*', "", answer.text)
        return answer.status_code, text.replace(login, "LOGIN"), answer.url

    def test_one_answer_for_every_login(self):
        """With mail, without, unknown, by the mail address, archived: word for word."""
        self.users["clerk"].active = False
        logins = (
            *("edu_teacher", "edu_head", "edu_clerk", "bi.mat@truong.vn"),
            *("khong.co.ai", "a'; --", "x" * 5000),
        )
        answers = [self.answer(login) for login in logins]
        self.assertEqual(len(set(answers)), 1)
        status, text, _url = answers[0]
        self.assertEqual(status, 200)
        self.assertIn("Nếu có tài khoản mang tên này", text)
        for name in ("Bí Mật", "Kín", "bi.mat"):
            self.assertNotIn(name, text)

    def test_nothing_is_looked_up_before_the_answer(self):
        """The time tells nothing either: account and mail come after the answer."""
        with patch.object(self.registry["res.users"], "reset_password") as looked_up:
            self.post(RESET, login="edu_teacher")
            self.assertFalse(looked_up.called)
        asked = self.env["edu.password.request"].search([])
        self.assertEqual(asked.mapped("login"), ["edu_teacher"])

    def test_the_link_still_comes(self):
        """BT-4.3: who has an address gets his link, and chooses a new password."""
        self.server = self.start_mail_server()
        self.server.refused = set()
        for login in ("edu_teacher", "edu_teacher", "edu_head", "khong.co.ai"):
            self.post(RESET, login=login)
        with patch.object(edu_password_request._logger, "info") as log:
            self.env.ref("edu_school.ir_cron_password_requests").method_direct_trigger()
        unanswered = [call.args[1] for call in log.call_args_list]
        self.assertEqual(unanswered, ["edu_head", "khong.co.ai"])
        self.assertFalse(self.env["edu.password.request"].search([]))
        [(to, message)] = self.server.taken
        self.assertEqual(to, "bi.mat@truong.vn")
        body = message.get_body(("html",)).get_content()
        link = re.search(r'href="[^"]*(/web/reset_password[^"]*token=[^"]*)"', body)
        link = link[1].replace("&amp;", "&")
        page = self.url_open(link)
        token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
        passwords = dict.fromkeys(("password", "confirm_password"), "Của riêng tôi 7")
        page = self.post(RESET, token=token, **passwords)
        self.assertIn("alert-success", page.text)
        self.env.invalidate_all()
        self.authenticate("edu_teacher", "Của riêng tôi 7")

    def test_a_flood_of_requests_is_bounded(self):
        requests = self.env["edu.password.request"]
        with patch("odoo.addons.edu_school.models.edu_password_request.MOST", 3):
            for number in range(9):
                requests._ask(f"x{number}")
        self.assertEqual(requests.search_count([]), 3)

    def test_an_address_gives_no_login(self):
        """Odoo leads from a mail address to the login that has it."""
        for page in (RESET, SIGNUP):
            answer = self.url_open(f"{page}?signup_email=bi.mat@truong.vn")
            self.assertNotIn("edu_teacher", answer.url + answer.text)
            self.assertNotIn("Bí Mật", answer.text)

    def test_a_wrong_token_tells_nothing(self):
        for page in (RESET, SIGNUP):
            answer = self.url_open(f"{page}?token=khong-co&login=edu_teacher")
            self.assertNotIn("Bí Mật", answer.text)
            self.assertNotIn("bi.mat", answer.text)

    def test_nobody_signs_up(self):
        """No link, no page, no form, no call: and nobody is there afterwards."""
        users = self.env["res.users"].with_context(active_test=False)
        before = users.search_count([])
        self.assertNotIn(SIGNUP, self.url_open("/web/login").text)
        self.assertEqual(self.url_open(SIGNUP).status_code, 404)
        values = {"login": "ke@la.vn", "name": "Kẻ Lạ", "password": "mat.khau.1"}
        answer = self.post(SIGNUP, **values, confirm_password="mat.khau.1")
        self.assertEqual(answer.status_code, 404)
        with self.assertRaises(SignupError):
            users.sudo().signup(values)
        self.authenticate("edu_teacher", "edu_teacher")
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/web/dataset/call_kw/res.users/signup",
                {
                    **{"model": "res.users", "method": "signup"},
                    **{"args": [values], "kwargs": {}},
                },
            )
        self.assertEqual(users.search_count([]), before)
        shown = self.env["res.config.settings"].create({}).auth_signup_uninvited
        self.assertEqual(shown, "b2b")

    def test_a_login_takes_as_long_for_nobody(self):
        """A password is hashed once: for whom it fits not, who has none, and nobody."""
        self.env.cr.execute(
            "UPDATE res_users SET password = NULL WHERE id = %s",
            [self.users["clerk"].id],
        )
        hashed = pbkdf2_sha512._calc_checksum
        counts = {}
        for login in ("edu_teacher", "edu_clerk", "khong.co.ai"):
            credential = {"login": login, "password": "sai", "type": "password"}
            with (
                patch.object(
                    pbkdf2_sha512, "_calc_checksum", autospec=True, side_effect=hashed
                ) as work,
                self.assertRaises(AccessDenied),
            ):
                self.env["res.users"].authenticate(credential, {"interactive": True})
            counts[login] = work.call_count
        self.assertEqual(set(counts.values()), {1}, counts)
