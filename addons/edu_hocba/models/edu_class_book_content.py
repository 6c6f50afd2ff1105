# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.edu_signing.hocba_library import problem_text

from hocba.books.class_book import xml as class_xml
from hocba.books.class_book.form import class_form
from hocba.books.class_book.model import ClassBook
from hocba.books.form import letter_problems, mark_text
from hocba.problems import HocbaError
from hocba.words import LEVEL_TITLES

from ..class_book import class_book, freeze, marks
from ..class_facts import YEAR, ClassPeriod
from ..facts import digest
from ..report import book_pdf
from ..report.class_book_page import class_book_page

#: The period that comes before.
EARLIER = {"HK2": "HK1", YEAR: "HK2"}
#: Where the result of a period stands in a line and in levels.
RESULT = {"HK1": "hk1", "HK2": "hk2", YEAR: "year"}


class EduClassBookContent(models.AbstractModel):
    """What a class book holds: its frozen facts, its places, its page."""

    _name = "edu.class.book.content"
    _description = "Content of a class book"

    # -- freezing --------------------------------------------------------------

    @api.model
    def _freeze_from(self, class_, period):
        """Freeze a locked period of a class; the caller has checked the duty (sudo).

        :raises UserError: the period is not locked, somebody or something is missing
        """
        self._refuse_rpc()
        found = ClassPeriod(class_, period)
        if problems := self._refusals(class_, period, found):
            raise UserError("\n".join(problems))
        results = found.facts()
        class_._hocba_in_place(class_.school_id)(results)
        if problem := class_._hocba_refusal({**results, "decided": True}):
            raise UserError(problem)
        earlier = self.search(
            [("class_id", "=", class_.id), ("period", "=", period)],
            order="revision desc",
            limit=1,
        )
        before = earlier or self._period_before(class_, period)
        snapshot = freeze(
            results,
            source_id=f"{class_.display_name} {period} #{class_.id}",
            particulars=self._class_particulars(class_, period, found),
        )
        book = self._create_protected(
            [
                {
                    "class_id": class_.id,
                    "year_id": class_.year_id.id,
                    "school_id": class_.school_id.id,
                    "period": period,
                    "revision": earlier.revision + 1,
                    "replaces_id": earlier.id,
                    "previous_id": before.id,
                    "previous_sha256": before.xml_document_id.sha256,
                    "snapshot": snapshot,
                    "snapshot_sha256": digest(snapshot),
                    **({"book_uuid": before.book_uuid} if before else {}),
                }
            ]
        )
        try:
            written = book._class_book()
            content = class_xml.build(written)
            if unprintable := letter_problems(class_form(written)):
                raise HocbaError(unprintable)
        except HocbaError as error:
            raise UserError(problem_text(self.env, error)) from error
        # Stored for all who sign, whatever language who freezes speaks.
        name = book.with_context(lang="vi_VN").display_name
        book._begin_signing(name, class_.display_name, content, results)
        return book

    @api.model
    def _refusals(self, class_, period, found) -> list[str]:
        """Say what stops the book before its facts are looked at (sudo)."""
        name = {"class_name": class_.name}
        if class_.is_primary:
            return [
                self.env._(
                    "Class %(class_name)s is of primary: it keeps no such book.", **name
                )
            ]
        if not found.is_locked():
            return [
                self.env._("Marks of class %(class_name)s are not locked yet.", **name)
            ]
        current = self.search_count(
            [
                ("class_id", "=", class_.id),
                ("period", "=", period),
                ("state", "!=", "withdrawn"),
            ]
        )
        if current:
            return [
                self.env._("Class %(class_name)s has its book of this period.", **name)
            ]
        problems = []
        unnumbered = found.active.filtered(lambda e: not e.number)
        if unnumbered:
            problems.append(
                self.env._(
                    "No number in the class list: %(names)s.",
                    names=", ".join(unnumbered.student_id.mapped("name")),
                )
            )
        undecided = found.active.filtered(
            lambda e: period == YEAR and not found.promotion(e)
        )
        if undecided:
            problems.append(
                self.env._(
                    "The head has not decided on promotion yet: %(names)s.",
                    names=", ".join(undecided.student_id.mapped("name")),
                )
            )
        return problems

    @api.model
    def _class_particulars(self, class_, period, found) -> dict:
        if not found.active:
            raise UserError(
                self.env._("Class %(name)s has no learners.", name=class_.name)
            )
        known = self.env["edu.hocba.year"]._particulars(found.active[0])
        names = ("school", "year", "grade", "class_name")
        return {
            **{name: known[name] for name in names},
            "period": period,
            "continuing": class_.programme == "gdtx",
        }

    @api.model
    def _period_before(self, class_, period):
        """The book of the period before in the same class and year."""
        return self.search(
            [
                ("class_id", "=", class_.id),
                ("period", "=", EARLIER.get(period)),
                ("state", "!=", "withdrawn"),
            ]
        )

    def _class_book(self) -> ClassBook:
        """The book of the frozen facts, always the same."""
        self.ensure_one()
        return class_book(
            self._facts(),
            book_uuid=self.book_uuid,
            document_uuid=self.uuid,
            pdf_uuid=self.pdf_uuid,
            revision=self.revision,
            previous_uuid=self.previous_id.uuid or "",
            previous_sha256=self.previous_sha256 or "",
            replaces_uuid=self.replaces_id.uuid or "",
        )

    def _outdated(self):
        """Those of these books whose marks are no longer those of the gradebooks."""
        return self.filtered(
            lambda book: (
                marks(book._facts())
                != marks(ClassPeriod(book.class_id, book.period).facts())
            )
        )

    # -- signing ---------------------------------------------------------------

    def _signing_summary(self, slot) -> str:
        book = self._class_book()
        if slot.role != "teacher":
            return " · ".join(
                f"{label}: {self._levels(book, name)}"
                for name, label in (("study", "Học tập"), ("training", "Rèn luyện"))
            )
        region = slot._regions()[0]
        names = {learner.number: learner.learner.name for learner in book.learners}
        subject = next(
            subject
            for subject in book.subjects
            if region == f"mon-{subject.code}-{subject.period}"
        )
        return " · ".join(
            f"{line.number}. {names[line.number]}: {self._mark(line, book.period)}"
            for line in subject.lines
        )

    @api.model
    def _mark(self, line, period) -> str:
        return mark_text("M" if line.exempt else getattr(line, RESULT[period]))

    @api.model
    def _levels(self, book, name) -> str:
        """How many learners reached which level."""
        found = Counter(
            getattr(getattr(result, name), RESULT[book.period])
            for result in book.summary.results
        )
        return ", ".join(
            f"{title} {found[level]}"
            for level, title in LEVEL_TITLES.items()
            if found[level]
        )

    # -- issuing ---------------------------------------------------------------

    def _book_grade(self):
        return self.class_id.grade_id.number

    def _book_summary(self):
        return self.env._("Totals of the class")

    def _book_approval(self):
        return self.env._("Approval of the class book")

    def _book_pdf(self, content, **values):
        return book_pdf.render(self.env, content, class_book_page, **values)

    def _next_number(self) -> str:
        number = self.env["edu.hocba.counter"]._next(
            self.school_id, self.year_id, self._name
        )
        return f"{number}/STD-{self.school_id.code}"

    def _file_stem(self) -> str:
        """A file name that says which class and period it is."""
        self.ensure_one()
        return "-".join(
            (
                "so-theo-doi",
                self.class_id.name.replace("/", "-"),
                self.year_id.name,
                self.period,
                f"v{self.revision}",
            )
        )
