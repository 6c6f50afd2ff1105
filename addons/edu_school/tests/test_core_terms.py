# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import HttpCase, tagged

from .common import ProvenMixin, SchoolCase

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?s|\{\{.*?\}\}")


@tagged("post_install", "-at_install")
class TestCoreTerms(SchoolCase, ProvenMixin, HttpCase):
    """Terms of Odoo's own screens that its Vietnamese catalogue leaves in English."""

    def test_the_login_page(self):
        """The first page that everybody meets."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.url_open("/web/login?lang=vi_VN")
        self.opener.cookies.set("frontend_lang", "vi_VN")
        page = self.url_open("/web/login").text
        self.assertIn('placeholder="Nhập mật khẩu"', page)
        self.assertNotIn("Enter your", page)

    def test_screens_of_the_client(self):
        """A save with a hole, the end of each drop-down."""
        registrar = self.users["registrar"]
        registrar.lang = "vi_VN"
        action = self.env.ref("edu_school.edu_student_action")
        self.start_tour(
            f"/odoo/action-{action.id}",
            "edu_school_core_terms",
            login=registrar.login,
            timeout=180,
        )

    def test_no_placeholder_is_lost(self):
        """What a term is given stands in its translation too."""
        modules = self.env["ir.module.module"].search([("state", "=", "installed")])
        found = self.env["ir.http"]._get_translations_for_webclient(
            modules.mapped("name"), "vi_VN"
        )[0]["edu_school"]["messages"]
        terms = {message["id"]: message["string"] for message in found}
        self.assertIn("Missing required fields", terms)
        for term, text in terms.items():
            with self.subTest(term):
                self.assertEqual(
                    sorted(PLACEHOLDER.findall(term)),
                    sorted(PLACEHOLDER.findall(text)),
                )
