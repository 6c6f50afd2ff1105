# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.edu_school.dates import today


class EduStudent(models.Model):
    _inherit = "edu.student"

    @api.model
    def _portal_own(self):
        """Return the learners whose results the user sees on the portal today (sudo):
        himself, or those whose parent or guardian he is (Bến Tre Đ10.3).

        The one question that decides it. Staff see results by duty alone; a teacher's
        child has a parent's account of its own.
        """
        # No role of the portal reads our records; what is found here is his own.
        students = self.sudo()
        user = self.env.user
        if not user._is_portal():
            return students
        partner, day = user.partner_id.id, today()
        guardians = (
            self.env["edu.guardian"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner),
                    "|",
                    ("date_from", "=", False),
                    ("date_from", "<=", day),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", day),
                ]
            )
        )
        own = students.search([("partner_id", "=", partner)])
        return own | guardians.student_id.filtered("active")
