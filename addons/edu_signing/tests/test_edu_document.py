# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestEduDocument(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, login="doc_user", name="Người ký")
        cls.document = cls.env["edu.document"]._create_document(
            name="Lê Văn An",
            kind="xml",
            content=b"<a/>",
            slots=[
                {
                    "act": act,
                    "role": "x",
                    "slot_key": f"o-{act}",
                    "user_id": cls.user.id,
                }
                for act in (1, 1.5, 2)
                if act != 1.5
            ],
        )

    def test_frozen(self):
        document = self.document
        self.assertEqual(document._content(), b"<a/>")
        self.assertEqual(document.sha256, hashlib.sha256(b"<a/>").hexdigest())
        self.assertEqual(document.revision_number, 1)
        self.assertEqual(document.revision_ids.made_by, self.env.user.name)

    def test_append(self):
        document = self.document
        append = self.env["edu.document"]._append_revision
        with self.assertRaises(UserError):
            append(document, b"<b/>", "00")
        append(document, b"<b/>", document.sha256)
        self.assertEqual(document._content(), b"<b/>")
        self.assertEqual(document.revision_ids.mapped("number"), [2, 1])

    def test_revisions_never_change(self):
        """KP-25.4: no ORM call with any right, and no SQL, changes a revision."""
        revision = self.document.revision_ids
        for record in (revision, revision.sudo()):
            for call in (lambda r=record: r.write({"sha256": "0"}), record.unlink):
                with self.assertRaises(AccessError):
                    call()
        with self.assertRaises(AccessError):
            revision.with_user(self.user).create({"document_id": self.document.id})
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

    def test_document_is_protected(self):
        for vals in (
            {"sha256": "0"},
            {"revision_number": 9},
            {"res_id": 3},
            {"slot_ids": [(5,)]},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.document.sudo().write(vals)
        with self.assertRaises(UserError):
            self.document.sudo().unlink()

    def test_acts_without_a_record(self):
        """KP-24.5: the second act waits for the first."""
        first, second = self.document.slot_ids.sorted("act")
        self.document.slot_ids._release_next_act()
        self.assertEqual((first.state, second.state), ("ready", "waiting"))
        first._write_protected({"state": "signed"})
        self.env["edu.signing.mixin"]._signing_completed(first)
        self.assertEqual(second.state, "ready")

    def test_deleting_the_author(self):
        """A user who leaves takes no evidence along."""
        author = new_test_user(self.env, login="doc_author", name="Người nghỉ")
        document = (
            self.env["edu.document"]
            .with_user(author)
            ._create_document(name="x", kind="xml", content=b"<x/>")
        )
        author.unlink()
        self.assertEqual(document.sudo().revision_ids.made_by, "Người nghỉ")
