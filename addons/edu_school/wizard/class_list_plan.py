# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hocba.problems import Problem
from hocba.sheets.names import fold

PARTICULARS = (
    "name",
    "birth_date",
    "birth_year_only",
    "birth_place",
    "gender",
    "ethnicity",
    "nationality",
    "personal_id",
    "student_code",
    "policy_object",
    "address",
)
REQUIRED = ("name", "birth_date", "gender", "personal_id")
RELATIONS = ("father", "mother", "guardian")


@dataclass
class Learner:
    """One row of the file and what the database knows of the learner."""

    row: Any
    values: dict
    student: Any
    admission: Any
    enrolment: Any
    changes: dict = field(default_factory=dict)
    guardians: list = field(default_factory=list)
    renumbered: bool = False

    @property
    def status(self) -> str:
        if not self.enrolment:
            return "new"
        changed = self.changes or self.guardians or self.renumbered
        return "changed" if changed else "same"


class ClassListPlan:
    """What importing one class list would do, worked out before anything is done.

    ``problems`` are rows for the wizard; with an error among them nothing is done.
    """

    def __init__(self, wizard):
        self.env = wizard.env
        self.klass = wizard.class_id.sudo()
        self.school, self.year = self.klass.school_id, self.klass.year_id
        self.date_from = wizard.date_from or self.year.date_start
        self.filename = wizard.filename or ""
        self.lang = "vi" if (self.env.lang or "vi").startswith("vi") else "en"
        self.learners, self.problems, self.mapping = [], [], {}
        self.labels = self._field_labels()

    @property
    def errors(self):
        return [p for p in self.problems if p["level"] == "error"]

    def count(self, status):
        return sum(learner.status == status for learner in self.learners)

    def mapping_text(self):
        return "\n".join(
            f"{header}: {self.labels.get(name, name)}"
            for name, header in self.mapping.items()
        )

    def compare(self, sheet):
        """Compare every row of the file with the database."""
        self.mapping = dict(sheet.mapping)
        self.add_library_problems(sheet.problems)
        broken = {p["row"] for p in self.errors if p["row"]}
        self._check_title(sheet)
        ids = [row.personal_id for row in sheet.rows if row.personal_id]
        # The importer's duty was checked; whether a learner is known elsewhere is
        # decided over all learners, not over those he may see.
        students = (
            self.env["edu.student"]
            .sudo()
            .with_context(active_test=False)
            .search([("personal_id", "in", ids)])
        )
        known = {student.personal_id: student for student in students}
        for row in sheet.rows:
            if row.row not in broken:
                self._add_row(row, known)
        self._check_numbers()

    def add_library_problems(self, problems: list[Problem]):
        for problem in problems:
            where, message = problem.where, problem.message(self.lang)
            self.problems.append(
                {
                    "level": problem.level,
                    "row": where.row if where and where.row else 0,
                    "column": where.column if where else False,
                    "learner": where.learner if where else False,
                    "message": message[:1].upper() + message[1:],
                    "text": problem.text(self.lang),
                }
            )

    def _field_labels(self):
        student, guardian = self.env["edu.student"], self.env["edu.guardian"]

        def label(model, name):
            return model._fields[name]._description_string(self.env)

        labels = {name: label(student, name) for name in PARTICULARS}
        labels["number"] = label(self.env["edu.enrolment"], "number")
        labels["family"] = labels["given"] = labels["name"]
        labels["female"] = labels["male"] = labels["gender"]
        relations = dict(guardian._fields["relation"]._description_selection(self.env))
        for relation in RELATIONS:
            for name in ("name", "occupation", "phone"):
                part = label(guardian, name).lower()
                labels[f"{relation}_{name}"] = f"{relations[relation]}, {part}"
        return labels

    def _problem(self, message, row=None, column="", level="error"):
        place = []
        if row:
            place = [self.env._("Row %(row)s", row=row.row), row.name]
        self.problems.append(
            {
                "level": level,
                "row": row.row if row else 0,
                "column": self.mapping.get(column, column),
                "learner": row.name if row else False,
                "message": message,
                "text": f"{', '.join(place)}: {message}" if place else message,
            }
        )

    def _check_title(self, sheet):
        """The file must speak of this class and year as far as its title tells."""
        named, year = fold(sheet.class_name).replace(" ", ""), self.year
        if named and named != fold(self.klass.name).replace(" ", ""):
            self._problem(
                self.env._(
                    "The file is the list of class %(other)s, not of class %(class)s.",
                    **{"other": sheet.class_name, "class": self.klass.name},
                )
            )
        if sheet.year and sheet.year != year.name:
            self._problem(
                self.env._(
                    "The file is of the school year %(other)s, not of %(year)s.",
                    other=sheet.year,
                    year=year.name,
                )
            )
        if not year.date_start <= self.date_from <= year.date_end:
            self._problem(
                self.env._(
                    "The day of entry lies outside the school year %(year)s.",
                    year=year.name,
                )
            )

    def _add_row(self, row, known):
        values = self._values(row)
        if not self._complete(row, values):
            return
        refused = self.env["edu.student"]._refused_texts(values)
        for name, message in refused:
            self._problem(message[:1].upper() + message[1:], row, column=name)
        if refused:
            return
        wrong = self.env["edu.student"]._birth_date_problem(values["birth_date"])
        if wrong:
            self._problem(wrong, row, column="birth_date")
            return
        student = known.get(row.personal_id) or self.env["edu.student"].sudo()
        learner = Learner(row, values, student, *self._found(student))
        left = learner.enrolment.state == "left"
        if row.struck and left:
            return
        if row.struck:
            self._problem(
                self.env._(
                    "The name is struck through: delete the row, or the line if the"
                    " learner has not left."
                ),
                row,
                column="name",
            )
            return
        if student:
            if not self._same_person(learner) or not self._free_to_enter(learner):
                return
            learner.changes = self._differences(student, values)
        learner.guardians = self._guardian_changes(row, student)
        number = row.number or 0
        learner.renumbered = bool(
            learner.enrolment and number and learner.enrolment.number != number
        )
        self.learners.append(learner)

    def _values(self, row):
        values = {
            name: getattr(row, name)
            for name in PARTICULARS
            if getattr(row, name) not in (None, "")
        }
        year = row.birth_year_only
        values["birth_date"] = row.birth_date or (year and date(year, 1, 1))
        values["birth_year_only"] = bool(year and not row.birth_date)
        return self.env["edu.student"]._clean(values)

    def _complete(self, row, values):
        """A column may be missing as a whole; the reader then names it once."""
        missing = [name for name in REQUIRED if not values.get(name)]
        if missing and not self.errors:
            for name in missing:
                self._problem(
                    self.env._("“%(field)s” is missing.", field=self.labels[name]),
                    row,
                    column=name,
                )
        return not missing

    def _found(self, student):
        """The open admission and the enrolment of this year, empty if there is none."""
        admissions = student.admission_ids.filtered(
            lambda a: not a.date_out and a.level == self.klass.grade_id.level
        )
        enrolments = student.enrolment_ids.filtered(lambda e: e.class_id == self.klass)
        active = enrolments.filtered(lambda e: e.state == "active")
        return admissions[:1], (active or enrolments)[:1]

    def _same_person(self, learner):
        student, values = learner.student, learner.values
        same_name = fold(student.name) == fold(values["name"])
        if same_name or student.birth_date == values["birth_date"]:
            return True
        self._problem(
            self.env._(
                "The personal identification number %(number)s belongs to a learner of"
                " another name and date of birth.",
                number=student.personal_id,
            ),
            learner.row,
            column="personal_id",
        )
        return False

    def _free_to_enter(self, learner):
        message = None
        elsewhere = learner.student.enrolment_ids.filtered(
            lambda e: (
                e.state == "active"
                and e.class_id != self.klass
                and e.year_id.name == self.year.name
            )
        )[:1]
        if elsewhere and elsewhere.school_id == self.school:
            message = self.env._(
                "The learner is already enrolled in class %(class)s of this school"
                " year.",
                **{"class": elsewhere.class_id.name},
            )
        elif elsewhere or (
            learner.admission and learner.admission.school_id != self.school
        ):
            message = self.env._("The learner has not left another school yet.")
        elif learner.enrolment and learner.enrolment.state == "left":
            message = self.env._(
                "The learner left this class on %(date)s; record the return first.",
                date=learner.enrolment.date_to.strftime("%d/%m/%Y"),
            )
        if message:
            self._problem(message, learner.row)
        return not message

    def _differences(self, record, values):
        return {name: value for name, value in values.items() if record[name] != value}

    def _guardian_changes(self, row, student):
        changes = []
        for relation in RELATIONS:
            person = getattr(row, relation)
            if person and not person.name:
                self._problem(
                    self.env._("A telephone number without a name is not imported."),
                    row,
                    column=f"{relation}_phone",
                    level="warning",
                )
            if not person.name:
                continue
            values = {
                name: getattr(person, name)
                for name in ("name", "occupation", "phone")
                if getattr(person, name)
            }
            present = student.guardian_ids.filtered(
                lambda g, relation=relation: g.relation == relation and not g.date_to
            )[:1]
            if present:
                values = self._differences(present, values)
            else:
                values["relation"] = relation
            if values:
                changes.append((present, values))
        return changes

    def _check_numbers(self):
        rows = {learner.enrolment.id for learner in self.learners}
        others = self.klass.enrolment_ids.filtered(
            lambda e: e.state == "active" and e.number and e.id not in rows
        )
        taken = set(others.mapped("number"))
        counts = Counter(li.row.number for li in self.learners if li.row.number)
        for learner in self.learners:
            number = learner.row.number
            if counts[number] > 1 or number in taken:
                self._problem(
                    self.env._(
                        "Number %(number)s stands before more than one learner of the"
                        " class.",
                        number=number,
                    ),
                    learner.row,
                    column="number",
                )

    def apply(self):
        """Do it. The caller has seen that there is no error."""
        reason = self.env._("Import of the class list %(file)s", file=self.filename)
        # The importer's duty for this class was checked before the file was read; a
        # homeroom teacher has no general right to admit learners.
        env = self.env(
            su=True, context={**self.env.context, "edu_journal_reason": reason}
        )
        self._apply_students(env)
        self._apply_admissions(env)
        self._apply_enrolments(env)

    def _apply_students(self, env):
        new = [learner for learner in self.learners if not learner.student]
        created = env["edu.student"].create([learner.values for learner in new])
        for learner, student in zip(new, created, strict=True):
            learner.student = student
        guardians = []
        for learner in self.learners:
            if learner.changes:
                learner.student.with_env(env).write(learner.changes)
            for present, values in learner.guardians:
                if present:
                    present.with_env(env).write(values)
                else:
                    guardians.append({**values, "student_id": learner.student.id})
        env["edu.guardian"].create(guardians)

    def _apply_admissions(self, env):
        new = [learner for learner in self.learners if not learner.admission]
        created = env["edu.admission"].create(
            [
                {
                    "student_id": learner.student.id,
                    "school_id": self.school.id,
                    "level": self.klass.grade_id.level,
                    "date_in": self.date_from,
                }
                for learner in new
            ]
        )
        for learner, admission in zip(new, created, strict=True):
            learner.admission = admission

    def _apply_enrolments(self, env):
        moved = [learner for learner in self.learners if learner.renumbered]
        for learner in moved:
            # Two learners may exchange numbers: free them all before giving any.
            learner.enrolment.with_env(env).number = 0
        env.flush_all()
        for learner in moved:
            learner.enrolment.with_env(env).number = learner.row.number
        env["edu.enrolment"].create(
            [
                {
                    "admission_id": learner.admission.id,
                    "class_id": self.klass.id,
                    "number": learner.row.number or 0,
                    "date_from": self.date_from,
                }
                for learner in self.learners
                if not learner.enrolment
            ]
        )
