# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The school year that runs today, with one new class: its calendar of locks, an
opening, a correction and a reported problem, some of them still waiting for people.

The class of the main job is locked, signed and issued; what happens between opening and
lock shows here. Corrections end on 30 August, so this year follows the calendar.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from demo.stage import Stage

CLASS, GRADE, HOMEROOM = "6A1", 6, "NS008"
DECISION = "Quyết định phân công chuyên môn đầu năm học"
ORDER = "15/QĐ-THCSND"
LEARNERS = (
    "Nguyễn Hoàng Anh",
    "Trần Bảo Ngọc",
    "Lê Gia Huy",
    "Phạm Khánh Vy",
    "Huỳnh Minh Nhật",
    "Võ Thảo Nguyên",
    "Đặng Quang Minh",
    "Bùi Yến Trang",
)
# of a subject, in the order of the learners; the second was absent from the test
MARKS = {
    "tx1": ("7", "8", "6.5", "9", "7.5", "8", "6", "8.5"),
    "tx2": ("8", "7.5", "7", "9.5", "6.5", "8", "7", "9"),
    "gk": ("6", "V", "6.5", "9", "7", "8.5", "5.5", "8"),
}
ENTERED = ("VAN", "TOAN")


class Running:
    """The steps of the year that runs, with the means of the stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def class_(self, env: Any) -> Any:
        code = self.stage.facts["school"]["code"]
        return env["edu.class"].search(
            [("school_id.code", "=", code), ("name", "=", CLASS)]
        )

    def book(self, env: Any, subject: str) -> Any:
        return (
            self.class_(env)
            .sudo()
            .gradebook_ids.filtered(
                lambda b: b.subject_id.code == subject and b.term_id.code == "HK1"
            )
        )

    def line(self, env: Any, subject: str, place: int) -> Any:
        return self.book(env, subject).line_ids.sorted("sequence")[place]

    # -- class, gradebooks, marks ------------------------------------------------------

    def set_up(self) -> int:
        stage = self.stage
        with stage.acting() as env:
            found = self.class_(env)
        if not found:
            with stage.work() as env:
                self._build(env)
        with stage.acting() as env:
            opened = self.class_(env).gradebook_count
        if not opened:
            with stage.work(stage.holder("registrar")) as env:
                self.class_(env).action_open_gradebooks()
        for subject in ENTERED:
            with stage.acting() as env:
                entered = self.book(env, subject).entered_count
            if not entered:
                with stage.work(stage.holder("subject_teacher", subject)) as env:
                    self._enter(env, subject)
        return len(LEARNERS)

    def _build(self, env: Any) -> None:
        school = env["edu.school"].search(
            [("code", "=", self.stage.facts["school"]["code"])]
        )
        first = first_year(date.today())
        class_ = env["edu.class"].create(
            {
                "name": CLASS,
                "year_id": self._year(env, school, first).id,
                "grade_id": env["edu.grade"].search([("number", "=", GRADE)]).id,
            }
        )
        start = min(date.today(), date(first, 8, 15))
        teachers = {
            duty["subject"]: duty["staff"]
            for duty in self.stage.facts["duties"]
            if duty["kind"] == "subject_teacher" and not duty.get("to")
        }
        duties = [{"kind": "homeroom", "code": HOMEROOM, "subject_id": False}] + [
            {
                "kind": "subject_teacher",
                "code": teachers[line.subject_id.code],
                "subject_id": line.subject_id.id,
            }
            for line in class_._curriculum_lines()
        ]
        for duty in duties:
            code = duty.pop("code")
            employee = env["hr.employee"].search([("edu_staff_code", "=", code)])
            env["edu.duty"].create(
                {
                    **duty,
                    "employee_id": employee.id,
                    "class_id": class_.id,
                    "date_from": start,
                    "decision": DECISION,
                }
            )
        self._learners(env, class_, first)

    def _year(self, env: Any, school: Any, first: int) -> Any:
        name = f"{first}-{first + 1}"
        years = env["edu.school.year"]
        end = date(first + 1, 5, 31)
        terms = (
            ("HK1", date(first, 9, 5), date(first + 1, 1, 17)),
            ("HK2", date(first + 1, 1, 18), end),
        )
        return years.search(
            [("school_id", "=", school.id), ("name", "=", name)]
        ) or years.create(
            {
                "school_id": school.id,
                "name": name,
                "date_start": date(first, 9, 5),
                "date_end": end,
                "term_ids": [
                    (0, 0, {"code": code, "date_start": start, "date_end": stop})
                    for code, start, stop in terms
                ],
            }
        )

    def _learners(self, env: Any, class_: Any, first: int) -> None:
        born = first - 11
        students = env["edu.student"].create(
            [
                {
                    "name": name,
                    "personal_id": f"079{2 + place % 2}{born % 100:02}9{place:05}",
                    "birth_date": date(born, place + 1, 2 * place + 3),
                    "gender": "female" if place % 2 else "male",
                }
                for place, name in enumerate(LEARNERS)
            ]
        )
        admissions = env["edu.admission"].create(
            [
                {
                    "student_id": student.id,
                    "school_id": class_.school_id.id,
                    "level": "lower",
                    "date_in": date(first, 9, 5),
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
                    "date_from": date(first, 9, 5),
                }
                for number, admission in enumerate(admissions, 1)
            ]
        )

    def _enter(self, env: Any, subject: str) -> None:
        lines = self.book(env, subject).line_ids.sorted("sequence")
        self._save(
            env,
            [
                {"line_id": line.id, "column": column, "old": "", "new": new}
                for column, marks in MARKS.items()
                for line, new in zip(lines, marks, strict=True)
            ],
        )

    def _save(self, env: Any, cells: list[dict[str, Any]]) -> None:
        answers = env["edu.gradebook"].save_cells(cells)
        refused = [a for a in answers if a["status"] != "saved"]
        if refused:
            raise RuntimeError(refused[0])

    # -- locks -------------------------------------------------------------------------

    def lock(self) -> int:
        """The calendar and an order of its own, then an opening for one learner; a
        second opening waits for the head."""
        stage = self.stage
        with stage.acting() as env:
            orders = env["edu.lock.order"]
            done = orders.search([("class_id", "=", self.class_(env).id)])
        if not done:
            head, administrator = stage.holder("head"), stage.holder("administrator")
            with stage.work(stage.holder("registrar")) as env:
                env["edu.lock.order"].action_generate()
            with stage.work(head) as env:
                class_ = self.class_(env)
                own = env["edu.lock.order"].create(
                    {
                        "year_id": class_.year_id.id,
                        "term_id": class_.year_id.term_ids.sorted("code")[0].id,
                        "class_id": class_.id,
                        "column_name": "gk",
                        "locks_at": datetime.utcnow() - timedelta(minutes=1),
                        "number": ORDER,
                    }
                )
                (
                    own | env["edu.lock.order"].search([("state", "=", "draft")])
                ).action_order()
            with stage.work(administrator) as env:
                ordered = env["edu.lock.order"].search([("state", "=", "ordered")])
                ordered.action_execute()
            self._open(head, administrator)
        with stage.acting() as env:
            year = self.class_(env).year_id
            return int(env["edu.lock.order"].search_count([("year_id", "=", year.id)]))

    def _open(self, head: str, administrator: str) -> None:
        stage = self.stage
        teacher = stage.holder("subject_teacher", "VAN")
        with stage.work(teacher) as env:
            line = self.line(env, "VAN", 1)
            id_ = env["edu.lock.order"].propose_opening(
                line.gradebook_id.id,
                "gk",
                48,
                "Em vắng có phép hôm kiểm tra, đã kiểm tra bù",
                line.ids,
            )
        with stage.work(head) as env:
            env["edu.lock.order"].browse(id_).action_order()
        with stage.work(administrator) as env:
            env["edu.lock.order"].browse(id_).action_execute()
        with stage.work(teacher) as env:
            line = self.line(env, "VAN", 1)
            cell = {"line_id": line.id, "column": "gk", "old": "V", "new": "7.5"}
            self._save(env, [cell])
        with stage.work(stage.holder("subject_teacher", "NN1")) as env:
            env["edu.lock.order"].propose_opening(
                self.book(env, "NN1").id, "gk", 24, "Phòng máy hỏng, kiểm tra dời ngày"
            )

    # -- corrections, a reported problem -----------------------------------------------

    def correct(self) -> int:
        """One correction from the request to the new value; to another a witness
        objects, and it waits for the other one and the head."""
        stage = self.stage
        with stage.acting() as env:
            corrections = env["edu.correction"].search(
                [("class_id", "=", self.class_(env).id)]
            )
        if not corrections:
            administrator = stage.holder("administrator")
            first = self._ask("VAN", 0, "8", "Cộng sót 2 điểm câu 4")
            for login in (administrator, stage.login(HOMEROOM)):
                with stage.work(login) as env:
                    env["edu.correction"].browse(first).action_witness()
            with stage.work(stage.holder("head")) as env:
                env["edu.correction"].browse(first).action_approve(
                    "Đã đối chiếu bài kiểm tra"
                )
            second = self._ask("TOAN", 6, "6", "Chấm phúc khảo lại câu 2")
            with stage.work(stage.login(HOMEROOM)) as env:
                env["edu.correction"].browse(second).action_object(
                    "Chưa thấy bài kiểm tra kèm theo"
                )
        return 2

    def _ask(self, subject: str, place: int, new: str, reason: str) -> int:
        with self.stage.work(self.stage.holder("subject_teacher", subject)) as env:
            line = self.line(env, subject, place)
            cell = {"line_id": line.id, "column": "gk", "new": new}
            return int(env["edu.correction"].request("marks", [cell], reason))

    def report(self) -> int:
        stage = self.stage
        with stage.acting() as env:
            found = env["edu.support.ticket"].search_count([])
        if not found:
            with stage.work(stage.holder("subject_teacher", "TIN")) as env:
                book = self.book(env, "TIN")
                env["edu.support.ticket"].create(
                    {
                        "text": "Danh sách lớp 6A1 thiếu một em mới chuyển đến,"
                        " tôi chưa nhập điểm cho em được.",
                        "model": "edu.gradebook",
                        "res_id": book.id,
                        "url": "/odoo/my-gradebooks",
                    }
                )
        return 1


def first_year(today: date) -> int:
    """The calendar year in which the school year of a day begins: until its end on
    30 August marks may still be corrected."""
    return today.year if (today.month, today.day) > (8, 30) else today.year - 1
