# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the step into the next school year would do, worked out before it is done."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from hocba.sheets.names import number_key

FIRST_GRADES = (1, 6, 10)
COPIED_DUTIES = ("homeroom", "subject_teacher")


def a_year_later(day: date) -> date:
    """The same day of the next year; 29 February becomes 28 February."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + 1)


def next_class_name(name: str, grade: int) -> str:
    """7A1 → 8A1: the number of the grade in the name is raised, the rest stays."""
    return re.sub(rf"(?<!\d){grade}(?!\d)", str(grade + 1), name, count=1)


@dataclass(eq=False)
class PlannedClass:
    """A class of the next year: ``existing``, or to be made from ``source``."""

    source: Any
    grade: Any
    name: str
    existing: Any
    continues: bool

    @property
    def previous(self):
        return self.source if self.continues else self.source.browse()


@dataclass(eq=False)
class PlannedLearner:
    """``outcome``: promoted, retained, finishing, waiting or elsewhere."""

    enrolment: Any
    outcome: str
    grade: Any
    target: PlannedClass | None = None


@dataclass(eq=False)
class PlannedDuty:
    duty: Any
    target: PlannedClass


class RolloverPlan:
    """The next year of ``year`` (sudo; the caller has checked the duty)."""

    def __init__(self, year):
        self.env, self.year = year.env, year
        self.first = year._first_calendar_year() + 1
        self.name = f"{self.first}-{self.first + 1}"
        self.next_year = self.env["edu.school.year"].search(
            [("school_id", "=", year.school_id.id), ("name", "=", self.name)]
        )
        enrolments = year.class_ids.enrolment_ids.filtered(
            lambda e: e.state == "active"
        )
        self.learners = self._learners(enrolments)
        self.classes = self._classes()
        self._place()
        self.duties = self._duties()

    def _learners(self, enrolments) -> list[PlannedLearner]:
        others = self.env["edu.enrolment"].search_fetch(
            [
                ("student_id", "in", enrolments.student_id.ids),
                ("year_id.name", "=", self.name),
            ],
            ["student_id", "school_id", "state"],
        )
        here = others.filtered(lambda e: e.school_id == self.year.school_id)
        elsewhere = (others - here).filtered(lambda e: e.state == "active")
        grades = enrolments._next_grades()
        found = []
        for enrolment in enrolments.sorted(
            lambda e: (
                e.class_id.grade_id.number,
                e.class_id.sort_key or "",
                e.class_id.name,
                e.sort_key or "",
            )
        ):
            student, grade = enrolment.student_id, grades[enrolment]
            if student in here.student_id:
                continue
            if student in elsewhere.student_id:
                outcome = "elsewhere"
            elif grade is None:
                outcome = "waiting"
            elif not grade:
                outcome = "finishing"
            elif grade == enrolment.class_id.grade_id:
                outcome = "retained"
            else:
                outcome = "promoted"
            found.append(PlannedLearner(enrolment, outcome, grade))
        return found

    def _classes(self) -> list[PlannedClass]:
        """The classes that exist, and those still to be made."""
        nothing = self.env["edu.class"]
        existing = self.next_year.class_ids
        planned = [
            PlannedClass(
                class_.previous_class_id,
                class_.grade_id,
                class_.name,
                class_,
                bool(class_.previous_class_id),
            )
            for class_ in existing
        ]
        by_name = {(p.grade, p.name): p for p in planned}
        continued = {p.source for p in planned if p.continues}
        coming = {
            learner.enrolment.class_id
            for learner in self.learners
            if learner.outcome in ("promoted", "waiting")
        }
        for source in self.year.class_ids.sorted():
            grade = source.grade_id
            above = grade._next()
            if above and source in coming and source not in continued:
                name = next_class_name(source.name, grade.number)
                found = by_name.get((above, name))
                if found and not found.source:
                    found.source, found.continues = source, True
                else:
                    planned.append(PlannedClass(source, above, name, nothing, True))
            if grade.number in FIRST_GRADES and grade not in existing.grade_id:
                planned.append(PlannedClass(source, grade, source.name, nothing, False))
        return sorted(
            planned, key=lambda p: (p.grade.number, number_key(p.name), p.name)
        )

    def _place(self):
        for learner in self.learners:
            class_ = learner.enrolment.class_id
            fitting = [
                planned
                for planned in self.classes
                if planned.grade == learner.grade
                and (learner.outcome != "promoted" or planned.previous == class_)
                and learner.outcome in ("promoted", "retained")
            ]
            same_name = [p for p in fitting if p.name == class_.name]
            learner.target = next(iter(same_name or fitting), None)

    def _duties(self) -> list[PlannedDuty]:
        """Homeroom and subject teachers go on with their class, if nobody is named."""
        last = max(self.year.term_ids.mapped("date_end"), default=self.year.date_end)
        found = []
        for planned in self.classes:
            if not planned.continues:
                continue
            taken = planned.existing.duty_ids
            subjects = self.lines_for(planned).subject_id
            for duty in planned.source.duty_ids.sorted("id"):
                if duty.kind not in COPIED_DUTIES or (
                    duty.date_to and duty.date_to < last
                ):
                    continue
                subject = duty.subject_id
                if subject and not (subject | subject._marked()) & subjects:
                    continue
                if any(
                    other.kind == duty.kind and other.subject_id == subject
                    for other in taken
                ):
                    continue
                found.append(PlannedDuty(duty, planned))
        return found

    def lines_for(self, planned):
        """The curriculum lines that a planned class may study."""
        programme = (planned.existing or planned.source).programme
        lines = self.env["edu.curriculum.line"]
        return lines._in_force(programme, planned.grade, self.first)

    def fingerprint(self) -> str:
        """Changes whenever the plan would be another one."""
        facts = [
            self.next_year.id,
            [(p.existing.id, p.source.id, p.grade.id, p.name) for p in self.classes],
            [
                (li.enrolment.id, li.outcome, li.grade and li.grade.id)
                for li in self.learners
            ],
            [planned.duty.id for planned in self.duties],
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def problems(self) -> list[str]:
        """What a person should see before going on, besides the lists."""
        return [*self._without_class(), *self._without_curriculum()]

    def _without_class(self):
        """Who stays in a grade that has no class next year, grade by grade."""
        waiting: dict[Any, list[str]] = {}
        for learner in self.learners:
            if learner.outcome in ("promoted", "retained") and not learner.target:
                name = f"{learner.enrolment.student_id.name} "
                name += f"({learner.enrolment.class_id.name})"
                waiting.setdefault(learner.grade, []).append(name)
        return [
            self.env._(
                "%(grade)s has no class in %(year)s for: %(names)s. The registrar "
                "creates the class first, or unticks these learners and enrols them "
                "later.",
                grade=grade.name,
                year=self.name,
                names="; ".join(names),
            )
            for grade, names in waiting.items()
        ]

    def _without_curriculum(self):
        return [
            self.env._(
                "No curriculum for %(grade)s in %(year)s: class %(class_name)s would"
                " have no subjects.",
                grade=planned.grade.name,
                year=self.name,
                class_name=planned.name,
            )
            for planned in self.classes
            if not self.lines_for(planned)
        ]
