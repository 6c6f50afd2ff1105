# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.edu_correction import DECIDING


class EduCorrectionDecision(models.TransientModel):
    """Ask for the note, and show what the approval takes back; the correction itself
    checks the duty."""

    _name = "edu.correction.decision"
    _description = "Decide on a correction"
    _inherit = ["edu.own.wizard.mixin"]

    correction_id = fields.Many2one("edu.correction", required=True)
    state = fields.Selection(related="correction_id.state")
    cells = fields.Text(string="To be decided", compute="_compute_cells")
    objections = fields.Text(compute="_compute_objections")
    superseded = fields.Text(compute="_compute_superseded")
    note = fields.Char(string="Reason")

    @api.depends("correction_id")
    def _compute_cells(self):
        empty = self.env._("empty")
        for wizard in self:
            wizard.cells = "\n".join(
                f"{cell.learner} · {cell.label}: {cell.old_text or empty}"
                f" → {cell.new_text or empty}"
                for cell in wizard.correction_id.cell_ids
            )

    @api.depends("correction_id")
    def _compute_objections(self):
        for wizard in self:
            wizard.objections = "\n".join(
                f"{witness.user_id.sudo().name}: {witness.objection}"
                for witness in wizard.correction_id.witness_ids
                if witness.objection
            )

    @api.depends("correction_id")
    def _compute_superseded(self):
        for wizard in self:
            # Which books exist is told to who may withdraw them by his decision.
            correction = wizard.correction_id.sudo()
            self.env["edu.access"]._check(DECIDING, school=correction.school_id)
            wizard.superseded = "\n".join(correction._superseded())

    def action_approve(self):
        """Approve: the system writes the new values."""
        self.ensure_one()
        self.correction_id.action_approve(self.note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_refuse(self):
        """Refuse, with a reason."""
        self.ensure_one()
        # Before the factor is asked for.
        if not (self.note or "").strip():
            raise UserError(self.env._("State the reason."))
        self.correction_id.action_refuse(self.note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
