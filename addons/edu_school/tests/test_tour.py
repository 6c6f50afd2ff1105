# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestTour(SchoolCase, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_absences_are_tapped_on_a_phone(self):
        """DL1-7.2: one tap for each learner; another session loses nothing."""
        url = f"/odoo/edu-classes/{self.class_a.id}/edu-attendance"
        self.start_tour(url, "edu_school_attendance", login="edu_homeroom", timeout=180)
        self.env.invalidate_all()
        absence = self.env["edu.absence"].search([("class_id", "=", self.class_a.id)])
        self.assertEqual(
            [(a.student_id, a.session, a.permitted) for a in absence],
            [(self.an, "morning", True)],
        )
        self.start_tour(
            url, "edu_school_attendance_read", login="edu_teacher", timeout=180
        )
