# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    edu_staff_code = fields.Char(
        string="Staff code",
        copy=False,
        help="Code of the teacher or staff member in the education sector's"
        " database; stands beside his name in signed books.",
    )
    edu_school_id = fields.Many2one(
        "edu.school",
        string="School of employment",
        index="btree_not_null",
        ondelete="restrict",
    )
    edu_duty_ids = fields.One2many("edu.duty", "employee_id", string="Duties")

    _edu_staff_code_uniq = models.UniqueIndex(
        "(edu_staff_code) WHERE edu_staff_code IS NOT NULL",
        "Another employee has this staff code.",
    )

    def write(self, vals):
        if "resource_id" in vals:
            # The account hangs on the resource; whoever keeps staff files does not
            # see duties, and the rule holds for him too.
            duties = self.sudo().edu_duty_ids
            duties.with_env(self.env)._check_account_change()
        return super().write(vals)

    def action_edu_duties(self):
        """Open the duties of the employee; record rules show the allowed ones."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_school.edu_duty_action"
        )
        action["domain"] = [("employee_id", "=", self.id)]
        action["context"] = {
            "default_employee_id": self.id,
            "default_school_id": self.edu_school_id.id,
        }
        return action
