# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass, field

from odoo.fields import Domain

from odoo.addons.edu_school.dates import today

LISTED = 6


@dataclass
class Fact:
    """What is known of one step: what is there, what is missing, who does it.

    ``needs`` is the step that comes first; ``enough`` says that later ones may begin,
    though not all of it is done.
    """

    done: bool = False
    enough: bool = False
    found: str = ""
    missing: list = field(default_factory=list)
    who: str = ""
    button: str = ""
    needs: str = ""


class Facts:
    """The state of a school's set-up, read from what there is.

    The caller has checked that the person may see it; what is counted does not depend
    on what else he may read.
    """

    def __init__(self, env, school):
        self.env, self.school = env, school.sudo()
        self.begun = not school or school.in_setup
        self.year = self.school.year_ids.sorted("name")[-1:]
        self.classes = self.year.class_ids
        employees = env["hr.employee"].sudo()
        self.staff = employees.search([("edu_school_id", "=", school.id or 0)])
        self.duties = self._running_duties()
        self.admin = env._("Administrator")
        self.head = env._("Head of school")
        self.registrar = env._("Registrar or administrator")

    def _running_duties(self):
        now = today()
        domain = Domain("school_id", "=", self.school.id or 0)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", now)
        return self.env["edu.duty"].sudo().search(domain)

    def by_step(self):
        """The facts of every step by its code."""
        return {
            "school": self._about_school(),
            "profile": self._about_profile(),
            "year": self._about_year(),
            "staff": self._about_staff(),
            "me": self._about_me(),
            "accounts": self._about_accounts(),
            "lead": self._about_lead(),
            "classes": self._about_classes(),
            "duties": self._about_duties(),
            "books": self._about_books(),
            "certificates": self._about_certificates(),
        }

    def _holders(self, kind):
        return self.duties.filtered(lambda duty: duty.kind == kind).employee_id

    def _some(self, names):
        names = list(names)
        text = ", ".join(names[:LISTED])
        if len(names) > LISTED:
            text += self.env._(" and %s more", len(names) - LISTED)
        return text

    def _about_school(self):
        school = self.school
        levels = [
            school._fields[name]._description_string(self.env)
            for name in ("has_primary", "has_lower", "has_upper")
            if school[name]
        ]
        fact = Fact(
            who=self.admin, button=self.env._("Open the school") if school else ""
        )
        fact.button = fact.button or self.env._("Enter the school")
        fact.done = bool(school and levels)
        if school:
            fact.found = ", ".join([school.name, *levels])
            if not levels:
                fact.missing.append(
                    self.env._("Not entered yet: which levels the school teaches.")
                )
            if not school.authority_id:
                fact.missing.append(
                    self.env._("Not entered yet: the authority above the school.")
                )
        else:
            fact.missing.append(
                self.env._("To be entered: name, code of the Ministry, levels.")
            )
        return fact

    def _about_profile(self):
        policy = self.school.policy_ids[:1]
        fact = Fact(
            who=self.admin, button=self.env._("Choose the profile"), needs="school"
        )
        if not self.begun:
            fact.who = self.head
        if policy.profile_name:
            fact.done = True
            fact.found = self.env._(
                "%(name)s, version %(version)s",
                name=policy.profile_name,
                version=policy.profile_version,
            )
        else:
            fact.missing.append(
                self.env._(
                    "Until a profile is applied, the national default of 2026 holds."
                )
            )
        return fact

    def _about_year(self):
        year = self.year
        fact = Fact(
            who=self.registrar,
            button=self.env._("Open the school year"),
            needs="school",
        )
        if self.begun:
            fact.who = self.admin
        if not year:
            fact.button = self.env._("Propose the school year")
            fact.missing.append(
                self.env._("To be entered: school year and the days of its two terms.")
            )
            return fact
        terms = ", ".join(
            f"{term.name} {term.date_start:%d/%m/%Y}–{term.date_end:%d/%m/%Y}"
            for term in year.term_ids.sorted("code")
        )
        fact.found = f"{year.name}: {terms}" if terms else year.name
        fact.done = len(year.term_ids) == 2
        if not fact.done:
            fact.missing.append(
                self.env._("Not entered yet: both terms with their days.")
            )
        return fact

    def _about_staff(self):
        fact = Fact(
            who=self.admin, button=self.env._("Import from Excel"), needs="school"
        )
        fact.found = self.env._("%s people", len(self.staff)) if self.staff else ""
        fact.done = bool(self.staff)
        if not self.staff:
            fact.missing.append(
                self.env._(
                    "Not imported yet: the list of the staff, an Excel file will do."
                )
            )
        loose = self.loose_staff()
        if self.school and loose:
            fact.missing.append(
                self.env._(
                    "%(count)s people in the staff files belong to no school:"
                    " %(names)s.",
                    count=len(loose),
                    names=self._some(loose.mapped("name")),
                )
            )
        return fact

    def loose_staff(self):
        """Whom the personnel office of this company knows and no school has."""
        company = self.school.company_id or self.env.company
        domain = [("edu_school_id", "=", False), ("company_id", "=", company.id)]
        found = self.env["hr.employee"].sudo().search(domain)
        # Odoo makes a staff file of its first account; that is nobody.
        return found - self.env["edu.setup.me"]._placeholder()

    def _about_me(self):
        holders = self._holders("administrator")
        fact = Fact(who=self.admin, button=self.env._("Say who you are"), needs="staff")
        fact.done = bool(holders)
        fact.found = self._some(holders.mapped("name"))
        if not holders:
            fact.missing.append(
                self.env._(
                    "Nobody keeps the system yet: rights follow from duties, yours too."
                )
            )
        if not self.begun:
            fact.who, fact.button = self.head, self.env._("Duties")
        elif holders:
            fact.button = ""
        return fact

    def _about_accounts(self):
        without = self.staff.filtered(lambda e: not e.user_id)
        having = len(self.staff) - len(without)
        fact = Fact(
            who=self.admin, button=self.env._("Create and print slips"), needs="me"
        )
        fact.done = bool(self.staff) and not without
        fact.found = self.env._("%s accounts", having) if having else ""
        if without:
            fact.missing.append(
                self.env._(
                    "%(count)s people have no account: %(names)s.",
                    count=len(without),
                    names=self._some(without.mapped("name")),
                )
            )
        return fact

    def _about_lead(self):
        fact = Fact(who=self.admin, button=self.env._("Appoint them"), needs="me")
        fact.done = bool(self._holders("head"))
        if not self.begun:
            fact.who, fact.button = self.head, self.env._("Duties")
        names = dict(self.duties._fields["kind"]._description_selection(self.env))
        parts = []
        for kind in ("head", "deputy", "registrar", "clerk", "board"):
            holders = self._holders(kind)
            if holders:
                parts.append(f"{names[kind]}: {self._some(holders.mapped('name'))}")
            elif kind in ("head", "registrar"):
                fact.missing.append(self.env._("There is no “%s” yet.", names[kind]))
            elif kind == "clerk" and fact.done:
                fact.missing.append(
                    self.env._(
                        "There is no clerk yet, who issues books: the head appoints"
                        " one."
                    )
                )
        fact.found = "; ".join(parts)
        return fact

    def _about_classes(self):
        fact = Fact(
            who=self.registrar, button=self.env._("Import from Excel"), needs="year"
        )
        if self.begun:
            fact.who = self.admin
        learners = sum(self.classes.mapped("student_count"))
        empty = self.classes.filtered(lambda c: not c.student_count)
        open_ = self.classes.filtered("choice_problem")
        fact.done = bool(self.classes) and not (empty or open_)
        fact.enough = bool(self.classes)
        if self.classes:
            fact.found = self.env._(
                "%(classes)s classes, %(learners)s learners",
                classes=len(self.classes),
                learners=learners,
            )
        else:
            fact.missing.append(
                self.env._(
                    "Not imported yet: the class lists, one Excel file for all will do."
                )
            )
        if empty:
            fact.missing.append(
                self.env._("Without learners: %s.", self._some(empty.mapped("name")))
            )
        if open_:
            fact.missing.append(
                self.env._(
                    "Electives or study topics are not chosen yet, in the form of the"
                    " class: %s.",
                    self._some(open_.mapped("name")),
                )
            )
        return fact

    def _about_duties(self):
        fact = Fact(
            who=self.registrar, button=self.env._("Import from Excel"), needs="lead"
        )
        here = self.duties.filtered(lambda duty: duty.class_id in self.classes)
        homerooms = here.filtered(lambda d: d.kind == "homeroom").class_id
        teaching = here.filtered(lambda d: d.kind == "subject_teacher")
        taught = {
            (duty.class_id, subject)
            for duty in teaching
            for subject in duty.subject_id._marked()
        }
        bare = self.classes - homerooms
        untaught = [
            f"{class_.name} {line.subject_id.name}"
            for class_ in self.classes
            for line in class_._curriculum_lines()
            if (class_, line.subject_id) not in taught
        ]
        if here:
            fact.found = self.env._(
                "%(homerooms)s homeroom teachers, %(subjects)s assignments",
                homerooms=len(homerooms),
                subjects=len(teaching),
            )
        if bare:
            fact.missing.append(
                self.env._(
                    "Without homeroom teacher: %s.", self._some(bare.mapped("name"))
                )
            )
        if untaught:
            fact.missing.append(
                self.env._(
                    "%(count)s subjects have no teacher yet: %(names)s. Your own the"
                    " head assigns.",
                    count=len(untaught),
                    names=self._some(untaught),
                )
            )
        fact.done = bool(self.classes) and not fact.missing
        if not self.classes:
            fact.needs = "classes"
        return fact

    def _about_books(self):
        fact = Fact(
            who=self.registrar, button=self.env._("Open gradebooks"), needs="classes"
        )
        if not self._holders("head"):
            fact.needs = "lead"
        closed = self.classes.filtered(lambda c: c.marks_state == "none")
        opened = self.classes - closed
        fact.done = bool(self.classes) and not closed
        if fact.done:
            fact.button = ""
        if opened:
            fact.found = self.env._(
                "Gradebooks of %s classes: marks can be typed", len(opened)
            )
        if closed:
            fact.missing.append(
                self.env._("Not opened: %s.", self._some(closed.mapped("name")))
            )
        return fact

    def _about_certificates(self):
        fact = Fact(
            who=self.head, button=self.env._("Open the certificates"), needs="lead"
        )
        certificates = self.env["edu.certificate"].sudo()
        users = self.staff.user_id
        people = certificates.search(
            [
                ("state", "=", "active"),
                ("kind", "=", "person"),
                ("user_id", "in", users.ids),
            ]
        )
        organisation = certificates.search_count(
            [
                ("state", "=", "active"),
                ("kind", "=", "organisation"),
                ("organisation_code", "=", self.school.code or ""),
            ]
        )
        signing = self.duties.filtered(
            lambda d: d.kind in ("head", "deputy", "homeroom", "subject_teacher")
        )
        without = signing.employee_id.filtered(
            lambda e: e.user_id not in people.user_id
        )
        if people:
            fact.found = self.env._("Certificates of %s people", len(people.user_id))
        if without:
            fact.missing.append(
                self.env._(
                    "Needed before books are signed at the end of the year: %(count)s"
                    " people without a certificate.",
                    count=len(without),
                )
            )
        if not organisation:
            fact.missing.append(self.env._("The school itself has no certificate yet."))
        fact.done = bool(people) and not fact.missing
        return fact
