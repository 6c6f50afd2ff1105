# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.edu_gradebook.tests.common import SCORE_SUBJECTS, GradebookCase


@tagged("post_install", "-at_install")
class TestTourOverview(GradebookCase, HttpCase):
    def test_the_head_asks_why(self):
        """KP-17.1: in the browser the class in one table, and why a level is no
        better."""
        good = {**dict.fromkeys(SCORE_SUBJECTS, "8.5"), "TOAN": "6.2"}
        self.fill(good, learner=0)
        self.fill({"TOAN": "4.5"}, learner=1)
        self.rate()
        self.env["edu.absence"].with_user(self.homeroom).create(
            [
                {
                    "enrolment_id": self.enrolments[2].id,
                    "date": f"2025-{10 + day // 28:02}-{day % 28 + 1:02}",
                    "session": "morning",
                }
                for day in range(40)
            ]
        )
        self.start_tour(
            "/odoo/class-overview",
            "edu_monitoring_overview",
            login=self.head.login,
            timeout=180,
        )
