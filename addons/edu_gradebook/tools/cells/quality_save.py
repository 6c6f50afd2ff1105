# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .cell_save import CellSave


class QualitySave(CellSave):
    """The save of qualities and competences."""

    model = "edu.quality.line"
    texts = ("remark_quality", "remark_general", "remark_specific")

    def load(self, lines):
        table = self.env[self.model]
        self.rows = {row["id"]: row for row in lines._cell_rows(hold=True)}
        if not self.grant:
            table._check_entry(self.rows.values())
        self.locks = table._cell_locks(self.rows.values(), self.grant)
        self.periods = dict(table._fields["period"]._description_selection(self.env))

    def columns(self, row):
        return row["columns"].split(",")

    def cell_kind(self, row, column):
        return "quality"

    def entry(self, row, column, new):
        return {
            "res_name": f"{row['learner']} · {row['class_name']} · "
            f"{self.periods[row['period']]}",
            "school_code": row["school_code"],
            "year_code": row["year_code"],
            "duty": "homeroom",
        }

    def after(self):
        # The year's result rests on its end alone (TT27/2020, Điều 9).
        touched = {
            self.rows[line_id]["enrolment_id"]
            for line_id, names in self.changes.items()
            if self.rows[line_id]["period"] == "CN" and names - set(self.texts)
        }
        # Results follow from the levels; nobody writes them.
        results = self.env["edu.result"].sudo()
        results._recompute(self.env["edu.enrolment"].sudo().browse(touched))
