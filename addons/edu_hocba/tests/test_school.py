# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import UserError

from .common import SignedHocbaCase


class TestSchool(SignedHocbaCase):
    """What strangers get, and what stays."""

    def test_issuers(self):
        """KP-33.8: issuers are the certificates approved for the school, no others"""
        listed = json.loads(self.school._issuers_json())["schools"]
        self.assertEqual([s["code"] for s in listed], [self.school.code])
        self.assertEqual(
            listed[0]["certificates"],
            [
                {
                    "sha256": self.pki.organisation_member.sha256,
                    "approved_from": "2025-09-01",
                    "approved_to": None,
                    "decision": "QĐ 15/QĐ-SGDĐT",
                }
            ],
        )

    def test_trust(self):
        """KP-15: the bundle of trusted roots is the one that was registered"""
        from hocba.signing.trust import TrustStore

        pem = self.env["edu.trust.anchor"]._trust_pem()
        self.assertIn(b"BEGIN CERTIFICATE", pem)
        self.assertTrue(TrustStore.from_pem(pem))

    def test_uninstall_refused_with_issued_books(self):
        """BT-1.1: issued học bạ are kept; no addon below them is uninstalled"""
        modules = self.env["ir.module.module"]
        own = modules.search([("name", "=", "edu_hocba")])
        books = self.create_books()
        own._check_no_issued_books()
        books[0]._write_protected({"state": "withdrawn"})
        for name in ("edu_hocba", "edu_school", "edu_journal"):
            with self.subTest(name), self.assertRaises(UserError):
                modules.search([("name", "=", name)]).button_uninstall()
