# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SigningMixin


class SigningDialogMixin(SigningMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_signing()

    def run_tour(self, tour, count):
        names = ("Lê Văn An", "Nguyễn Thị Ánh", "Trần Đức Bình")
        books = [
            self.make_book(names[number] if number < 3 else f"Học sinh {number}")
            for number in range(count)
        ]
        self.start_tour(
            "/odoo/to-sign",
            tour,
            login="sign_GV01",
            timeout=300,
            cookies={"edu_trial_pin": self.pin("GV01")},
        )
        self.env.invalidate_all()
        for book, document in books:
            self.assertEqual(self.slot(book, "o-TOAN").state, "signed")
            self.assertEqual(document.revision_number, 2)


@tagged("post_install", "-at_install")
class TestSigningDialog(SigningDialogMixin, HttpCase):
    def test_teacher_signs(self):
        """KP-18.3: a teacher signs all that waits for him with one PIN."""
        self.run_tour("edu_signing_teacher", 3)

    def test_stop_and_go_on(self):
        """Stopping half-way loses and doubles nothing."""
        self.run_tour("edu_signing_stop", 45)

    def test_download(self):
        """The holder of a slot reads the exact bytes; a stranger gets nothing."""
        _book, document = self.make_book()
        url = f"/edu_signing/document/{document.id}"
        self.authenticate("sign_GV01", "sign_GV01")
        answer = self.url_open(url)
        self.assertEqual(answer.content, document._content())
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        new_test_user(self.env, login="edu_stranger", name="Người lạ")
        self.authenticate("edu_stranger", "edu_stranger")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 403)


@tagged("post_install", "-at_install")
class TestSigningDialogPhone(SigningDialogMixin, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_teacher_signs_on_a_phone(self):
        """KP-18.3: the same at the width of a phone."""
        self.run_tour("edu_signing_teacher", 3)
