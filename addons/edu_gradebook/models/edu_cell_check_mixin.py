# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.cells.beside import compare
from ..tools.cells.cell_save import MAX_CELLS


class EduCellCheckMixin(models.AbstractModel):
    """What a sheet asks before it enters a pasted block."""

    _name = "edu.cell.check.mixin"
    _description = "Check of cells before they are saved"

    def _cell_save(self):
        """Return what saves the cells of this model."""
        raise NotImplementedError

    @api.model
    def check_cells(self, cells, beside=()):
        """Say what a save of these cells would answer, and write nothing.

        :param cells: as ``save_cells`` takes them
        :param beside: ``[{line_id, texts}]``: what a pasted block says beside its
            values about the learner of a line, which has a cell in ``cells`` too
        :return: ``{answers, compared, strangers}``: answers as of ``save_cells``;
            whether the texts name learners; and for each of ``beside`` whom it names
            instead of the learner of its line, or nothing
        :raises AccessError: one of the lines is not the user's to fill in
        :raises UserError: the call itself cannot be understood
        """
        engine = self._cell_save()
        answers = engine.judge(cells)
        if (
            not isinstance(beside, (list, tuple))
            or len(beside) > MAX_CELLS
            or not all(
                isinstance(row, dict) and row.get("line_id") in engine.rows
                for row in beside
            )
        ):
            raise UserError(self.env._("Marks were not sent as a list of cells."))
        # The duty for these lines was checked with their cells.
        enrolments = self.env["edu.enrolment"].sudo()
        compared, strangers = compare(
            self.env,
            [
                enrolments.browse(engine.rows[row["line_id"]]["enrolment_id"])
                for row in beside
            ],
            [[str(text) for text in row.get("texts") or ()] for row in beside],
        )
        return {"answers": answers, "compared": compared, "strangers": strangers}
