# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Gradebooks follow from the curriculum, lines from what each learner takes."""


def open_gradebooks(class_):
    """Create the gradebooks that a class (sudo) still lacks."""
    books = class_.env["edu.gradebook"]
    known = books.search([("class_id", "=", class_.id)])
    # A class keeps its law, whatever came into force since.
    regulation = known.regulation_id[:1] or class_.env["edu.regulation"]._for(class_)
    seen = {(book.subject_id, book.term_id) for book in known}
    books._create_protected(
        [
            {
                "class_id": class_.id,
                "subject_id": line.subject_id.id,
                "term_id": term.id,
                "regulation_id": regulation.id,
                **regulation._shape(class_, line, term),
            }
            for line in class_._curriculum_lines()
            for term in class_.year_id.term_ids
            if (line.subject_id, term) not in seen
        ]
    )
