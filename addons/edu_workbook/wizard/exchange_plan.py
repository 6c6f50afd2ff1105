# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import replace

from odoo.addons.edu_gradebook.tools.cells.cell_save import REMARK_SIZE
from odoo.addons.edu_gradebook.tools.cells.mark_save import MarkSave
from odoo.addons.edu_gradebook.tools.cells.quality_save import QualitySave

from hocba.rules import cells as law
from hocba.sheets import exchange_reader
from hocba.sheets.exchange import CHOICES, plain
from hocba.sheets.names import clean

from .import_plan import Change, ImportPlan

CONDUCT = {
    "hk1": ("HK1", "level"),
    "hk2": ("HK2", "level"),
    "remark1": ("HK1", "remark"),
    "remark2": ("HK2", "remark"),
}


def canonical(text, kind, where):
    """Understand a cell of a file: what is a habit of typing is not one of files."""
    return law.canonical(text, kind, where, typed=False)


class Lines:
    """The lines of one model in a class: what they hold, who may read and write."""

    def __init__(self, env, class_, saver, period):
        table = env[saver.model]
        own = [("class_id", "=", class_.id)]
        # What the user may not read is compared with nothing, and not shown.
        rows = table.sudo().search(own)._cell_rows()
        self.readable = set(table.search(own).ids)
        # Marks are saved and locked by their gradebook, qualities by themselves.
        self.door = env["edu.gradebook"] if saver is MarkSave else table
        self.locks = self.door._cell_locks(rows)
        self.saver = saver
        self.by_sheet = {}
        for row in rows:
            sheet = self.by_sheet.setdefault(period(row), {})
            sheet[row["enrolment_id"]] = row
        self.cells = {}

    def has(self, row, column):
        return column in (*row["columns"].split(","), *self.saver.texts)


