# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import json
import time
from datetime import date
from unittest.mock import patch

from odoo.http import root
from odoo.tests import HOST, tagged

from odoo.addons.auth_totp.models.totp import hotp
from odoo.addons.edu_school.models.edu_factor_check import SESSION_KEY

from .common import GradebookCase
from .test_tour_grid import SheetCase

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
DIALOG = ".modal:has(.o_edu_factor)"


@tagged("post_install", "-at_install")
class TestTourFactor(SheetCase, GradebookCase):
    """The first decision of a head who has no authenticator app yet."""

    def setUp(self):
        super().setUp()
        # Asked for while the browser runs, it would cross the server's questions.
        self.password = self.head.login

    def button(self, page, text, inside="body"):
        selector = json.dumps(f"{inside} :is(button, a)")
        found = f"""[...document.querySelectorAll({selector})]
            .findLast((button) => button.textContent.trim() === {json.dumps(text)}
                && button.offsetParent)"""
        page.wait(found)
        page.value(f"{found}.click()")

    def answer(self, page, name, text):
        selector = f".modal [name='{name}'] input"
        page.wait_for(selector)
        page.value(f"document.querySelector({json.dumps(selector)}).focus()")
        page.type(text)

    def enrol(self, page, picture, touch=False):
        """Set up an authenticator app, from the dialog that asks for its code."""
        page.wait_for(".o_edu_factor_totp")
        page.click(".o_edu_factor_totp")
        self.answer(page, "password", self.password)
        page.picture(f"{picture}_password")
        page.press("Enter")
        page.click(".modal #password_confirm")
        page.wait_for(".modal [name='code'] input")
        if not touch:
            page.wait("document.querySelector('.modal img')?.naturalWidth > 100")
        page.picture(f"{picture}_app")
        with self.between_requests():
            wizard = self.env["auth_totp.wizard"].sudo().search([], limit=1)
            secret = base64.b32decode(wizard.secret.replace(" ", ""))
        code = str(hotp(secret, int(time.time() // 30))).zfill(6)
        self.answer(page, "code", code)
        page.click(".modal [name='enable']")

    def decide(self, size, touch, picture):
        duty = self.env["edu.duty"].search([("user_id", "=", self.teacher.id)], limit=1)
        field = "[name='decision'] input"
        path = f"/odoo/edu-duties/{duty.id}"
        with self.page(self.head.login, path, size, touch) as page:
            page.wait_for(field)
            page.value(f'document.querySelector("{field}").select()')
            page.type("99/QĐ")
            page.click(".o_form_button_save")
            page.wait_for(".o_edu_factor_totp")
            page.picture(f"{picture}_enrol")
            # Who closes it goes on with what he has typed.
            self.button(page, "Hủy", DIALOG)
            page.wait("!document.querySelector('.modal')")
            shown = page.value(f'document.querySelector("{field}").value')
            self.assertEqual(shown, "99/QĐ")
            page.click(".o_form_button_save")
            self.enrol(page, picture, touch)
            page.wait("!document.querySelector('.modal')")
            page.wait_for(".o_form_status_indicator_buttons.invisible")
            page.picture(f"{picture}_done")
        self.env.invalidate_all()
        self.assertEqual(duty.decision, "99/QĐ")
        self.assertTrue(self.head.totp_enabled)
        self.assertEqual(list(self.env["edu.factor"]._counting(self.head)), ["totp"])

    def test_from_a_dialog(self):
        """BT-4.5, BT-11.2: who enrols in the middle of a dialog ends decided."""
        correction = self.requested()
        path = f"/odoo/corrections/{correction.id}"
        with self.page(self.head.login, path) as page:
            self.button(page, "Quyết định")
            page.wait_for(".modal [name='note']")
            self.button(page, "Đồng ý", ".modal")
            self.enrol(page, "dialog")
            page.wait("!document.querySelector('.modal')")
            page.wait(
                "document.querySelector('.o_arrow_button_current')?.innerText"
                ".includes('Đã sửa')"
            )
            page.picture("dialog_done")
        self.env.invalidate_all()
        self.assertEqual(correction.state, "applied")

    def requested(self):
        """Return a correction that waits for the head."""
        self.fill()
        self.rate()
        self.lock()
        clock = patch(
            "odoo.addons.edu_gradebook.models.edu_correction.today",
            lambda: date(2026, 6, 1),
        )
        clock.start()
        self.addCleanup(clock.stop)
        corrections = self.env["edu.correction"]
        cell = {"line_id": self.line("VAN").id, "column": "ck", "new": "9"}
        asked = corrections.with_user(self.teacher).request(
            "marks", [cell], "Cộng sót điểm"
        )
        correction = corrections.browse(asked)
        for user in (self.administrator, self.homeroom):
            correction.with_user(user).action_witness()
        self.env.flush_all()
        return correction

    def test_by_a_passkey(self):
        """BT-4.5: a passkey made and used in the browser, without any code."""
        here = self.base_url()
        # Browsers make passkeys for names only.
        there = here.replace(HOST, "localhost")
        self.env["ir.config_parameter"].set_param("web.base.url", there)
        duty = self.env["edu.duty"].search([("user_id", "=", self.teacher.id)], limit=1)
        field = "[name='decision'] input"
        with self.page(self.head.login, "/odoo") as page:
            self.move(page, here, there)
            page.ask("WebAuthn.enable")
            page.ask("WebAuthn.addVirtualAuthenticator", options=AUTHENTICATOR)
            path = f"{there}/odoo/edu-duties/{duty.id}"
            for number in ("98/QĐ", "99/QĐ"):
                page.chrome.navigate_to(path, wait_stop=True)
                page.wait_for(field)
                page.value(f'document.querySelector("{field}").select()')
                page.type(number)
                page.click(".o_form_button_save")
                page.wait_for(".o_edu_factor")
                if number == "98/QĐ":
                    self.button(page, "Tạo khóa truy cập", DIALOG)
                    self.answer(page, "password", self.password)
                    page.click(".modal #password_confirm")
                    self.answer(page, "name", "Máy tính của tôi")
                    page.click(".modal footer .btn-primary")
                else:
                    page.picture("passkey")
                    self.button(page, "Dùng khóa truy cập", DIALOG)
                page.wait("!document.querySelector('.modal')")
                page.wait_for(".o_form_status_indicator_buttons.invisible")
                with self.between_requests():
                    self.env.invalidate_all()
                    self.assertEqual(duty.decision, number)
                    self.session = root.session_store.get(self.session.sid)
                    del self.session[SESSION_KEY]
                    root.session_store.save(self.session)

    def move(self, page, here, there):
        """Let the page speak to the same server by another name."""
        chrome, usual = page.chrome, page.chrome._handle_request_paused

        def paused(**params):
            if params["request"]["url"].startswith(there):
                request = {"requestId": params["requestId"]}
                chrome._websocket_send("Fetch.continueRequest", params=request)
            else:
                usual(**params)

        chrome._handle_request_paused = paused
        cookies = page.ask("Network.getCookies", urls=[here])["cookies"]
        for cookie in cookies:
            chrome.set_cookie(cookie["name"], cookie["value"], "/", "localhost")

    def test_on_a_computer(self):
        """BT-4.5, BT-9.1: enrolling and saving in one go; nothing is typed twice."""
        self.decide("1280x800", False, "wide")

    def test_on_a_phone(self):
        """BT-4.5: the same on a phone."""
        self.decide("390x844", True, "phone")
