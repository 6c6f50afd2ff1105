# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class EduSheetImportLine(models.TransientModel):
    """What is wrong in a sheet, what it would do, or what a person has to answer.

    All but the answer is written by the server alone.
    """

    _name = "edu.sheet.import.line"
    _description = "Row of a school's sheet"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin"]
    _order = "level, row, id"
    _rec_name = "message"

    _protected_fields = (
        "import_id",
        "level",
        "row",
        "column",
        "learner",
        "text",
        "message",
        "key",
    )

    import_id = fields.Many2one(
        "edu.sheet.import", required=True, index=True, ondelete="cascade"
    )
    level = fields.Selection(
        [
            ("error", "Error"),
            ("warning", "Warning"),
            ("ask", "Question"),
            ("note", "Note"),
        ],
        required=True,
        readonly=True,
    )
    row = fields.Integer(aggregator=None, readonly=True)
    column = fields.Char(readonly=True)
    learner = fields.Char(string="Whom", readonly=True)
    text = fields.Char(readonly=True)
    message = fields.Text(string="What", readonly=True)
    answer = fields.Selection(
        [("same", "The same person"), ("other", "Another person")]
    )
    key = fields.Char(readonly=True)

    def action_same(self):
        """Say that it is the same person, and check the file again."""
        return self._answer("same")

    def action_other(self):
        """Say that it is another person, and check the file again."""
        return self._answer("other")

    def _answer(self, answer):
        self.ensure_one()
        self.write({"answer": answer})
        return self.import_id.action_check()
