# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def action_edu_adopt(self):
        """Take people of the staff files over into the caller's school. Duty:
        administrator; as for every staff file he keeps the personnel office's right.
        """
        school = self.env["edu.sheet.import"]._school(("administrator",))
        self.check_access("write")
        self.filtered(lambda e: not e.edu_school_id).edu_school_id = school
        # back to the steps, not to what is no longer loose
        return {**self.env["edu.setup"].action_open(), "target": "main"}
