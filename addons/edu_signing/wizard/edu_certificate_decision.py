# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduCertificateDecision(models.TransientModel):
    """The form on which a decision about a certificate is entered."""

    _name = "edu.certificate.decision"
    _description = "Decision on a certificate"

    certificate_id = fields.Many2one("edu.certificate", required=True, readonly=True)
    decision = fields.Selection(
        [
            ("approve", "Approve"),
            ("accept_name", "Accept the name"),
            ("suspend", "Suspend"),
            ("resume", "Resume"),
            ("revoke", "Revoke"),
        ],
        required=True,
        default="approve",
    )
    approved_on = fields.Date(string="Approved from", default=fields.Date.context_today)
    approved_to = fields.Date(string="Approved until")
    text = fields.Char(
        string="Decision or reason",
        help="Approval: number and date of the decision. Otherwise: the reason.",
    )

    name_undecided = fields.Boolean(related="certificate_id.name_undecided")
    holder_difference = fields.Text(related="certificate_id.holder_difference")
    other_name_reason = fields.Char(
        string="Why this name",
        help="Why the certificate may be used although it names somebody else.",
    )

    def action_confirm(self):
        """Record the decision; the certificate checks the right to it."""
        self.ensure_one()
        certificate = self.certificate_id
        if self.decision == "approve":
            reason = self.other_name_reason if self.name_undecided else ""
            certificate.action_approve(
                self.approved_on, self.text, self.approved_to, reason
            )
        else:
            getattr(certificate, f"action_{self.decision}")(self.text)
        return {"type": "ir.actions.act_window_close"}
