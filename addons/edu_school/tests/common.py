# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import time
from datetime import date

from odoo.http import root
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.auth_totp.models.totp import hotp
from odoo.addons.edu_school.models.edu_factor_check import SESSION_KEY

#: what the authenticator app of every test user holds
SECRET = b"authenticator of all"


def enrol(user):
    """Give ``user`` an authenticator app that a colleague has vouched for."""
    user.totp_secret = base64.b32encode(SECRET).decode()
    user.env["edu.suspension"]._open_of(user)._end()
    user.env["edu.factor"]._accept(user)


def code_now(steps=0):
    """Return what the app shows now, or some steps of 30 seconds from now."""
    return str(hotp(SECRET, int(time.time() // 30) + steps)).zfill(6)


class ProvenMixin:
    """An HttpCase whose users have just proven themselves by their factor.

    What happens without it, ``TestFactor`` asks; other tests ask for the duty.
    """

    def authenticate(self, user, password, **kwargs):
        session = super().authenticate(user, password, **kwargs)
        if user:
            proof = {"user": session.uid, "at": time.time(), "how": "totp"}
            session[SESSION_KEY] = proof
            root.session_store.save(session)
        return session


class SchoolCase(TransactionCase):
    """A lower secondary school in 2025-2026 with classes 7A1 and 7A2, one account
    per role, and two learners in each class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.school = cls._new_school("THCS Nguyễn Du", "79760701")
        cls.year = cls._new_year(cls.school)
        cls.class_a = cls._new_class("7A1")
        cls.class_b = cls._new_class("7A2")
        cls.math = cls.env.ref("edu_school.subject_toan")
        cls.science = cls.env.ref("edu_school.subject_khtn")
        cls.users = {}
        for login, kind, values in (
            ("head", "head", {}),
            ("registrar", "registrar", {}),
            ("administrator", "administrator", {}),
            ("clerk", "clerk", {}),
            ("homeroom", "homeroom", {"class_id": cls.class_a.id}),
            (
                "teacher",
                "subject_teacher",
                {"class_id": cls.class_a.id, "subject_id": cls.math.id},
            ),
            ("other", "homeroom", {"class_id": cls.class_b.id}),
        ):
            cls.users[login] = cls._new_staff(login).user_id
            cls._new_duty(login, kind, **values)
        cls.an = cls._new_student("Nguyễn Văn An", "079213000001", cls.class_a, 1)
        cls.binh = cls._new_student("Trần Thị Bình", "079213000002", cls.class_a, 2)
        cls.chi = cls._new_student("Lê Thị Chi", "079213000003", cls.class_b, 1)
        cls.dung = cls._new_student("Phạm Văn Dũng", "079213000004", cls.class_b, 2)

    @classmethod
    def _new_school(cls, name, code, **values):
        return cls.env["edu.school"].create(
            {"name": name, "code": code, "has_lower": True, **values}
        )

    @classmethod
    def _new_year(cls, school, name="2025-2026"):
        first = int(name[:4])
        return cls.env["edu.school.year"].create(
            {
                "school_id": school.id,
                "name": name,
                "date_start": date(first, 9, 5),
                "date_end": date(first + 1, 8, 31),
                "term_ids": [
                    (0, 0, {"code": code, "date_start": start, "date_end": end})
                    for code, start, end in (
                        ("HK1", date(first, 9, 5), date(first + 1, 1, 17)),
                        ("HK2", date(first + 1, 1, 18), date(first + 1, 5, 31)),
                    )
                ],
            }
        )

    @classmethod
    def _new_class(cls, name, year=None, grade=7):
        return cls.env["edu.class"].create(
            {
                "name": name,
                "year_id": (year or cls.year).id,
                "grade_id": cls.env.ref(f"edu_school.grade_{grade}").id,
            }
        )

    @classmethod
    def _new_staff(cls, login, school=None):
        user = new_test_user(
            cls.env, f"edu_{login}", groups="edu_school.group_staff", name=login
        )
        return cls.env["hr.employee"].create(
            {
                "name": login,
                "user_id": user.id,
                "edu_school_id": (school or cls.school).id,
                "edu_staff_code": f"GV-{login}",
            }
        )

    @classmethod
    def _employee(cls, login):
        return cls.env["hr.employee"].search([("user_id.login", "=", f"edu_{login}")])

    @classmethod
    def _new_duty(cls, login, kind, **values):
        return cls.env["edu.duty"].create(
            {
                "employee_id": cls._employee(login).id,
                "kind": kind,
                "school_id": cls.school.id,
                "date_from": date(2025, 9, 1),
                "decision": "15/QĐ-THCSND",
                **values,
            }
        )

    @classmethod
    def _new_student(cls, name, personal_id, class_=None, number=0, **values):
        student = cls.env["edu.student"].create(
            {
                "name": name,
                "personal_id": personal_id,
                "birth_date": date(2013, 5, 20),
                "gender": "male",
                **values,
            }
        )
        if class_:
            cls.env["edu.enrolment"].create(
                {
                    "admission_id": cls.env["edu.admission"]
                    .create(
                        {
                            "student_id": student.id,
                            "school_id": class_.school_id.id,
                            "level": class_.grade_id.level,
                            "date_in": class_.year_id.date_start,
                        }
                    )
                    .id,
                    "class_id": class_.id,
                    "number": number,
                    "date_from": class_.year_id.date_start,
                }
            )
        return student

    def _as(self, login, records):
        """``records`` as a browser of that role would see them: an empty cache."""
        records.env.flush_all()
        records.env.invalidate_all()
        return records.with_user(self.users[login]).with_context(lang="vi_VN")
