# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo.tests import TransactionCase, new_test_user

NAMES = [
    "Nguyễn Thị Ánh",
    "Trần Văn Bình",
    "Lê Hoàng Cường",
    "Phạm Minh Đức",
    "Võ Thị Ưởng",
]
SCORE_SUBJECTS = ("TOAN", "VAN", "NN1", "KHTN", "LSDL", "GDCD", "TIN", "CONGNGHE")
REMARK_SUBJECTS = ("GDTC", "NGHETHUAT", "GDDP", "HDTN")


class GradebookFixture:
    """One class of grade 7 with its gradebooks open.

    Everything is set up by the superuser; what a test proves, it does as a person.
    """

    grade, level, programme = 7, "lower", "gdpt2018"
    #: what the teacher, his colleague and a stranger teach; the homeroom teacher too
    taught, homeroom_teaches = "VAN", ("TOAN",)

    names = NAMES

    @classmethod
    def build(cls, names=None):
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.school = cls.env["edu.school"].create(
            {
                "name": "Trường THCS Nguyễn Du",
                "code": "79-760-70999",
                f"has_{cls.level}": True,
            }
        )
        cls.year = cls.env["edu.school.year"].create(
            {
                "school_id": cls.school.id,
                "name": "2025-2026",
                "date_start": "2025-09-05",
                "date_end": "2026-05-31",
                "term_ids": [
                    (0, 0, {"code": code, "date_start": start, "date_end": end})
                    for code, start, end in (
                        ("HK1", "2025-09-05", "2026-01-17"),
                        ("HK2", "2026-01-18", "2026-05-31"),
                    )
                ],
            }
        )
        cls.hk1, cls.hk2 = cls.year.term_ids.sorted("code")
        grade = cls.env["edu.grade"].search([("number", "=", cls.grade)])
        cls.class_, cls.other_class = cls.env["edu.class"].create(
            [
                {
                    "name": name,
                    "year_id": cls.year.id,
                    "grade_id": grade.id,
                    "programme": cls.programme,
                }
                for name in (f"{cls.grade}A1", f"{cls.grade}A2")
            ]
        )
        cls.subjects = {
            subject.code: subject
            for subject in cls.env["edu.subject"].search([("parent_id", "=", False)])
        }
        cls.enrolments = cls.env["edu.enrolment"]
        for number, name in enumerate(names or cls.names, 1):
            cls.enrolments |= cls._enrol(name, number)
        cls.head = cls._staff("hieu.truong", "Đỗ Thị Hiệu Trưởng", "head")
        cls.homeroom = cls._staff("gvcn", "Lý Thị Chủ Nhiệm", "homeroom", cls.class_)
        for code in cls.homeroom_teaches:
            cls._duty(cls.homeroom, "subject_teacher", cls.class_, cls.subjects[code])
        cls.teacher = cls._staff(
            "giaovien.van",
            "Bùi Văn Dạy",
            "subject_teacher",
            cls.class_,
            cls.subjects[cls.taught],
        )
        cls.co_teacher = cls._staff(
            "giaovien.van2",
            "Hồ Thị Dạy",
            "subject_teacher",
            cls.class_,
            cls.subjects[cls.taught],
        )
        cls.foreign = cls._staff(
            "gv.toan2",
            "Cao Văn Ngoài",
            "subject_teacher",
            cls.other_class,
            cls.subjects["TOAN"],
        )
        cls.registrar = cls._staff("giao.vu", "Mai Thị Vụ", "registrar")
        cls.administrator = cls._staff("quan.tri", "Đinh Văn Trị", "administrator")
        cls.class_.with_user(cls.registrar).action_open_gradebooks()
        cls.env.flush_all()

    @classmethod
    def _enrol(cls, name, number):
        student = cls.env["edu.student"].create(
            {
                "name": name,
                "birth_date": date(2013, 1, 1) + timedelta(days=number - 1),
                "gender": "female",
                "personal_id": f"0793130099{number:02}",
            }
        )
        admission = cls.env["edu.admission"].create(
            {
                "student_id": student.id,
                "school_id": cls.school.id,
                "level": cls.class_.grade_id.level,
                "date_in": "2024-09-05",
            }
        )
        return cls.env["edu.enrolment"].create(
            {
                "admission_id": admission.id,
                "class_id": cls.class_.id,
                "number": number,
                "date_from": cls.class_.year_id.date_start,
            }
        )

    @classmethod
    def _staff(cls, login, name, kind, class_=None, subject=None):
        user = new_test_user(
            cls.env,
            login=login,
            name=name,
            groups="base.group_user,edu_school.group_staff",
            lang="vi_VN",
            tz="Asia/Ho_Chi_Minh",
        )
        cls.env["hr.employee"].create(
            {
                "name": name,
                "user_id": user.id,
                "edu_school_id": cls.school.id,
                "edu_staff_code": login.upper(),
            }
        )
        cls._duty(user, kind, class_, subject)
        return user

    @classmethod
    def _duty(cls, user, kind, class_=None, subject=None, **dates):
        return cls.env["edu.duty"].create(
            {
                "employee_id": user.employee_ids.id,
                "kind": kind,
                "school_id": cls.school.id,
                "class_id": class_.id if class_ else False,
                "subject_id": subject.id if subject else False,
                "date_from": "2025-08-15",
                **dates,
            }
        )

    def book(self, code, term=None):
        return self.env["edu.gradebook"].search(
            [
                ("class_id", "=", self.class_.id),
                ("subject_id", "=", self.subjects[code].id),
                ("term_id", "=", (term or self.hk1).id),
            ]
        )

    def line(self, code, learner=0, term=None):
        """Return one learner's line in the gradebook of a subject."""
        return self.book(code, term).line_ids.filtered(
            lambda line: line.enrolment_id == self.enrolments[learner]
        )

    def save(self, user, *cells):
        """Save (line, column, old, new) as a user, as a call from outside does."""
        return (
            self.env["edu.gradebook"]
            .with_user(user)
            .save_cells(
                [
                    {"line_id": line.id, "column": column, "old": old, "new": new}
                    for line, column, old, new in cells
                ]
            )
        )

    def fill(self, scores=None, learner=None):
        """Fill all cells of a learner, or of all: ``{code: mark}``, both terms alike.

        Marks enter by the one method that writes them, as their teacher.
        """
        cells = []
        for book in self.class_.gradebook_ids:
            default = "8" if book.kind == "score" else "D"
            mark = (scores or {}).get(book.subject_id.code, default)
            cells += [
                (line, column, line[column], mark)
                for line in book.line_ids
                for column in line._own_columns()
                if learner in (None, self.enrolments.ids.index(line.enrolment_id.id))
                and not line.exempt
            ]
        answers = self.save(self.master, *cells)
        assert {answer["status"] for answer in answers} == {"saved"}, answers

    @property
    def master(self):
        """A teacher of all subjects of the class, made when a test needs him."""
        user = self.env["res.users"].search([("login", "=", "gv.tat.ca")])
        if not user:
            first, *others = self.subjects.values()
            user = self._staff(
                "gv.tat.ca", "Tô Thị Dạy Hết", "subject_teacher", self.class_, first
            )
            for subject in others:
                self._duty(user, "subject_teacher", self.class_, subject)
        return user

    def rate(self, level="TOT", learner=None):
        """Rate conduct of both terms as the homeroom teacher."""
        conducts = self.env["edu.conduct"].search([("class_id", "=", self.class_.id)])
        if learner is not None:
            enrolment = self.enrolments[learner]
            conducts = conducts.filtered(lambda c: c.enrolment_id == enrolment)
        conducts.with_user(self.homeroom).write({"level": level})

    def lock(self):
        self.class_.with_user(self.head).action_lock_marks()

    def result(self, learner=0):
        return self.env["edu.result"].search(
            [("enrolment_id", "=", self.enrolments[learner].id)]
        )

    def entries(self, record):
        """Return the journal entries of a record."""
        return self.env["edu.journal"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)]
        )


