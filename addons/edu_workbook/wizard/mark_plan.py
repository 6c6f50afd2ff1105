# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.edu_gradebook.tools.cells.mark_save import MarkSave
from odoo.addons.edu_journal.language import language

from hocba.problems import HocbaError
from hocba.rules import cells as law
from hocba.sheets import mark_sheet

from .import_plan import ImportPlan, capital


class MarkPlan(ImportPlan):
    """Marks of any number of subjects; each teacher imports his own."""

    def __init__(self, wizard):
        super().__init__(wizard)
        self.cells = []
        self.places = []
        self.skipped = []
        self.targets = {}

    def check_duty(self):
        gradebook = self.env["edu.gradebook"]
        duties = gradebook._entry_duties()
        # Which gradebooks the class has is no secret of one who works in it.
        self.books = gradebook.sudo().search([("class_id", "=", self.class_.id)])
        self.own = {
            subject.id
            for subject in self.books.subject_id
            if duties.of(self.class_.id, subject.id)
        }
        if not self.own:
            self.env["edu.access"]._check(
                ("subject_teacher", "entry"), class_=self.class_
            )

    def read_file(self, content):
        sheets = mark_sheet.read(content, self.filename, self.scope)
        found = 0
        for sheet in sheets:
            subject = self._subject(sheet)
            if subject and subject.id not in self.own:
                self.skipped.append(sheet.sheet)
                self.add(
                    self._("Skipped: you do not teach %s here.", subject.name),
                    sheet,
                    level="warning",
                )
                continue
            self._read_sheet(sheet, subject)
            found += 1
        if not found:
            self.add(self._("No sheet of this file is of a subject of yours."), sheet)
        self._ask_engine()

    def _subject(self, sheet):
        return self.subject_of(
            self.books.subject_id, sheet.subject_code, sheet.subject_name
        )

    def _read_sheet(self, sheet, subject):
        self.start(sheet)
        if not subject:
            if sheet.subject_name:
                self.add(
                    self._("The class has no subject “%s”.", sheet.subject_name), sheet
                )
            return
        book = self.books.filtered(
            lambda b: b.subject_id == subject and b.term_id.code == sheet.term
        )
        if not book:
            if sheet.term:
                self.add(
                    self._(
                        "The class has no gradebook of %s in this term.", subject.name
                    ),
                    sheet,
                )
            return
        first = self.targets.setdefault(book, sheet.sheet)
        if first != sheet.sheet:
            self.add(
                self._(
                    "Two sheets of the file, “%(first)s” and “%(second)s”, hold marks "
                    "of %(subject)s, %(term)s: put them together or remove one.",
                    first=first,
                    second=sheet.sheet,
                    subject=subject.name,
                    term=book.term_id.name,
                ),
                sheet,
            )
            return
        lines = {line.enrolment_id: line for line in book.line_ids}
        seen = {}
        for row in sheet.rows:
            filled = row.remark or any(row.cells.values())
            if row.struck and not filled:
                continue
            enrolment = self.find(sheet, row)
            line = lines.get(enrolment)
            if not enrolment or not self.first(sheet, row, seen, enrolment):
                continue
            if not line and filled:
                self.add(
                    self._("The learner does not study this subject."),
                    sheet,
                    row.row,
                    "name",
                    row.name,
                )
            elif filled:
                self._read_row(sheet, row, book, line)
        self.finish(sheet)
        for enrolment in self.enrolments.filtered(lambda e: e not in seen):
            if enrolment.state == "active":
                self.add(
                    self._("The learner is not in the sheet."),
                    sheet,
                    learner=enrolment.student_id.name,
                    level="warning",
                )

    def _read_row(self, sheet, row, book, line):
        allowed = book._columns()
        rules = book.regulation_id._rules()
        for column, raw in row.cells.items():
            if not raw:
                continue
            try:
                new = law.canonical(
                    raw,
                    rules.cell_kind(column, book.kind),
                    sheet.where(row.row, column, row.name),
                    typed=False,
                )
            except HocbaError as error:
                self._add_cell_problem(sheet, row, column, error.problems)
                continue
            message = self._refusal(column, new, allowed, book, line)
            if message:
                self.add(message, sheet, row.row, column, row.name)
            else:
                self._compare(sheet, row, column, book, line, new)
        if row.remark:
            new = " ".join(row.remark.split())
            self._compare(sheet, row, "remark", book, line, new)

    def _add_cell_problem(self, sheet, row, column, problems):
        lang = language(self.env)
        for problem in problems:
            message = problem.message(lang)
            self.add(capital(message), sheet, row.row, column, row.name)

    def _refusal(self, column, new, allowed, book, line):
        if column not in allowed:
            return self._(
                "The gradebook has %(count)s regular assessments, no more.",
                count=book.regular_count,
            )
        if line.exempt and new != "M":
            return self._("The learner is exempt from this subject.")
        if not line.exempt and new == "M":
            return self._("“Exempt” needs the head's decision: record it first.")
        return ""

    def _compare(self, sheet, row, column, book, line, new):
        old = line[column] or ""
        new = "" if new == "M" else new
        if old == new:
            self.same += 1
            return
        self.cells.append(
            {
                "line_id": line.id,
                "column": column,
                "old": old,
                "new": new,
                "reason": self._("Imported from %s", self.filename),
            }
        )
        self.places.append((sheet, row, column))
        shown = str if column == "remark" else law.display
        label = f"{book.subject_id.name}, {book.term_id.name}, "
        label += book._column_label(column)
        self.change(sheet, row, column, label, shown(old), shown(new))

    def _ask_engine(self):
        """Ask the save what it would answer to each cell; what it refuses is named."""
        saver, refused = MarkSave(self.env), set()
        cells = list(enumerate(self.cells))
        for batch in self.batches(cells):
            answers = saver.judge([cell for _at, cell in batch])
            for (at, _cell), answer in zip(batch, answers, strict=True):
                if answer["status"] != "saved":
                    sheet, row, column = self.places[at]
                    self.add(answer["message"], sheet, row.row, column, row.name)
                    refused.add(at)
        self.changes = [c for at, c in enumerate(self.changes) if at not in refused]

    def apply(self):
        for batch in self.batches(self.cells):
            answers = self.env["edu.gradebook"].save_cells(batch)
            failed = [answer for answer in answers if answer["status"] != "saved"]
            if failed:
                self.refuse([answer["message"] for answer in failed])
