# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Gradebooks of a class as a workbook to be filled in and brought back."""

import uuid
from collections import Counter

from odoo import fields
from odoo.exceptions import AccessError

from odoo.addons.edu_gradebook.tools.texts import moment

from hocba.books.form_parts import journal_text
from hocba.books.model import JournalHead
from hocba.sheets import exchange_forms, exchange_writer
from hocba.sheets.exchange import Identity, Row, Workbook

TERMS = ("HK1", "HK2")


def check_readable(env, domain):
    """Refuse whoever may not read the marks of any of these lines.

    :raises AccessError: none of the user's duties of today covers them
    """
    if not env["edu.gradebook.line"].search_count(domain, limit=1):
        raise refusal(env)


def refusal(env):
    return AccessError(env._("None of your duties of today lets you read these marks."))


def download_action(record):
    """Return the action that downloads the workbook of a gradebook or a class."""
    return {
        "type": "ir.actions.act_url",
        "url": f"/edu_workbook/{record._name}/{record.id}",
        "target": "download",
    }


class WorkbookBuild:
    """The sheets of one class that the user's duties of today let him read.

    Every question to the database is asked once, however many learners there are.
    """

    def __init__(self, class_):
        # The file is a form of Vietnamese schools, whatever the user's language.
        self.env = class_.with_context(lang="vi_VN").env
        # Name, school and learners of a class are no secret of who reads its marks.
        self.class_ = class_.sudo()
        self.enrolments = {e.id: e for e in self.class_.enrolment_ids}
        students = self.class_.enrolment_ids.student_id
        self.codes = Counter(students.mapped("student_code"))
        self.sheets = []

    def add_marks(self, books):
        """Add the gradebooks among ``books`` whose marks the user may read."""
        lines = self.env["edu.gradebook.line"].search(
            [("gradebook_id", "in", books.ids)]
        )
        rows = lines._cell_rows()
        locks = self.env["edu.gradebook"]._cell_locks(rows)
        by_book = {}
        for row in rows:
            by_book.setdefault(row["gradebook_id"], []).append(row)
        # What the user may read was decided by the search of lines.
        own = self.env["edu.gradebook"].sudo().browse(by_book)
        for book in own.sorted(lambda b: (b.term_id.code, b.subject_sequence, b.id)):
            kinds = {
                column: book.regulation_id._rules().cell_kind(column, book.kind)
                for column in book._columns()
            }
            self.sheets.append(
                exchange_forms.mark_sheet(
                    book.subject_id.code,
                    book.subject_id.name,
                    book.term_id.code,
                    kinds,
                    self._rows(by_book[book.id], locks, (*kinds, "average", "remark")),
                    book.regulation_id.code,
                )
            )

    def add_qualities(self):
        """Add qualities and competences of primary, a sheet for each of the periods."""
        lines = self.env["edu.quality.line"].search([("class_id", "=", self.class_.id)])
        rows = lines._cell_rows()
        locks = lines._cell_locks(rows)
        periods = {}
        for row in rows:
            periods.setdefault(row["period"], []).append(row)
        for period in dict(lines._fields["period"].selection):
            found = periods.get(period, [])
            criteria = sorted({c for row in found for c in row["columns"].split(",")})
            if found:
                columns = (*criteria, "remark_quality", "remark_general")
                columns += ("remark_specific",)
                self.sheets.append(
                    exchange_forms.quality_sheet(
                        criteria, period, self._rows(found, locks, columns)
                    )
                )

    def add_conduct(self):
        """Add rèn luyện of both terms."""
        conducts = self.env["edu.conduct"].search([("class_id", "=", self.class_.id)])
        mine = self.env["edu.access"]._has("homeroom", class_=self.class_)
        cells, unlocked = {}, {}
        for conduct in conducts:
            number = TERMS.index(conduct.term_id.code) + 1
            found = {
                f"hk{number}": conduct.level or "",
                f"remark{number}": conduct.remark or "",
            }
            learner = conduct.enrolment_id.id
            cells.setdefault(learner, {}).update(found)
            if mine and conduct.state == "open":
                unlocked.setdefault(learner, set()).update(found)
        if conducts:
            rows = [self._row(who, cells[who], unlocked.get(who, ())) for who in cells]
            self.sheets.append(exchange_forms.conduct_sheet(self._sorted(rows)))

    def content(self) -> bytes:
        """Return the file.

        :raises AccessError: none of the user's duties of today covers any sheet
        """
        if not self.sheets:
            raise refusal(self.env)
        identity = Identity(
            school_code=self.class_.school_id.code,
            school_name=self.class_.school_id.name,
            year=self.class_.year_id.name,
            class_name=self.class_.name,
            download_id=uuid.uuid4().hex,
            downloaded_at=moment(self.env, fields.Datetime.now()),
        )
        head = self.env["edu.journal.block"]._head(identity.school_code, identity.year)
        # A printed and signed sheet bears witness of the journal, as a book does.
        footer = f"Nhật ký: {journal_text(JournalHead(**head))}" if head else ""
        return exchange_writer.write(Workbook(identity, tuple(self.sheets), footer))

    # -- rows -------------------------------------------------------------------

    def _rows(self, rows, locks, columns):
        """Return the learners of a sheet; a cell that a lock calls invalid for a
        learner of the class does not exist for him."""
        found = []
        for row in rows:
            lock, left = locks[row["id"]], row["enrolment_state"] != "active"
            cells = {
                column: row[column] or ""
                for column in columns
                if left or column not in lock or lock[column].status == "locked"
            }
            unlocked = set(cells) - set(lock)
            found.append(self._row(row["enrolment_id"], cells, unlocked))
        return self._sorted(found)

    def _row(self, enrolment_id, cells, unlocked):
        enrolment = self.enrolments[enrolment_id]
        student = enrolment.student_id
        return Row(
            key=self._key(enrolment),
            name=student.name,
            cells=cells,
            ref=str(enrolment_id),
            number=enrolment.number or None,
            birth_date=None if student.birth_year_only else student.birth_date,
            unlocked=frozenset(unlocked),
            left=enrolment.state != "active",
        )

    def _key(self, enrolment):
        """Return the learner's code, or a running one where codes do not tell."""
        code = enrolment.student_id.student_code
        return code if code and self.codes[code] == 1 else f"HS{enrolment.id:06}"

    def _sorted(self, rows):
        def place(row):
            enrolment = self.enrolments[int(row.ref)]
            return enrolment.number or 10_000, enrolment.sort_key or "", enrolment.id

        return sorted(rows, key=place)
