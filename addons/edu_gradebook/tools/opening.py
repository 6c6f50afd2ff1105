# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Gradebooks follow from the curriculum, lines from what each learner takes."""

from functools import cached_property

from odoo.exceptions import UserError


class Opening:
    """What the gradebooks of one class (sudo) should be, and the way there."""

    def __init__(self, class_):
        self.env = class_.env
        self._ = class_.env._
        self.class_ = class_
        self.books = self.env["edu.gradebook"].search([("class_id", "=", class_.id)])
        learners = class_.enrolment_ids.filtered(lambda e: e.state == "active")
        self.choices = learners._subject_choice()
        curriculum = class_._all_curriculum_lines()
        self.optional = curriculum.filtered("optional").subject_id

    @cached_property
    def regulation(self):
        """The law of the class: what it was opened under, whatever came since."""
        regulations = self.env["edu.regulation"]
        return self.books.regulation_id[:1] or regulations._for(self.class_)

    def taken(self, enrolment, subject) -> bool:
        """Whether the learner takes the subject: compulsory, or of his choice."""
        return subject not in self.optional or subject in self.choices[enrolment][0]

    def takes_topic(self, enrolment, subject) -> bool:
        """Whether he takes its special topics too."""
        return subject in self.choices[enrolment][1]

    def shapes(self) -> dict:
        """Return kind and columns of each gradebook by subject and term."""
        with_topics = self.class_.topic_subject_ids.browse(
            {
                subject.id
                for _optional, topics in self.choices.values()
                for subject in topics
            }
        )
        if not self.choices:
            with_topics = self.class_.topic_subject_ids
        return {
            (line.subject_id, term): {
                **self.regulation._shape(line, term, line.subject_id in with_topics),
                "sole_term": len(taught) == 1 and not self._more_to_come(line),
            }
            for line in self.class_._curriculum_lines()
            for taught in [self.taught_terms(line)]
            for term in taught
        }

    def taught_terms(self, line):
        """Return the terms in which a subject of the curriculum has a gradebook.

        One that is locked stays; into a term that is locked no other comes.
        """
        locked = {
            book.term_id
            for book in self.books
            if book.subject_id == line.subject_id and book.state == "locked"
        }
        closed = self.books._closed_terms()
        return self.class_.year_id.term_ids.filtered(
            lambda term: (
                term in locked or (line._taught_in(term) and term not in closed)
            )
        )

    def _more_to_come(self, line) -> bool:
        """Whether the subject goes on in a term that the year does not name yet."""
        return line.taught_terms == "both" and len(self.class_.year_id.term_ids) < 2

    def create_books(self):
        """Create the gradebooks that the class still lacks."""
        seen = {(book.subject_id, book.term_id) for book in self.books}
        self.books |= self.books._create_protected(
            [
                {
                    "class_id": self.class_.id,
                    "subject_id": subject.id,
                    "term_id": term.id,
                    "regulation_id": self.regulation.id,
                    **shape,
                }
                for (subject, term), shape in self.shapes().items()
                if (subject, term) not in seen
            ]
        )

    def create_lines(self, enrolments):
        """Give each of these active learners a line where he takes the subject."""
        lines = self.env["edu.gradebook.line"]
        # Where a term is locked and the other is not, who comes brings his marks along.
        books = self.books
        known = lines.search_fetch(
            [("gradebook_id", "in", books.ids)], ["gradebook_id", "enrolment_id"]
        )
        seen = {(line.gradebook_id, line.enrolment_id) for line in known}
        return lines._create_protected(
            [
                {
                    "gradebook_id": book.id,
                    "enrolment_id": enrolment.id,
                    "takes_topic": self.takes_topic(enrolment, book.subject_id),
                }
                for book in books
                for enrolment in enrolments
                if (book, enrolment) not in seen
                and self.taken(enrolment, book.subject_id)
            ]
        )

    # -- a curriculum or a choice that changed afterwards -----------------------

    def update(self):
        """Bring gradebooks and lines in line with curriculum and choices.

        :raises UserError: marks stand where a column or a line would go; names them
        """
        shapes = self.shapes()
        problems, gone, changed = [], self.books.browse(), {}
        for book in self.books:
            shape = shapes.get((book.subject_id, book.term_id))
            if book.state == "locked":
                # Whether the other term has lessons changes nothing in this one.
                if shape and book.sole_term != shape["sole_term"]:
                    changed[book] = {"sole_term": shape["sole_term"]}
            elif shape is None:
                gone |= book
            elif any(book[name] != value for name, value in shape.items()):
                problems += self._lost_columns(book, shape)
                changed[book] = shape
        dropped = self._dropped_lines(gone)
        problems += [
            self._about(line.gradebook_id, line.student_id.name)
            for line in dropped
            if line._has_marks()
        ]
        if problems:
            raise UserError(
                self._(
                    "Gradebooks of class %(class_name)s stay as they are, marks would "
                    "be lost. Remove them first:\n%(problems)s",
                    class_name=self.class_.name,
                    problems="\n".join(problems),
                )
            )
        dropped._unlink_protected()
        gone._unlink_protected()
        self.books -= gone
        for book, shape in changed.items():
            book._write_protected(shape)
        self.create_books()
        self._update_topics()

    def _dropped_lines(self, gone):
        return self.books.line_ids.filtered(
            lambda line: (
                line.gradebook_id in gone
                or line.enrolment_id in self.choices
                and not self.taken(line.enrolment_id, line.subject_id)
            )
        )

    def _lost_columns(self, book, shape):
        lost = [c for c in book._columns() if c not in shape["columns"].split(",")]
        names = {
            column: [line.student_id.name for line in book.line_ids if line[column]]
            for column in lost
        }
        return [
            self._about(book, f"{book._column_label(column)}: {', '.join(learners)}")
            for column, learners in names.items()
            if learners
        ]

    def _about(self, book, text):
        return f"• {book.subject_id.name}, {book.term_id.name}: {text}"

    def _update_topics(self):
        lines = self.books.line_ids.filtered(
            lambda line: line.enrolment_id in self.choices
        )
        takers = lines.filtered(
            lambda line: self.takes_topic(line.enrolment_id, line.subject_id)
        )
        reason = self._("Choice of special topics")
        takers._write_noted("takes_topic", True, reason)
        (lines - takers)._write_noted("takes_topic", False, reason)
