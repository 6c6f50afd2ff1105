# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class EduCertificateName(models.Model):
    """A decision that a certificate stands for another name than it says.

    It is about one difference: with another registered name it counts no more. What was
    signed under it stays explained, so no decision is ever changed or deleted.
    """

    _name = "edu.certificate.name"
    _description = "Decision on a certificate's name"
    _inherit = ["edu.journal.mixin", "edu.protected.mixin"]
    _order = "id desc"
    _rec_name = "listed"
    _protected_fields = (
        "certificate_id",
        "stated",
        "listed",
        "key",
        "reason",
        "decided_on",
        "decided_by",
    )
    _journal_fields = ("stated", "listed", "reason", "decided_by")

    certificate_id = fields.Many2one(
        "edu.certificate", required=True, index=True, ondelete="restrict", readonly=True
    )
    stated = fields.Char(string="Name in the certificate", readonly=True)
    listed = fields.Char(string="Registered for", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    decided_on = fields.Datetime(required=True, readonly=True)
    decided_by = fields.Char(required=True, readonly=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A decision on a certificate is kept."))
