# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.module import get_module_path, load_script
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestMigration(GradebookCase):
    def test_gradebooks_of_the_first_version_name_their_columns(self):
        """BT-6.1a: an update loses no column of a gradebook that is in use."""
        wanted = {book: book.columns for book in self.class_.gradebook_ids}
        self.fill(learner=0)
        regulation = self.result().regulation_id
        self.env.flush_all()
        for table, columns in (
            ("edu_gradebook", ("columns",)),
            ("edu_regulation", ("state", "school_kind")),
            ("edu_result", ("regulation_id",)),
        ):
            for column in columns:
                self.cr.execute(f"ALTER TABLE {table} DROP COLUMN {column} CASCADE")
        self._script("pre").fill(self.cr)
        self.env.invalidate_all()
        self.assertEqual({book: book.columns for book in wanted}, wanted)
        self.assertEqual(regulation.state, "in_force")
        self.assertEqual(regulation.school_kind, "general")
        self.assertEqual(self.result().regulation_id, regulation)

    def test_open_years_say_what_is_open(self):
        """BT-5.1e: a retest may be entered after the update as before it."""
        self.fill({"TOAN": "3", "VAN": "4"})
        self.rate()
        self.lock()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE edu_result SET retest_codes = NULL, needs_retest = NULL"
        )
        self.env.invalidate_all()
        self._script("post").fill(self.env)
        result = self.result()
        self.assertEqual(result._retest_open(), {"TOAN", "VAN"})
        self.assertTrue(result.needs_retest)

    def _script(self, stage):
        folder = f"{get_module_path('edu_gradebook')}/migrations/19.0.2.0.0"
        return load_script(f"{folder}/{stage}-migration.py", f"{stage}_migration")
