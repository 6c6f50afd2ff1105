# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Domain

from hocba.sheets import duty_list
from hocba.sheets.names import alike, spelling

from .sheet_plan import SheetPlan


class DutyPlan(SheetPlan):
    """Homeroom and subject teachers of a school year out of an Excel file."""

    def __init__(self, wizard):
        super().__init__(wizard.env, wizard.filename)
        self.school, self.year = wizard.school_id, wizard.year_id
        self.values = {"date_from": wizard.date_from, "decision": wizard.decision}
        self.notes, self.new, self.same = [], [], 0
        # Who may assign was checked, and each duty is checked again; who works and
        # what is taught here does not depend on what the caller may read.
        self.classes = self.year.sudo().class_ids
        employees = self.env["hr.employee"].sudo()
        here = Domain("edu_school_id", "=", self.school.id)
        here |= Domain("edu_duty_ids.school_id", "=", self.school.id)
        self.staff = employees.search(here)
        self.by_name = self.staff.grouped(lambda e: spelling(e.name))
        self.subjects = self.env["edu.subject"].sudo().search([]).grouped("code")
        self.taught = {}
        self.held = self._held()
        self.labels = {
            "name": self.env._("Staff member"),
            "family": self.env._("Staff member"),
            "given": self.env._("Staff member"),
            "number": self.env._("Number"),
            "staff_code": self.env._("Staff code"),
            "subject": self.env._("Subject"),
            "taught": self.env._("Classes"),
            "homeroom": self.env._("Homeroom"),
            "both": self.env._("Subjects and classes"),
            "extra": self.env._("Homeroom, among other tasks"),
        }

    def _held(self):
        """The duties for these classes that last beyond the first day."""
        duties = self.env["edu.duty"].sudo()
        return duties.search(
            [
                ("class_id", "in", self.classes.ids),
                ("kind", "in", ["homeroom", "subject_teacher"]),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.values["date_from"]),
            ]
        )

    def run(self, content, sheet):
        """Read, compare and, if nothing is wrong, do it."""
        if self.school.in_setup:
            self._problem(
                self.env._(
                    "The head of the school is appointed first: only then anybody can"
                    " assign classes and subjects."
                )
            )
        names = self.classes.mapped("name")
        found = duty_list.read(content, self.filename, names, sheet)
        self.mapping = {
            name: header
            for name, header in found.mapping.items()
            if not name.startswith(duty_list.CLASS)
        }
        self.add_library_problems(found.problems)
        broken = {problem["row"] for problem in self.errors if problem["row"]}
        for row in found.rows:
            if row.row not in broken:
                self._add(row)
        if not self.errors:
            self.env["edu.duty"].create(self.new)

    def summary(self):
        return self.env._(
            "%(new)s new duties, %(same)s held already",
            new=len(self.new),
            same=self.same,
        )

    def _add(self, row):
        employee = self._teacher(row)
        if not employee:
            return
        if employee.user_id == self.env.user and not self._is_head():
            self._problem(
                self.env._(
                    "These are your own duties: the head assigns them. This row is left"
                    " out."
                ),
                row,
                column="name",
                level="warning",
            )
            return
        texts = []
        for one in row.assignments:
            class_ = self.classes.filtered(lambda c, one=one: c.name == one.class_name)
            subject = self._subject(row, one, class_)
            if not one.homeroom and not subject:
                continue
            kind = "homeroom" if one.homeroom else "subject_teacher"
            held = self.held.filtered(
                lambda d, kind=kind, class_=class_, subject=subject: (
                    d.kind == kind and d.class_id == class_ and d.subject_id == subject
                )
            )
            if employee in held.employee_id:
                self.same += 1
                continue
            if one.homeroom and held:
                self._problem(
                    self.env._(
                        "%(class)s has the homeroom teacher %(name)s: end that duty or"
                        " hand it over first.",
                        **{"class": class_.name, "name": held[0].employee_id.name},
                    ),
                    row,
                    column=one.field,
                )
                continue
            if held:
                self._problem(
                    self.env._(
                        "%(subject)s in %(class)s is taught by %(name)s already; both"
                        " will be.",
                        **{
                            "class": class_.name,
                            "subject": subject.name,
                            "name": ", ".join(held.employee_id.mapped("name")),
                        },
                    ),
                    row,
                    column=one.field,
                    level="warning",
                )
            values = {
                **self.values,
                "employee_id": employee.id,
                "kind": kind,
                "school_id": self.school.id,
                "class_id": class_.id,
                "subject_id": subject.id,
            }
            if values not in self.new:
                self.new.append(values)
                part = self.env._("Homeroom") if one.homeroom else subject.name
                texts.append(f"{part} {class_.name}")
        if texts:
            message = ", ".join(texts)
            self.notes.append(
                {
                    "level": "note",
                    "row": row.row,
                    "learner": row.name,
                    "message": message,
                }
            )

    def _is_head(self):
        return self.env["edu.access"]._has("head", school=self.school)

    def _teacher(self, row):
        """The staff member of a row, by code or by the exact name if it is one's."""
        named = self.by_name.get(spelling(row.name), self.staff.browse())
        if row.staff_code:
            coded = self.staff.filtered(lambda e: e.edu_staff_code == row.staff_code)
            if coded and coded not in named:
                self._problem(
                    self.env._(
                        "“%(field)s” of this row belongs to %(name)s.",
                        field=self.labels["staff_code"],
                        name=coded.name,
                    ),
                    row,
                    column="staff_code",
                )
                return None
            named = coded or named.filtered(lambda e: not e.edu_staff_code)
        if len(named) == 1:
            return named
        if named:
            message = self.env._(
                "There are several staff members of this name: add their staff code."
            )
        else:
            near = self.staff.filtered(lambda e: alike(e.name, row.name))
            message = self.env._("No staff member of the school has this name.")
            if near:
                message += " " + self.env._(
                    "Do you mean %s?", ", ".join(near.mapped("name"))
                )
        self._problem(message, row, column="name")
        return None

    def _subject(self, row, one, class_):
        """The subject, an empty one for a homeroom and after a problem."""
        none = self.env["edu.subject"].sudo()
        if one.homeroom:
            return none
        subject = self.subjects.get(one.subject, none)[:1]
        if class_ not in self.taught:
            self.taught[class_] = class_._curriculum_lines().subject_id
        if subject and subject._marked() <= self.taught[class_]:
            return subject
        self._problem(
            self.env._(
                "%(subject)s is not taught in %(class)s: look at the curriculum and at"
                " the optional subjects of the class.",
                **{"class": class_.name, "subject": subject.name or one.subject},
            ),
            row,
            column=one.field,
        )
        return none
