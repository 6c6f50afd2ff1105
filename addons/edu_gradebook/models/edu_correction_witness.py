# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class EduCorrectionWitness(models.Model):
    """A role in which a correction is confirmed, and who did so when."""

    _name = "edu.correction.witness"
    _description = "Witness of a correction"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin", "edu.journal.mixin"]
    _order = "correction_id, id"
    _rec_name = "kind"

    _protected_fields = (
        "correction_id",
        "kind",
        "user_id",
        "confirmed_on",
        "objection",
    )
    _journal_fields = ("user_id", "objection")

    correction_id = fields.Many2one(
        "edu.correction", required=True, index=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("administrator", "Administrator"),
            ("board", "Member of the administration board"),
            ("homeroom", "Homeroom teacher"),
            ("substitute", "Board or deputy, for the homeroom teacher"),
        ],
        string="As",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="Witness", readonly=True)
    confirmed_on = fields.Datetime(string="On", readonly=True)
    objection = fields.Char(
        readonly=True, help="Why the witness does not confirm; the head still decides."
    )

    @api.model
    def _duty_domain(self):
        """Who reads the correction reads its witnesses."""
        corrections = self.env["edu.correction"]
        return Domain("correction_id", "any", corrections._duty_domain())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A request for a correction stays on record."))

    def _journal_scope(self):
        return {**self.correction_id._journal_scope(), "duty": self.kind}
