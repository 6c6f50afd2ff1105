# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A second school: a primary, a lower and an upper secondary class and one of
continuing education, each through a whole year by its own circular.

Every act is done by the person whose duty it is; what is done already is left alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from demo.books import ClassBooks
from demo.levels_people import CLASSES, OFFICE, SCHOOL, Class, learners
from demo.stage import Stage
from demo.world import PASSWORD
from hocba.moment import ZONE

HEAD, REGISTRAR, CLERK = OFFICE[0][0], OFFICE[1][0], OFFICE[3][0]
DECISION = "Quyết định số 61/QĐ-TQT ngày 28/8/2025"
WEAK = ("TOAN", "VAN")
#: Remarks on a subject, and those of the homeroom teacher in primary.
SAID = ("Nắm vững kiến thức, tích cực", "Chăm chỉ, cần tự tin hơn", "Có tiến bộ rõ")
OF_PERSON = {
    "remark_quality": "Lễ phép, thật thà, biết giúp đỡ bạn",
    "remark_general": "Tự giác học tập, hợp tác tốt trong nhóm",
    "remark_specific": "Diễn đạt rõ ràng, tính toán nhanh",
}
EXCELLENT, GOOD, ADJUSTED, RETESTED, SUMMER, ABSENT = range(6)


class Levels:
    """The steps of the second school, with the means of the stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def school(self, env: Any) -> Any:
        return env["edu.school"].search([("code", "=", SCHOOL["code"])])

    def class_(self, env: Any, name: str) -> Any:
        domain = [("school_id.code", "=", SCHOOL["code"]), ("name", "=", name)]
        return env["edu.class"].search(domain)

    # -- the school --------------------------------------------------------------------

    def set_up(self) -> int:
        with self.stage.acting() as env:
            found = self.school(env)
        if not found:
            with self.stage.work() as env:
                self._build(env)
        return len(CLASSES)

    def _signing(self, env: Any) -> None:
        for login, *_person in OFFICE:
            self.stage.certificate(env, login.upper(), login)
        for facts in CLASSES:
            self.stage.certificate(env, facts.login.upper(), facts.login)
        self.stage.certificate(env, SCHOOL["code"], CLERK)

    def _build(self, env: Any) -> None:
        company = env["res.company"].create({"name": SCHOOL["name"]})
        authority = env["edu.authority"].search([], order="id desc", limit=1)
        school = env["edu.school"].create(
            {**SCHOOL, "company_id": company.id, "authority_id": authority.id}
        )
        facts = self.stage.facts["year"]
        year = env["edu.school.year"].create(
            {
                "school_id": school.id,
                "name": facts["name"],
                "date_start": facts["from"],
                "date_end": facts["to"],
                "term_ids": [
                    (
                        0,
                        0,
                        {
                            "code": term["code"],
                            "date_start": term["from"],
                            "date_end": term["to"],
                        },
                    )
                    for term in facts["terms"]
                ],
            }
        )
        for login, name, title, kind in OFFICE:
            employee = self._person(env, school, login, name, title)
            self._duty(env, employee, kind, school_id=school.id)
        for class_index, facts in enumerate(CLASSES):
            class_ = self._class(env, year, facts)
            self._learners(env, class_, facts, class_index)
            employee = self._person(
                env, school, facts.login, facts.teacher, "Giáo viên"
            )
            self._duty(env, employee, "homeroom", class_id=class_.id)
            for line in class_._curriculum_lines():
                self._duty(
                    env,
                    employee,
                    "subject_teacher",
                    class_id=class_.id,
                    subject_id=line.subject_id.id,
                )
        self._signing(env)

    def _person(self, env: Any, school: Any, login: str, name: str, title: str) -> Any:
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": name,
                    "login": login,
                    "password": PASSWORD,
                    "lang": "vi_VN",
                    "tz": ZONE,
                    "company_id": school.company_id.id,
                    "company_ids": [(6, 0, school.company_id.ids)],
                    "odoobot_state": "disabled",
                }
            )
        )
        return env["hr.employee"].create(
            {
                "name": name,
                "user_id": user.id,
                "job_title": title,
                "edu_staff_code": login.upper(),
                "edu_school_id": school.id,
                "company_id": school.company_id.id,
            }
        )

    def _duty(self, env: Any, employee: Any, kind: str, **scope: int) -> None:
        env["edu.duty"].create(
            {
                "employee_id": employee.id,
                "kind": kind,
                "date_from": "2025-08-15",
                "decision": DECISION,
                **scope,
            }
        )

    def _class(self, env: Any, year: Any, facts: Class) -> Any:
        def subjects(codes: tuple[str, ...]) -> list[int]:
            found: list[int] = env["edu.subject"].search([("code", "in", codes)]).ids
            return found

        grade = env["edu.grade"].search([("number", "=", facts.grade)])
        return env["edu.class"].create(
            {
                "name": facts.name,
                "year_id": year.id,
                "grade_id": grade.id,
                "programme": facts.programme,
                "optional_subject_ids": [(6, 0, subjects(facts.electives))],
                "topic_subject_ids": [(6, 0, subjects(facts.topics))],
            }
        )

    def _learners(self, env: Any, class_: Any, facts: Class, class_index: int) -> None:
        people = learners(class_index)
        students = env["edu.student"].create(
            [
                {
                    "name": name,
                    "personal_id": personal_id,
                    "birth_date": born,
                    "gender": "female" if index % 2 else "male",
                }
                for index, (name, personal_id, born) in enumerate(people)
            ]
        )
        admissions = env["edu.admission"].create(
            [
                {
                    "student_id": student.id,
                    "school_id": class_.school_id.id,
                    "level": facts.level,
                    "date_in": "2025-09-05",
                }
                for student in students
            ]
        )
        env["edu.enrolment"].create(
            [
                {
                    "admission_id": admission.id,
                    "class_id": class_.id,
                    "number": number,
                    "date_from": "2025-09-05",
                }
                for number, admission in enumerate(admissions, 1)
            ]
        )

    # -- the year ----------------------------------------------------------------------

    def open_gradebooks(self) -> int:
        with self.stage.acting() as env:
            names = [facts.name for facts in CLASSES]
            todo = [n for n in names if not self.class_(env, n).gradebook_count]
        if todo:
            with self.stage.work(REGISTRAR) as env:
                env["edu.entry.plan"].action_generate()
                for name in todo:
                    self.class_(env, name).action_open_gradebooks()
        with self.stage.acting() as env:
            return sum(self.class_(env, name).gradebook_count for name in names)

    def enter(self) -> int:
        """Each teacher enters the year of his class: marks or levels, then conduct or
        qualities, then absences."""
        total = 0
        for facts in CLASSES:
            with self.stage.acting() as env:
                class_ = self.class_(env, facts.name)
                books = class_.gradebook_ids
                due = sum(books.mapped("due_count"))
                done = due == sum(books.mapped("entered_count"))
                total += due
            if not done:
                with self.stage.work(facts.login) as env:
                    class_ = self.class_(env, facts.name)
                    self._marks(env, class_, facts)
                    if facts.level == "primary":
                        self._qualities(env, class_)
                        self._health(env, class_)
                    else:
                        self._conduct(env, class_)
                    self._absences(env, class_, facts)
        return int(total)

    def _marks(self, env: Any, class_: Any, facts: Class) -> None:
        chance = random.Random(facts.name)
        cells = []
        for book in class_.gradebook_ids:
            for place, line in enumerate(book.line_ids.sorted("sequence")):
                for column in line.editable_columns.split(","):
                    if not column:
                        continue
                    said = SAID[place % len(SAID)]
                    new = (
                        said
                        if column == "remark"
                        else mark(chance, place, book, column)
                    )
                    cells.append(cell(line, column, line[column] or "", new))
        self._save(env["edu.gradebook"], cells)

    def _qualities(self, env: Any, class_: Any) -> None:
        cells = []
        lines = env["edu.quality.line"].search([("class_id", "=", class_.id)])
        for line in lines:
            place = line.sequence - 1
            best = place in (EXCELLENT, GOOD) or (place + len(line.period)) % 3 == 0
            for column in line.editable_columns.split(","):
                if not column:
                    continue
                new = OF_PERSON[column] if column in OF_PERSON else "DT"[best]
                cells.append(cell(line, column, line[column] or "", new))
        self._save(env["edu.quality.line"], cells)

    def _health(self, env: Any, class_: Any) -> None:
        env["edu.health.check"].create(
            [
                {
                    "enrolment_id": enrolment.id,
                    "date": "2026-04-15",
                    "height": 124 + enrolment.number,
                    "weight": 24 + enrolment.number / 2,
                    "health": "Bình thường",
                }
                for enrolment in class_.enrolment_ids
            ]
        )

    def _save(self, model: Any, cells: list[dict[str, Any]]) -> None:
        for start in range(0, len(cells), 2000):
            answers = model.save_cells(cells[start : start + 2000])
            refused = [a for a in answers if a["status"] != "saved"]
            if refused:
                raise RuntimeError(refused[0])

    def _conduct(self, env: Any, class_: Any) -> None:
        for conduct in env["edu.conduct"].search([("class_id", "=", class_.id)]):
            failed = conduct.sequence - 1 == SUMMER and conduct.term_id.code == "HK2"
            conduct.level = "CHUA_DAT" if failed else "TOT"

    def _absences(self, env: Any, class_: Any, facts: Class) -> None:
        enrolment = class_.enrolment_ids.sorted("number")[ABSENT]
        days = school_days(46 if facts.level != "primary" else 3)
        env["edu.absence"].create(
            [
                {"enrolment_id": enrolment.id, "date": day, "permitted": True}
                for day in days
            ]
        )

    def close(self) -> int:
        """The head locks; retests and summer follow; teachers propose, he decides."""
        for facts in CLASSES:
            with self.stage.acting() as env:
                state = self.class_(env, facts.name).marks_state
            if state == "open":
                with self.stage.work(HEAD) as env:
                    self.class_(env, facts.name).action_lock_marks()
            self._after_lock(facts)
        with self.stage.acting() as env:
            domain = [
                ("school_id.code", "=", SCHOOL["code"]),
                ("kind", "=", "promotion"),
                ("state", "=", "decided"),
            ]
            return int(env["edu.decision"].search_count(domain))

    def _after_lock(self, facts: Class) -> None:
        with self.stage.acting() as env:
            class_ = self.class_(env, facts.name)
            domain = [("class_id", "=", class_.id), ("state", "=", "decided")]
            if env["edu.decision"].search_count(domain):
                return
        with self.stage.work(facts.login) as env:
            class_ = self.class_(env, facts.name)
            for result in env["edu.result"].search([("class_id", "=", class_.id)]):
                self._again(env, result)
        with self.stage.work(HEAD) as env:
            self.class_(env, facts.name).action_close_summer()
        with self.stage.work(facts.login) as env:
            self.class_(env, facts.name).action_propose_decisions()
            if facts.level == "primary":
                self._exemplary(env)
        with self.stage.work(HEAD) as env:
            self.class_(env, facts.name).action_decide()

    def _again(self, env: Any, result: Any) -> None:
        """A retest for whoever may sit one, summer training for whoever has to."""
        owner = {"enrolment_id": result.enrolment_id.id}
        primary = result.class_id.grade_id.level == "primary"
        codes = result.retest_codes.split(",") if result.retest_codes else []
        for subject in env["edu.subject"].search([("code", "in", codes)]):
            values = {"level": "H", "mark": "6"} if primary else {"mark": "6"}
            env["edu.retest"].create({**owner, "subject_id": subject.id, **values})
        if result.needs_summer:
            env["edu.summer.training"].create({**owner, "level": "DAT"})

    def _exemplary(self, env: Any) -> None:
        """The title that no rule gives by itself (TT27/2020 Điều 13)."""
        for decision in env["edu.decision"].search([("kind", "=", "award")]):
            if decision.open_to_people and decision.sequence - 1 == GOOD:
                decision.action_propose("TIEU_BIEU", "Tiến bộ rõ ở năng lực tự học")

    # -- books -------------------------------------------------------------------------

    def _books(self, facts: Class) -> ClassBooks:
        return ClassBooks(
            self.stage,
            lambda env: self.class_(env, facts.name),
            lambda: HEAD,
            lambda: CLERK,
        )

    def issue(self) -> int:
        """Every class gets its books: frozen, signed by all, issued."""
        count = 0
        for facts in CLASSES:
            books = self._books(facts)
            count += books.create()
            for role in ("teacher", "homeroom"):
                books.sign(role)
            books.prepare()
            for role in ("head", "organisation"):
                books.sign(role)
        return count

    def export(self) -> int:
        """Lay the files out, a folder for each class, with the school's list."""
        home = self.stage.world.levels
        count = 0
        for facts in CLASSES:
            folder = home / facts.name
            files = dict(self._books(facts).files(folder))
            self.stage.lay_out(folder, files)
            count += len(files) // 2
        with self.stage.acting() as env:
            issuers = self.school(env)._issuers_json()
        self.stage.write(home / "issuers.json", issuers)
        return count


