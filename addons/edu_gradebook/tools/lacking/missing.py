# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a class still lacks before its marks are locked."""

from ..locks.lock_order import TERM_OF_PERIOD


def of_terms(terms, books, conducts, qualities):
    """Return what of these belongs to the terms."""
    return (
        books.filtered(lambda book: book.term_id in terms),
        conducts.filtered(lambda conduct: conduct.term_id in terms),
        qualities.filtered(
            lambda line: TERM_OF_PERIOD[line.period] in terms.mapped("code")
        ),
    )


def missing_for_lock(class_, books, lines, conducts, qualities, terms) -> list[str]:
    """Say what these terms lack, one text a gradebook, term or point of time."""
    return (
        _books_not_opened(class_, books, terms)
        + _marks(books, lines)
        + _conduct(terms, conducts, books._closed_terms())
        + _qualities(qualities)
    )


def _books_not_opened(class_, books, terms):
    opened = {(book.subject_id, book.term_id) for book in books}
    closed = books._closed_terms()
    return [
        class_.env._(
            "%(subject)s, %(term)s: no gradebook",
            subject=line.subject_id.name,
            term=term.name,
        )
        for line in class_._curriculum_lines()
        for term in terms
        if (line.subject_id, term) not in opened
        and line._taught_in(term)
        and term not in closed
    ]


def _marks(books, lines):
    found = []
    for book in books:
        own = lines.filtered(lambda line, book=book: line.gradebook_id == book)
        learners = [text for line in own if (text := line._missing_text())]
        if learners:
            found.append(
                f"• {book.subject_id.name}, {book.term_id.name}: " + "; ".join(learners)
            )
    return found


def _conduct(terms, conducts, closed):
    found = []
    for term in terms:
        names = [
            conduct.student_id.name
            for conduct in conducts
            if conduct.term_id == term
            and not conduct.level
            and conduct.enrolment_id._is_due(term)
            and term not in closed
        ]
        if names:
            found.append(
                terms.env._(
                    "• Conduct, %(term)s: %(names)s",
                    term=term.name,
                    names="; ".join(names),
                )
            )
    return found


def _qualities(qualities):
    found = []
    periods = qualities._fields["period"]._description_selection(qualities.env)
    for period, label in periods:
        learners = [
            f"{line.student_id.name} ({', '.join(labels)})"
            for line in qualities
            if line.period == period
            and line.enrolment_id._is_assessed()
            and (labels := line._missing_labels())
        ]
        if learners:
            found.append(
                qualities.env._(
                    "• Qualities and competences, %(period)s: %(learners)s",
                    period=label,
                    learners="; ".join(learners),
                )
            )
    return found
