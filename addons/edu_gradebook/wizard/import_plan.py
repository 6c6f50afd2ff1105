# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass

from odoo.exceptions import UserError

from hocba.problems import HocbaError
from hocba.sheets.names import fold


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

    def prepare(self, content):
        """Check the duty, read the file, collect problems instead of raising them."""
        self.check_duty()
        try:
            self.read_file(content)
        except HocbaError as error:
            self.add_library_problems(error.problems)

    # -- problems -------------------------------------------------------------

    def add_library_problems(self, problems):
        lang = "vi" if (self.env.lang or "vi").startswith("vi") else "en"
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

    def check_titles(self, sheet):
        """A sheet of another class or year is refused, not bent to fit."""
        if sheet.class_name and fold(sheet.class_name) != fold(self.class_.name):
            self.add(
                self._(
                    "The sheet is of class %(found)s, not of %(wanted)s.",
                    found=sheet.class_name,
                    wanted=self.class_.name,
                ),
                sheet,
            )
        year = self.class_.year_id.name
        if sheet.year and sheet.year != year:
            self.add(
                self._(
                    "The sheet is of school year %(found)s, not of %(wanted)s.",
                    found=sheet.year,
                    wanted=year,
                ),
                sheet,
            )

    def find(self, sheet, row):
        """Return the enrolment that a row is about, or nothing and a problem."""
        found = self._candidates(row)
        active = found.filtered(lambda enrolment: enrolment.state == "active")
        if len(active or found) > 1:
            self.add(
                self._("Several learners of the class match; add personal ids."),
                sheet,
                row.row,
                "name",
                row.name,
            )
            return self.enrolments.browse()
        enrolment = active or found
        if not enrolment:
            self.add(
                self._("No learner of class %s matches this row.", self.class_.name),
                sheet,
                row.row,
                "name",
                row.name,
            )
        elif row.name and fold(row.name) != fold(enrolment.student_id.name):
            self.add(
                self._("The id in this row belongs to %s.", enrolment.student_id.name),
                sheet,
                row.row,
                "name",
                row.name,
            )
            return self.enrolments.browse()
        return enrolment

    def _candidates(self, row):
        if row.personal_id:
            return self.enrolments.filtered(
                lambda e: e.student_id.personal_id == row.personal_id
            )
        if row.student_code:
            return self.enrolments.filtered(
                lambda e: e.student_id.student_code == row.student_code
            )
        birth_date = getattr(row, "birth_date", None)
        return self.enrolments.filtered(
            lambda e: (
                fold(e.student_id.name) == fold(row.name)
                and birth_date in (None, e.student_id.birth_date)
            )
        )

    def change(self, sheet, row, column, content, old, new):
        """Note one change for the dry run."""
        letter = sheet.columns.get(column, "")
        self.changes.append(
            Change(sheet.sheet, f"{letter}{row.row}", row.name, content, old, new)
        )

    def show_mapping(self, sheet):
        columns = "; ".join(f"{header} → {n}" for n, header in sheet.mapping.items())
        self.mapping.append(f"{sheet.sheet}: {columns}")

    def refuse(self, lines):
        raise UserError("\n".join([self._("Nothing was imported."), *lines]))
