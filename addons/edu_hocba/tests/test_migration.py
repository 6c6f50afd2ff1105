# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time

from odoo.modules.module import get_module_path, load_script
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestMigration(TransactionCase):
    def test_books_become_final_at_night_after_an_update(self):
        """KP-25.4: a server installed at 15:00 worked at 15:00; a night that somebody
        chose stays. Hours are those of Odoo, UTC."""
        folder = f"{get_module_path('edu_hocba')}/migrations/19.0.3.0.0"
        script = load_script(f"{folder}/post-migration.py", "post_migration")
        cron = self.env.ref("edu_hocba.ir_cron_finalise")
        for now, before, after in (
            ("2026-12-01 03:00", "2026-12-01 08:12", "2026-12-01 17:30"),
            ("2026-12-01 18:00", "2026-12-02 01:00", "2026-12-02 17:30"),
            ("2026-12-01 03:00", "2026-12-01 16:45", "2026-12-01 16:45"),
            ("2026-12-01 03:00", "2026-12-01 22:10", "2026-12-01 22:10"),
            ("2026-12-01 03:00", "2026-12-01 23:30", "2026-12-01 17:30"),
        ):
            with self.subTest(before=before), freeze_time(now):
                cron.nextcall = datetime.fromisoformat(before)
                for _run in range(2):
                    script.move_to_night(self.env)
                self.assertEqual(cron.nextcall, datetime.fromisoformat(after))
