# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from hocba.problems import Problem
from hocba.signing.asking import EvidenceClient
from hocba.signing.refusals import TimestampUnavailable

from .common import SigningMixin


@tagged("post_install", "-at_install")
class TestSigningEvidence(SigningMixin, TransactionCase):
    """The evidence of a chunk is collected before its first document is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_signing()

    def _answers(self, count):
        books = [self.make_book(f"Học sinh {n}") for n in range(count)]
        slots = self.env["edu.signature.slot"]
        for book, _document in books:
            slots |= self.slot(book, "o-TOAN")
        session = self.open_session("GV01", slots)
        tasks = [task["id"] for task in session.prepare()["tasks"]]
        answers = session.sign(tasks, self.pin("GV01"))
        return session, answers, [document for _book, document in books]

    def test_a_timestamp_that_fails_costs_no_other(self):
        """Each document has its own timestamp, or a reason why not."""
        session, answers, documents = self._answers(4)
        ask, asked = EvidenceClient.timestamp, []

        def broken(client, message):
            asked.append(message)
            if len(asked) == 1:
                # The first goes alone, so it is the first document's.
                away = Problem("trust.timestamp_unavailable", {"detail": "503"})
                raise TimestampUnavailable(away)
            return ask(client, message)

        with patch.object(EvidenceClient, "timestamp", broken):
            result = session.complete(answers)
        self.assertEqual(len(set(asked)), 4)
        self.assertEqual(result["done"], [answer["id"] for answer in answers[1:]])
        (failure,) = result["failed"]
        self.assertIn("dấu thời gian", failure["message"])
        self.assertEqual([d.revision_number for d in documents], [1, 2, 2, 2])

    def test_suspended_while_the_evidence_is_collected(self):
        """KP-12: the registry is asked again before each document is written."""
        session, answers, documents = self._answers(3)
        collect = EvidenceClient.collect_all

        def meanwhile(client, acts):
            futures = collect(client, acts)
            self.certificates["GV01"].action_suspend("mất thiết bị")
            return futures

        with patch.object(EvidenceClient, "collect_all", meanwhile):
            result = session.complete(answers)
        self.assertEqual((result["done"], len(result["failed"])), ([], 3))
        self.assertIn("mất thiết bị", result["failed"][0]["message"])
        self.assertEqual([d.revision_number for d in documents], [1, 1, 1])

    def test_a_value_that_is_wrong_asks_for_no_timestamp(self):
        """What cannot be completed costs no request, and the others go on."""
        session, answers, documents = self._answers(3)
        first, second, third = answers
        moved = {"id": first["id"], "signature": second["signature"]}
        refused = {"id": second["id"], "error": "Thiết bị từ chối"}
        asked = []
        ask = EvidenceClient.timestamp

        def counting(client, message):
            asked.append(message)
            return ask(client, message)

        with patch.object(EvidenceClient, "timestamp", counting):
            result = session.complete([moved, refused, third])
        self.assertEqual((result["done"], len(asked)), ([third["id"]], 1))
        self.assertEqual(
            [failure["id"] for failure in result["failed"]],
            [first["id"], second["id"]],
        )
        self.assertEqual(result["failed"][1]["message"], "Thiết bị từ chối")
        self.assertEqual([d.revision_number for d in documents], [1, 1, 2])
