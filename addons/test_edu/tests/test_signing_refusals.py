# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import InsufficientPrivilege

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from hocba.signing.contract import Prepared

from .common import SCHOOL, SigningMixin, demo_pki


@tagged("post_install", "-at_install")
class TestSigningRefusals(SigningMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_signing()
        cls.book, cls.document = cls.make_book()

    def test_slot_of_another(self):
        """BT-4.10: nobody signs for someone else, by whatever call."""
        slot = self.slot(self.book, "o-TOAN")
        other = self.users["GV02"]
        with self.assertRaises(AccessError):
            self.open_session("GV02", slot)
        with self.assertRaises(AccessError):
            self.open_session("GV02", slot, self.certificates["GV01"])
        session = self.open_session("GV01", slot)
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        foreign = session.with_user(other)
        for call in (
            foreign.prepare,
            lambda: foreign.sign(tasks, self.pin("GV01")),
            lambda: foreign.complete([{"id": tasks[0], "signature": ""}]),
            foreign.stop,
        ):
            with self.assertRaises(AccessError):
                call()
        overview = self.env["edu.signing.session"].with_user(other).overview(slot.ids)
        self.assertEqual((overview["slots"], overview["certificates"]), ([], []))
        self.assertNotIn("Lê Văn An", str(overview))

    def test_certificate_of_another(self):
        """KP-8: a slot is signed with its holder's own certificate only."""
        slot = self.slot(self.book, "o-TOAN")
        for name in ("GV02", "school"):
            with self.assertRaises(AccessError):
                self.open_session("GV01", slot, self.certificates[name])

    def test_waiting_slot(self):
        """KP-18.6: the head cannot sign before the teachers have."""
        with self.assertRaises(UserError):
            self.open_session("HT01", self.slot(self.book, "ky-lanh-dao"))

    def test_signed_slot(self):
        slot = self.slot(self.book, "o-TOAN")
        self.sign_slots("GV01", slot)
        with self.assertRaises(UserError):
            self.open_session("GV01", slot)

    def test_organisation_slot_by_duty(self):
        """KP-11, KP-18.8: the record says who signs for the organisation, at
        every step."""
        self.sign_slots("GV01", self.slot(self.book, "o-TOAN"))
        self.sign_slots("GV02", self.slot(self.book, "o-VAN"))
        self.sign_slots("HT01", self.slot(self.book, "ky-lanh-dao"))
        slot, school = self.slot(self.book, "ky-to-chuc"), self.certificates["school"]
        with self.assertRaises(AccessError):
            self.open_session("GV01", slot, school)
        session = self.open_session("VT01", slot, school)
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        answers = session.sign(tasks, self.pin(SCHOOL.code))
        self.book.clerk_id = self.users["GV02"]
        result = session.complete(answers)
        self.assertEqual((result["done"], len(result["failed"])), ([], 1))
        self.assertEqual(slot.state, "ready")

    def test_organisation_not_approved(self):
        """KP-33.8: without the authority's decision the certificate does not count."""
        school = self.certificates["school"]
        school._write_protected({"approved_on": False})
        slot = self.slot(self.book, "ky-to-chuc")
        slot._write_protected({"state": "ready"})
        with self.assertRaisesRegex(UserError, "Phạm|Trường THCS Nguyễn Du"):
            self.open_session("VT01", slot, school)
        school.action_approve("2025-09-05", "QĐ 15/QĐ-SGDĐT")
        self.assertTrue(self.open_session("VT01", slot, school))

    def test_suspended_between_prepare_and_sign(self):
        """KP-12: a certificate suspended in between signs no more."""
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        answers = session.sign(tasks, self.pin("GV01"))
        self.certificates["GV01"].action_suspend("mất thiết bị")
        with self.assertRaises(UserError):
            session.sign(tasks, self.pin("GV01"))
        self.assertEqual(len(session.complete(answers)["failed"]), 1)
        self.assertEqual(self.document.revision_number, 1)

    def test_revoked_certificate(self):
        """KP-8: the CA is asked online; a revoked certificate prepares nothing."""
        slot = self.slot(self.book, "o-VAN")
        session = self.open_session("GV02", slot)
        demo_pki.revoke(self.pki.directory, "GV02")
        self.addCleanup(demo_pki.restore, self.pki.directory, "GV02")
        client = self.pki.client()
        with (
            patch.object(
                type(self.env["edu.signing.session"]),
                "_evidence_client",
                lambda session: client,
            ),
            self.assertRaisesRegex(UserError, "thu hồi"),
        ):
            session.prepare()
        self.assertFalse(session.sudo().task_ids)

    def test_forged_signature_value(self):
        """A value that the registered key did not make is refused."""
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        forged = base64.b64encode(b"\1" * 256).decode()
        result = session.complete([{"id": tasks[0], "signature": forged}])
        self.assertEqual((result["done"], len(result["failed"])), ([], 1))
        self.assertEqual(self.document.revision_number, 1)

    def test_value_of_another_task(self):
        """A signature cannot be moved to another document."""
        other, document = self.make_book("Học sinh khác")
        slots = self.slot(self.book, "o-TOAN") | self.slot(other, "o-TOAN")
        session = self.open_session("GV01", slots)
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        first, second = session.sign(tasks, self.pin("GV01"))
        swapped = {"id": second["id"], "signature": first["signature"]}
        self.assertEqual(len(session.complete([swapped])["failed"]), 1)
        self.assertEqual(document.revision_number, 1)

    def test_stale_base(self):
        """A PDF that moved on since preparing is refused and keeps its bytes."""
        pdf = self.env["edu.document"]._create_document(
            name="Bản in",
            kind="pdf",
            content=b"%PDF-1.7 frozen",
            record=self.book,
            slots=[{**self._slot(1, "head", "ky", [], "HT01", ""), "state": "ready"}],
        )
        session = self.open_session("HT01", pdf.slot_ids)
        with patch.object(
            type(self.env["edu.test.book"]),
            "_signing_prepare",
            lambda record, slot, certificate, time: Prepared(b"\7" * 32, b"{}"),
        ):
            tasks = [task["id"] for task in session.prepare()["tasks"]]
        answers = session.sign(tasks, self.pin("HT01"))
        self.env["edu.document"]._append_revision(pdf, b"%PDF-1.7 moved on", pdf.sha256)
        (failure,) = session.complete(answers)["failed"]
        self.assertIn("đã thay đổi", failure["message"])
        self.assertEqual(pdf._content(), b"%PDF-1.7 moved on")
        with self.assertRaises(UserError):
            self.env["edu.document"]._append_revision(pdf, b"x", "0" * 64)

    def test_expired_task(self):
        """A digest does not wait for ever: its signing time must stay true."""
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        (task,) = session.prepare()["tasks"]
        (answer,) = session.sign([task["id"]], self.pin("GV01"))
        record = session.sudo().task_ids
        record._write_protected(
            {"expires_at": fields.Datetime.now() - timedelta(seconds=1)}
        )
        self.assertIn("error", session.sign([task["id"]], self.pin("GV01"))[0])
        self.assertEqual(len(session.complete([answer])["failed"]), 1)

    def test_expired_task_is_prepared_again(self):
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        (task,) = session.prepare()["tasks"]
        session.sudo().task_ids._write_protected(
            {"expires_at": fields.Datetime.now() - timedelta(seconds=1)}
        )
        (again,) = session.prepare()["tasks"]
        self.assertNotEqual(again["id"], task["id"])

    def test_abandoned_tasks_are_swept(self):
        """Prepared files of a session that nobody finished do not pile up."""
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        session.prepare()
        tasks = session.sudo().task_ids
        tasks._gc_abandoned()
        self.assertTrue(tasks.exists())
        tasks._write_protected(
            {"expires_at": fields.Datetime.now() - timedelta(days=2)}
        )
        tasks._gc_abandoned()
        self.assertFalse(tasks.exists())

    def test_no_timestamping_service(self):
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        self.env["ir.config_parameter"].set_param("edu_signing.tsa_url", "")
        with self.assertRaisesRegex(UserError, "dấu thời gian"):
            session.prepare()

    def test_timestamping_service_away(self):
        """An outage fails the document with words; nothing is half signed."""
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        answers = session.sign(tasks, self.pin("GV01"))
        self.env["ir.config_parameter"].set_param(
            "edu_signing.tsa_url", self.pki.url + "/gone"
        )
        (failure,) = session.complete(answers)["failed"]
        self.assertIn("dấu thời gian", failure["message"])
        self.assertEqual(self.document.revision_number, 1)
        self.assertEqual(self.slot(self.book, "o-TOAN").state, "ready")

    def test_missing_library(self):
        """Who signs without hocba[sign] is told what to install."""
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        missing = ImportError("No module named 'pyhanko'", name="pyhanko")
        with (
            patch(
                "odoo.addons.edu_signing.models.edu_signing_engine._client",
                side_effect=missing,
            ),
            self.assertRaisesRegex(UserError, r'pip install "hocba\[sign\]"'),
        ):
            session.prepare()

    def test_nothing_is_written_by_rpc(self):
        """Slots, documents, sessions and tasks have no writer among the users."""
        session = self.open_session("GV01", self.slot(self.book, "o-TOAN"))
        session.prepare()
        user = self.users["GV01"]
        for record, vals in (
            (self.slot(self.book, "o-TOAN"), {"state": "signed"}),
            (self.slot(self.book, "o-TOAN"), {"user_id": self.users["GV02"].id}),
            (self.document, {"name": "x"}),
            (session, {"state": "done"}),
            (session.sudo().task_ids, {"digest": "00"}),
            (self.certificates["GV01"], {"token_label": "x"}),
        ):
            for writer in (record.with_user(user), record.with_user(user).sudo()):
                if writer.env.su and set(vals) & {"name", "token_label"}:
                    continue
                with self.subTest(model=record._name), self.assertRaises(AccessError):
                    writer.write(vals)

    def test_reading_is_limited(self):
        """KP-20.3: a teacher sees his own slots; bytes only through the record."""
        slots = self.env["edu.signature.slot"].with_user(self.users["GV02"]).search([])
        self.assertEqual(slots.mapped("slot_key"), ["o-VAN"])
        with self.assertRaises(AccessError):
            self.document.revision_ids.with_user(self.users["GV01"]).read(["piece"])
        stranger = self.users["VT01"].copy({"login": "stranger", "name": "Người lạ"})
        with self.assertRaises(AccessError):
            self.document.with_user(stranger).action_download()
        self.assertEqual(
            self.document.with_user(self.users["GV01"]).action_download()["url"],
            f"/edu_signing/document/{self.document.id}",
        )

    def test_signed_bytes_never_change(self):
        """KP-25.4, BT-6.1a: neither the ORM nor SQL changes a signed revision."""
        self.sign_slots("GV01", self.slot(self.book, "o-TOAN"))
        revision = self.document.revision_ids[0].sudo()
        for call in (
            lambda: revision.write({"piece": b"x"}),
            lambda: revision.write({"whole": True}),
            lambda: revision.write({"place": 0, "removed": 0}),
            revision.unlink,
            self.document.sudo().unlink,
            self.slot(self.book, "o-TOAN").sudo().unlink,
        ):
            with self.assertRaises(UserError):
                call()
        self.env.flush_all()
        for query in (
            "UPDATE edu_document_revision SET piece = 'x'",
            "UPDATE edu_document_revision SET whole = true",
            "UPDATE edu_document_revision SET place = 1, removed = 1",
            "UPDATE edu_document_revision SET sha256 = 'x'",
            "DELETE FROM edu_document_revision",
            "TRUNCATE edu_document_revision CASCADE",
        ):
            with (
                self.subTest(query=query),
                self.assertRaises(InsufficientPrivilege),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query)
        self.assertEqual(self.document.revision_number, 2)
        self.assertTrue(self.document._content())
