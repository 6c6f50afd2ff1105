# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import subprocess
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from hocba.signing.contract import Refusal, SigningStopped, TokenAbsent
from hocba.signing.drivers.pkcs11 import Pkcs11Driver

from .common import SCHOOL, SigningMixin

REAL_SIGN = Pkcs11Driver.sign
NAMESPACE = "urn:vn:hocba:thu"


@tagged("post_install", "-at_install")
class TestSigningSession(SigningMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_signing()

    def xmlsec(self, content, node):
        """Let an independent program judge one signature."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "file.xml")
            path.write_bytes(content)
            names = ("DuLieu", "Mon", "O", "Ky")
            arguments = [f"--id-attr:Id {NAMESPACE}:{name}" for name in names]
            arguments += [
                "--id-attr:Id http://www.w3.org/2000/09/xmldsig#:Signature",
                "--id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
                f"--node-id chu-ky-{node}",
                f"--trusted-pem {self.pki.trust_path}",
                f"--untrusted-pem {self.pki.directory / 'ca/issuing.pem'}",
                "--enabled-key-data x509",
            ]
            command = ["xmlsec1", "--verify", *" ".join(arguments).split(), str(path)]
            return subprocess.run(command, capture_output=True, check=False).returncode

    def test_all_acts(self):
        """KP-18.3 to KP-18.8, KP-14: four acts in their order, each signature
        valid for an independent program, and the record told after each."""
        book, document = self.make_book()
        states = [slot.state for slot in book._signing_slots()]
        self.assertEqual(states, ["ready", "ready", "waiting", "waiting"])
        frozen = document._content()

        for code, key in (
            ("GV01", "o-TOAN"),
            ("GV02", "o-VAN"),
            ("HT01", "ky-lanh-dao"),
        ):
            result = self.sign_slots(code, self.slot(book, key))
            self.assertEqual((len(result["done"]), result["failed"]), (1, []))
        self.assertEqual(self.slot(book, "ky-to-chuc").state, "ready")
        result = self.sign_slots(
            "VT01",
            self.slot(book, "ky-to-chuc"),
            self.certificates["school"],
            pin_of=SCHOOL.code,
        )
        self.assertEqual((len(result["done"]), result["failed"]), (1, []))

        self.assertEqual((book.state, book.signed_count), ("issued", 4))
        self.assertEqual(document.revision_number, 5)
        for slot in book._signing_slots():
            self.assertEqual(self.xmlsec(document._content(), slot.slot_key), 0)
            self.assertTrue(slot.certificate_id and slot.signed_at)
        first = document.revision_ids.filtered(lambda r: r.number == 1)
        self.assertEqual(first._content(), frozen)

    def test_pdf(self):
        """KP-18.6, KP-18.8: head, then organisation sign one PDF; an independent
        program finds both valid, and the earlier bytes unchanged."""
        document = self.make_pdf()
        content = document._content()
        first, second = document.slot_ids.sorted("act")
        self.assertEqual(self.sign_slots("HT01", first)["failed"], [])
        result = self.sign_slots(
            "VT01", second, self.certificates["school"], pin_of=SCHOOL.code
        )
        self.assertEqual(result["failed"], [])
        self.assertEqual(document.revision_number, 3)
        signed = document._content()
        self.assertTrue(signed.startswith(content))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "file.pdf")
            path.write_bytes(signed)
            command = ["pdfsig", "-nocert", str(path)]
            report = subprocess.run(command, capture_output=True, check=True).stdout
        self.assertEqual(report.count(b"Signature is Valid"), 2)

    def test_changed_mark_breaks_its_signatures(self):
        """KP-15: one changed mark breaks those who signed it and nobody else."""
        book, document = self.make_book()
        self.sign_slots("GV01", self.slot(book, "o-TOAN"))
        self.sign_slots("GV02", self.slot(book, "o-VAN"))
        forged = document._content().replace(b"8.5", b"9.5")
        self.assertNotEqual(self.xmlsec(forged, "o-TOAN"), 0)
        self.assertEqual(self.xmlsec(forged, "o-VAN"), 0)

    def test_teachers_sign_in_parallel(self):
        """KP-18.3: both teachers prepare before either completes; both count."""
        book, document = self.make_book()
        sessions = {
            code: self.open_session(code, self.slot(book, key))
            for code, key in (("GV01", "o-TOAN"), ("GV02", "o-VAN"))
        }
        tasks = {code: session.prepare()["tasks"] for code, session in sessions.items()}
        for code in ("GV02", "GV01"):
            answers = sessions[code].sign(
                [t["id"] for t in tasks[code]], self.pin(code)
            )
            self.assertEqual(sessions[code].complete(answers)["failed"], [])
        for key in ("o-TOAN", "o-VAN"):
            self.assertEqual(self.xmlsec(document._content(), key), 0)
        self.assertEqual(self.slot(book, "ky-lanh-dao").state, "ready")

    def test_wrong_pin_then_right(self):
        """A wrong PIN costs one more entry, nothing else."""
        book, document = self.make_book()
        session = self.open_session("GV01", self.slot(book, "o-TOAN"))
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        (answer,) = session.sign(tasks, "0000")
        self.assertTrue(answer["transient"])
        self.assertIn(answer["code"], ("driver.wrong_pin", "driver.wrong_pin_few"))
        self.assertIn("Sai mã PIN", answer["error"])
        self.assertEqual(document.revision_number, 1)

        self.assertEqual([t["id"] for t in session.prepare()["tasks"]], tasks)
        answers = session.sign(tasks, self.pin("GV01"))
        self.assertEqual(session.complete(answers)["done"], tasks)
        self.assertEqual(document.revision_number, 2)

    def test_pin_is_stored_nowhere(self):
        """KP-11: no table and no log line holds the PIN after signing."""
        book, _document = self.make_book()
        secret = "mã-bí-mật-4711"

        def accepting(driver, digests, *, credential, secret):
            pin = self.pin("GV01")
            return REAL_SIGN(driver, digests, credential=credential, secret=pin)

        session = self.open_session("GV01", self.slot(book, "o-TOAN"))
        with (
            self.assertLogs(level="DEBUG") as logs,
            patch.object(Pkcs11Driver, "sign", accepting),
        ):
            self.assertEqual(len(session._sign_all(secret)["done"]), 1)
        self.assertFalse([line for line in logs.output if secret in line])
        self.env.flush_all()
        for table in ("edu_signing_session", "edu_signing_task", "edu_certificate"):
            self.env.cr.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            self.assertNotIn(secret, self.env.cr.fetchone()[0])

    def test_token_unplugged_half_way(self):
        """What was signed before stays; the rest is signed after plugging in."""
        books = [self.make_book(f"Học sinh {number}") for number in range(4)]
        slots = self.slot(books[0][0], "o-TOAN")
        for book, _document in books[1:]:
            slots |= self.slot(book, "o-TOAN")
        session = self.open_session("GV01", slots)
        tasks = [task["id"] for task in session.prepare()["tasks"]]

        def unplugged(driver, digests, *, credential, secret):
            done = REAL_SIGN(driver, digests[:2], credential=credential, secret=secret)
            raise SigningStopped(credential.token_label, "DeviceRemoved", tuple(done))

        with patch.object(Pkcs11Driver, "sign", unplugged):
            answers = session.sign(tasks, self.pin("GV01"))
        stopped = [a for a in answers if a.get("transient")]
        self.assertEqual(len(stopped), 2)
        self.assertIn("bị ngắt giữa chừng", stopped[0]["error"])
        given = [a for a in answers if "signature" in a]
        self.assertEqual(len(session.complete(given)["done"]), 2)

        result = session._sign_all(self.pin("GV01"))
        self.assertEqual((len(result["done"]), result["failed"]), (2, []))
        self.assertEqual(session.state, "done")
        self.assertEqual([d.revision_number for _b, d in books], [2, 2, 2, 2])

    def test_token_absent(self):
        book, _document = self.make_book()
        session = self.open_session("GV01", self.slot(book, "o-TOAN"))
        tasks = [task["id"] for task in session.prepare()["tasks"]]

        def absent(driver, digests, *, credential, secret):
            raise TokenAbsent(credential.token_label)

        with patch.object(Pkcs11Driver, "sign", absent):
            (answer,) = session.sign(tasks, self.pin("GV01"))
        self.assertIn("Không thấy thiết bị khóa", answer["error"])
        self.assertEqual(len(session._sign_all(self.pin("GV01"))["done"]), 1)

    def test_one_refused_digest_loses_no_other(self):
        """A refusal of one digest fails that document only, and can be retried."""
        books = [self.make_book(f"Học sinh {number}") for number in range(3)]
        slots = self.env["edu.signature.slot"]
        for book, _document in books:
            slots |= self.slot(book, "o-TOAN")
        session = self.open_session("GV01", slots)

        def refusing(driver, digests, *, credential, secret):
            results = REAL_SIGN(driver, digests, credential=credential, secret=secret)
            results[1] = Refusal("FunctionFailed")
            return results

        with patch.object(Pkcs11Driver, "sign", refusing):
            result = session._sign_all(self.pin("GV01"))
        self.assertEqual(len(result["done"]), 2)
        (failure,) = result["failed"]
        self.assertEqual(failure["slot_id"], slots[1].id)
        self.assertEqual(failure["name"], "Học sinh 1")
        self.assertIn("từ chối ký", failure["message"])
        self.assertEqual(slots.mapped("state"), ["signed", "ready", "signed"])
        again = self.sign_slots("GV01", slots[1])
        self.assertEqual((len(again["done"]), again["failed"]), (1, []))

    def test_killed_between_sign_and_complete(self):
        """The server dies with the signatures in its hands: the same tasks come
        back, nothing is lost, nothing is doubled."""
        book, document = self.make_book()
        session = self.open_session("GV01", self.slot(book, "o-TOAN"))
        tasks = session.prepare()["tasks"]
        session.sign([task["id"] for task in tasks], self.pin("GV01"))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(document.revision_number, 1)

        revived = self.env["edu.signing.session"].with_user(self.users["GV01"])
        revived = revived.browse(session.id)
        self.assertEqual(revived.prepare()["tasks"], tasks)
        result = revived._sign_all(self.pin("GV01"))
        self.assertEqual(len(result["done"]), 1)
        self.assertEqual(document.revision_number, 2)
        self.assertEqual(document._content().count(b"<ds:Signature "), 1)

    def test_new_session_takes_over(self):
        """A second window takes the slot over; the first one cannot double it."""
        book, document = self.make_book()
        slot = self.slot(book, "o-TOAN")
        first = self.open_session("GV01", slot)
        tasks = [task["id"] for task in first.prepare()["tasks"]]
        answers = first.sign(tasks, self.pin("GV01"))
        self.assertEqual(len(self.sign_slots("GV01", slot)["done"]), 1)
        result = first.complete(answers)
        self.assertEqual((result["done"], len(result["failed"])), ([], 1))
        self.assertEqual(document.revision_number, 2)

    def test_complete_twice(self):
        """The same task twice gives the same answer and one revision."""
        book, document = self.make_book()
        session = self.open_session("GV01", self.slot(book, "o-TOAN"))
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        answers = session.sign(tasks, self.pin("GV01"))
        self.assertEqual(session.complete(answers), {"done": tasks, "failed": []})
        self.assertEqual(session.complete(answers), {"done": tasks, "failed": []})
        self.assertEqual((document.revision_number, book.signed_count), (2, 1))

    def test_failure_of_the_record_is_isolated(self):
        """A record that fails rolls back its own document and no other."""
        books = [self.make_book(f"Học sinh {n}") for n in range(3)]
        books[0][0].refuses = "completed"
        books[1][0].refuses = "before_prepare"
        slots = self.env["edu.signature.slot"]
        for book, _document in books:
            slots |= self.slot(book, "o-TOAN")
        result = self.sign_slots("GV01", slots)
        self.assertEqual(len(result["done"]), 1)
        self.assertEqual(
            {failure["name"] for failure in result["failed"]},
            {"Học sinh 0", "Học sinh 1"},
        )
        self.assertEqual([d.revision_number for _b, d in books], [1, 1, 2])
        self.assertEqual(slots.mapped("state"), ["ready", "ready", "signed"])

    def test_fault_in_an_upper_addon(self):
        """An unexpected fault is logged, told, and writes nothing."""
        book, document = self.make_book(refuses="crash")
        with self.assertLogs("odoo.addons.edu_signing", level="ERROR"):
            result = self.sign_slots("GV01", self.slot(book, "o-TOAN"))
        self.assertEqual(len(result["failed"]), 1)
        self.assertEqual(document.revision_number, 1)
        book.refuses = False
        self.assertEqual(
            len(self.sign_slots("GV01", self.slot(book, "o-TOAN"))["done"]), 1
        )

    def test_slots_added_while_preparing_join(self):
        """What preparing adds for the same act and signer is signed with it."""
        book, document = self.make_book(adds_slot="ky-them")
        content = document._content().replace(
            b'<Ky Id="ky-lanh', b'<Ky Id="ky-them"></Ky><Ky Id="ky-lanh'
        )
        self.env["edu.document"]._append_revision(document, content, document.sha256)
        result = self.sign_slots("GV01", self.slot(book, "o-TOAN"))
        self.assertEqual((len(result["done"]), result["failed"]), (2, []))
        self.assertEqual(self.slot(book, "ky-them").state, "signed")

    def test_stop(self):
        """Stopping gives up what is not signed; it stays on the list."""
        book, _document = self.make_book()
        session = self.open_session("GV01", self.slot(book, "o-TOAN"))
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        answers = session.sign(tasks, self.pin("GV01"))
        session.stop()
        self.assertEqual(session.state, "stopped")
        self.assertEqual(self.slot(book, "o-TOAN").state, "ready")
        with self.assertRaisesRegex(UserError, "kết thúc"):
            session.complete(answers)

    def test_chunks(self):
        """Twelve documents in chunks of five: three rounds, one session."""
        slots = self.env["edu.signature.slot"]
        for number in range(12):
            slots |= self.slot(self.make_book(f"Học sinh {number}")[0], "o-TOAN")
        session = self.open_session("GV01", slots)
        rounds = []
        while (chunk := session.prepare(5))["tasks"]:
            rounds.append((len(chunk["tasks"]), chunk["remaining"]))
            ids = [task["id"] for task in chunk["tasks"]]
            session.complete(session.sign(ids, self.pin("GV01")))
        self.assertEqual(rounds, [(5, 7), (5, 2), (2, 0)])
        self.assertEqual(session.state, "done")
