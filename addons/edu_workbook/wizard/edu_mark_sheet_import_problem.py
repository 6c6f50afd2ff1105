# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduMarkSheetImportProblem(models.TransientModel):
    """One thing that is wrong in the file, with its place."""

    _name = "edu.mark.sheet.import.problem"
    _description = "Problem of an import"
    _order = "level, sheet, row, column, id"

    import_id = fields.Many2one(
        "edu.mark.sheet.import", required=True, index=True, ondelete="cascade"
    )
    level = fields.Selection(
        [("error", "Error"), ("warning", "Warning")], default="error", readonly=True
    )
    sheet = fields.Char(readonly=True)
    row = fields.Integer(aggregator=None, readonly=True)
    column = fields.Char(readonly=True)
    learner = fields.Char(readonly=True)
    text = fields.Char(readonly=True)
    message = fields.Text(string="What is wrong", readonly=True)