def accounts() -> list[tuple[str, str, str]]:
    """One account for each role and class: role, login, name."""
    rows = [(title, login, name) for login, name, title, _kind in OFFICE]
    return rows + [(f"Giáo viên lớp {c.name}", c.login, c.teacher) for c in CLASSES]


def cell(line: Any, column: str, old: str, new: str) -> dict[str, Any]:
    return {"line_id": line.id, "column": column, "old": old, "new": new}


def mark(chance: random.Random, place: int, book: Any, column: str) -> str:
    """What the learner at a place of the list gets in a cell."""
    code = book.subject_id.code
    if book.kind == "remark":
        return "D"
    if book.kind == "level":
        failed = place == RETESTED and code == "TOAN" and book.term_id.code == "HK2"
        if column in ("gkl", "ckl"):
            return "C" if failed else "T" if place in (EXCELLENT, GOOD) else "H"
        low, high = {EXCELLENT: (9, 10), GOOD: (7, 9)}.get(place, (5, 8))
        return "4" if failed else str(chance.randint(low, high))
    if place == RETESTED and code in WEAK:
        low, high = 20, 34
    elif place == ADJUSTED and code == "TOAN":
        low, high = 38, 45
    elif place in (EXCELLENT, GOOD, ADJUSTED):
        low, high = {EXCELLENT: (91, 100), GOOD: (81, 90)}.get(place, (82, 95))
    else:
        low, high = 55, 85
    whole, tenth = divmod(chance.randint(low, high), 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def school_days(count: int) -> Iterator[str]:
    """The first days of the year, without Saturdays and Sundays."""
    day = date(2025, 9, 8)
    while count:
        if day.weekday() < 5:
            count -= 1
            yield day.isoformat()
        day += timedelta(days=1)
