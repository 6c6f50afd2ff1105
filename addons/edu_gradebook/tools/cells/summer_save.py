# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.edu_school.dates import today

from .conduct_save import ConductSave

#: What a column of the sheet is called in the training.
FIELDS = {"summer_level": "level", "summer_task": "task"}


class SummerSave(ConductSave):
    """The save of summer trainings: a row is the result that needs one."""

    model = "edu.result"
    texts = ("summer_task",)

    def load(self, lines):
        trainings = self.env["edu.summer.training"]
        self.levels = dict(trainings._fields["level"].selection)
        # Two who type at once make one training between them.
        lines.exists().lock_for_update(allow_referencing=True)
        lines.invalidate_recordset()
        self.rows = lines.exists()._summer_rows()
        trainings._check_entry(self.rows.values())
        self.locks = trainings._cell_locks(self.rows.values())

    def columns(self, row):
        return ("summer_level",)

    def entry(self, row, column, new):
        return {}

    def _write(self):
        # The record checks duty and lock once more, and its journal tells of it.
        trainings = self.env["edu.summer.training"]
        for line_id, names in self.changes.items():
            row = self.rows[line_id]
            vals = {FIELDS[name]: row[name] or False for name in names}
            if "level" in vals:
                vals["date"] = today() if vals["level"] else False
            if row["training_id"]:
                trainings.browse(row["training_id"]).write(vals)
            else:
                trainings.create({"enrolment_id": row["enrolment_id"], **vals})

    def _explain_conflicts(self, cells):
        for cell in cells:
            shown = self._shown(cell) or self._("empty")
            cell.message = self._("The cell holds “%(value)s” now.", value=shown)
