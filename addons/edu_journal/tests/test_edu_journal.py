# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestEduJournal(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["edu.journal"]
        cls.user = new_test_user(cls.env, "journal_author", name="Nguyễn Thị Ưởng")

    def _one(self, **values):
        entry = {
            "model": "res.partner",
            "res_id": 7,
            "res_name": "Lê Văn A",
            "field": "name",
            "old": "8",
            "new": "8.5",
            **values,
        }
        self.journal._record([entry])
        return self.journal.search([], limit=1)

    def test_entry_holds_who_what_when(self):
        """BT-8.5: an entry names author, record, old and new value and reason."""
        self.journal.with_user(self.user).sudo()._record(
            [
                {
                    "model": "res.partner",
                    "res_id": 7,
                    "res_name": "Lê Văn A",
                    "field": "name",
                    "old": "8",
                    "new": "8.5",
                    "reason": "vào nhầm",
                    "user_name": "someone else",
                    "year_code": "2025-2026",
                }
            ]
        )
        entry = self.journal.search([], limit=1)
        self.assertEqual(entry.user_id, self.user.id)
        self.assertEqual(entry.user_name, "Nguyễn Thị Ưởng")
        self.assertEqual((entry.old, entry.new), ("8", "8.5"))
        self.assertEqual(entry.reason, "vào nhầm")
        self.assertEqual(entry.year_code, "2025-2026")
        payload = json.loads(entry.payload)
        self.assertEqual(payload["res_name"], "Lê Văn A")
        self.assertEqual(payload["request"], entry.request)
        self.assertTrue(payload["at"].endswith("Z"))

    def test_reason_comes_from_context(self):
        journal = self.journal.with_context(edu_journal_reason="theo quyết định 12")
        journal._record([{"model": "m", "res_id": 1, "field": "f", "new": "x"}])
        last = self.journal.search([], limit=1)
        self.assertEqual(last.reason, "theo quyết định 12")

    def test_orm_refuses_everything_but_record(self):
        """BT-4.8: no code path of the ORM changes an entry, sudo included."""
        entry = self._one()
        for journal in (entry, entry.sudo(), entry.with_user(self.user).sudo()):
            with self.assertRaises(AccessError):
                journal.write({"payload": "{}"})
            with self.assertRaises(AccessError):
                journal.unlink()
            with self.assertRaises(AccessError):
                journal.create({"model": "m", "res_id": 1})

    def test_user_without_right_reads_nothing(self):
        entry = self._one()
        with self.assertRaises(AccessError):
            entry.with_user(self.user).read(["payload"])

    def test_sql_cannot_change_delete_or_truncate(self):
        """BT-4.8: PostgreSQL refuses what code could send round the ORM."""
        entry = self._one()
        for query in (
            "UPDATE edu_journal SET payload = '{}'",
            f"UPDATE edu_journal SET school_code = 'x' WHERE id = {entry.id}",
            "DELETE FROM edu_journal",
            "TRUNCATE edu_journal",
            "TRUNCATE edu_journal CASCADE",
        ):
            with (
                self.subTest(query=query),
                self.assertRaises(InsufficientPrivilege),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query)
        entry.invalidate_recordset()
        self.assertEqual(entry.new, "8.5")

    def test_deleting_the_author_rewrites_no_entry(self):
        author = new_test_user(self.env, "journal_leaver", name="Người nghỉ việc")
        self.journal.with_user(author).sudo()._record(
            [{"model": "m", "res_id": 1, "field": "f", "new": "x"}]
        )
        entry = self.journal.search([], limit=1)
        author.unlink()
        entry.invalidate_recordset()
        self.assertEqual(entry.user_name, "Người nghỉ việc")
