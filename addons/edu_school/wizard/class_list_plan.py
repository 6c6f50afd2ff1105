# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hocba.sheets.class_list import is_foreign
from hocba.sheets.names import spelling

from .class_list_acts import ClassListActs
from .class_list_known import DOCUMENT, Change, KnownLearners, same_birth, tells_more
from .sheet_plan import SheetPlan

PARTICULARS = (
    "name",
    "birth_date",
    "birth_year_only",
    "birth_place",
    "gender",
    "ethnicity",
    "nationality",
    "personal_id",
    *DOCUMENT,
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


class ClassListPlan(ClassListActs, SheetPlan):
    """What importing one class list would do, worked out before anything is done.

    ``problems`` are rows for the wizard; with an error among them nothing is done.
    """

    def __init__(self, wizard):
        super().__init__(wizard.env, wizard.filename)
        self.klass = wizard.class_id.sudo()
        self.school, self.year = self.klass.school_id, self.klass.year_id
        self.date_from = wizard.date_from or self.year.date_start
        self.scope = self.klass._sheet_scope()
        self.accepted = set(wizard.change_ids.filtered("accepted").mapped("key"))
        self.learners, self.changes = [], []
        self.labels = self._field_labels()

    def count(self, status):
        return sum(learner.status == status for learner in self.learners)

    def compare(self, sheet):
        """Compare every row of the file with the database."""
        self.mapping = dict(sheet.mapping)
        self.add_library_problems(sheet.problems)
        broken = {p["row"] for p in self.errors if p["row"]}
        self._check_day()
        self.known = KnownLearners(self, sheet.rows)
        for row in sheet.rows:
            if row.row not in broken:
                self._add_row(row)
        self._check_numbers()

    def _field_labels(self):
        student, guardian = self.env["edu.student"], self.env["edu.guardian"]

        def label(model, name):
            return model._fields[name]._description_string(self.env)

        labels = {name: label(student, name) for name in PARTICULARS}
        labels["number"] = self.env._("Number in class")
        labels["family"] = labels["given"] = labels["name"]
        labels["female"] = labels["male"] = labels["gender"]
        relations = dict(guardian._fields["relation"]._description_selection(self.env))
        for relation in RELATIONS:
            for name in ("name", "occupation", "phone"):
                part = label(guardian, name).lower()
                labels[f"{relation}_{name}"] = f"{relations[relation]}, {part}"
        return labels

    def _check_day(self):
        year = self.year
        if not year.date_start <= self.date_from <= year.date_end:
            self._problem(
                self.env._(
                    "The day of entry lies outside the school year %(year)s.",
                    year=year.name,
                )
            )

    def _add_row(self, row):
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
        found = self.known.find(row)
        if not self._is_one(row, found):
            return
        learner = Learner(row, values, found, *self._found(found))
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
        if found:
            if not self._same_person(learner) or not self._free_to_enter(learner):
                return
            learner.changes = self._differences(learner)
        else:
            self._ask_about_namesakes(row)
        learner.guardians = self._guardian_changes(learner)
        number = row.number or 0
        learner.renumbered = bool(
            learner.enrolment and number and learner.enrolment.number != number
        )
        if learner.renumbered:
            old = str(learner.enrolment.number or "")
            self._note(learner, "number", self.labels["number"], old, str(number))
        self.learners.append(learner)

    def _is_one(self, row, found):
        """The numbers of a row may not name two learners, nor two rows one."""
        message = None
        if len(found) > 1:
            message = self.env._(
                "The numbers in this row belong to several learners: %(names)s.",
                names=", ".join(found.mapped("name")),
            )
        elif found and found in [learner.student for learner in self.learners]:
            message = self.env._("This learner stands in an earlier row already.")
        if message:
            self._problem(message, row, column="name")
        return not message

    def _ask_about_namesakes(self, row):
        """A wrong digit would make a second learner of one who is known."""
        for namesake in self.known.namesakes(row):
            self._problem(
                self.env._(
                    "The school already has a learner of this name and date of birth,"
                    " with another number%(class)s: is it the same learner?",
                    **{
                        "class": f" ({namesake.class_id.name})"
                        if namesake.class_id
                        else ""
                    },
                ),
                row,
                column="name",
                level="warning",
            )

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
        if "personal_id" in missing and is_foreign(values.get("nationality") or ""):
            # The number is for citizens; the reader has told what is missing.
            missing.remove("personal_id")
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
        """Two particulars of name, birth date and number must agree."""
        student, row = learner.student, learner.row
        number = row.personal_id
        if number and student.personal_id and number != student.personal_id:
            self._problem(
                self.env._(
                    "The learner code or document of this row belongs to %(name)s, who"
                    " has another personal identification number.",
                    name=student.name,
                ),
                row,
                column="personal_id",
            )
            return False
        values = learner.values
        same_name = spelling(student.name) == spelling(values["name"])
        if same_name or same_birth(
            student, values["birth_date"], values["birth_year_only"]
        ):
            return True
        self._problem(
            self.env._(
                "The personal identification number %(number)s belongs to a learner of"
                " another name and date of birth.",
                number=student.personal_id or row.student_code,
            ),
            row,
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

    def _differences(self, learner):
        """Return the particulars to write; what says who it is only where ticked."""
        student, values, taken = learner.student, learner.values, {}
        for name, value in values.items():
            if name == "birth_year_only" or not tells_more(
                student, name, value, values
            ):
                continue
            old = self._shown(name, student[name], student.birth_year_only)
            new = self._shown(name, value, values["birth_year_only"])
            change = self._note(learner, name, self.labels[name], old, new)
            if change.asked and change.key not in self.accepted:
                continue
            taken[name] = value
            if name == "birth_date":
                taken["birth_year_only"] = values["birth_year_only"]
        return taken

    def _shown(self, name, value, year_only):
        field = self.env["edu.student"]._fields[name]
        if name == "birth_date":
            return value.strftime("%Y" if year_only else "%d/%m/%Y")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return value or ""

    def _note(self, learner, field, particular, old, new):
        row = learner.row
        parts = {"name": ("given",), "gender": ("female", "male")}
        columns = (self.mapping.get(n) for n in (field, *parts.get(field, ())))
        change = Change(
            row=row.row,
            column=next(filter(None, columns), ""),
            learner=row.name,
            student=learner.student.id,
            field=field,
            particular=particular,
            old=old,
            new=new,
        )
        self.changes.append(change)
        return change

    def _guardian_changes(self, learner):
        row, student, changes = learner.row, learner.student, []
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
            values = {n: v for n, v in values.items() if present[n] != v}
            for name in values if student else ():
                field = f"{relation}_{name}"
                self._note(
                    learner,
                    field,
                    self.labels[field],
                    present[name] or "",
                    values[name],
                )
            if not present:
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
