# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ProvenMixin, SchoolCase


@tagged("post_install", "-at_install")
class TestPolicyTour(SchoolCase, ProvenMixin, HttpCase):
    def test_what_the_head_types_is_what_is_kept(self):
        """KP-25.4: point and comma are the same, dates are day and month, in the
        Vietnamese screen and on the main keyboard."""
        self.users["head"].lang = "vi_VN"
        policy = self.env["edu.policy"]._for(self.school)
        action = self.env.ref("edu_school.edu_policy_action")
        # What is refused stands in the log, as it should.
        with mute_logger("odoo.sql_db", "odoo.http"):
            self.start_tour(
                f"/odoo/action-{action.id}/{policy.id}",
                "edu_school_policy",
                login="edu_head",
                timeout=180,
            )
        self.env.invalidate_all()
        self.assertEqual(
            (policy.seal_mm, policy.seal_overlap), (37, 0.3), "the last that was saved"
        )
        self.assertEqual((policy.finalise_date, policy.final_date), ("01/06", "30/08"))
        journal = self.env["edu.journal"].search(
            [
                ("model", "=", "edu.policy"),
                ("res_id", "=", policy.id),
                ("field", "=", "seal_mm"),
            ],
            order="id",
        )
        self.assertEqual(journal.mapped("new")[1:], ["36.5", "38.5", "37.0"])
