# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..results.secondary_facts import term_result_changed
from .cell_save import CellRefused, CellSave


class MarkSave(CellSave):
    """The save of marks and remarks in the lines of gradebooks."""

    model = "edu.gradebook.line"

    def load(self, lines):
        gradebook = self.env["edu.gradebook"]
        self.duties = gradebook._entry_duties(hold=True)
        self.rows = {row["id"]: row for row in lines._cell_rows(hold=True)}
        if not self.grant:
            gradebook._check_entry(self.rows.values(), self.duties)
        self.locks = gradebook._cell_locks(self.rows.values(), self.duties, self.grant)
        self.teachers = {}

    def columns(self, row):
        return row["columns"].split(",")

    def no_column(self, row, column):
        if row["kind"] == "level" and column in ("gk", "ck"):
            return self._(
                "%(subject)s of grade %(grade)s has no periodic test then (TT27/2020, "
                "Điều 7.1b).",
                subject=row["subject"],
                grade=row["grade"],
            )
        return super().no_column(row, column)

    def cell_kind(self, row, column):
        return self._regulation(row)._rules().cell_kind(column, row["kind"])

    def accept(self, cell, row, new):
        if new == "M":
            if not row["exempt"]:
                raise CellRefused(
                    self._("“Exempt” needs the head's decision: record it first.")
                )
            # An exempted learner has no cells; "exempt" is said by the decision.
            return ""
        return new

    def entry(self, row, column, new):
        duty = self.duties.of(row["class_id"], row["subject_id"])
        own = self.grant or duty == "subject_teacher"
        behalf = "" if own else self._teachers(row)
        self._note_behalf(row, column, behalf if new else "")
        return {
            "res_name": f"{row['learner']} · {row['class_name']} · {row['subject']} · "
            f"{row['term']}",
            "school_code": row["school_code"],
            "year_code": row["year_code"],
            "duty": duty,
            "behalf": behalf,
        }

    def _note_behalf(self, row, column, behalf):
        """Keep on the line itself whose hand wrote the cell."""
        noted = dict(row["behalf"] or {})
        if behalf:
            # Every user may know his own name.
            noted[column] = {"by": self.env.user.sudo().name, "for": behalf}
        else:
            noted.pop(column, None)
        if noted != (row["behalf"] or {}):
            row["behalf"] = noted
            self.changes.setdefault(row["id"], set()).add("behalf")

    def _teachers(self, row):
        """Return the names of the teachers whose marks these are."""
        key = row["class_id"], row["subject_id"]
        if key not in self.teachers:
            self.teachers[key] = self.env["edu.gradebook"]._teacher_names(
                self.env["edu.class"].browse(key[0]),
                self.env["edu.subject"].browse(key[1]),
            )
        return self.teachers[key]

    def after(self):
        marked = [
            self.rows[line_id]["enrolment_id"]
            for line_id, names in self.changes.items()
            if names - {"remark", "behalf"} and self._matters(self.rows[line_id], names)
        ]
        if not marked:
            return
        # Results follow from the marks; nobody writes them.
        results = self.env["edu.result"].sudo()
        enrolments = self.env["edu.enrolment"].sudo().browse(set(marked))
        anew = self.changes if self.grant else ()
        for line_id, average in results._recompute(enrolments, anew).items():
            if line_id in self.rows:
                self.rows[line_id]["average"] = average

    def _matters(self, row, names) -> bool:
        """Whether the changes may move a result: most marks of a term do not, as it
        has no result before its last mark."""
        if row["kind"] == "level":
            # What counts in the year is its end (TT27/2020, Điều 9).
            return bool(names & {"ckl", "ck"})
        if "cd" in row["columns"].split(","):
            return True
        return term_result_changed(*self._regulation(row)._law(), row)

    def _regulation(self, row):
        # Which law a gradebook follows is no secret.
        return self.env["edu.regulation"].sudo().browse(row["regulation_id"])

    def answer(self, cell):
        row = self.rows.get(cell.line_id) or {}
        return {
            **super().answer(cell),
            "average": row.get("average") or "",
            "behalf": (row.get("behalf") or {}).get(cell.column) or False,
        }
