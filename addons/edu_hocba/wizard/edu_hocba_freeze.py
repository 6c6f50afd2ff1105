# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.edu_class import CREATING


class EduHocbaFreeze(models.TransientModel):
    """Make the books of a class, having seen what they will lack (KP Đ24.5).

    The class checks the duty itself, and what stops a book.
    """

    _name = "edu.hocba.freeze"
    _description = "Create học bạ"
    _inherit = ["edu.own.wizard.mixin"]

    class_id = fields.Many2one("edu.class", required=True, readonly=True)
    needs = fields.Text(compute="_compute_needs")

    @api.depends("class_id")
    @api.depends_context("uid")
    def _compute_needs(self):
        for wizard in self:
            # The duty decides who is told what is missing, not what he reads besides.
            class_ = wizard.class_id._origin.sudo()
            for school in class_.school_id:
                self.env["edu.access"]._check(CREATING, school=school)
            known = class_ and class_.marks_state == "locked"
            wizard.needs = "\n".join(class_._hocba_needs()) if known else False

    def action_create(self):
        """Make them; the class checks the duty and what stops a book."""
        self.ensure_one()
        return self.class_id.action_create_hocba()
