# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from dataclasses import dataclass

from hocba.sheets.class_list import is_foreign
from hocba.sheets.names import spelling

#: What says who a learner is: it changes only where a person has said so.
IDENTITY = ("name", "birth_date", "gender", "personal_id")
DOCUMENT = ("identity_document", "identity_document_number")


@dataclass(frozen=True)
class Change:
    """One particular of a known learner that the file would change.

    ``field`` is one of the learner, or names a guardian or the number in class.
    """

    row: int
    column: str
    learner: str
    student: int
    field: str
    particular: str
    old: str
    new: str

    @property
    def asked(self):
        """Whether a person has to say that it shall change."""
        return self.field in IDENTITY

    @property
    def key(self):
        """What a tick stands for: this value of this learner, and no other."""
        return "\n".join((str(self.student), self.field, self.old, self.new))


class KnownLearners:
    """Learners whom the system knows already, found for the rows of a class list.

    A number finds a learner; a name finds one only together with the date of birth,
    in the class itself, and where the row has no number to be found by.
    """

    def __init__(self, plan, rows):
        self.env, self.klass = plan.env, plan.klass
        # The importer's duty was checked; whether a learner is known elsewhere is
        # decided over all learners, not over those he may see.
        students = self.env["edu.student"].sudo().with_context(active_test=False)
        ids = [row.personal_id for row in rows if row.personal_id]
        self.by_id = {
            student.personal_id: student
            for student in students.search([("personal_id", "in", ids)])
        }
        codes = [self._code(row) for row in rows if self._code(row)]
        # A code of a school's own making means nothing in another school.
        self.by_code = students.search(
            [
                ("student_code", "in", codes),
                ("admission_ids.school_id", "=", plan.school.id),
            ]
        ).grouped("student_code")
        numbers = [row.identity_document_number for row in rows]
        self.by_document = students.search(
            [(DOCUMENT[1], "in", list(filter(None, numbers)))]
        ).grouped(lambda s: (s[DOCUMENT[0]], s[DOCUMENT[1]]))
        self.class_mates = self.klass.enrolment_ids.student_id
        self.school_mates = students.search(
            [
                ("admission_ids.school_id", "=", plan.school.id),
                ("birth_date", "in", [r.birth_date for r in rows if r.birth_date]),
            ]
        )

    def find(self, row):
        """Return the learners whom the numbers of a row name, at best one."""
        none = self.env["edu.student"].sudo()
        document = (row.identity_document, row.identity_document_number)
        found = self.by_id.get(row.personal_id, none)
        found |= self.by_code.get(self._code(row), none)
        found |= self.by_document.get(document, none)
        if not found and not row.personal_id:
            found = self.namesakes(row) & self.class_mates
        return found

    def _code(self, row):
        """Return the code if it tells who it is: a school's own may be given again."""
        code = row.student_code
        return code if re.fullmatch(r"\d{10}", code) or not row.personal_id else ""

    def namesakes(self, row):
        """Return the learners of this school with the name and the date of birth."""
        name = spelling(row.name)
        return self.school_mates.filtered(
            lambda s: s.birth_date == row.birth_date and spelling(s.name) == name
        )


def same_birth(student, day, year_only):
    """Whether a date of birth is that of a learner, as far as both are known."""
    if year_only or student.birth_year_only:
        return student.birth_date.year == day.year
    return student.birth_date == day


def tells_more(student, name, value, values):
    """Whether the file says something else of a learner than is on record."""
    old = student[name]
    if name == "name":
        # Capitals and the place of a tone mark are no other name.
        return spelling(old) != spelling(value)
    if name == "birth_date":
        year_only = values["birth_year_only"]
        # A year alone says less than a date, and nothing against it.
        news = student.birth_year_only and not year_only
        return news or not same_birth(student, value, year_only)
    if name == "nationality" and not is_foreign(value):
        return is_foreign(old or "")
    return (old or False) != (value or False)
