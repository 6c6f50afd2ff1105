# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from hocba.words import CRITERIA

from ..models.edu_entry_plan import COLUMNS
from ..models.edu_quality_line import REMARKS
from ..tools.texts import stored_text

OF_CONDUCT = [("level", "Conduct level"), ("remark", "Homeroom remark")]


class EduCorrectionRequestLine(models.TransientModel):
    """One cell to be corrected."""

    _name = "edu.correction.request.line"
    _description = "Cell to be corrected"
    _inherit = ["edu.own.wizard.mixin"]

    request_id = fields.Many2one(
        "edu.correction.request", required=True, ondelete="cascade"
    )
    book = fields.Selection(related="request_id.book")
    line_id = fields.Many2one("edu.gradebook.line", string="Learner")
    conduct_id = fields.Many2one("edu.conduct", string="Learner (conduct)")
    quality_id = fields.Many2one("edu.quality.line", string="Learner (qualities)")
    mark_column = fields.Selection(COLUMNS[:12], string="Column")
    conduct_column = fields.Selection(OF_CONDUCT, string="Part of conduct")
    criterion = fields.Selection(selection="_selection_criterion")
    old_text = fields.Char(string="Old value", compute="_compute_old_text")
    new_value = fields.Char(string="New value")
    erase = fields.Boolean(string="Erase the mark")

    @api.model
    def _selection_criterion(self):
        table = self.env["edu.quality.line"]
        return [
            (name, table._fields[name]._description_string(self.env))
            for name in (*CRITERIA, *REMARKS)
        ]

    def _target(self):
        """Return the row and the column that the line is about."""
        return {
            "marks": (self.line_id, self.mark_column),
            "conduct": (self.conduct_id, self.conduct_column),
            "quality": (self.quality_id, self.criterion),
        }[self.book or "marks"]

    @api.depends(
        "book",
        "line_id",
        "conduct_id",
        "quality_id",
        "mark_column",
        "conduct_column",
        "criterion",
    )
    def _compute_old_text(self):
        for line in self:
            row, column = line._target()
            # Read as the user: what he may not read he does not see here either.
            value = row[column] if row and column else ""
            field = row._fields.get(column) if row else None
            line.old_text = stored_text(self.env, field, value)

    def _cell(self):
        row, column = self._target()
        new = (self.new_value or "").strip()
        # What stays empty by mistake would erase the mark.
        if row and column and bool(new) == self.erase:
            name = {
                "marks": "mark_column",
                "conduct": "conduct_column",
                "quality": "criterion",
            }[self.book or "marks"]
            labels = dict(self._fields[name]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Write the new value for %(learner)s, %(column)s; to erase the"
                    " mark choose “Erase the mark”.",
                    learner=row.display_name,
                    column=labels[column],
                )
            )
        return {"line_id": row.id, "column": column or "", "new": new}
