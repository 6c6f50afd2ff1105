# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A lower secondary school with a full year of marks, for measuring."""

from __future__ import annotations

import random
from typing import Any

from hocba.moment import ZONE

CODE = "79-760-70900"
TEACHER = "bench.teacher"
PASSWORD = "bench-teacher"


def build(env: Any, learners: int, per_class: int) -> None:
    """Make school, classes, learners, gradebooks and marks; a teacher of one class.

    ``env`` is the superuser's. Marks are filled by plain SQL: how they came in is not
    what is measured.
    """
    school = env["edu.school"].create(
        {
            "name": "Trường THCS Đo Lường",
            "code": CODE,
            "has_lower": True,
            "company_id": env.company.id,
        }
    )
    year = env["edu.school.year"].create(
        {
            "school_id": school.id,
            "name": "2025-2026",
            "date_start": "2025-09-05",
            "date_end": "2026-05-31",
            "term_ids": [
                (0, 0, {"code": code, "date_start": first, "date_end": last})
                for code, first, last in (
                    ("HK1", "2025-09-05", "2026-01-17"),
                    ("HK2", "2026-01-18", "2026-05-31"),
                )
            ],
        }
    )
    grade = env["edu.grade"].search([("number", "=", 7)])
    number = -(-learners // per_class)
    classes = env["edu.class"].create(
        [
            {"name": f"7A{index + 1}", "year_id": year.id, "grade_id": grade.id}
            for index in range(number)
        ]
    )
    students = env["edu.student"].create(
        [
            {
                "name": f"Nguyễn Văn Số {index + 1}",
                "birth_date": "2013-05-01",
                "gender": "male",
                "personal_id": f"0792131{index:05}",
            }
            for index in range(learners)
        ]
    )
    admissions = env["edu.admission"].create(
        [
            {
                "student_id": student.id,
                "school_id": school.id,
                "level": "lower",
                "date_in": "2024-09-05",
            }
            for student in students
        ]
    )
    env["edu.enrolment"].create(
        [
            {
                "admission_id": admission.id,
                "class_id": classes[index // per_class].id,
                "number": index % per_class + 1,
                "date_from": "2025-09-05",
            }
            for index, admission in enumerate(admissions)
        ]
    )
    env["edu.gradebook"]._open_for(classes)
    _teacher(env, school, classes[0])
    env.flush_all()
    _fill(env)


def _teacher(env: Any, school: Any, class_: Any) -> None:
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Lê Thị Đo",
                "login": TEACHER,
                "password": PASSWORD,
                "lang": "vi_VN",
                "tz": ZONE,
            }
        )
    )
    employee = env["hr.employee"].create(
        {"name": user.name, "user_id": user.id, "edu_school_id": school.id}
    )
    env["edu.duty"].create(
        {
            "employee_id": employee.id,
            "kind": "subject_teacher",
            "class_id": class_.id,
            "subject_id": env["edu.subject"].search([("code", "=", "TOAN")]).id,
            "date_from": "2025-08-15",
        }
    )


def _fill(env: Any) -> None:
    """Give every cell a mark and every learner his conduct, always the same ones."""
    chance = random.Random(22)
    cr = env.cr
    cr.execute(
        "SELECT l.id, g.kind, g.regular_count FROM edu_gradebook_line l"
        " JOIN edu_gradebook g ON g.id = l.gradebook_id ORDER BY l.id"
    )
    rows = []
    for line, kind, count in cr.fetchall():
        marks = [None] * 6 + [_mark(chance, kind), _mark(chance, kind)]
        marks[:count] = [_mark(chance, kind) for _column in range(count)]
        rows.append((line, *marks))
    names = ("tx1", "tx2", "tx3", "tx4", "tx5", "tx6", "gk", "ck")
    for start in range(0, len(rows), 2000):
        cr.execute_values(
            "UPDATE edu_gradebook_line l SET "
            + ", ".join(f"{name} = v.{name}" for name in names)
            + f" FROM (VALUES %s) AS v(id, {', '.join(names)}) WHERE l.id = v.id",
            rows[start : start + 2000],
        )
    cr.execute("UPDATE edu_conduct SET level = 'TOT'")
    env.invalidate_all()


def _mark(chance: random.Random, kind: str) -> str:
    if kind == "remark":
        return "D"
    whole, tenth = divmod(chance.randrange(30, 101), 10)
    return f"{whole}.{tenth}" if tenth else str(whole)
