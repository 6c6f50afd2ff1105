# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.cells.cell_lock import CellLock
from ..tools.cells.summer_save import SummerSave
from .edu_result_summer import CELLS


class EduSummerTraining(models.Model):
    """Rèn luyện in summer as a sheet: its rows are the results that need it."""

    _name = "edu.summer.training"
    _inherit = ["edu.summer.training", "edu.cell.check.mixin"]

    @api.model
    def _check_entry(self, rows):
        """Refuse whoever is not the homeroom teacher of all of these learners.

        :raises AccessError: names the classes
        """
        own = set(self._own_access(["homeroom"], hold=True).class_id.ids)
        foreign = {row["class_name"] for row in rows if row["class_id"] not in own}
        if foreign:
            raise AccessError(
                self.env._(
                    "Only the homeroom teacher rates conduct. You have no such duty "
                    "today for: %(classes)s.",
                    classes=", ".join(sorted(foreign)),
                )
            )

    @api.model
    def _cell_locks(self, rows) -> dict[int, dict[str, CellLock]]:
        """Return why cells of these rows (``edu.result._summer_rows``) cannot be
        written now, by the duty and the refusals of the record itself."""
        own = set(self._own_access(["homeroom"]).class_id.ids)
        enrolments = self.env["edu.enrolment"].browse(r["enrolment_id"] for r in rows)
        refusals = self._refusals(enrolments)
        found = {}
        for row in rows:
            text = refusals.get(row["enrolment_id"], "")
            if not text and row["class_id"] not in own:
                text = self.env._("Only the homeroom teacher rates here.")
            if not text and row["training_year"] != "CHUA_DAT":
                text = self.env._("Conduct of the year is not Chưa đạt.")
            lock = CellLock("locked", text)
            found[row["id"]] = dict.fromkeys(CELLS, lock) if text else {}
        return found

    @api.model
    def save_cells(self, cells):
        """Save levels and tasks of the summer, cell by cell, as a sheet does.

        Cells and answers are those of :meth:`EduGradebook.save_cells`, without an
        average; ``line_id`` is the learner's ``edu.result``, columns are
        ``summer_level`` and ``summer_task``. The first cell of a learner makes his
        training.
        """
        return self._cell_save().run(cells)

    def _cell_save(self):
        return SummerSave(self.env)
