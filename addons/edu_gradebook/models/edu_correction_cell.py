# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class EduCorrectionCell(models.Model):
    """One cell of a correction: what it held, and what it is to hold."""

    _name = "edu.correction.cell"
    _description = "Cell of a correction"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin"]
    _order = "correction_id, id"
    _rec_name = "label"

    _protected_fields = (
        "correction_id",
        "line_id",
        "column_name",
        "label",
        "learner",
        "enrolment_id",
        "old_value",
        "new_value",
        "old_text",
        "new_text",
    )

    correction_id = fields.Many2one(
        "edu.correction", required=True, index=True, readonly=True, ondelete="restrict"
    )
    line_id = fields.Integer(required=True, index=True, readonly=True, aggregator=None)
    column_name = fields.Char(required=True, readonly=True)
    label = fields.Char(string="Column", required=True, readonly=True)
    learner = fields.Char(required=True, readonly=True)
    enrolment_id = fields.Many2one(
        "edu.enrolment", required=True, readonly=True, ondelete="restrict"
    )
    old_value = fields.Char(string="Stored before", readonly=True)
    new_value = fields.Char(string="To be stored", readonly=True)
    old_text = fields.Char(string="Old value", readonly=True)
    new_text = fields.Char(string="New value", readonly=True)

    @api.model
    def _duty_domain(self):
        """Who reads the correction reads its cells."""
        corrections = self.env["edu.correction"]
        return Domain("correction_id", "any", corrections._duty_domain())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A request for a correction stays on record."))
