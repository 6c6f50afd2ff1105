# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo.modules.module import get_module_path, load_script
from odoo.tests import TransactionCase, tagged

from odoo.addons.edu_signing.tests.common import as_before_pieces

from .common import SCHOOL, SigningMixin


@tagged("post_install", "-at_install")
class TestSigningRevisions(SigningMixin, TransactionCase):
    """What real signatures leave in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_signing()

    def signed(self, document, acts):
        """Sign by and by; return the bytes after each act, as the signer had them."""
        contents = [document._content()]
        for code, key in acts:
            slot = document.slot_ids.filtered(lambda s, key=key: s.slot_key == key)
            certificate, pin = self.certificates[code], code
            if key == "ky-to-chuc":
                certificate, pin = self.certificates["school"], SCHOOL.code
            user = "VT01" if key == "ky-to-chuc" else code
            result = self.sign_slots(user, slot, certificate, pin_of=pin)
            self.assertEqual(result["failed"], [])
            contents.append(document._content())
        return contents

    def xml_and_pdf(self):
        acts = (("HT01", "ky-lanh-dao"), ("school", "ky-to-chuc"))
        teachers = (("GV02", "o-VAN"), ("GV01", "o-TOAN"))
        xml, pdf = self.make_book()[1], self.make_pdf()
        return {
            xml: self.signed(xml, (*teachers, *acts)),
            pdf: self.signed(pdf, acts),
        }

    def assertGivenBack(self, contents):
        for document, files in contents.items():
            revisions = document.sudo().revision_ids.sorted("number")
            self.assertEqual([one._content() for one in revisions], files)
            digests = [hashlib.sha256(file).hexdigest() for file in files]
            self.assertEqual(revisions.mapped("sha256"), digests)

    def test_signed_files_take_the_room_of_their_last_revision(self):
        """KP-25.4: signatures insert into an XML and append to a PDF, so pieces
        of all revisions together are the finished file."""
        contents = self.xml_and_pdf()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertGivenBack(contents)
        for document, files in contents.items():
            revisions = document.sudo().revision_ids.sorted("number")
            self.assertEqual(revisions.mapped("removed"), [0] * len(files))
            kept = sum(len(revision.piece) for revision in revisions)
            self.assertEqual(kept, len(files[-1]))
        for number, revision in enumerate(revisions[1:], 1):
            self.assertEqual(revision.place, len(files[number - 1]), "PDF: appended")

    def test_an_update_keeps_signed_files(self):
        """KP-25.4: every revision of before has the same bytes after it."""
        contents = self.xml_and_pdf()
        as_before_pieces(self.env)
        folder = f"{get_module_path('edu_signing')}/migrations/19.0.4.0.0"
        script = load_script(f"{folder}/pre-migration.py", "pre_migration")
        script.take_apart(self.cr)
        self.env.invalidate_all()
        self.assertGivenBack(contents)
