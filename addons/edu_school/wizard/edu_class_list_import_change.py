# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduClassListImportChange(models.TransientModel):
    """One particular of a known learner that a class list would change.

    What says who the learner is changes only where ``accepted`` was ticked; all else
    in the line is written by the server alone.
    """

    _name = "edu.class.list.import.change"
    _description = "Change by a class list"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _order = "asked desc, row, id"
    _rec_name = "particular"

    _protected_fields = (
        "import_id",
        "row",
        "column",
        "learner",
        "particular",
        "old_value",
        "new_value",
        "asked",
        "key",
    )

    import_id = fields.Many2one(
        "edu.class.list.import", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(aggregator=None, readonly=True)
    column = fields.Char(readonly=True)
    learner = fields.Char(readonly=True)
    particular = fields.Char(readonly=True)
    old_value = fields.Char(string="Now", readonly=True)
    new_value = fields.Char(string="In the file", readonly=True)
    asked = fields.Boolean(
        string="Only if switched on",
        readonly=True,
        help="It says who the learner is: name, date of birth, gender, number.",
    )
    accepted = fields.Boolean(string="Change it")
    key = fields.Char(readonly=True)
