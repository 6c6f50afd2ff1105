# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from dataclasses import replace
from pathlib import Path

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.modules.module import get_module_path, load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from hocba.problems import HocbaError

from .common import as_before_pieces

FIRST = b"<a>" + b"<m>8.0</m>" * 40 + b'<o Id="1"></o><o Id="2"></o></a>'
FILES = (
    FIRST,
    FIRST.replace(b'"2"><', b'"2">second<'),
    FIRST.replace(b'"2"><', b'"2">second<').replace(b'"1"><', b'"1">first<'),
    # made anew, as when a book is prepared a second time
    FIRST.replace(b'"2"><', b'"2">another<'),
    # nothing in common
    b"%PDF-1.7 " + bytes(range(256)) * 2,
    # and nothing new
    b"%PDF-1.7 " + bytes(range(256)) * 2,
)


@tagged("post_install", "-at_install")
class TestRevisions(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make(FILES)

    @classmethod
    def make(cls, files):
        documents = cls.env["edu.document"]
        document = documents._create_document(name="An", kind="xml", content=files[0])
        for content in files[1:]:
            documents._append_revision(document, content, document.sha256)
        return document

    def revision(self, number):
        return self.document.revision_ids.filtered(lambda r: r.number == number)

    def strange(self):
        """What an auditor with nothing but SQL finds."""
        script = Path(get_module_path("edu_signing"), "sql/prove_revisions.sql")
        self.env.flush_all()
        self.cr.execute(script.read_text())
        return [row[:2] for row in self.cr.fetchall()]

    def damage(self, statement, number):
        """What only the owner of the table can do."""
        self.env.flush_all()
        self.cr.execute("ALTER TABLE edu_document_revision DISABLE TRIGGER USER")
        self.cr.execute(
            f"UPDATE edu_document_revision SET {statement} WHERE id = %s",
            [self.revision(number).id],
        )
        self.cr.execute("ALTER TABLE edu_document_revision ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_a_piece_is_cut_from_the_newest_bytes_only(self):
        """KP-25.4: whoever has just read them may hand them in, and no others."""
        append = self.env["edu.document"]._append_revision
        document, newest = self.document, self.document._content()
        with self.assertRaises(ValidationError):
            append(document, b"<a/>", document.sha256, newest + b" ")
        self.assertEqual(document._content(), newest)
        append(document, newest + b"<!-- -->", document.sha256, newest)
        self.assertEqual(document._content(), newest + b"<!-- -->")

    def test_every_revision_is_given_back(self):
        """KP-25.4: byte for byte, to the document's reader and to an auditor."""
        self.env.invalidate_all()
        for number, content in enumerate(FILES, 1):
            revision = self.revision(number)
            self.assertEqual(revision._content(), content)
            self.assertEqual(revision.sha256, hashlib.sha256(content).hexdigest())
        self.assertEqual(self.document._content(), FILES[-1])
        self.assertFalse(self.strange())

    def test_a_revision_is_kept_as_what_it_added(self):
        pieces = [self.revision(n).sudo().piece or b"" for n in range(1, 7)]
        self.assertEqual(pieces[1:3], [b"second", b"first"])
        self.assertLess(len(pieces[3]), 60)
        self.assertEqual(pieces[4:], [FILES[4], b""])
        whole = [self.revision(n).whole for n in range(1, 7)]
        self.assertEqual(whole, [True, False, False, False, True, False])

    def test_damage_is_an_error_and_never_other_bytes(self):
        """KP-25.4: whoever reads, prints, signs or verifies is told; what does not
        need the lost piece is given back."""
        for statement in (
            "piece = 'Second'",
            "piece = NULL",
            "place = place + 1",
            "place = 100000",
            "removed = 7",
            "whole = true, place = 0",
        ):
            with self.subTest(statement=statement), self.cr.savepoint() as savepoint:
                self.damage(statement, 2)
                for number in (2, 3):
                    with self.assertRaisesRegex(ValidationError, "SHA-256"):
                        self.revision(number)._content()
                for number in (1, 5, 6):
                    content = self.revision(number)._content()
                    self.assertEqual(content, FILES[number - 1])
                self.assertIn((self.document.id, 2), self.strange())
                savepoint.rollback()
            self.env.invalidate_all()

    def test_damage_of_the_newest_bytes(self):
        """KP-25.4: neither the download nor the next signature gets them."""
        self.damage("piece = 'x'", 5)
        for call in (self.document._content, lambda: self.document.sudo().content):
            with self.assertRaisesRegex(ValidationError, "An.*6"):
                call()

    def test_a_changed_sha256_is_damage(self):
        self.damage(f"sha256 = '{'0' * 64}'", 2)
        with self.assertRaises(ValidationError):
            self.revision(2)._content()
        self.assertEqual(self.strange(), [(self.document.id, 2)])

    def test_nothing_is_built_upon_damage(self):
        """A signature upon lost bytes would prove nothing."""
        self.damage("piece = 'x'", 5)
        with self.assertRaisesRegex(ValidationError, "An.*6"):
            self.env["edu.document"]._append_revision(
                self.document, b"<b/>", self.document.sha256
            )
        self.assertEqual(self.document.revision_number, 6)

    def test_another_revision_is_not_taken_for_the_newest(self):
        """The document names its newest bytes by their SHA-256."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE edu_document SET revision_number = 2 WHERE id = %s",
            [self.document.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(ValidationError):
            self.document._content()

    def test_a_piece_without_a_place_is_refused(self):
        """PostgreSQL takes no first revision that needs another before it."""
        revisions = self.env["edu.document.revision"]
        document = self.make([b"<a/>"])
        sane = {
            "document_id": document.id,
            "number": 2,
            "piece": b"x",
            "sha256": "0" * 64,
            "made_at": "2026-06-01",
            "made_by": "x",
        }
        for wrong in (
            {"number": 0},
            {"place": -1},
            {"removed": -1},
            {"whole": True, "place": 1},
        ):
            with (
                self.subTest(wrong=wrong),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                revisions.sudo().create({**sane, **wrong})

    # -- the update ----------------------------------------------------------------

    def migration(self):
        folder = f"{get_module_path('edu_signing')}/migrations/19.0.4.0.0"
        return load_script(f"{folder}/pre-migration.py", "pre_migration")

    def migrate(self):
        self.migration().take_apart(self.cr)
        self.env.invalidate_all()

    def test_an_update_keeps_every_revision(self):
        """KP-25.4: revisions that an earlier release kept whole have the same bytes,
        names, times and SHA-256; twice is like once, and the guard stands."""
        names = ["id", "number", "sha256", "made_at", "made_by", "piece", "whole"]
        names += ["place", "removed"]
        before = self.document.sudo().revision_ids.read(names)
        as_before_pieces(self.env)
        for _run in range(2):
            self.migrate()
            self.assertEqual(self.document.sudo().revision_ids.read(names), before)
        self.assertFalse(self.strange())
        self.test_every_revision_is_given_back()
        self.cr.execute(
            "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
            " AND tgrelid = 'edu_document_revision'::regclass"
        )
        self.assertEqual(self.cr.fetchone(), (2,))
        # who signed before the update is followed by who signs after it
        self.env["edu.document"]._append_revision(
            self.document, FILES[-1] + b"more", self.document.sha256
        )
        self.assertEqual(self.document._content(), FILES[-1] + b"more")
        self.assertEqual(self.revision(7).sudo().piece, b"more")

    def test_an_update_keeps_what_was_damaged_before(self):
        """It is told, not mended; the revisions after it lose nothing."""
        as_before_pieces(self.env, {self.revision(2).id: b"<lost/>"})
        with self.assertLogs("pre_migration", "WARNING") as logs:
            self.migrate()
        self.assertIn(f"2 of document {self.document.id}", "".join(logs.output))
        self.assertEqual(self.revision(2).sudo().piece, b"<lost/>")
        self.assertEqual(self.strange(), [(self.document.id, 2)])
        with self.assertRaises(ValidationError):
            self.revision(2)._content()
        for number in (1, 3, 4, 5, 6):
            self.assertEqual(self.revision(number)._content(), FILES[number - 1])

    def test_an_update_that_cannot_prove_itself_ends(self):
        """Nothing is final before every revision was given back."""
        as_before_pieces(self.env)
        script = self.migration()
        query = "SELECT id, md5(content), sha256 FROM edu_document_revision ORDER BY id"
        self.cr.execute(query)
        before = self.cr.fetchall()
        cut = script.difference
        script.difference = lambda *files: replace(cut(*files), removed=1)
        with self.assertRaises(HocbaError), self.cr.savepoint():
            script.take_apart(self.cr)
        self.cr.execute(query)
        self.assertEqual(self.cr.fetchall(), before)
