# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduMarkSheetImportLine(models.TransientModel):
    """One value that the import changes, or does not take with the reason."""

    _name = "edu.mark.sheet.import.line"
    _description = "Change by an import"
    _order = "id"

    import_id = fields.Many2one(
        "edu.mark.sheet.import", required=True, index=True, ondelete="cascade"
    )
    sheet = fields.Char(readonly=True)
    cell = fields.Char(readonly=True)
    learner = fields.Char(readonly=True)
    content = fields.Char(readonly=True)
    old = fields.Char(string="Now", readonly=True)
    new = fields.Char(string="In the file", readonly=True)
    status = fields.Selection(
        [
            ("change", "Will be changed"),
            ("conflict", "Changed by somebody else"),
            ("refused", "Not taken"),
        ],
        default="change",
        readonly=True,
    )
    reason = fields.Char(readonly=True)
