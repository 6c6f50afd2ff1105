# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the books of a class will lack although its marks can be locked.

The schema of the books lets these be empty, and no lock waits for them; but afterwards
they change by a correction alone, so whoever locks sees them before.
"""

from odoo.addons.edu_journal.language import language
from odoo.addons.edu_school.models.edu_student import OF_CITIZENS

from hocba import letters

from ..cells.cell_save import REMARK_SIZE


def book_needs(class_, lines, conducts, terms) -> list[str]:
    """Say what is empty or cannot be printed, one text a subject, term or field (sudo).

    :param lines: lines of the class's gradebooks, of any term
    :param conducts: records of conduct, of any term
    """
    lines = lines.filtered(
        lambda line: (
            line.gradebook_id.term_id in terms
            and not line.exempt
            and line.enrolment_id._is_due(line.gradebook_id.term_id)
        )
    )
    conducts = conducts.filtered(
        lambda conduct: (
            conduct.term_id in terms and conduct.enrolment_id._is_due(conduct.term_id)
        )
    )
    return [
        *_subject_remarks(class_, lines),
        *_homeroom_remarks(class_, conducts),
        *_particulars(class_, (lines.enrolment_id | conducts.enrolment_id).student_id),
        *_letters(class_, lines, conducts),
    ]


def _subject_remarks(class_, lines):
    for book in lines.gradebook_id.sorted(
        lambda b: (b.term_id.code, b.subject_sequence)
    ):
        own = lines.filtered(lambda line, book=book: line.gradebook_id == book)
        empty = own.filtered(lambda line: not line.remark)
        if empty:
            yield class_.env._(
                "• No remark, %(subject)s, %(term)s: %(names)s",
                subject=book.subject_id.name,
                term=book.term_id.name,
                names=_names(class_, empty.student_id, own.student_id),
            )


def _homeroom_remarks(class_, conducts):
    for term in conducts.term_id.sorted("code"):
        own = conducts.filtered(lambda conduct, term=term: conduct.term_id == term)
        empty = own.filtered(lambda conduct: not (conduct.remark or "").strip())
        if empty:
            yield class_.env._(
                "• No remark of the homeroom teacher, %(term)s: %(names)s",
                term=term.name,
                names=_names(class_, empty.student_id, own.student_id),
            )


def _particulars(class_, students):
    for name in ("birth_place", "personal_id", "ethnicity", "nationality"):
        empty = students.filtered(
            lambda student, name=name: (
                not student[name]
                and not (name in OF_CITIZENS and student._is_foreign())
            )
        )
        if empty:
            yield class_.env._(
                "• No entry, %(field)s: %(names)s",
                field=students._fields[name]._description_string(class_.env),
                names=_names(class_, empty, students),
            )


def _letters(class_, lines, conducts):
    """What was kept before letters were asked for where they are typed."""
    for student in lines.student_id | conducts.student_id:
        for text in student._book_text_problems():
            yield f"• {student.name}: {text}"
    for conduct in conducts:
        for text in conduct._book_text_problems():
            yield f"• {conduct.student_id.name}: {text}"
    lang = language(class_.env)
    for line in lines:
        for problem in letters.problems(line.remark, REMARK_SIZE):
            subject = line.subject_id.name
            yield f"• {line.student_id.name}, {subject}: {problem.message(lang)}"


def _names(class_, students, everybody):
    if students == everybody and len(students) > 1:
        return class_.env._("all %s learners", len(students))
    return "; ".join(students.mapped("name"))
