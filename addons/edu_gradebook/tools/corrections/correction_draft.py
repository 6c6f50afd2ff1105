# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a correction asks for, judged before anybody is troubled with it."""

from odoo.exceptions import UserError

from hocba.rules import cells as law

from ..cells.conduct_save import ConductSave, conduct_rows
from ..cells.mark_save import MarkSave
from ..cells.quality_save import QualitySave
from .grant import Grant

ENGINES = {"marks": MarkSave, "conduct": ConductSave, "quality": QualitySave}
#: What all cells of one correction have in common.
PLACE = {
    "marks": ("gradebook_id", "class_id", "subject_id", "school_id", "year_id"),
    "conduct": ("class_id", "term_id", "school_id", "year_id"),
    "quality": ("class_id", "period", "school_id", "year_id"),
}


TEXTS = (*MarkSave.texts, *QualitySave.texts)


class CorrectionDraft:
    """The cells of one request, as they stand now and as they should.

    :raises UserError: the call cannot be understood
    """

    def __init__(self, env, book, cells):
        self.env = env
        self._ = env._
        self.book = book
        if book not in ENGINES or not self._understood(cells):
            raise UserError(self._("Name the cells that are to be corrected."))
        self.cells = cells
        ids = {cell["line_id"] for cell in cells}
        # The caller checks the duty before he tells anything of these rows.
        lines = env[ENGINES[book].model].sudo().browse(ids).exists()
        rows = conduct_rows(lines) if book == "conduct" else lines._cell_rows()
        self.rows = {row["id"]: row for row in rows}
        places = {tuple(row[name] for name in PLACE[book]) for row in rows}
        if len(places) != 1 or set(self.rows) != ids:
            raise UserError(
                self._("A correction is about one gradebook, or one class and term.")
            )
        (place,) = places
        self.place = dict(zip(PLACE[book], place, strict=True))

    def _understood(self, cells):
        return (
            isinstance(cells, list)
            and cells
            and all(
                isinstance(cell, dict)
                and type(cell.get("line_id")) is int
                and isinstance(cell.get("column"), str)
                for cell in cells
            )
        )

    def judged(self) -> list[dict]:
        """Return each cell with old and new value.

        :raises UserError: a cell is open, or the law knows no such value there
        """
        keys = {(cell["line_id"], cell["column"]) for cell in self.cells}
        if len(keys) != len(self.cells):
            raise UserError(self._("Name each cell once."))
        self._check_locked(keys)
        engine = ENGINES[self.book](self.env, Grant(frozenset(keys), "", "", ""))
        engine.typed = False
        before = {key: self.rows[key[0]].get(key[1]) or "" for key in keys}
        raw = [
            {
                **cell,
                "old": cell.get("old", before[cell["line_id"], cell["column"]]),
            }
            for cell in self.cells
        ]
        found, problems = [], []
        for answer in engine.judge(raw):
            row = self.rows[answer["line_id"]]
            column = answer["column"]
            old, new = before[row["id"], column], answer["value"]
            label = self._label(row, column)
            if answer["status"] != "saved":
                problems.append(f"{row['learner']}, {label}: {answer['message']}")
            elif old == new:
                text = self._("the value is the same as before.")
                problems.append(f"{row['learner']}, {label}: {text}")
            found.append(
                {
                    "line_id": row["id"],
                    "column_name": column,
                    "label": label,
                    "learner": row["learner"],
                    "enrolment_id": row["enrolment_id"],
                    "old_value": old,
                    "new_value": new,
                    "old_text": self._shown(engine, column, old),
                    "new_text": self._shown(engine, column, new),
                }
            )
        if problems:
            raise UserError("\n".join(problems))
        return found

    def _check_locked(self, keys):
        if self.book == "conduct":
            model = self.env["edu.conduct"].browse(self.rows)
            locked = model._lock_texts()
            is_open = [key for key in keys if key[0] not in locked]
        else:
            locks = self.env[
                "edu.gradebook" if self.book == "marks" else "edu.quality.line"
            ]._cell_locks(self.rows.values())
            # A column that the row does not have is refused below, with other words.
            is_open = [
                (id_, column)
                for id_, column in keys
                if column not in locks[id_]
                and column in (*self.rows[id_]["columns"].split(","), *TEXTS)
            ]
        if is_open:
            raise UserError(
                self._(
                    "%(names)s: the cell is not locked. Enter the value in the"
                    " gradebook.",
                    names=", ".join(
                        sorted({self.rows[id_]["learner"] for id_, _column in is_open})
                    ),
                )
            )

    def _label(self, row, column):
        if self.book == "marks":
            books = self.env["edu.gradebook"].sudo()
            return books.browse(row["gradebook_id"])._column_label(column)
        field = self.env[ENGINES[self.book].model]._fields.get(column)
        return field._description_string(self.env) if field else column

    def _shown(self, engine, column, value):
        if self.book == "conduct":
            return engine.shown(column, value)
        return value if column in engine.texts else law.display(value)
