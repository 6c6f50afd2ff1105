# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import fields
from odoo.tests import tagged

from odoo.addons.edu_journal.models.edu_journal_delivery import MAIL_PARAMETER

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestAnchorMail(SchoolCase):
    """To whom the anchors of a school's journal are mailed (BT-8.5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(MAIL_PARAMETER, "kho@tinh.vn")
        cls.env["ir.config_parameter"].set_param("edu_journal.tsa_url", "")
        cls.env["ir.config_parameter"].set_param("edu_signing.tsa_url", "")
        cls.school.authority_id = cls.env["edu.authority"].create(
            {"name": "UBND phường", "email": "gd@phuong.vn"}
        )
        cls.users["head"].email = "ht@truong.vn"
        cls.other = cls._new_school("THCS Khác", "79760799")

    def mailed(self):
        """Seal and deliver what happened; return who is sent which file."""
        before = self.env["mail.mail"].search([])
        sealer = self.env["edu.journal.sealer"]
        sealer._seal()
        for header in sealer._due_headers():
            sealer._keep(header, b"", fields.Datetime.now())
        self.env["edu.journal.delivery"]._deliver()
        found = {}
        for mail in self.env["mail.mail"].search([]) - before:
            for name in mail.attachment_ids.mapped("name"):
                found.setdefault(name, set()).add(mail.email_to)
        return found

    def test_head_and_authority_of_each_school(self):
        """BT-8.5: each gets the anchors of his own school, and the settings' all"""
        mails = self.mailed()
        own = [to for name, to in mails.items() if name.startswith("79760701-")]
        self.assertTrue(own)
        for addresses in own:
            self.assertEqual(addresses, {"kho@tinh.vn", "ht@truong.vn", "gd@phuong.vn"})
        others = [to for name, to in mails.items() if name.startswith("79760799-")]
        self.assertTrue(others)
        for addresses in others:
            self.assertEqual(addresses, {"kho@tinh.vn"})
        self.assertFalse(self.mailed())

    def test_the_head_of_today(self):
        """KP-27: whose duty ended gets none; the one who follows does"""
        duty = self.env["edu.duty"].search(
            [("school_id", "=", self.school.id), ("kind", "=", "head")]
        )
        duty.write({"date_from": date(2020, 1, 1), "date_to": date(2020, 12, 31)})
        self.env["ir.config_parameter"].set_param(MAIL_PARAMETER, "")
        recipients = self.env["edu.journal.delivery"]._mail_recipients
        self.assertEqual(recipients(self.school.code), ["gd@phuong.vn"])
        self.assertEqual(recipients(""), [])
        self.assertEqual(recipients(self.other.code), [])
