# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One class, one school year: from Excel files to signed and archived học bạ.

Every step first looks for what is done already, so the job can be killed anywhere and
run again.
"""

from __future__ import annotations

import base64
import io
from typing import Any

from demo.books import ClassBooks
from demo.stage import LANGUAGE, Stage, StepError
from demo.world import PASSWORD
from hocba.moment import ZONE


class FirstClass:
    """The steps of the sample class."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.books = ClassBooks(
            stage, self.class_, lambda: stage.holder("head"), lambda: self.clerk
        )

    def class_(self, env: Any) -> Any:
        found = env["edu.class"].search(
            [
                ("name", "=", self.stage.facts["class"]["name"]),
                ("school_id.code", "=", self.stage.facts["school"]["code"]),
            ]
        )
        if len(found) != 1:
            raise StepError(f"Không thấy lớp {self.stage.facts['class']['name']}")
        return found

    # -- the school --------------------------------------------------------------------

    def set_up(self) -> int:
        count = len(self.stage.facts["staff"])
        with self.stage.acting() as env:
            code = self.stage.facts["school"]["code"]
            if env["edu.certificate"].search([("organisation_code", "=", code)]):
                return count
        with self.stage.work() as env:
            company = env.ref("base.main_company")
            company.write({"name": self.stage.facts["school"]["name"]})
            env.ref("base.user_admin").write({"lang": LANGUAGE, "tz": ZONE})
            school = self._school(env, company)
            class_ = self._class(env, school)
            self._staff(env, school)
            # a password set by another makes deciding duties rest: vouched for here
            logins = [p["login"] for p in self.stage.facts["staff"]]
            users = env["res.users"].search([("login", "in", logins)])
            users |= env.ref("base.user_admin")
            users.write({"password": PASSWORD})
            env["edu.factor"]._accept(users)
            self._duties(env, school, class_)
            self._signing(env, school)
        return count

    def _school(self, env: Any, company: Any) -> Any:
        facts = self.stage.facts["school"]
        school = env["edu.school"].search([("code", "=", facts["code"])])
        if school:
            return school
        return env["edu.school"].create(
            {
                "code": facts["code"],
                "name": facts["name"],
                "commune": facts["commune"],
                "province": facts["province"],
                "address": facts.get("address"),
                "head_title": facts.get("head_title", "Hiệu trưởng"),
                "has_lower": True,
                "company_id": company.id,
                "authority_id": self._authorities(env)[facts["authority"]].id,
            }
        )

    def _authorities(self, env: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for facts in self.stage.facts["authorities"]:
            code, authorities = facts["code"], env["edu.authority"]
            found[code] = authorities.search([("code", "=", code)]) or (
                authorities.create(
                    {
                        "code": code,
                        "name": facts["name"],
                        "kind": facts["kind"],
                        "parent_id": found[facts["parent"]].id
                        if facts["parent"]
                        else False,
                    }
                )
            )
        return found

    def _class(self, env: Any, school: Any) -> Any:
        facts = self.stage.facts["year"]
        years = env["edu.school.year"]
        year = years.search(
            [("school_id", "=", school.id), ("name", "=", facts["name"])]
        ) or years.create(
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
        facts = self.stage.facts["class"]
        grade = env["edu.grade"].search([("number", "=", facts["grade"])])
        classes = env["edu.class"]
        return classes.search(
            [("year_id", "=", year.id), ("name", "=", facts["name"])]
        ) or classes.create(
            {"name": facts["name"], "year_id": year.id, "grade_id": grade.id}
        )

    def _staff(self, env: Any, school: Any) -> None:
        users = env["res.users"].with_context(no_reset_password=True)
        for person in self.stage.facts["staff"]:
            user = users.search([("login", "=", person["login"])]) or users.create(
                {
                    "name": person["name"],
                    "login": person["login"],
                    "lang": LANGUAGE,
                    "tz": ZONE,
                    "company_id": school.company_id.id,
                    "company_ids": [(6, 0, school.company_id.ids)],
                    "odoobot_state": "disabled",
                }
            )
            employees = env["hr.employee"]
            if not employees.search([("edu_staff_code", "=", person["code"])]):
                employees.create(
                    {
                        "name": person["name"],
                        "user_id": user.id,
                        "job_title": person["title"],
                        "edu_staff_code": person["code"],
                        "edu_school_id": school.id,
                        "company_id": school.company_id.id,
                    }
                )

    def _duties(self, env: Any, school: Any, class_: Any) -> None:
        for facts in self.stage.facts["duties"]:
            employee = env["hr.employee"].search(
                [("edu_staff_code", "=", facts["staff"])]
            )
            subject = env["edu.subject"].search([("code", "=", facts.get("subject"))])
            of_class = facts["kind"] in ("homeroom", "subject_teacher")
            values = {
                "employee_id": employee.id,
                "kind": facts["kind"],
                "school_id": school.id,
                "class_id": class_.id if of_class else False,
                "subject_id": subject.id,
                "date_from": facts["from"],
            }
            domain = [(key, "=", value) for key, value in values.items()]
            if not env["edu.duty"].search(domain):
                env["edu.duty"].create(
                    {
                        **values,
                        "date_to": facts.get("to") or False,
                        "decision": facts.get("decision"),
                    }
                )

    def _signing(self, env: Any, school: Any) -> None:
        pki = self.stage.world.pki
        env["ir.config_parameter"].set_param("edu_signing.tsa_url", pki.tsa_url)
        chain = pki.trust_path.read_text() + pem(pki.issuing_certificate)
        anchors = env["edu.trust.anchor"]
        if not anchors.search([("pem", "=", chain)]):
            anchors.create({"name": "Hoc Ba So Demo", "pem": chain})
        for person in self.stage.facts["staff"]:
            self.stage.certificate(env, person["code"], person["login"])
        self.stage.certificate(env, school.code, self.clerk)

    @property
    def clerk(self) -> str:
        return self.stage.holder("clerk")

    # -- marks -------------------------------------------------------------------------

    def import_class_list(self) -> int:
        registrar, name = self.stage.holder("registrar"), "danh-sach.xlsx"
        with self.stage.acting(registrar) as env:
            count = self.class_(env).student_count
        if not count:
            with self.stage.work(registrar) as env:
                values = {"class_id": self.class_(env).id, "filename": name}
                data = (self.stage.world.samples / name).read_bytes()
                self._import(env["edu.class.list.import"], values, data)
                count = self.class_(env).student_count
        return int(count)

    def _import(self, wizards: Any, values: dict[str, Any], data: bytes) -> None:
        """Check a file as its importer sees it, then take it over whole."""
        wizard = wizards.create({**values, "data": base64.b64encode(data).decode()})
        wizard.action_check()
        errors = wizard.problem_ids.filtered(lambda p: p.level == "error")
        if errors:
            raise StepError("\n".join([values["filename"], *errors.mapped("message")]))
        wizard.action_import()

    def open_gradebooks(self) -> int:
        with self.stage.acting() as env:
            opened = self.class_(env).gradebook_count
        if not opened:
            with self.stage.work(self.stage.holder("registrar")) as env:
                self.class_(env).action_open_gradebooks()
                self._exemptions(env)
                opened = self.class_(env).gradebook_count
        return int(opened)

    def _exemptions(self, env: Any) -> None:
        class_ = self.class_(env)
        for facts in self.stage.facts.get("exemptions", []):
            enrolment = self._enrolment(env, class_, facts)
            subject = env["edu.subject"].search([("code", "=", facts["subject"])])
            values = {"enrolment_id": enrolment.id, "subject_id": subject.id}
            domain = [(key, "=", value) for key, value in values.items()]
            if not env["edu.exemption"].search(domain):
                env["edu.exemption"].create(
                    {
                        **values,
                        "decision": facts["decision"],
                        "date": facts["from"],
                        "reason": facts.get("reason"),
                    }
                )

    def _enrolment(self, env: Any, class_: Any, facts: dict[str, Any]) -> Any:
        return class_.enrolment_ids.filtered(
            lambda e: e.student_id.personal_id == facts["personal_id"]
        )

    def import_marks(self) -> int:
        """Every teacher imports the sheets of his subjects, and nobody else's."""
        import openpyxl

        with self.stage.acting() as env:
            books = self.class_(env).gradebook_ids
            due = sum(books.mapped("due_count"))
            if due == sum(books.mapped("entered_count")):
                return int(due)
        for name in ("diem-hk1.xlsx", "diem-hk2.xlsx"):
            data = (self.stage.world.samples / name).read_bytes()
            sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True).sheetnames
            for sheet in sheets:
                self._import_sheet(name, data, sheet)
        return int(due)

    def _import_sheet(self, name: str, data: bytes, sheet: str) -> None:
        from hocba.sheets import mark_sheet

        own = only_sheet(data, sheet)
        (read,) = mark_sheet.read(own, name)
        with self.stage.acting() as env:
            book = env["edu.gradebook"].search(
                [
                    ("class_id", "=", self.class_(env).id),
                    ("subject_id.code", "=", read.subject_code),
                    ("term_id.code", "=", read.term),
                ]
            )
            if len(book) != 1:
                raise StepError(f"{name}, trang {sheet}: không có sổ của môn này")
            subject, done = book.subject_id.code, book.entered_count == book.due_count
        if not done:
            with self.stage.work(self.stage.holder("subject_teacher", subject)) as env:
                self._import_marks(env, "marks", f"{subject}-{name}", own)

    def _import_marks(self, env: Any, kind: str, name: str, data: bytes) -> None:
        values = {"class_id": self.class_(env).id, "kind": kind, "filename": name}
        self._import(env["edu.mark.sheet.import"], values, data)

    def import_homeroom(self) -> int:
        with self.stage.acting() as env:
            class_ = self.class_(env)
            domain = [("class_id", "=", class_.id), ("level", "=", False)]
            todo = class_.marks_state == "open" and (
                env["edu.conduct"].search_count(domain)
            )
            count = class_.student_count
        if todo:
            with self.stage.work(self.stage.holder("homeroom")) as env:
                for kind, name in (
                    ("conduct", "ren-luyen.xlsx"),
                    ("absence", "chuyen-can.xlsx"),
                ):
                    data = (self.stage.world.samples / name).read_bytes()
                    self._import_marks(env, kind, name, data)
        return int(count)

    def lock(self) -> int:
        with self.stage.acting() as env:
            state = self.class_(env).marks_state
            count = self.class_(env).gradebook_count
        if state == "open":
            with self.stage.work(self.stage.holder("head")) as env:
                self.class_(env).action_lock_marks()
        return int(count)

    def import_retests(self) -> int:
        name = "kiem-tra-lai.xlsx"
        with self.stage.acting() as env:
            domain = [("class_id", "=", self.class_(env).id)]
            count = env["edu.retest"].search_count(domain)
        if not count:
            with self.stage.work(self.stage.holder("homeroom")) as env:
                data = (self.stage.world.samples / name).read_bytes()
                self._import_marks(env, "retest", name, data)
                count = env["edu.retest"].search_count(domain)
        return int(count)

    def decide(self) -> int:
        with self.stage.acting() as env:
            class_ = self.class_(env)
            domain = [("class_id", "=", class_.id), ("kind", "=", "promotion")]
            decisions = env["edu.decision"].search(domain)
            decided = len(decisions.filtered(lambda d: d.state == "decided"))
            if decided == class_.student_count:
                return decided
        with self.stage.work(self.stage.holder("head")) as env:
            self.class_(env).action_close_summer()
        with self.stage.work(self.stage.holder("homeroom")) as env:
            self.class_(env).action_propose_decisions()
        with self.stage.work(self.stage.holder("head")) as env:
            self.class_(env).action_decide()
        with self.stage.acting() as env:
            return int(env["edu.decision"].search_count(domain))

    # -- keeping -----------------------------------------------------------------------

    def archive(self) -> int:
        code = "demo_archive"
        with self.stage.acting() as env:
            domain = [("class_id", "=", self.class_(env).id), ("storage", "=", code)]
            found = env["edu.archive"].search(domain)
            written = found.state == "written"
        if not written:
            with self.stage.work() as env:
                self._storage(env, code)
            with self.stage.work(self.clerk) as env:
                package = env["edu.archive"].search(domain)
                if not package:
                    values = {"class_id": self.class_(env).id, "storage": code}
                    package = env["edu.archive"].create(values)
                package.action_write()
        with self.stage.acting() as env:
            package = env["edu.archive"].search(domain)
            if package.state != "written":
                raise StepError(f"{package.path}: {package.check_ids[:1].problems}")
            return int(package.file_count)

    def _storage(self, env: Any, code: str) -> None:
        """The folder where packages go, as a target of fs_storage."""
        folder = self.stage.world.folder / "archive"
        folder.mkdir(exist_ok=True)
        if not env["fs.storage"].search([("code", "=", code)]):
            env["fs.storage"].create(
                {
                    "name": "Kho lưu trữ (demo)",
                    "code": code,
                    "protocol": "file",
                    "directory_path": str(folder),
                    "edu_archive": True,
                }
            )

    def export(self) -> int:
        """Lay the files out as they leave the school; what is there already stays."""
        home = self.stage.world.folder
        books = dict(self.books.files(home / "hocba"))
        with self.stage.acting() as env:
            issuers = self.class_(env).school_id._issuers_json()
        self.stage.lay_out(home / "hocba", books)
        self.stage.write(home / "issuers.json", issuers)
        self.stage.write(
            home / "trust.pem", self.stage.world.pki.trust_path.read_bytes()
        )
        return len(books) // 2


def pem(der: bytes) -> str:
    body = base64.encodebytes(der).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"


def only_sheet(data: bytes, keep: str) -> bytes:
    """The workbook with one sheet only, as a teacher would hand in his own."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    for name in book.sheetnames:
        if name != keep:
            del book[name]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
