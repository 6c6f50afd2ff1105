# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import der, make_certificate, make_key, pem, png, private_files


@tagged("post_install", "-at_install")
class TestEduCertificate(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = make_key()
        # The name that stands in the certificates.
        name = "Nguyễn Thị Ưởng"
        cls.teacher = new_test_user(cls.env, login="cert_teacher", name=name)
        cls.manager = new_test_user(
            cls.env,
            login="cert_manager",
            name=name,
            groups="base.group_user,edu_signing.group_certificate_manager",
        )
        cls.certificates = cls.env["edu.certificate"].with_user(cls.manager)

    def register(self, certificate=None, data=None, **values):
        certificate = certificate or make_certificate(self.key)
        return self.certificates.create(
            {
                "der": base64.b64encode(data or der(certificate)),
                "user_id": self.teacher.id,
                "token_label": "token-1",
                "key_id": "0A:1B",
                **values,
            }
        )

    def test_facts_come_from_the_bytes(self):
        """KP-9: the registry reads a certificate, it does not believe the form."""
        source = make_certificate(self.key)
        for data in (der(source), pem(source)):
            record = self.register(data=data, sha256="00", serial="1", name="")
            self.assertEqual(record.sha256, hashlib.sha256(der(source)).hexdigest())
            self.assertEqual(record.name, "Nguyễn Thị Ưởng")
            self.assertEqual(record.serial, f"{source.serial_number:x}")
            self.assertEqual(record._der(), der(source))
            self.assertEqual(record.key_id, "0a1b")
            record.unlink()

    def test_private_key_is_refused(self):
        """KP-11: a file with a private key is refused in every usual form."""
        source = make_certificate(self.key)
        for kind, data in private_files(self.key, source).items():
            with (
                self.subTest(kind=kind),
                self.assertRaisesRegex(ValidationError, "private key"),
            ):
                self.register(data=data)
        with self.assertRaisesRegex(ValidationError, "private key"):
            self.env["edu.trust.anchor"].create(
                {"name": "x", "pem": private_files(self.key, source)["PEM"].decode()}
            )
        self.env.cr.execute(
            "SELECT count(*) FROM edu_certificate WHERE sha256 = %s",
            [hashlib.sha256(der(source)).hexdigest()],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_file_that_is_no_signing_certificate(self):
        """KP-8: neither rubbish, a CA's, a weak nor an encryption certificate."""
        for name, data in (
            ("text", b"hello"),
            ("empty PEM", b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"),
            ("CA", der(make_certificate(self.key, ca=True))),
            ("usage", der(make_certificate(self.key, usage=False))),
            ("weak", der(make_certificate(make_key(1024)))),
            ("two", 2 * pem(make_certificate(self.key))),
            ("large", b"x" * 100000),
        ):
            with self.subTest(kind=name), self.assertRaises(ValidationError):
                self.register(data=data)

    def test_registered_once(self):
        source = make_certificate(self.key)
        self.register(source)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.register(source)

    def test_images(self):
        """KP-13.2a, KP-13.2b, KP-13.2c: blue for persons, red for seals,
        transparent PNG of a sane size."""
        blue, red = png(), png((200, 30, 30), (300, 300))
        self.assertTrue(self.register(image=base64.b64encode(blue)).image)
        seal = self.register(
            kind="organisation",
            organisation_code="79-1",
            image=base64.b64encode(red),
        )
        self.assertTrue(seal.image)
        for name, data in (
            ("red", png((200, 30, 30))),
            ("black", png((0, 0, 0))),
            ("opaque", png(alpha=False)),
            ("small", png(size=(50, 50))),
            ("large", png(size=(1200, 200))),
            ("cut off", blue[: len(blue) // 2]),
            ("no PNG", b"GIF89a" + blue),
        ):
            with self.subTest(image=name), self.assertRaises(ValidationError):
                self.register(image=base64.b64encode(data))

    def test_counts_after_approval_only(self):
        """KP-33.8: before the authority's decision a certificate does not count."""
        record = self.register(kind="organisation", organisation_code="79-1")
        with self.assertRaisesRegex(UserError, "not approved"):
            record._check_usable()
        usable = self.env["edu.certificate"]._usable_by
        self.assertFalse(usable(self.teacher, "organisation", "79-1"))
        with self.assertRaises(UserError):
            record.action_approve("2025-09-01", "")
        tomorrow = fields.Date.today() + timedelta(days=2)
        record.action_approve(tomorrow, "QĐ 1")
        self.assertIn("not approved", record._unusable_reason())
        record.action_approve("2025-09-01", "QĐ 1")
        self.assertEqual(usable(self.teacher, "organisation", "79-1"), record)
        record.action_approve("2025-09-01", "QĐ 2", "2025-09-02")
        self.assertIn("not approved", record._unusable_reason())

    def test_in_force(self):
        """KP-8: an expired certificate does not sign."""
        record = self.register(make_certificate(self.key, days=10))
        record.action_approve("2025-09-01", "QĐ 1")
        self.assertIn("not in force", record._unusable_reason())

    def test_states(self):
        """KP-12: suspended and back, revoked for good, always with a reason."""
        record = self.register()
        record.action_approve("2025-09-01", "QĐ 1")
        with self.assertRaises(UserError):
            record.action_suspend(" ")
        record.action_suspend("mất thiết bị")
        self.assertIn("mất thiết bị", record._unusable_reason())
        record.action_resume("đã tìm thấy")
        record._check_usable()
        record.action_revoke("nghỉ hưu")
        for call in (record.action_resume, record.action_suspend):
            with self.assertRaises(UserError):
                call("x")
        with self.assertRaises(UserError):
            record.action_approve("2025-09-01", "QĐ 9")
        with self.assertRaises(UserError):
            record.unlink()

    def test_decision_form(self):
        record = self.register()
        context = record.action_decide()["context"]
        form = self.env["edu.certificate.decision"].with_user(self.manager)
        form.with_context(**context).create(
            {"approved_on": "2025-09-01", "text": "QĐ 7"}
        ).action_confirm()
        self.assertEqual(record.approval_decision, "QĐ 7")
        form.create(
            {"certificate_id": record.id, "decision": "suspend", "text": "mất"}
        ).action_confirm()
        self.assertEqual(record.state, "suspended")

    def test_only_the_manager_keeps_the_registry(self):
        """KP-9: teachers neither register nor approve nor see others' certificates."""
        record = self.register()
        own = record.with_user(self.teacher)
        self.assertEqual(own.read(["name"])[0]["name"], record.name)
        other = new_test_user(self.env, login="cert_other")
        self.assertFalse(
            self.env["edu.certificate"]
            .with_user(other)
            .search([("id", "=", record.id)])
        )
        for call in (
            lambda: own.action_approve("2025-09-01", "QĐ 1"),
            lambda: own.action_revoke("x"),
            lambda: own.write({"token_label": "x"}),
            lambda: own.create({"der": base64.b64encode(b"x")}),
            lambda: own.action_decide(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_manager_cannot_go_round_the_decision(self):
        """KP-9: state, approval, bytes and holder change by recorded acts only."""
        record = self.register()
        for vals in (
            {"state": "revoked"},
            {"approved_on": "2025-09-01"},
            {"der": base64.b64encode(der(make_certificate(self.key)))},
            {"sha256": "00"},
            {"kind": "organisation"},
            {"valid_to": "2099-01-01"},
        ):
            with self.subTest(vals=list(vals)), self.assertRaises(AccessError):
                record.write(vals)
        with self.assertRaises(UserError):
            record.write({"user_id": self.manager.id})
        with self.assertRaises(ValidationError):
            record.write({"key_id": "xyz"})

    def test_nobody_approves_his_own(self):
        """KP-9, KP-33.8: a manager neither approves, registers as approved, nor takes
        over the certificate that he himself would sign with."""
        organisation = {"kind": "organisation", "organisation_code": "79760701"}
        own = self.register(user_id=self.manager.id)
        for call in (
            lambda: own.action_approve("2025-09-01", "QĐ 1"),
            lambda: self.register(
                make_certificate(make_key()),
                user_id=self.manager.id,
                approved_on="2025-09-01",
            ),
            lambda: self.register(
                make_certificate(make_key()),
                user_id=self.manager.id,
                approved_on="2025-09-01",
                **organisation,
            ),
            lambda: self.register(
                make_certificate(make_key()), approved_on="2025-09-01", **organisation
            ).write({"user_id": self.manager.id}),
        ):
            with self.assertRaises(AccessError):
                call()
        second = new_test_user(
            self.env,
            login="cert_manager2",
            groups="base.group_user,edu_signing.group_certificate_manager",
        )
        own.with_user(second).action_approve("2025-09-01", "QĐ 1")
        own.action_suspend("mất thiết bị")
        with self.assertRaises(AccessError):
            own.action_resume("đã tìm thấy")

    def test_another_picture_needs_a_new_approval(self):
        """KP-13.2, KP-9: what stands on the page is approved too; every change of the
        picture is journaled by its digest."""
        first, other = png(), png((20, 40, 160))
        record = self.register(image=base64.b64encode(first))
        record.action_approve("2025-09-01", "QĐ 1")
        record.write({"image": base64.b64encode(first), "token_label": "token-2"})
        record._check_usable()
        for image in (base64.b64encode(other), False):
            record.image = image
            self.assertIn("not approved", record._unusable_reason())
            with self.assertRaises(UserError):
                record.unlink()
            record.action_approve("2025-09-02", "QĐ 2")
            record._check_usable()
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.certificate"), ("res_id", "=", record.id)], order="id"
        )
        self.assertEqual(
            [(e.old, e.new) for e in entries if e.field == "image"],
            [
                ("", self._digest(first)),
                (self._digest(first), self._digest(other)),
                (self._digest(other), ""),
            ],
        )
        self.assertEqual(
            [(e.old, e.new) for e in entries if e.field == "approved_on"],
            [("", "2025-09-01")]
            + [
                ("2025-09-01", ""),
                ("", "2025-09-02"),
                ("2025-09-02", ""),
                ("", "2025-09-02"),
            ],
        )
        labels = [e.new for e in entries if e.field == "token_label"]
        self.assertEqual(labels, ["token-1", "token-2"])

    def _digest(self, content):
        return f"sha256:{hashlib.sha256(content).hexdigest()}"

    def test_form_warns_of_the_new_approval(self):
        record = self.register(image=base64.b64encode(png()))
        self.assertFalse(record._onchange_image())
        record.action_approve("2025-09-01", "QĐ 1")
        self.assertIn("approved again", record._onchange_image()["warning"]["message"])

    def test_decisions_are_journaled(self):
        record = self.register()
        record.action_approve("2025-09-01", "QĐ 1")
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.certificate"), ("res_id", "=", record.id)]
        )
        decision = entries.filtered(lambda e: e.field == "approval_decision")
        self.assertEqual(decision.new, "QĐ 1")
        self.assertEqual(decision.user_id, self.manager.id)
