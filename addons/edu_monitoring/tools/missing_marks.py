# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who lacks which mark, counted by column over many gradebooks in one question."""

from odoo.tools import SQL

from odoo.addons.edu_gradebook.models.edu_gradebook_line import MARK_COLUMNS


def missing_marks(books):
    """Return columns and rows of :meth:`EduGradebook.missing_marks`.

    The caller has checked the duty for all of these gradebooks.

    An absence is no mark: it waits for the make-up test (TT22/2021, Điều 7.4). Who is
    exempt, has left or brings the term from a former school keeps nobody waiting.
    """
    # The duty was checked; labels and law of these gradebooks are no secret.
    books = books.sudo()
    counts = _counts(books)
    rows, labels = [], {}
    for book in books:
        missing, learners = counts.get(book.id, ({}, 0))
        for column in book._columns():
            labels.setdefault(column, book._column_label(column))
        rows.append(
            {
                "id": book.id,
                "class_name": book.class_id.name,
                "subject": book.subject_id.name,
                "term": book.term_id.name,
                "term_code": book.term_id.code,
                "columns": list(book._columns()),
                "learners": learners,
                "missing": {name: n for name, n in missing.items() if n},
            }
        )
    order = MARK_COLUMNS
    return {
        "columns": [
            {"name": name, "label": labels[name]} for name in order if name in labels
        ],
        "rows": rows,
    }


def lacking_lines(book, column) -> list[int]:
    """Return the lines of one gradebook that :func:`missing_marks` counts there.

    The caller has checked that the user reads the gradebook.
    """
    # The duty was checked; the law of a gradebook is no secret.
    book = book.sudo()
    book.env.flush_all()
    rows = book.env.execute_query(
        SQL(
            "SELECT l.id, l.takes_topic IS TRUE %s AND %s ORDER BY l.id",
            _due_lines(book),
            _lacks(column),
        )
    )
    return [id_ for id_, topic in rows if column in book._learner_columns(topic)]


def _due_lines(books):
    return SQL(
        """
        FROM edu_gradebook_line l
        JOIN edu_gradebook g ON g.id = l.gradebook_id
        JOIN edu_term t ON t.id = g.term_id
        JOIN edu_enrolment e ON e.id = l.enrolment_id
        JOIN edu_admission a ON a.id = e.admission_id
       WHERE l.gradebook_id = ANY(%s) AND e.state = 'active'
             AND e.not_assessed IS NOT TRUE AND l.exempt IS NOT TRUE
             AND l.former IS NOT TRUE AND a.date_in <= t.date_end
             AND NOT EXISTS (
                 SELECT FROM edu_former_result f
                  WHERE f.enrolment_id = e.id AND f.term_id = g.term_id)
        """,
        books.ids,
    )


def _lacks(column):
    cell = SQL.identifier("l", column)
    return SQL("(%s IS NULL OR %s = 'V')", cell, cell)


def _counts(books):
    """Return ``{gradebook: ({column: learners without a mark}, learners)}``."""
    if not books:
        return {}
    env = books.env
    env.flush_all()
    names = MARK_COLUMNS
    rows = env.execute_query(
        SQL(
            """
            SELECT l.gradebook_id, l.takes_topic IS TRUE, COUNT(*), %s
              %s
             GROUP BY l.gradebook_id, l.takes_topic IS TRUE
            """,
            SQL(", ").join(
                SQL("COUNT(*) FILTER (WHERE %s)", _lacks(name)) for name in names
            ),
            _due_lines(books),
        )
    )
    counts = {}
    for book_id, takes_topic, learners, *empty in rows:
        by_column = dict(zip(names, empty, strict=True))
        missing, all_learners = counts.get(book_id, ({}, 0))
        for name in books.browse(book_id)._learner_columns(takes_topic):
            missing[name] = missing.get(name, 0) + by_column[name]
        counts[book_id] = missing, all_learners + learners
    return counts