class GradebookCase(GradebookFixture, TransactionCase):
    """The class inside a transaction that every test takes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()


class PrimaryCase(GradebookFixture, TransactionCase):
    """A class of grade 4, whose homeroom teacher teaches all."""

    grade, level = 4, "primary"
    taught = "NN1"
    homeroom_teaches = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        for subject in cls.class_.gradebook_ids.subject_id:
            cls._duty(cls.homeroom, "subject_teacher", cls.class_, subject)
        cls.of_class = [("class_id", "=", cls.class_.id)]

    def fill_primary(self):
        """Fill everything with the best: T and 9, of all learners."""
        cells = [
            (line, column, "", "9" if column in ("gk", "ck") else "T")
            for book in self.class_.gradebook_ids
            for line in book.line_ids
            for column in book._columns()
        ]
        answers = self.save(self.homeroom, *cells)
        assert {answer["status"] for answer in answers} == {"saved"}, answers
        lines = self.env["edu.quality.line"]
        answers = lines.with_user(self.homeroom).save_cells(
            [
                {"line_id": line.id, "column": column, "old": "", "new": "T"}
                for line in lines.search(self.of_class)
                for column in line.columns.split(",")
            ]
        )
        assert {answer["status"] for answer in answers} == {"saved"}, answers

    def quality(self, learner=0, period="CN"):
        return self.env["edu.quality.line"].search(
            [
                ("enrolment_id", "=", self.enrolments[learner].id),
                ("period", "=", period),
            ]
        )

    def rate_quality(self, learner, column, value, period="CN"):
        line = self.quality(learner, period)
        (answer,) = line.with_user(self.homeroom).save_cells(
            [
                {
                    "line_id": line.id,
                    "column": column,
                    "old": line[column] or "",
                    "new": value,
                }
            ]
        )
        assert answer["status"] == "saved", answer

    def decision(self, learner, kind):
        return self.env["edu.decision"].search(
            [("enrolment_id", "=", self.enrolments[learner].id), ("kind", "=", kind)]
        )
