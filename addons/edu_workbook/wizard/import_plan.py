# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing
from dataclasses import dataclass

from odoo.exceptions import UserError

from odoo.addons.edu_gradebook.tools.cells.cell_save import MAX_CELLS
from odoo.addons.edu_journal.language import language

from hocba.problems import HocbaError, Problem
from hocba.sheets.identity import Known, Roll
from hocba.sheets.names import clean, spelling


@dataclass(frozen=True)
class Change:
    """One value that the file would change, for a person to look at first.

    ``status`` tells a change from a conflict and from what is refused.
    """

    sheet: str
    cell: str
    learner: str
    content: str
    old: str
    new: str
    status: str = "change"
    reason: str = ""


def capital(text):
    return text[:1].upper() + text[1:]


class ImportPlan:
    """What importing one file would do, worked out before anything is done.

    With a ``blocking`` problem nothing is done. A subclass reads the file in
    ``read_file``, finds its ``changes``, and does them in ``apply`` as the user.
    """

    def __init__(self, wizard):
        self.env = wizard.env
        self._ = wizard.env._
        self.filename = wizard.filename or ""
        # Which learners are in the class is no secret of who imports for it.
        self.class_ = wizard.class_id.sudo()
        self.enrolments = self.class_.enrolment_ids
        self.scope = self.class_._sheet_scope()
        self.stopped = False
        self.problems = []
        self.changes = []
        self.mapping = []
        self.same = 0

    @property
    def errors(self):
        return [problem for problem in self.problems if problem["level"] == "error"]

    @property
    def blocking(self):
        """Return the problems with which nothing of the file is imported."""
        return self.errors

    def check_duty(self):
        """Refuse whoever may not import this kind for this class.

        :raises AccessError: names the missing duty
        """
        raise NotImplementedError

    def read_file(self, content):
        """Read the file and find what it would change."""
        raise NotImplementedError

    def apply(self):
        """Do the changes, all or none."""
        raise NotImplementedError

    def rehearse(self):
        """Do everything and take it back: what would stop the import is a problem.

        Each cell was asked before; this is for what only the records themselves know.
        """
        try:
            with closing(self.env.cr.savepoint()):
                self.apply()
                self.env.flush_all()
        except UserError as error:
            message = str(error).removeprefix(f"{self._refused}\n")
            self.stopped = True
            self.problems.append(
                {"level": "error", "sheet": "", "message": message, "text": message}
            )

    def prepare(self, content):
        """Check the duty, read the file, collect problems instead of raising them."""
        self.check_duty()
        try:
            self.read_file(content)
        except HocbaError as error:
            self.add_library_problems(error.problems)

    # -- problems -------------------------------------------------------------

    def add_library_problems(self, problems):
        lang = language(self.env)
        for problem in problems:
            where = problem.where
            self.problems.append(
                {
                    "level": problem.level,
                    "sheet": (where and where.sheet) or "",
                    "row": (where and where.row) or 0,
                    "column": (where and where.column) or "",
                    "learner": (where and where.learner) or "",
                    "message": capital(problem.message(lang)),
                    "text": problem.text(lang),
                }
            )

    def add(self, message, sheet, row=0, column="", learner="", level="error"):
        """Add a problem of a place in the file."""
        letter = sheet.columns.get(column, "") if column else ""
        place = f"{letter}{row}" if letter else self._("row %s", row) if row else ""
        text = f"{sheet.sheet}, {place}" if place else sheet.sheet
        self.problems.append(
            {
                "level": level,
                "sheet": sheet.sheet,
                "row": row,
                "column": letter,
                "learner": learner,
                "message": message,
                "text": f"{text}: {learner + ': ' if learner else ''}{message}",
            }
        )

    # -- matching -------------------------------------------------------------

    def start(self, sheet):
        """Take over what the reader found, and get ready to find learners."""
        self.add_library_problems(sheet.problems)
        self.show_mapping(sheet)
        self.roll = Roll(
            self.class_.name,
            [
                Known(
                    ref=enrolment.id,
                    name=student.name,
                    birth_date=student.birth_date,
                    personal_id=student.personal_id or "",
                    student_code=student.student_code or "",
                    birth_year_only=student.birth_year_only,
                    active=enrolment.state == "active",
                )
                for enrolment in self.enrolments
                for student in enrolment.student_id
            ],
            sheet.rows,
        )
        self.unsure = []

    def find(self, sheet, row):
        """Return the enrolment that a row is about, or nothing and a problem."""
        found = self.roll.find(row)
        if found.problem:
            self._add_problem(found.problem, sheet, row, found.column)
        elif found.unsure:
            self.unsure.append(row)
        return self.enrolments.browse(found.known.ref if found.known else [])

    def first(self, sheet, row, seen, key, column="name"):
        """Whether the row is the first one of its key; a second one is a problem."""
        if key not in seen:
            seen[key] = row.row
            return True
        params = {"known": clean(row.name), "other": seen[key]}
        self._add_problem(Problem("identity.twice", params), sheet, row, column)
        return False

    def finish(self, sheet):
        """Tell who was known by the name alone, since nobody recorded the codes."""
        if self.unsure:
            names = ", ".join(dict.fromkeys(row.name for row in self.unsure))
            params = {"count": len({row.name for row in self.unsure}), "names": names}
            problem = Problem("identity.codes_unknown", params)
            self._add_problem(problem, sheet)

    def _add_problem(self, problem, sheet, row=None, column=""):
        lang = language(self.env)
        self.add(
            capital(problem.message(lang)),
            sheet,
            row.row if row else 0,
            column,
            row.name if row else "",
            problem.level,
        )

    def subject_of(self, subjects, code, name):
        """Return the subject that a code or a name in the file says."""
        return subjects.filtered(
            lambda s: (code and s.code == code) or spelling(s.name) == spelling(name)
        )[:1]

    def batches(self, cells):
        """Return the cells in parts that one save takes."""
        return [
            cells[start : start + MAX_CELLS]
            for start in range(0, len(cells), MAX_CELLS)
        ]

    def change(self, sheet, row, column, content, old, new):
        """Note one change for the dry run."""
        letter = sheet.columns.get(column, "")
        self.changes.append(
            Change(sheet.sheet, f"{letter}{row.row}", row.name, content, old, new)
        )

    def show_mapping(self, sheet):
        columns = "; ".join(f"{header} → {n}" for n, header in sheet.mapping.items())
        self.mapping.append(f"{sheet.sheet}: {columns}")

    @property
    def _refused(self):
        return self._("Nothing was imported.")

    def refuse(self, lines):
        raise UserError("\n".join([self._refused, *lines]))