class ExchangePlan(ImportPlan):
    """A workbook that was downloaded here and comes back filled in.

    Each sheet and each cell is judged apart: what cannot be taken is listed with its
    reason, the rest can be imported. A cell that somebody changed since the download
    is shown with both values and stays as it is.
    """

    def __init__(self, wizard):
        super().__init__(wizard)
        self.foreign = False
        self.taken = False
        self.tables = {}
        self.conducts = {}
        self.learners = {str(e.id): e for e in self.enrolments}

    @property
    def blocking(self):
        return [] if self.taken and not self.stopped else self.errors

    def check_duty(self):
        self.env["edu.access"]._check(
            ("subject_teacher", "entry", "homeroom"), class_=self.class_
        )

    def read_file(self, content):
        read = exchange_reader.read(content, self.filename, canonical)
        if read is None:
            self.foreign = True
            return
        self.add_library_problems(read.problems)
        if not self._is_own(read.identity):
            return
        for found in read.sheets:
            self.add_library_problems(found.problems)
            self.same += found.unchanged
            if found.refused:
                continue
            judge = self._judge_conduct
            if found.sheet.kind != "conduct":
                judge = self._judge_lines
            self.taken |= judge(found)
        for lines in self.tables.values():
            self._ask_engine(lines)

    def apply(self):
        for lines in self.tables.values():
            for cells in self.batches(list(lines.cells.items())):
                answers = lines.door.save_cells([cell for _place, cell in cells])
                failed = [a["message"] for a in answers if a["status"] != "saved"]
                if failed:
                    self.refuse(failed)
        for (field, value), ids in self.conducts.items():
            # Written as the user: the record checks his duty again.
            self.env["edu.conduct"].browse(ids).write({field: value or False})

    # -- the file -----------------------------------------------------------------

    def _is_own(self, identity):
        """A file of another school, year or class is refused, not bent to fit."""
        school, year = self.class_.school_id, self.class_.year_id
        wanted = {
            self._("school"): (identity.school_code, school.code),
            self._("school year"): (identity.year, year.name),
            self._("class"): (identity.class_name, self.class_.name),
        }
        wrong = [
            self._(
                "The file is of %(what)s %(found)s, not of %(wanted)s.",
                what=what,
                found=found,
                wanted=own,
            )
            for what, (found, own) in wanted.items()
            if found != clean(own)
        ]
        for message in wrong:
            self._add_to_sheet("", message)
        return not wrong

    def _add_to_sheet(self, sheet, message):
        text = f"{sheet}: {message}" if sheet else message
        self.problems.append(
            {"level": "error", "sheet": sheet, "message": message, "text": text}
        )

    def _lines(self, kind):
        if kind not in self.tables:
            saver, period = {
                "marks": (MarkSave, lambda row: (row["code"], row["term_code"])),
                "quality": (QualitySave, lambda row: ("", row["period"])),
            }[kind]
            self.tables[kind] = Lines(self.env, self.class_, saver, period)
        return self.tables[kind]

    # -- marks, qualities -----------------------------------------------------------

    def _judge_lines(self, found):
        sheet, lines = found.sheet, self._lines(found.sheet.kind)
        rows = lines.by_sheet.get((sheet.subject_code, sheet.term), {})
        if not rows or not self._same_law(sheet, rows):
            self._add_to_sheet(
                sheet.name,
                self._(
                    "Subject or regulation of the class changed since the download: "
                    "please download the sheet again."
                ),
            )
            return False
        for change in found.changes:
            learner = self.learners.get(change.ref)
            row = rows.get(learner.id) if learner else None
            self._judge_cell(found, lines, change, row)
        return True

    def _same_law(self, sheet, rows):
        if sheet.kind != "marks":
            return True
        row = next(iter(rows.values()))
        # Which law a gradebook follows is no secret.
        regulation = self.env["edu.regulation"].sudo().browse(row["regulation_id"])
        return regulation.code == sheet.regulation

    def _judge_cell(self, found, lines, change, row):
        column = change.column
        reason = self._stranger(change)
        if not reason and not (row and lines.has(row, column)):
            reason = self._("The gradebook has no such cell any more.")
        elif column in lines.saver.texts and len(change.new) > REMARK_SIZE:
            reason = self._("At most %s characters are kept.", REMARK_SIZE)
        if reason:
            self._list(found, change, change.base, "refused", reason)
            return
        now = row[column] or "" if row["id"] in lines.readable else change.base
        lock = lines.locks[row["id"]].get(column)
        if change.against(plain(now)) == "same":
            self.same += 1
        elif lock:
            self._list(found, change, now, "refused", lock.message)
        else:
            lines.cells[len(self.changes)] = {
                "line_id": row["id"],
                "column": column,
                # What a file gives back is cleaned, what is stored may not be.
                "old": now if plain(now) == change.base else change.base,
                "new": change.new,
                "reason": self._("Imported from %s", self.filename),
            }
            self._list(found, change, now)

    def _ask_engine(self, lines):
        """Ask the save what it would answer to each cell, and keep what it takes."""
        for cells in self.batches(list(lines.cells.items())):
            answers = lines.saver(self.env).judge([cell for _place, cell in cells])
            for (place, _cell), answer in zip(cells, answers, strict=True):
                if answer["status"] != "saved":
                    del lines.cells[place]
                    conflict = answer["status"] == "conflict"
                    self.changes[place] = replace(
                        self.changes[place],
                        status="conflict" if conflict else "refused",
                        reason=answer["message"],
                    )

    def _stranger(self, change):
        """Say why the learner of the file is not the one of the class, or nothing."""
        learner = self.learners.get(change.ref)
        if not learner:
            return self._("The learner is not in the class any more.")
        name = learner.student_id.name
        if clean(name) != change.name:
            return self._(
                "The learner's name is %s by now: please download the sheet again.",
                name,
            )
        return ""

    # -- conduct --------------------------------------------------------------------

    def _judge_conduct(self, found):
        own = [("class_id", "=", self.class_.id)]
        table = self.env["edu.conduct"]
        readable = table.search(own)
        # What the user may not read is compared with nothing, and not shown.
        conducts = {
            (str(c.enrolment_id.id), c.term_id.code): c
            for c in table.sudo().search(own)
        }
        mine = self.env["edu.access"]._has("homeroom", class_=self.class_)
        refusals = table.browse(c.id for c in conducts.values())._refusals()
        for change in found.changes:
            term, field = CONDUCT.get(change.column, ("", ""))
            conduct = conducts.get((change.ref, term))
            reason = self._stranger(change)
            if not reason and not conduct:
                reason = self._("Conduct is not open for this learner.")
            elif not mine:
                reason = self._("Only the homeroom teacher rates here.")
            elif conduct and conduct.id in refusals:
                reason = refusals[conduct.id]
            now = change.base
            if conduct and conduct.id in readable.ids:
                now = plain(conduct[field] or "")
            status = change.against(now)
            if status == "same":
                self.same += 1
            elif reason:
                self._list(found, change, now, "refused", reason)
            elif status == "conflict":
                value = self._shown(found, change, now) or self._("empty")
                reason = self._("The cell holds “%(value)s” now.", value=value)
                self._list(found, change, now, status, reason)
            else:
                self.conducts.setdefault((field, change.new), []).append(conduct.id)
                self._list(found, change, now)
        return True

    # -- the list -------------------------------------------------------------------

    def _list(self, found, change, now, status="change", reason=""):
        letter = change.where.column.split()[0]
        columns = {column.name: column for column in found.sheet.columns}
        self.changes.append(
            Change(
                sheet=change.where.sheet,
                cell=f"{letter}{change.where.row}",
                learner=change.name,
                content=columns[change.column].header,
                old=self._shown(found, change, now),
                new=self._shown(found, change, change.new),
                status=status,
                reason=reason,
            )
        )

    def _shown(self, found, change, text):
        kinds = {column.name: column.kind for column in found.sheet.columns}
        known = CHOICES.get(kinds[change.column], {})
        if text in known or not law.is_canonical(text):
            return known.get(text, text)
        return law.display(text)
