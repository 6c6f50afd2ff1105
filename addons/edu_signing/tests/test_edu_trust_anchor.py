# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import der, make_certificate, make_key, pem


@tagged("post_install", "-at_install")
class TestEduTrustAnchor(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anchors = cls.env["edu.trust.anchor"]
        cls.anchors.search([]).active = False
        cls.root = make_certificate(make_key(), "Gốc", ca=True)

    def test_roots_are_trusted(self):
        """KP-8: which CAs count is data; an archived one counts no more."""
        anchor = self.anchors.create({"name": "Gốc", "pem": pem(self.root).decode()})
        self.assertEqual(self.anchors._trust_pem(), pem(self.root))
        self.assertEqual(self.anchors._chain_ders(), [])
        self.assertIn("CN=Gốc", anchor.fingerprints)
        anchor.active = False
        self.assertEqual(self.anchors._trust_pem(), b"")

    def test_only_cas(self):
        person = make_certificate(make_key())
        for text in (pem(person).decode(), "rubbish", der(person).hex()):
            with self.assertRaises(ValidationError):
                self.anchors.create({"name": "x", "pem": text})

    def test_only_the_manager(self):
        user = new_test_user(self.env, login="anchor_user")
        with self.assertRaises(AccessError):
            self.anchors.with_user(user).create(
                {"name": "x", "pem": pem(self.root).decode()}
            )
