# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.edu_journal.models.edu_protected_mixin import CONTEXT_KEY, SENTINEL

from hocba.letters import SHORT, code_problems
from hocba.sheets.names import sort_key


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = [
        "hr.employee",
        "edu.journal.mixin",
        "edu.book.text.mixin",
        "edu.name.search.mixin",
    ]
    _order = "edu_sort_key, id"

    # The name lies on the resource and is journaled there.
    _journal_fields = ("edu_staff_code",)

    _book_texts = {"name": SHORT, "edu_staff_code": code_problems}

    edu_sort_key = fields.Char(
        string="Sort Key", compute="_compute_edu_sort_key", store=True, index=True
    )
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
        default=lambda self: self._default_school(),
    )
    edu_duty_ids = fields.One2many("edu.duty", "employee_id", string="Duties")

    _edu_staff_code_uniq = models.UniqueIndex(
        "(edu_staff_code) WHERE edu_staff_code IS NOT NULL",
        "Another employee has this staff code.",
    )

    @api.depends("name")
    def _compute_edu_sort_key(self):
        for employee in self:
            employee.edu_sort_key = sort_key(employee.name or "")

    @api.model
    def _default_school(self):
        """Who is entered in the school's own list works there, if there is but one."""
        if not self.env.context.get("edu_school_staff"):
            return False
        schools = self.env["edu.school"].search([("company_id", "!=", False)], limit=2)
        return len(schools) == 1 and schools

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_contact_change(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_contact_change(vals)
        if "resource_id" in vals:
            # The account hangs on the resource; whoever keeps staff files does not
            # see duties, and the rule holds for him too.
            duties = self.sudo().edu_duty_ids
            duties.with_env(self.env)._check_account_change()
        return super().write(vals)

    def _take_accounts(self, users):
        """Link each to his new account. The caller has checked that he may."""
        linked = self.with_context(**{CONTEXT_KEY: SENTINEL})
        for employee, user in zip(linked, users, strict=True):
            employee.resource_id.user_id = user
            if employee.work_contact_id != user.partner_id:
                employee.work_contact_id = user.partner_id

    def _check_contact_change(self, vals):
        """The mail of a work contact is the mail of its account, and a lost password
        is asked for by mail: it changes like the account itself."""
        if self.env.su:
            return
        # Whose contact it is, is asked whatever the caller may read.
        contacts = self.env["res.partner"].sudo()
        if vals.get("work_contact_id"):
            contacts = contacts.browse(vals["work_contact_id"])
        for employee in self.sudo():
            mail = vals.get("work_email", employee.work_email)
            changed = (mail or False) != (employee.work_email or False)
            if changed or "work_contact_id" in vals:
                contacts |= employee.work_contact_id
        duties = self.env["edu.duty"].sudo()
        duties = duties.search([("user_id", "in", contacts.user_ids.ids)])
        duties.with_env(self.env)._check_account_change()

    def _journal_scope(self):
        return {"school_code": self.edu_school_id.code or ""}

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
