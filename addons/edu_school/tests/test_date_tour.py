# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import ProvenMixin, SchoolCase


@tagged("post_install", "-at_install")
class TestDateTour(SchoolCase, ProvenMixin, HttpCase):
    def test_legal_dates_have_their_year(self):
        """BT-8.5: in the journal of this year too, where the view asks for nothing;
        Odoo's short form leaves out the year that runs."""
        head = self.users["head"]
        head.lang = "vi_VN"
        self.an.name = "Nguyễn Văn Ân"
        self.env.flush_all()
        self.assertTrue(self.env["edu.journal"].with_user(head).search([], limit=1))
        action = self.env.ref("edu_journal.edu_journal_action")
        self.start_tour(
            f"/odoo/action-{action.id}",
            "edu_school_date",
            login="edu_head",
            timeout=180,
        )
