# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import re
from datetime import date
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.edu_school.tests.test_policy_profile import ProfileCase

ROOT = Path(os.environ.get("EDU_ROOT") or Path(__file__).resolve().parents[3])
PAGE = ROOT / "docs" / "quy-dinh-cua-tinh.md"


@tagged("post_install", "-at_install")
class TestProvincePage(ProfileCase):
    def test_the_afternoon_of_the_page(self):
        """BT-3: who follows the page sees what it shows, and the school does
        as the regulation says."""
        text = PAGE.read_text("utf-8")
        (example,) = re.findall(r"```ini\n(.*?)```", text, re.S)
        promised = [
            tuple(cell.strip() for cell in line.strip("|").split("|"))
            for line in text.split("| Quy định | Đang có |")[1].splitlines()[2:]
            if line.startswith("|")
        ][:5]
        wizard = self.compare(example)
        shown = [(r.label, r.old, r.new, r.article) for r in wizard.line_ids]
        self.assertEqual(shown, promised)
        for label in ("Áp dụng theo quyết định", "Xem các điểm khác"):
            self.assertIn(f"**{label}**", text)
            view = wizard.get_view(view_type="form")["arch"]
            self.assertIn(f'"{label}"', view)
        wizard.action_apply()
        self.env.invalidate_all()
        policy = self.policy
        self.assertEqual(
            (policy.profile_code, policy.correction_witnesses, policy.lock_grace_days),
            ("tinh-mau", "board", 3),
        )
        self.assertEqual(policy._deadline(2026, "finalise_date", 9), date(2027, 5, 18))
        self.assertEqual(policy._deadline(2026, "finalise_date", 8), date(2027, 5, 25))
        self.assertEqual(policy._deadline(2026, "final_date", 9), date(2027, 8, 20))
