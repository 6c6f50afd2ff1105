# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two schools with a person for every role, and a record of every model at every
place: what the access matrix and the attack tests stand on."""

import json
import uuid
from datetime import date, datetime
from urllib.parse import urljoin

from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons.edu_hocba.tests.common import HocbaFixture
from odoo.addons.edu_school.tests.common import ProvenMixin

#: role → its name in the table
ROLES = {
    "head": "Hiệu trưởng",
    "deputy": "Phó hiệu trưởng",
    "homeroom": "Giáo viên chủ nhiệm",
    "teacher": "Giáo viên bộ môn",
    "entry": "Người nhập thay",
    "clerk": "Văn thư",
    "registrar": "Giáo vụ",
    "administrator": "Quản trị viên",
    "board": "Ban quản trị",
    "reviewer": "Người rà soát",
    "staff": "Nhân viên không nhiệm vụ",
    "access_manager": "Quản lý quyền Odoo",
    "settings": "Cấu hình Odoo",
    "inspector": "Thanh tra",
    "guardian": "Cha mẹ",
    "learner": "Học sinh",
    "public": "Người ngoài",
}
#: place → its name in the table
PLACES = {
    "own": "lớp mình",
    "own_locked": "lớp mình, đã khóa",
    "past": "lớp mình năm học trước",
    "other": "lớp khác",
    "foreign": "trường khác",
    "own_school": "trường mình",
    "shared": "dùng chung",
}
OF_CLASS = (
    "class_id",
    "enrolment_id",
    "gradebook_id",
    "student_id",
    "admission_id",
    "hocba_id",
)
OF_SCHOOL = ("school_id", "year_id", "term_id")
OF_YEAR = ("year_id", "term_id")
#: models that are a place themselves, by the column that names them
KEYS = {
    "edu.class": "class_id",
    "edu.enrolment": "enrolment_id",
    "edu.former.result": "former_id",
    "edu.gradebook": "gradebook_id",
    "edu.student": "student_id",
    "edu.admission": "admission_id",
    "edu.hocba": "hocba_id",
    "edu.school": "school_id",
    "edu.school.year": "year_id",
    "edu.term": "term_id",
}
#: what a row needs that its types do not tell
FILL = {
    "edu.account.loan": {"state": lambda case: "ended"},
    "edu.duty": {"kind": lambda case: "subject_teacher"},
    "edu.access.order": {
        "duty_id": lambda case: case.administrator.employee_ids.edu_duty_ids.id,
        "valid_to": lambda case: datetime(2025, 10, 7, 3),
    },
    "edu.notice": {"res_model": lambda case: "edu.journal.anchor"},
    "edu.lock.order": {"locks_at": lambda case: datetime(2026, 1, 17, 17)},
    "edu.lock.window": {"locks_at": lambda case: datetime(2026, 1, 17, 17)},
    "edu.duty.handover": {
        "from_employee_id": lambda case: case.homeroom.employee_ids.id,
        "to_employee_id": lambda case: case.teacher.employee_ids.id,
    },
    "edu.handover": {
        "from_employee_id": lambda case: case.homeroom.employee_ids.id,
        "to_employee_id": lambda case: case.teacher.employee_ids.id,
    },
}
MUTED = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_access",
)
CHUNK = 200
OURS = ("edu_journal", "edu_school", "edu_gradebook", "edu_monitoring")
OURS += ("edu_workbook",)
OURS += ("edu_signing", "edu_hocba", "edu_transfer")
# where what a class has once it is locked is a case of its own
BY_CLASS = ("edu_gradebook", "edu_monitoring", "edu_workbook", "edu_hocba")


class RolesCase(HocbaFixture, ProvenMixin, HttpCase):
    """Every role logs in and calls as a browser would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build_decided()
        cls.class_.with_user(cls.head).action_create_hocba()
        cls.places = {"own_locked": cls._place(cls.class_)}
        cls._new_class("own", "7A3")
        cls._new_class("other", "7A4")
        cls._new_past_year()
        cls._new_foreign_school()
        cls._people()
        cls._read_by_somebody()
        cls.env.flush_all()
        cls.models = cls._our_models()
        cls.samples = {model: cls._samples_of(model) for model in cls.models}
        cls.env.invalidate_all()

    # -- who ----------------------------------------------------------------------

    @classmethod
    def _people(cls):
        """One account per role; whoever has classes holds 7A1 (locked), 7A3 (open)."""
        own = cls.env["edu.class"].browse(cls.places["own"]["class_id"])
        subject = cls.subjects[cls.taught]
        cls._duty(cls.homeroom, "homeroom", own)
        cls._duty(cls.teacher, "subject_teacher", own, subject)
        entry = cls._staff("nhap.thay", "Nhập Thay", "entry", cls.class_, subject)
        cls._duty(entry, "entry", own, subject)
        past = cls.env["edu.class"].browse(cls.places["past"]["class_id"])
        ended = {"date_from": "2024-08-15", "date_to": "2025-05-31"}
        cls._duty(cls.homeroom, "homeroom", past, **ended)
        cls._duty(cls.teacher, "subject_teacher", past, subject, **ended)
        cls._duty(entry, "entry", past, subject, **ended)
        cls.roles = {
            "head": cls.head,
            "deputy": cls.deputy,
            "homeroom": cls.homeroom,
            "teacher": cls.teacher,
            "entry": entry,
            "clerk": cls.clerk,
            "registrar": cls.registrar,
            "administrator": cls.administrator,
            "board": cls._staff("ban.qt", "Ban Quản Trị", "board"),
            "reviewer": cls._staff("ra.soat", "Rà Soát", "reviewer"),
        }
        internal = "base.group_user,edu_school.group_staff"
        for role, groups in (
            ("staff", internal),
            ("access_manager", f"{internal},base.group_erp_manager"),
            ("settings", f"{internal},base.group_system"),
            ("inspector", "base.group_user"),
            ("guardian", "base.group_portal"),
            ("learner", "base.group_portal"),
        ):
            cls.roles[role] = new_test_user(
                cls.env, login=f"role.{role}", groups=groups, lang="vi_VN"
            )
        authorities = cls.env["edu.authority"]
        cls.school.authority_id = authorities.create({"name": "Phường Bến Thành"})
        cls.roles["inspector"].edu_authority_id = cls.school.authority_id
        student = cls.enrolments[0].student_id
        student.partner_id = cls.roles["learner"].partner_id
        cls.env["edu.guardian"].create(
            {
                "student_id": student.id,
                "relation": "mother",
                "name": "Mẹ",
                "partner_id": cls.roles["guardian"].partner_id.id,
            }
        )
        # Whether Odoo's export button is given out is no question of this table.
        export = cls.env.ref("base.group_allow_export")
        for user in cls.roles.values():
            if user._is_internal():
                user.write({"group_ids": [(4, export.id)]})

    @classmethod
    def _read_by_somebody(cls):
        """One use in each school: who watches is asked of something."""
        journal = cls.env["edu.journal"].with_user(cls.roles["staff"]).sudo()
        told = {"count": 1, "learners": 1, "outside": 1, "digest": "-"}
        journal._record(
            [
                {"model": "edu.student", "res_id": 0, "field": "use.read", "use": told}
                | {"school_code": cls.env["edu.school"].browse(place["school_id"]).code}
                for place in (cls.places["own"], cls.places["foreign"])
            ]
        )

    @classmethod
    def _new_class(cls, place, name, year=None, opened_by=None):
        """A class with one learner and open gradebooks, as the place it is."""
        year = year or cls.year
        class_ = cls.env["edu.class"].create(
            {"name": name, "year_id": year.id, "grade_id": cls.class_.grade_id.id}
        )
        kept = cls.school, cls.class_
        cls.school, cls.class_ = year.school_id, class_
        cls._enrol(f"Học Sinh {name}", 90 + len(cls.places))
        class_.with_user(opened_by or cls.registrar).action_open_gradebooks()
        cls.school, cls.class_ = kept
        cls.places[place] = cls._place(class_)

    @classmethod
    def _new_past_year(cls):
        """The year before, whose duties have ended, with gradebooks left open."""
        year = cls.year.copy(
            {
                "name": "2024-2025",
                "date_start": "2024-09-05",
                "date_end": "2025-05-31",
            }
        )
        for term, dates in zip(
            cls.year.term_ids.sorted("code"),
            (("2024-09-05", "2025-01-17"), ("2025-01-18", "2025-05-31")),
            strict=True,
        ):
            start, end = dates
            term.copy({"year_id": year.id, "date_start": start, "date_end": end})
        cls._new_class("past", "7A5", year)
        cls.places["past"]["date"] = date(2024, 10, 7)

    @classmethod
    def _new_foreign_school(cls):
        company = cls.env["res.company"].create({"name": "Trường khác"})
        own, own_year = cls.school, cls.year
        foreign = own.copy({"name": "THCS Khác", "code": "79-760-70998"})
        foreign.company_id = company
        year = own_year.copy({"school_id": foreign.id})
        for term in own_year.term_ids:
            term.copy({"year_id": year.id})
        cls.school = foreign
        registrar = cls._staff("giao.vu.khac", "Giáo Vụ Khác", "registrar")
        cls._staff("ht.khac", "Hiệu Trưởng Khác", "head")
        registrar.write({"company_ids": [(4, company.id)], "company_id": company.id})
        cls.school = own
        cls._new_class("foreign", "7B1", year, registrar)

    # -- where --------------------------------------------------------------------

    @classmethod
    def _place(cls, class_):
        enrolment = class_.enrolment_ids[:1]
        book = class_.gradebook_ids.filtered(
            lambda b: b.subject_id == cls.subjects[cls.taught]
        ).sorted(lambda b: b.term_id.code)[:1]
        return {
            "class_id": class_.id,
            "grade_id": class_.grade_id.id,
            "year_id": class_.year_id.id,
            "term_id": class_.year_id.term_ids.sorted("code")[:1].id,
            "school_id": class_.school_id.id,
            "company_id": class_.school_id.company_id.id,
            "enrolment_id": enrolment.id,
            "admission_id": enrolment.admission_id.id,
            "student_id": enrolment.student_id.id,
            "gradebook_id": book.id,
            "subject_id": cls.subjects[cls.taught].id,
        }

    @classmethod
    def _our_models(cls):
        """Every model of ours that has a table, found and not listed."""
        return sorted(
            name
            for name, model in cls.env.items()
            if not model._abstract
            and (name.startswith("edu.") or model._original_module in OURS)
            and model._original_module != "test_edu"
        )

    @classmethod
    def _samples_of(cls, name):
        """One record at every place where the model has any: ``{place: id}``."""
        model = cls.env[name]
        columns = {f.name for f in model._fields.values() if f.store}
        columns.add(KEYS.get(name))
        if columns & set(OF_CLASS):
            places = ["own", "past", "other", "foreign"]
            if model._original_module in BY_CLASS:
                places.insert(1, "own_locked")
        elif columns & set(OF_SCHOOL):
            places = ["own_school", "foreign"]
            if columns & set(OF_YEAR):
                places.insert(1, "past")
        else:
            places = ["shared"]
        found = {place: cls._sample(model, place) for place in places}
        # a view has no row where there is nothing to show
        return {place: number for place, number in found.items() if number}

    @classmethod
    def _sample(cls, model, place):
        values = cls.places["own" if place in ("own_school", "shared") else place]
        if key := KEYS.get(model._name):
            if key in values:
                return values[key]
        stored = {f.name for f in model._fields.values() if f.store}
        domain = []
        if place != "shared":
            names = [n for n in values if n in stored - {"company_id", "date"}]
            domain = [(name, "=", values[name]) for name in names]
        if "school_id" in stored and place == "own_school":
            domain = [("school_id", "=", values["school_id"])]
        model = model.with_context(active_test=False)
        found = model.search(domain, limit=1).id
        if not found and not model._auto:
            return 0
        found = found or cls._insert(model, values)
        if key := KEYS.get(model._name):
            values[key] = found
        return found

    @classmethod
    def _insert(cls, model, values):
        """Insert a row by SQL: what the place says, else what its type allows."""
        row = {"create_uid": cls.env.uid} if model._log_access else {}
        for field in model._fields.values():
            if not field.store or not field.column_type or field.name == "id":
                continue
            if field.name in values:
                row[field.name] = values[field.name] or None
            elif field.name in FILL.get(model._name, ()):
                row[field.name] = FILL[model._name][field.name](cls)
            elif field.required or not model._log_access:
                row[field.name] = cls._filler(model, field)
        cls.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
                SQL.identifier(model._table),
                SQL(", ").join(SQL.identifier(name) for name in row),
                SQL(", ").join(SQL("%s", value) for value in row.values()),
            )
        )
        return cls.env.cr.fetchone()[0]

    @classmethod
    def _filler(cls, model, field):
        if field.type == "many2one":
            comodel = cls.env[field.comodel_name].with_context(active_test=False)
            return comodel.search([], limit=1).id or cls._insert(comodel, {})
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        if field.type == "date":
            return date(2025, 10, 6)
        if field.type == "datetime":
            return datetime(2025, 10, 6, 3)
        if field.type in ("integer", "float", "many2one_reference"):
            return 1
        if field.type == "boolean":
            return False
        if field.type == "json":
            return "{}"
        return uuid.uuid4().hex

    # -- how ----------------------------------------------------------------------

    def call(self, model, method, *args, **kwargs):
        """Call over JSON-RPC; return ``(value, "")`` or ``(None, error name)``."""
        body = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self.opener.post(
            urljoin(self.base_url(), f"/web/dataset/call_kw/{model}/{method}"),
            data=json.dumps(
                {"id": 0, "jsonrpc": "2.0", "method": "call", "params": body},
                default=str,
            ),
            headers={"Content-Type": "application/json"},
            timeout=120,
        ).json()
        if "error" in answer:
            return None, answer["error"]["data"]["name"].rsplit(".", 1)[-1]
        return answer.get("result"), ""

    def calls(self, calls):
        """Many calls ``(model, method, args, kwargs)``, a few requests."""
        outcome = []
        for start in range(0, len(calls), CHUNK):
            chunk = calls[start : start + CHUNK]
            answers, error = self.call("edu.test.probe", "run", chunk)
            outcome += answers or [[error, "", []]] * len(chunk)
        return outcome

    def log_in(self, role):
        login = self.roles[role].login if role != "public" else None
        self.authenticate(login, login)

    def quiet(self):
        return mute_logger(*MUTED)
