# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import re
from datetime import date

from pypdf import PdfReader

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, TransactionCase, tagged
from odoo.tools import mute_logger

from ..logins import ALPHABET, ascii_login, first_password, free_login
from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestLogins(TransactionCase):
    def test_names_in_ascii(self):
        """BT-4.3: a name of an account is typed on any keyboard."""
        for name, login in (
            ("Nguyễn Văn An", "nguyen.van.an"),
            ("Đỗ Thị Ước-Mơ", "do.thi.uoc-mo"),
            ("  H'Hen  Niê ", "h.hen.nie"),
            ("GV/007", "gv.007"),
            ("", ""),
        ):
            self.assertEqual(ascii_login(name), login)
        self.assertEqual(free_login("an", {"an", "an2"}), "an3")

    def test_first_passwords(self):
        """BT-4.3, BT-4.5: random, long enough, without letters that look alike."""
        made = {first_password() for _ in range(500)}
        self.assertEqual(len(made), 500)
        self.assertFalse(set("0o1il") & set("".join(made)))
        self.assertTrue(all(re.fullmatch(f"([{ALPHABET}-]{{14}})", p) for p in made))
        self.assertGreaterEqual(len(first_password(20)), 20)


@tagged("post_install", "-at_install")
class TestAccountCreation(SchoolCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school.company_id = cls.company
        cls.staff = cls._new_people("Nguyễn Văn An", "Trần Thị Bình", "Nguyễn Văn An")
        cls.creation = cls.env["edu.account.creation"]

    @classmethod
    def _new_people(cls, *names, school=None):
        return cls.env["hr.employee"].create(
            [
                {"name": name, "edu_school_id": (school or cls.school).id}
                for name in names
            ]
        )

    def _open(self, login="administrator", method="action_open"):
        action = getattr(self._as(login, self.creation), method)()
        return self._as(login, self.creation).browse(action["res_id"])

    def _text(self, action):
        content = base64.b64decode(action["params"]["content"])
        pages = PdfReader(io.BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages), len(pages)

    def _secrets(self, action):
        return re.findall(r"\b\w{4}-\w{4}-\w{4}\b", self._text(action)[0])

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _refused(self, *call, **kwargs):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._call(*call, **kwargs)

    def test_the_preview(self):
        """BT-4.3: staff without an account, unique names, nothing created yet."""
        wizard = self._open()
        self.assertEqual(
            [(line.name, line.login, line.selected) for line in wizard.line_ids],
            [
                ("Nguyễn Văn An", "nguyen.van.an", True),
                ("Nguyễn Văn An", "nguyen.van.an2", True),
                ("Trần Thị Bình", "tran.thi.binh", True),
            ],
        )
        self.assertEqual(wizard.count, 3)
        self.assertFalse(self.staff.user_id)

    def test_names_from_code_or_mail(self):
        """BT-4.3: what is missing or taken is shown in its row."""
        self.staff[0].edu_staff_code = "GV-007"
        self.staff[1].work_email = "Binh@Truong.Example"
        self.school.policy_ids.login_from = "code"
        wizard = self._open()
        self.assertEqual(wizard.line_ids.mapped("login"), ["gv-007", "", ""])
        self.assertEqual(wizard.line_ids.mapped("selected"), [True] * 3)
        self.assertEqual(wizard.count, 1)
        wizard.login_from = "mail"
        wizard._onchange_login_from()
        self.assertEqual(wizard.line_ids[2].login, "binh@truong.example")

    def test_creation(self):
        """BT-4.3: accounts in one go, slips that are nowhere else, groups by duty."""
        an = self.staff[0]
        self.env["edu.duty"].create(
            {
                "employee_id": an.id,
                "kind": "registrar",
                "school_id": self.school.id,
                "date_from": date(2025, 9, 1),
            }
        )
        action = self._open().action_create()
        users = self.staff.user_id
        self.assertEqual(len(users), 3)
        self.assertEqual(users.mapped("edu_password_due"), ["first"] * 3)
        self.assertEqual(users.company_ids, self.company)
        self.assertTrue(an.user_id.has_group("edu_school.group_registrar"))
        self.assertEqual(an.user_id.partner_id, an.work_contact_id)
        groups = self.staff[1].user_id.group_ids
        self.assertEqual(groups, self.env.ref("edu_school.group_staff"))
        access = self.env["edu.access"]
        self.assertTrue(access._has("registrar", self.school, user=an.user_id))
        text, pages = self._text(action)
        self.assertEqual(pages, 1)
        for words in ("Nguyễn Văn An", "nguyen.van.an2", self.school.name):
            self.assertIn(words, text)
        secrets = self._secrets(action)
        self.assertEqual(len(set(secrets)), 3)
        self._nowhere(secrets)
        entries = self.env["edu.journal"].search(
            [
                ("model", "=", "res.users"),
                ("res_id", "in", users.ids),
                ("field", "=", "edu_password_due"),
            ]
        )
        self.assertEqual(entries.mapped("new"), ["first"] * 3)
        self.assertEqual(set(entries.mapped("school_code")), {self.school.code})

    def _nowhere(self, secrets):
        """No text column of the database holds one of the secrets."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT c.table_name, c.column_name FROM information_schema.columns c
              JOIN information_schema.tables t USING (table_schema, table_name)
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
               AND data_type IN ('text', 'character varying', 'jsonb', 'bytea')
            """
        )
        pattern = "|".join(secrets)
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text ~ %s LIMIT 1',
                [pattern],
            )
            self.assertFalse(self.env.cr.fetchone(), f"{table}.{column}")

    def test_the_first_login(self):
        """BT-4.3: the slip's password leads to the change and to nothing else."""
        action = self._open().action_create()
        secret = self._secrets(action)[2]
        self.authenticate(None, None)
        form = {"csrf_token": http.Request.csrf_token(self)}
        page = self.url_open(
            "/web/login", data={**form, "login": "tran.thi.binh", "password": secret}
        )
        self.assertIn("/web/login/new-password", page.url)
        own = "Của riêng tôi 7"
        self.url_open(
            "/web/login/new-password",
            data={**form, "old_password": secret, "new_password": own, "repeated": own},
        )
        uid = http.root.session_store.get(self.opener.cookies["session_id"]).uid
        self.assertEqual(uid, self.staff[1].user_id.id)

    def test_conflicts_lose_nothing(self):
        """BT-4.3: who has a problem is left, the others get their accounts."""
        wizard = self._open()
        wizard.line_ids[0].login = "EDU_head"
        wizard.line_ids[1].login = "có dấu"
        self.assertIn("tên này", wizard.line_ids[0].problem)
        self.assertIn("không dấu", wizard.line_ids[1].problem)
        wizard.action_create()
        self.assertEqual(wizard.line_ids.mapped("done"), [False, False, True])
        wizard.line_ids[0].login = wizard.line_ids[1].login = "an.van"
        self.assertIn("hai lần", wizard.line_ids[1].problem)
        with self.assertRaises(UserError):
            wizard.action_create()
        wizard.line_ids[1].login = "an.van2"
        wizard.action_create()
        self.assertEqual(len(self.staff.user_id), 3)

    def test_a_colleague_was_faster(self):
        """BT-4.3: two administrators with the same list make each account once."""
        first, second = self._open(), self._open()
        first.line_ids[0].selected = False
        first.action_create()
        self.env.invalidate_all()
        self.assertEqual(second.count, 1)
        self.assertIn("đã có tài khoản", second.line_ids[1].problem)
        second.action_create()
        self.assertEqual(len(self.staff.user_id), 3)
        with self.assertRaises(UserError):
            second.action_create()

    def test_whoever_decides_is_vouched_for(self):
        """BT-8.5: who handed the password out could be faster than the person."""
        deputy = self.staff[1]
        duty = {
            "employee_id": deputy.id,
            "kind": "deputy",
            "school_id": self.school.id,
            "date_from": date(2025, 9, 1),
            "decision": "20/QĐ",
        }
        self.env["edu.duty"].create(duty)
        self._open().action_create()
        access, suspensions = self.env["edu.access"], self.env["edu.suspension"]
        self.assertFalse(access._has("deputy", self.school, user=deputy.user_id))
        opened = suspensions._open_of(deputy.user_id)
        self.assertEqual(opened.mapped("cause"), ["first"])
        # Appointed after the account was made, before the first login: the same.
        late = self.staff[0]
        self.env["edu.duty"].create({**duty, "employee_id": late.id, "kind": "board"})
        self.assertFalse(access._has("board", self.school, user=late.user_id))
        suspensions._open_of(late.user_id)._end()
        self.assertTrue(access._has("board", self.school, user=late.user_id))

    def test_renewal(self):
        """BT-4.3: a lost slip or forgotten password is replaced by a new slip."""
        teacher = self.users["teacher"]
        wizard = self._open(method="action_open_renewal")
        self.assertFalse(any(wizard.line_ids.mapped("selected")))
        self.assertFalse(any(wizard.line_ids.mapped("password_due")))
        lines = {line.user_id: line for line in wizard.line_ids}
        self.assertNotIn(self.users["administrator"], lines)
        lines[teacher].selected = True
        (secret,) = self._secrets(wizard.action_create())
        self.assertEqual(teacher.edu_password_due, "reset")
        again = self._open(method="action_open_renewal").line_ids
        due = again.filtered("password_due")
        self.assertEqual((due.user_id, due.password_due), (teacher, "reset"))
        teacher._change_due_password(secret, "Của riêng tôi 7")
        self.assertFalse(teacher.edu_password_due)

    def test_the_keeper_of_the_database_is_not_entered(self):
        """BT-8.5: a school's administrator takes over nobody above him."""
        keeper = self._new_staff("keeper").user_id
        keeper.group_ids += self.env.ref("base.group_erp_manager")
        wizard = self._open(method="action_open_renewal")
        line = wizard.line_ids.filtered(lambda line: line.user_id == keeper)
        line.selected = True
        self.assertTrue(line.problem)
        with self.assertRaises(UserError):
            wizard.action_create()

    def test_set_up(self):
        """BT-4.3: before the first head the group of administrators is enough."""
        school = self._new_school("THCS Mới", "79760702")
        school.company_id = self.company
        self.school.company_id = False
        self._new_people("Lê Văn Mới", school=school)
        nobody = self._new_staff("nobody").user_id
        self.users["nobody"] = nobody
        with self.assertRaises(AccessError):
            self._open("nobody")
        nobody.group_ids += self.env.ref("edu_school.group_administrator")
        wizard = self._open("nobody")
        self.assertEqual(wizard.school_id, school)
        wizard.action_create()
        self.assertTrue(wizard.line_ids.user_id)

    def test_attacks(self):
        """BT-4.3, BT-8.1: no duty, no account; nothing can be smuggled in."""
        theirs = self._open()
        foreign = self._new_people(
            "Người Trường Khác", school=self._new_school("THCS Khác", "79760703")
        )
        line = "edu.account.creation.line"
        for login in ("teacher", "registrar", "head", "clerk"):
            self.authenticate(f"edu_{login}", f"edu_{login}")
            self._refused("edu.account.creation", "action_open")
            self._refused("edu.account.creation", "action_open_renewal")
            self._refused("edu.account.creation", "action_create", theirs.ids)
            self._refused(
                "edu.account.creation", "create", {"school_id": self.school.id}
            )
            self._refused(line, "write", theirs.line_ids.ids, {"login": "x.y.z"})
        self.authenticate("edu_administrator", "edu_administrator")
        self._refused("edu.account.creation", "_create_accounts", theirs.ids, [], [])
        other = self._new_school("THCS Nữa", "79760704")
        for vals in (
            {"school_id": other.id},
            {"renews": True},
            {"line_ids": [[0, 0, {"employee_id": foreign.id, "login": "abc"}]]},
            {"line_ids": [[1, theirs.line_ids[0].id, {"employee_id": foreign.id}]]},
            {"line_ids": [[1, theirs.line_ids[0].id, {"group_ids": [[4, 1]]}]]},
        ):
            self._refused("edu.account.creation", "write", theirs.ids, vals)
        self._refused(line, "write", theirs.line_ids.ids, {"employee_id": foreign.id})
        self._refused(
            line, "create", {"creation_id": theirs.id, "employee_id": foreign.id}
        )
        # A context with defaults or groups reaches no account.
        context = {
            "default_group_ids": [[4, self.env.ref("base.group_system").id]],
            "default_edu_password_due": False,
            "edu_protected": True,
        }
        self._call("edu.account.creation", "action_create", theirs.ids, context=context)
        self.env.invalidate_all()
        users = self.staff.user_id
        self.assertEqual(users.group_ids, self.env.ref("edu_school.group_staff"))
        self.assertEqual(users.mapped("edu_password_due"), ["first"] * 3)
        self.assertFalse(foreign.user_id)
        # The duty ended: the list that lies open gives nothing any more.
        self._new_people("Đến Sau")
        late = self._open()
        duty = self.env["edu.duty"].search(
            [("user_id", "=", self.users["administrator"].id)]
        )
        duty.date_to = date(2025, 9, 2)
        self._refused("edu.account.creation", "action_create", late.ids)

    def test_a_hundred(self):
        """BT-4.3: the work grows with the staff, not faster; fifty at a time."""
        counts = {}
        for number in (10, 100):
            people = self._new_people(
                *(f"Giáo Viên Số {number} {i}" for i in range(number))
            )
            wizard = self._open()
            wizard.line_ids.filtered(
                lambda line, people=people: line.employee_id not in people
            ).selected = False
            made = 0
            while made < number:
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                action = wizard.action_create()
                self.env.flush_all()
                made += len(self._secrets(action))
                counts[made] = self.env.cr.sql_log_count - before
                self.assertEqual(len(people.user_id), made)
                left = number - made
                said = action["params"]["message"]
                self.assertEqual(f"Còn {left} người" in said, bool(left), said)
        self.assertEqual(list(counts), [10, 50, 100])
        self.assertLess((counts[50] - counts[10]) / 40, 30, counts)

    def test_a_newcomer_works_at_the_school(self):
        """BT-4.3: who is entered in the list of the only school belongs there."""
        staff = self.env["hr.employee"].with_context(edu_school_staff=True)
        schools = self.env["edu.school"].search([("company_id", "!=", False)])
        self.assertEqual(
            staff.create({"name": "Người Mới"}).edu_school_id,
            schools if len(schools) == 1 else schools.browse(),
        )
        self.assertFalse(self.env["hr.employee"].create({"name": "X"}).edu_school_id)
