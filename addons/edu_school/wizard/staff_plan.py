# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from hocba.sheets import staff_list
from hocba.sheets.names import alike, spelling

from .sheet_plan import SheetPlan

#: Field of a row, field of the staff file.
PARTICULARS = {
    "birth_date": "birthday",
    "gender": "sex",
    "staff_code": "edu_staff_code",
    "personal_id": "identification_id",
    "email": "work_email",
    "phone": "mobile_phone",
    "job": "job_title",
}
#: What makes one person of two of the same name; a difference makes two of them.
SECOND = ("birth_date", "staff_code", "personal_id", "email")
#: What belongs to one person, whatever the name.
CODES = ("staff_code", "personal_id")


class StaffPlan(SheetPlan):
    """Staff out of an Excel file; whom the personnel office knows is taken over.

    Somebody is known by the exact name together with a second particular. Where only
    the name agrees a person is asked. What stands in a staff file is never changed,
    only completed.
    """

    def __init__(self, wizard):
        super().__init__(wizard.env, wizard.filename)
        self.school = wizard.school_id
        self.answers = wizard._answers()
        self.notes, self.new, self.taken, self.same = [], [], [], 0
        # The duty was checked. Whether somebody is known is decided over all of the
        # staff, who has left and who works elsewhere too.
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        self.known = employees.search([])
        self.by_name = self.known.grouped(lambda e: spelling(e.name))
        self.seen = self.env["hr.employee"]
        names = self.env["hr.employee"]._fields
        self.labels = {
            name: names[field]._description_string(self.env)
            for name, field in {**PARTICULARS, "name": "name"}.items()
        }
        self.labels["number"] = self.env._("Number")
        self.labels["family"] = self.labels["given"] = self.labels["name"]
        self.labels["female"] = self.labels["male"] = self.labels["gender"]

    def run(self, content, sheet):
        """Read, compare and, if nothing is wrong, do it."""
        found = staff_list.read(content, self.filename, sheet)
        self.mapping = dict(found.mapping)
        self.add_library_problems(found.problems)
        broken = {problem["row"] for problem in self.errors if problem["row"]}
        for row in found.rows:
            if row.row not in broken:
                self._add(row)
        if not self.errors:
            self._apply()

    def summary(self):
        return self.env._(
            "%(new)s new, %(taken)s known already and completed, %(same)s unchanged",
            new=len(self.new),
            taken=len(self.taken),
            same=self.same,
        )

    def _add(self, row):
        values = {
            field: getattr(row, name)
            for name, field in PARTICULARS.items()
            if getattr(row, name)
        }
        values["name"] = row.name
        refused = self.env["hr.employee"]._refused_texts(values)
        for name, message in refused:
            self._problem(message[:1].upper() + message[1:], row, column=name)
        if refused:
            return
        employee = self._find(row)
        if employee is None:
            return
        if not employee:
            self.new.append(values)
            self._note(row, self.env._("New"))
            return
        if employee in self.seen:
            self._problem(
                self.env._("This person stands in an earlier row already."), row, "name"
            )
            return
        self.seen |= employee
        if not self._free(row, employee):
            return
        missing = {
            name: value
            for name, value in values.items()
            if name != "name" and not employee[name]
        }
        if not employee.edu_school_id:
            missing["edu_school_id"] = self.school.id
        if missing:
            self.taken.append((employee, missing))
            self._note(row, self._taken_text(employee, missing))
        else:
            self.same += 1

    def _taken_text(self, employee, missing):
        added = [
            employee._fields[name]._description_string(self.env)
            for name in missing
            if name != "edu_school_id"
        ]
        if "edu_school_id" in missing:
            text = self.env._("Known to the personnel office, joins the school")
        else:
            text = self.env._("Works here already")
        if added:
            text += ". " + self.env._("Added: %s", ", ".join(added))
        return text

    def _find(self, row):
        """The staff file of a row, an empty one if there is none; None after a
        problem."""
        none = self.env["hr.employee"].sudo()
        certain, open_ = none, none
        for employee in self._candidates(row):
            agree, differ = self._compared(row, employee)
            if spelling(employee.name) != spelling(row.name):
                self._problem(
                    self.env._(
                        "“%(field)s” of this row belongs to %(name)s.",
                        field=self.labels[agree[0]],
                        name=employee.name,
                    ),
                    row,
                    column=agree[0],
                )
                return None
            if agree and differ:
                self._problem(
                    self.env._(
                        "A staff member of this name has the same “%(same)s” and"
                        " another “%(other)s”: correct the file or the staff file.",
                        same=self.labels[agree[0]],
                        other=self.labels[differ[0]],
                    ),
                    row,
                    column=differ[0],
                )
                return None
            if agree:
                certain |= employee
            elif not differ:
                open_ |= employee
        if not certain and len(open_) == 1 and self._is_own(row, open_):
            certain = open_
        if len(certain) > 1 or (not certain and len(open_) > 1):
            self._problem(
                self.env._(
                    "There are several staff members of this name: write date of"
                    " birth, staff code or mail that tell which one it is."
                ),
                row,
                column="name",
            )
            return None
        if certain or not open_:
            if not certain:
                self._warn_alike(row)
            return certain
        return self._asked(row, open_)

    def _candidates(self, row):
        found = self.by_name.get(spelling(row.name), self.known.browse())
        return found | self.known.filtered(
            lambda e: any(
                getattr(row, name) and getattr(row, name) == e[PARTICULARS[name]]
                for name in CODES
            )
        )

    def _compared(self, row, employee):
        """The second particulars in which row and staff file agree, and differ."""
        agree, differ = [], []
        for name in SECOND:
            mine, theirs = getattr(row, name), employee[PARTICULARS[name]]
            if isinstance(theirs, str):
                theirs = theirs.strip()
                theirs = theirs.lower() if name == "email" else theirs
            if mine and theirs:
                (agree if mine == theirs else differ).append(name)
        return agree, differ

    def _is_own(self, row, employee):
        """A row that says but the name of somebody who works here says nothing new."""
        told = any(getattr(row, name) for name in SECOND)
        return employee.edu_school_id == self.school and not told

    def _asked(self, row, employee):
        """What a person said of a namesake; without an answer it is a problem."""
        key = f"{spelling(row.name)}\n{employee.id}"
        answer = self.answers.get(key)
        self.notes.append(
            {
                "level": "ask",
                "row": row.row,
                "learner": row.name,
                "message": self.env._(
                    "The personnel office has a %(name)s (%(what)s) and nothing else to"
                    " compare. Is it the same person?",
                    name=employee.name,
                    what=self._told(employee),
                ),
                "answer": answer,
                "key": key,
            }
        )
        if not answer:
            self._problem(
                self.env._(
                    "Answer above whether it is the same person as in the staff files."
                ),
                row,
                column="name",
            )
            return None
        return employee if answer == "same" else employee.browse()

    def _told(self, employee):
        said = [
            employee.job_title,
            employee.department_id.name,
            employee.work_email,
            employee.mobile_phone or employee.work_phone,
            employee.edu_school_id.name,
        ]
        said = list(filter(None, said))
        return ", ".join(said) or self.env._("without particulars")

    def _warn_alike(self, row):
        near = self.known.filtered(lambda e: alike(e.name, row.name))
        if near:
            self._problem(
                self.env._(
                    "Nearly the name of %(names)s, who is another person unless the"
                    " name is misspelt.",
                    names=", ".join(near.mapped("name")),
                ),
                row,
                column="name",
                level="warning",
            )

    def _free(self, row, employee):
        message = None
        if not employee.active:
            message = self.env._(
                "%(name)s has left: restore the staff file first.", name=employee.name
            )
        elif employee.edu_school_id not in (self.school, self.env["edu.school"]):
            message = self.env._(
                "%(name)s works at %(school)s: that school lets him go first.",
                name=employee.name,
                school=employee.edu_school_id.name,
            )
        if message:
            self._problem(message, row, column="name")
        return not message

    def _note(self, row, message):
        self.notes.append(
            {"level": "note", "row": row.row, "learner": row.name, "message": message}
        )

    def _apply(self):
        # Written with the caller's own rights: who keeps the school's accounts keeps
        # its staff files.
        company = self.school.company_id or self.env.company
        place = {"edu_school_id": self.school.id, "company_id": company.id}
        self.env["hr.employee"].create([{**values, **place} for values in self.new])
        for employee, missing in self.taken:
            employee.with_env(self.env).write(missing)
