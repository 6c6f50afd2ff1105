# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.module import get_module_path, load_script
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import der, make_certificate, make_key, pem

MANAGER = "base.group_user,edu_signing.group_certificate_manager"


class NameCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = make_key()
        cls.teacher = new_test_user(cls.env, login="name_t", name="Nguyễn Thị Hòa")
        cls.manager = new_test_user(cls.env, login="name_m", groups=MANAGER)
        cls.certificates = cls.env["edu.certificate"].with_user(cls.manager)

    def register(self, stated, more=(), **values):
        source = make_certificate(make_key(), stated, more=more)
        return self.certificates.create(
            {
                "der": base64.b64encode(der(source)),
                "user_id": self.teacher.id,
                "token_label": "token-1",
                "key_id": "0a",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestEduCertificateName(NameCase):
    def test_the_same_name_in_another_spelling_is_the_same(self):
        """KP-9: capitals and the place of the tone mark are spelling."""
        for name in ("Nguyễn Thị Hòa", "NGUYỄN THỊ HOÀ", "nguyễn  thị Hoà"):
            record = self.register(name)
            self.assertEqual(record.holder_match, "matches", name)
            record.action_approve("2025-09-01", "QĐ 1")
            record._check_usable()

    def test_another_name_is_registered_but_counts_for_nothing(self):
        """KP-8, KP-9: a warning at registration, a refusal at approval."""
        for name, match in (
            ("Mai Thị Thử", "differs"),
            ("Nguyễn Thị Hoa", "doubtful"),
            ("NGUYEN THI HOA", "doubtful"),
        ):
            record = self.register(name)
            self.assertEqual(record.holder_match, match, name)
            self.assertTrue(record.name_undecided)
            self.assertIn(name, record.holder_difference)
            self.assertIn("Nguyễn Thị Hòa", record.holder_difference)
            with self.assertRaisesRegex(UserError, name):
                record.action_approve("2025-09-01", "QĐ 1")
            self.assertFalse(record.approved_on)
            with self.assertRaisesRegex(UserError, name):
                self.register(name, approved_on="2025-09-01")

    def test_a_decision_with_its_reason_lets_it_count(self):
        """KP-9, BT-8.1: who decided, when and why is kept and journaled."""
        record = self.register("NGUYEN THI HOA")
        record.action_approve("2025-09-01", "QĐ 1", other_name_reason=" không dấu ")
        record._check_usable()
        self.assertFalse(record.name_undecided)
        decision = record.name_ids
        self.assertEqual(decision.reason, "không dấu")
        self.assertEqual(decision.stated, "NGUYEN THI HOA")
        self.assertEqual(decision.listed, "Nguyễn Thị Hòa")
        self.assertEqual(decision.decided_by, self.manager.name)
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.certificate.name"), ("res_id", "=", decision.id)]
        )
        self.assertEqual(
            {entry.field: entry.new for entry in entries}["reason"], "không dấu"
        )
        with self.assertRaises(UserError):
            record.action_accept_name("lần nữa")

    def test_the_decision_is_for_one_name_only(self):
        """KP-9: renamed to somebody else, the person's certificate asks again."""
        record = self.register("NGUYEN THI HOA")
        record.action_approve("2025-09-01", "QĐ 1", other_name_reason="không dấu")
        self.teacher.name = "Trần Văn Khác"
        record.invalidate_recordset()
        self.assertIn("Trần Văn Khác", record._unusable_reason())
        self.teacher.name = "Nguyễn Thị Hòa"
        record.invalidate_recordset()
        self.assertFalse(record._unusable_reason())

    def test_what_was_approved_under_another_name_signs_no_more(self):
        """KP-8: the update blesses nothing; certificates wait for their decision."""
        good, other = self.register("Nguyễn Thị Hòa"), self.register("Mai Thị Thử")
        good.action_approve("2025-09-01", "QĐ 1")
        other._write_protected(
            {"approved_on": "2025-09-01", "approval_decision": "QĐ 1"}
        )
        folder = f"{get_module_path('edu_signing')}/migrations/19.0.3.0.0"
        script = load_script(f"{folder}/end-migration.py", "end_migration")
        waiting = script.fill(self.env)
        self.assertIn(other, waiting)
        self.assertNotIn(good, waiting)
        self.assertFalse(other.name_ids)
        self.assertIn("Mai Thị Thử", other._unusable_reason())
        usable = self.env["edu.certificate"]._usable_by(self.teacher)
        self.assertEqual(usable, good)
        other.action_accept_name("tên khai sinh trước khi cải chính")
        self.assertFalse(other._unusable_reason())

    def test_only_a_manager_decides_and_not_on_his_own(self):
        """KP-9: neither holder nor teacher; the door is the only way in."""
        record = self.register("Mai Thị Thử")
        own = self.register("Mai Thị Khác", user_id=self.manager.id)
        for call in (
            lambda: record.with_user(self.teacher).action_accept_name("x"),
            lambda: own.action_accept_name("x"),
            lambda: record.env["edu.certificate.name"].create(
                {
                    "certificate_id": record.id,
                    "listed": "x",
                    "key": "x",
                    "reason": "x",
                    "decided_on": fields.Datetime.now(),
                    "decided_by": "x",
                }
            ),
        ):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(UserError):
            record.action_accept_name(" ")
        record.action_accept_name("đúng người")
        with self.assertRaises(AccessError):
            record.name_ids.write({"reason": "khác"})
        with self.assertRaises(UserError):
            record.sudo().name_ids.unlink()
        self.assertFalse(
            self.env["edu.certificate.name"]
            .with_user(new_test_user(self.env, login="name_o"))
            .search([])
        )

    def test_the_form_asks_for_the_reason(self):
        record = self.register("Mai Thị Thử")
        form = self.env["edu.certificate.decision"].with_user(self.manager)
        values = {"certificate_id": record.id, "approved_on": "2025-09-01"}
        with self.assertRaises(UserError):
            form.create({**values, "text": "QĐ 7"}).action_confirm()
        form.create(
            {**values, "text": "QĐ 7", "other_name_reason": "tên cũ"}
        ).action_confirm()
        self.assertEqual(record.approval_decision, "QĐ 7")
        self.assertEqual(record.name_ids.reason, "tên cũ")

    def test_found_by_the_filter(self):
        good, other = self.register("Nguyễn Thị Hòa"), self.register("Mai Thị Thử")
        both = [("id", "in", (good + other).ids)]
        search = self.certificates.search
        self.assertEqual(search([*both, ("name_undecided", "=", True)]), other)
        self.assertEqual(search([*both, ("name_undecided", "=", False)]), good)

    def test_an_organisation_is_not_its_clerk(self):
        """KP-33.8: an organisation's certificate names the organisation."""
        more = [(NameOID.ORGANIZATION_NAME, "Trường THCS Thử")]
        values = {"kind": "organisation", "organisation_code": "79-1"}
        values["name"] = "Trường THCS Thử"
        seal = self.register("TRƯỜNG TRUNG HỌC CƠ SỞ THỬ", more, **values)
        self.assertEqual(seal.holder_match, "matches")
        clerk = self.register("Phạm Văn Thư", more, **values)
        self.assertEqual(clerk.holder_match, "differs")


@tagged("post_install", "-at_install")
class TestCertificateFiles(NameCase):
    def load(self, data):
        return self.certificates.create(
            {"der": base64.b64encode(data), "user_id": self.teacher.id}
        )

    def bundle(self, *certificates, encoding=Encoding.DER):
        return pkcs7.serialize_certificates(list(certificates), encoding)

    def test_pkcs7_is_read(self):
        """KP-9: what an authority hands out as .p7b holds no private key."""
        source = make_certificate(self.key, "Nguyễn Thị Hòa")
        issuer = make_certificate(make_key(), "CA", ca=True)
        p7b = self.bundle(issuer, source)
        armoured = self.bundle(issuer, source, encoding=Encoding.PEM)
        windows = armoured.replace(b"PKCS7-----", b"CERTIFICATE-----")
        for kind, data in (
            ("DER", p7b),
            ("PEM", armoured),
            ("PEM of Windows", windows),
            ("with CRLF", armoured.replace(b"\n", b"\r\n")),
            ("beside a text", b"subject=CN = X\n" + pem(source)),
        ):
            with self.subTest(kind=kind):
                record = self.load(data)
                self.assertEqual(record._der(), der(source))
                record.unlink()

    def test_pkcs7_without_one_signer_is_told(self):
        """KP-9: never called a private key; the way to a single file is named."""
        source = make_certificate(self.key)
        issuer = make_certificate(make_key(), "CA", ca=True)
        for kind, data in (
            ("CAs only", self.bundle(issuer)),
            ("two signers", self.bundle(source, make_certificate(make_key(), "B"))),
            ("cut off", self.bundle(source)[:200]),
        ):
            with self.subTest(kind=kind):
                with self.assertRaises(ValidationError) as caught:
                    self.load(data)
                self.assertNotIn("private key", str(caught.exception))

    def test_curves_that_others_cannot_judge(self):
        """KP-8: refused when registered, as programs of receivers call them invalid."""
        for curve in (ec.BrainpoolP256R1(), ec.SECP256K1()):
            key = ec.generate_private_key(curve)
            with self.assertRaisesRegex(ValidationError, curve.name):
                self.load(der(make_certificate(key)))
        for curve in (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()):
            self.assertTrue(
                self.load(der(make_certificate(ec.generate_private_key(curve))))
            )
