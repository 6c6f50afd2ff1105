# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduPolicyProfileLine(models.TransientModel):
    """One parameter that a profile would change, as it is shown."""

    _name = "edu.policy.profile.line"
    _description = "Difference to a profile"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _order = "sequence, id"
    _rec_name = "label"

    _protected_fields = (
        "wizard_id",
        "sequence",
        "name",
        "label",
        "old",
        "new",
        "article",
        "is_national",
    )

    wizard_id = fields.Many2one(
        "edu.policy.profile", required=True, readonly=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    name = fields.Char(required=True, readonly=True)
    take = fields.Boolean(
        string="Apply", default=True, help="What is not ticked stays as it is."
    )
    label = fields.Char(string="Rule", readonly=True)
    old = fields.Text(string="Now", readonly=True)
    new = fields.Text(string="By the profile", readonly=True)
    article = fields.Text(readonly=True)
    is_national = fields.Boolean(
        string="National default",
        readonly=True,
        help="The profile says nothing of it; the national default is meant.",
    )
