# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import tempfile
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from hocba.journal import COLUMNS, Entry, audit, entry_hash, read_anchors

from ..models.edu_journal_delivery import DIRECTORY_VARIABLE, MAIL_PARAMETER

SCHOOL, YEAR = "79-760-70911", "2025-2026"


@tagged("post_install", "-at_install")
class TestSealer(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sealer = cls.env["edu.journal.sealer"]
        cls.blocks = cls.env["edu.journal.block"]
        cls.anchors = cls.env["edu.journal.anchor"]
        for name in ("edu_journal.tsa_url", "edu_signing.tsa_url"):
            cls.env["ir.config_parameter"].set_param(name, "")

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.patch(os, "environ", {**os.environ, DIRECTORY_VARIABLE: self.folder})

    def record(self, count=1, school=SCHOOL):
        self.env["edu.journal"]._record(
            [
                {
                    "model": "res.partner",
                    "res_id": number + 1,
                    "field": "name",
                    "new": str(number),
                    "school_code": school,
                    "year_code": YEAR,
                }
                for number in range(count)
            ]
        )

    def run_cron(self, at=None):
        with self.enter_registry_test_mode(), freeze_time(at or datetime.now()):
            self.sealer._cron_seal()

    def chain(self):
        return self.blocks.search([("school_code", "=", SCHOOL)], order="number")

    def report(self, anchors=()):
        entries = self.env["edu.journal"].search([("school_code", "=", SCHOOL)])
        known = []
        for entry in entries:
            columns = {name: entry[name] or "" for name in COLUMNS}
            columns["at"] = entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            known.append(Entry(entry.id, entry.payload, columns))
        mine = [anchor for anchor in anchors if anchor.school == SCHOOL]
        return audit(known, [block._block() for block in self.chain()], mine)

    def test_entries_are_sealed_once_in_chained_blocks(self):
        """BT-8.5: each committed entry stands in exactly one block of its chain."""
        self.record(3)
        self.record(2, school="79-760-70912")
        self.run_cron()
        self.record(2)
        self.run_cron()
        self.run_cron()
        one, two = self.chain()
        self.assertEqual((one.count, two.count), (3, 2))
        self.assertEqual((one.number, two.number), (1, 2))
        self.assertEqual(two.previous, one.hash)
        self.assertEqual(one.hash, one._block().digest())
        entry = self.env["edu.journal"].browse(one.first_id)
        self.assertEqual(
            one._block().items()[0], (entry.id, entry_hash(entry.id, entry.payload))
        )
        other = self.blocks.search([("school_code", "=", "79-760-70912")])
        self.assertEqual((other.number, other.count), (1, 2))
        self.assertFalse(self.report().broken)

    def test_anchors_leave_the_database_at_least_hourly(self):
        """BT-8.5: the head goes out as a file, not more often than half-hourly."""
        now = datetime.now()
        for minutes in (0, 10, 20, 31, 40):
            self.record()
            self.run_cron(now + timedelta(minutes=minutes))
        anchors = self.anchors.search([("school_code", "=", SCHOOL)], order="number")
        self.assertEqual(anchors.mapped("number"), [1, 4])
        self.assertIn(self.folder, anchors[0].delivered)
        outside, faults = read_anchors(self.folder)
        self.assertFalse(faults)
        mine = [anchor for anchor in outside if anchor.school == SCHOOL]
        self.assertEqual([anchor.number for anchor in mine], [1, 4])
        self.assertEqual([anchor.hash for anchor in mine], anchors.mapped("hash"))
        chain = self.report(outside).scopes[0]
        self.assertEqual(chain.anchored_block, 4)

    def test_a_folder_that_cannot_be_written_is_tried_again(self):
        self.record()
        with (
            patch.dict(os.environ, {DIRECTORY_VARIABLE: f"{self.folder}/missing"}),
            mute_logger("odoo.addons.edu_journal.models.edu_journal_delivery"),
        ):
            self.run_cron()
        anchor = self.anchors.search([("school_code", "=", SCHOOL)])
        self.assertFalse(anchor.delivered)
        self.run_cron()
        anchor.invalidate_recordset()
        self.assertIn(self.folder, anchor.delivered)

    def test_anchors_are_mailed_once(self):
        self.env["ir.config_parameter"].set_param(MAIL_PARAMETER, "ht@x.vn, so@x.vn")
        mails = self.env["mail.mail"]
        before = mails.search([])
        self.record()
        self.run_cron()
        self.run_cron()
        made = mails.search([]) - before
        self.assertEqual(sorted(made.mapped("email_to")), ["ht@x.vn", "so@x.vn"])
        for mail in made:
            self.assertIn(f"{SCHOOL}-{YEAR}-1.json", mail.attachment_ids.mapped("name"))

    def test_without_an_answer_nothing_is_anchored_but_all_is_sealed(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("edu_journal.tsa_url", "http://127.0.0.1:9/tsa")
        self.record()
        with self.assertLogs("odoo.addons.edu_journal", "ERROR"):
            self.run_cron()
        self.assertEqual(len(self.chain()), 1)
        self.assertFalse(self.anchors.search([("school_code", "=", SCHOOL)]))

    def test_state_says_since_when_nothing_is_anchored(self):
        chains = self.env["edu.journal.chain"].with_context(lang="vi_VN")
        self.record()
        chain = chains.search([("school_code", "=", SCHOOL)])
        self.assertEqual(chain.waiting, 1)
        self.assertIn("Chưa neo từ", chain.state)
        self.assertFalse(chain.late)
        self.env.invalidate_all()
        with freeze_time(datetime.now() + timedelta(hours=3)):
            self.assertTrue(chain.late)
        self.run_cron()
        self.env.invalidate_all()
        chain = chains.search([("school_code", "=", SCHOOL)])
        self.assertEqual((chain.waiting, chain.anchored_number), (0, 1))
        self.assertFalse(chain.unanchored_since)
        self.assertEqual(chain.state, "Đã neo đến cuối")

    def test_blocks_and_anchors_are_append_only(self):
        """BT-4.8: neither the ORM nor SQL changes what was sealed."""
        self.record()
        self.run_cron()
        delivery = self.env["edu.journal.delivery"].search([], limit=1)
        anchor = self.anchors.search([], limit=1)
        for record in (self.chain(), anchor, delivery):
            self.assertTrue(record)
            with self.assertRaises(AccessError):
                record.sudo().write({})
            with self.assertRaises(AccessError):
                record.sudo().unlink()
            with self.assertRaises(AccessError):
                record.sudo().create({})
            for query in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"):
                with (
                    self.subTest(table=record._table, query=query),
                    self.assertRaises(InsufficientPrivilege),
                    mute_logger("odoo.sql_db"),
                    self.cr.savepoint(),
                ):
                    self.cr.execute(query.format(record._table))

    def test_who_has_no_business_there_reads_nothing(self):
        user = new_test_user(self.env, "journal_nobody")
        for model in ("block", "anchor", "delivery", "chain", "pending"):
            with self.assertRaises(AccessError):
                self.env[f"edu.journal.{model}"].with_user(user).search([])
