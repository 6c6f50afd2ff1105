# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL

from hocba.letters import LONG
from hocba.rules.cells import fold
from hocba.sheets.values import LEVELS

from .cell_save import CellRefused, CellSave

#: What is typed for a level; in a sheet one key is enough for each.
WORDS = {**LEVELS, "c": "CHUA_DAT"}


class ConductSave(CellSave):
    """The save of conduct, in the sheet and after a lock."""

    model = "edu.conduct"
    text_size = LONG

    def load(self, lines):
        table = self.env[self.model]
        self.levels = dict(lines._fields["level"].selection)
        self.rows = {row["id"]: row for row in conduct_rows(lines, hold=True)}
        if not self.grant:
            table._check_entry(self.rows.values())
        self.locks = table._cell_locks(self.rows.values(), self.grant)

    def columns(self, row):
        return ("level",)

    def _canonical(self, value, column, row):
        if column in self.texts:
            return super()._canonical(value, column, row)
        text = "" if value is None or value is False else " ".join(str(value).split())
        code = WORDS.get(fold(text), text)
        if code not in ("", *self.levels):
            raise CellRefused(self._("Not a level of conduct: %s", text[:40]))
        return code

    def entry(self, row, column, new):
        return {
            "res_name": f"{row['learner']} · {row['class_name']} · {row['term']}",
            "school_code": row["school_code"],
            "year_code": row["year_code"],
            "duty": "homeroom",
        }

    def after(self):
        # Results follow from the levels; nobody writes them.
        touched = {self.rows[id_]["enrolment_id"] for id_ in self.changes}
        results = self.env["edu.result"].sudo()
        results._recompute(self.env["edu.enrolment"].sudo().browse(touched))

    def shown(self, column, value):
        return value if column in self.texts else self.levels.get(value, value)

    def _shown(self, cell):
        return self.shown(cell.column, cell.value)


def conduct_rows(conducts, hold=False) -> list[dict]:
    """Return records of conduct with all that a correction has to know."""
    conducts.env.flush_all()
    conducts.env.cr.execute(
        SQL(
            """
            SELECT r.id, r.enrolment_id, r.level, r.remark, r.state, r.class_id,
                   r.term_id, r.school_id, c.year_id, e.state AS enrolment_state,
                   st.name AS learner, c.name AS class_name, t.name AS term,
                   sc.code AS school_code, y.name AS year_code
              FROM edu_conduct r
              JOIN edu_enrolment e ON e.id = r.enrolment_id
              JOIN edu_student st ON st.id = e.student_id
              JOIN edu_class c ON c.id = r.class_id
              JOIN edu_term t ON t.id = r.term_id
              JOIN edu_school sc ON sc.id = r.school_id
              JOIN edu_school_year y ON y.id = c.year_id
             WHERE r.id = ANY(%s)
             ORDER BY r.id
             %s
            """,
            conducts.ids,
            SQL("FOR UPDATE OF r") if hold else SQL(),
        )
    )
    return conducts.env.cr.dictfetchall()
