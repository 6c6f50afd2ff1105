# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduClassListImportProblem(models.TransientModel):
    _name = "edu.class.list.import.problem"
    _description = "Problem in a class list"
    _order = "row, column, id"

    import_id = fields.Many2one(
        "edu.class.list.import", required=True, index=True, ondelete="cascade"
    )
    level = fields.Selection(
        [("error", "Error"), ("warning", "Warning")], default="error", readonly=True
    )
    row = fields.Integer(aggregator=None, readonly=True)
    column = fields.Char(readonly=True)
    learner = fields.Char(readonly=True)
    text = fields.Char(readonly=True)
    message = fields.Text(string="What is wrong", readonly=True)
