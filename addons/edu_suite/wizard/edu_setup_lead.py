# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_school.dates import today


class EduSetupLead(models.TransientModel):
    """The first head of the school, with whom the set-up ends, and the registrars."""

    _name = "edu.setup.lead"
    _description = "First head and registrars"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _rec_name = "head_id"

    _protected_fields = ("school_id",)

    school_id = fields.Many2one("edu.school", required=True, readonly=True)
    head_id = fields.Many2one(
        "hr.employee",
        string="Head of school",
        domain="[('edu_school_id', '=', school_id)]",
    )
    registrar_ids = fields.Many2many(
        "hr.employee",
        string="Registrars",
        domain="[('edu_school_id', '=', school_id)]",
        help="Keep classes, learners and the assignment of teachers.",
    )
    date_from = fields.Date(string="From", default=lambda self: today())
    decision = fields.Char(string="Decision number")
    without_account = fields.Char(compute="_compute_without_account")

    @api.depends("head_id", "registrar_ids")
    def _compute_without_account(self):
        for wizard in self:
            people = (wizard.head_id | wizard.registrar_ids).sudo()
            people = people.filtered(lambda e: not e.user_id)
            wizard.without_account = ", ".join(people.mapped("name"))

    @api.model
    def _open(self, school):
        self.env["edu.setup.me"]._check_setup(school)
        # Opened by whoever sets the school up; which school it is is decided here.
        wizard = self.sudo()._create_protected([{"school_id": school.id}])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Head and registrar"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_apply(self):
        """Appoint them; the head last, as the set-up ends with him."""
        self.ensure_one()
        self.check_access("write")
        school = self.school_id
        self.env["edu.setup.me"]._check_setup(school)
        people = self.head_id | self.registrar_ids
        # The duty of the caller was checked; who works there does not depend on it.
        if not self.head_id or people.sudo().edu_school_id != school:
            raise UserError(self.env._("Choose the head out of the staff."))
        if not self.date_from:
            raise UserError(self.env._("Write from which day it holds."))
        values = {
            "school_id": school.id,
            "date_from": self.date_from,
            "decision": self.decision,
        }
        duties = self.env["edu.duty"]
        held = duties.sudo().search(
            [("school_id", "=", school.id), ("kind", "=", "registrar")]
        )
        registrars = self.registrar_ids - held.employee_id
        duties.create(
            [{**values, "kind": "registrar", "employee_id": e.id} for e in registrars]
        )
        duties.create([{**values, "kind": "head", "employee_id": self.head_id.id}])
        return {"type": "ir.actions.client", "tag": "soft_reload"}
