# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from dataclasses import replace

from odoo.exceptions import UserError

from hocba.problems import HocbaError
from hocba.sheets import class_list
from hocba.sheets.titles import class_key

from .class_list_plan import ClassListPlan
from .sheet_plan import SheetPlan


class SchoolListsPlan(SheetPlan):
    """The class lists of a whole school out of one file: classes that the school year
    lacks are made, then each list is imported as for a single class."""

    def __init__(self, wizard):
        super().__init__(wizard.env, wizard.filename)
        self.school, self.year = wizard.school_id, wizard.year_id
        self.date_from = wizard.date_from
        self.notes, self.made, self.new, self.changed = [], 0, 0, 0

    def run(self, content, sheet):
        """Read, compare and do it class by class; errors are collected."""
        listed = class_list.classes(content, self.filename)
        if sheet:
            listed = [one for one in listed if one[0] == sheet]
        nameless = [one[0] for one in listed if not one[1]]
        for name in nameless:
            self._problem(
                self.env._(
                    "The sheet “%(sheet)s” does not say which class it lists: add a"
                    " column “Lớp”, or name the sheet like the class.",
                    sheet=name,
                )
            )
        alone = {one[0] for one in listed}
        alone = {s for s in alone if sum(one[0] == s for one in listed) == 1}
        for sheet_name, name in listed:
            class_ = name and self._class(name)
            if class_:
                self._import(content, sheet_name, class_, sheet_name in alone)

    def summary(self):
        return self.env._(
            "%(classes)s new classes, %(new)s new learners, %(changed)s changed",
            classes=self.made,
            new=self.new,
            changed=self.changed,
        )

    def _class(self, name):
        for class_ in self.year.class_ids:
            if class_key(class_.name) == class_key(name):
                return class_
        found = re.match(r"\d{1,2}", name)
        grades = self.env["edu.grade"].search([])
        grade = grades.filtered(lambda g: found and g.number == int(found[0]))
        if not grade:
            self._problem(
                self.env._(
                    "“%(name)s” does not begin with a grade from 1 to 12, as in 6A1.",
                    name=name,
                )
            )
            return None
        programme = "gdtx" if self.school.is_gdtx else "gdpt2018"
        values = {
            "name": name,
            "year_id": self.year.id,
            "grade_id": grade.id,
            "programme": programme,
        }
        try:
            with self.env.cr.savepoint():
                class_ = self.env["edu.class"].create(values)
        except UserError as error:
            self._problem(f"{name}: {error}")
            return None
        self.made += 1
        return class_

    def _import(self, content, sheet, class_, alone):
        wizard = self.env["edu.class.list.import"].new(
            {
                "class_id": class_.id,
                "filename": self.filename,
                "date_from": self.date_from,
            }
        )
        plan = ClassListPlan(wizard)
        try:
            found = class_list.read(content, self.filename, sheet, plan.scope)
            if not alone:
                # rows of the other classes are read in their turn
                found.problems[:] = [
                    p for p in found.problems if p.code != "scope.others"
                ]
                found.rows[:] = _numbered(found.rows)
            plan.compare(found)
        except HocbaError as error:
            plan.add_library_problems(error.problems)
        self._apply(plan)
        self.mapping = self.mapping or dict(plan.mapping)
        self.labels = self.labels or plan.labels
        known = {problem["text"] for problem in self.problems}
        for problem in plan.problems:
            if problem["row"] or problem["text"] not in known:
                self.problems.append(problem)
        message = self.env._(
            "%(new)s new learners, %(changed)s changed, %(same)s unchanged",
            new=plan.count("new"),
            changed=plan.count("changed"),
            same=plan.count("same"),
        )
        left = sum(change.asked for change in plan.changes)
        if left:
            message += ". " + self.env._(
                "%(count)s names, birth dates, genders or numbers of known learners"
                " differ and stay as they are; change them in the list of the class.",
                count=left,
            )
        self.notes.append({"level": "note", "learner": class_.name, "message": message})
        self.new += plan.count("new")
        self.changed += plan.count("changed")

    def _apply(self, plan):
        if plan.errors:
            return
        try:
            with self.env.cr.savepoint():
                plan.apply()
        except UserError as error:
            plan._problem(f"{plan.klass.name}: {error}")


def _numbered(rows):
    """The rows of a class; a number that runs through the school is none of theirs."""
    numbers = [row.number for row in rows]
    if None in numbers or sorted(numbers) == list(range(1, len(rows) + 1)):
        return rows
    return [replace(row, number=place) for place, row in enumerate(rows, start=1)]
