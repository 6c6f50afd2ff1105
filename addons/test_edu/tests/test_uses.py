# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import xmlrpc.client
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from .matrix import RolesCase
from .test_attacks import RESULTS


@tagged("post_install", "-at_install")
class TestUses(RolesCase):
    """Who reads, takes out, prints or is refused stands in the journal (KP-20.3)."""

    def setUp(self):
        super().setUp()
        self.last = self._newest()
        self.student = self.env["edu.student"].browse(self.places["own"]["student_id"])
        self.book = self.env["edu.gradebook"].browse(
            self.places["own_locked"]["gradebook_id"]
        )

    def _newest(self):
        return self.env["edu.journal"].search([], limit=1).id or 0

    def uses(self, role=None):
        """The uses written since the last question, oldest first."""
        self.env.invalidate_all()
        domain = [("id", ">", self.last), ("field", "like", "use.")]
        if role:
            domain.append(("user_id", "=", self.roles[role].id))
        found = self.env["edu.journal"].search(domain, order="id")
        self.last = self._newest()
        return found

    def told(self, entry):
        return json.loads(entry.payload)["use"]

    # -- reading -------------------------------------------------------------------

    def test_opening_a_learner_is_recorded(self):
        """KP-20.3: who opens a learner's form stands there with duty and address."""
        self.log_in("homeroom")
        spec = {
            "name": {},
            "personal_id": {},
            "guardian_ids": {"fields": {"phone": {}}},
        }
        self.call("edu.student", "web_read", self.student.ids, spec)
        entry = self.uses()
        self.assertEqual(
            [entry.field, entry.model, entry.res_id, entry.res_name],
            ["use.read", "edu.student", self.student.id, self.student.name],
        )
        self.assertEqual(entry.user_id, self.roles["homeroom"].id)
        self.assertEqual(entry.address, "127.0.0.1")
        self.assertEqual(entry.school_code, self.school.code)
        self.assertIn("homeroom", entry.duty.split(","))
        self.assertEqual(self.told(entry)["learners"], 1)
        self.assertEqual(self.told(entry)["outside"], 0)

    def test_no_learner_of_her_school_is_outside_the_heads_classes(self):
        """KP-20.3: she leads all of them; a registrar has no class."""
        for role, outside in (("head", 0), ("registrar", 1)):
            with self.subTest(role):
                self.log_in(role)
                self.call("edu.student", "read", self.student.ids, ["birth_place"])
                self.assertEqual(self.told(self.uses())["outside"], outside)

    def test_the_head_reads_the_journal_and_is_recorded(self):
        """KP-20.3, BT-8.5: the journal of his school and no other, and not unseen."""
        self.log_in("head")
        spec = {"res_name": {}, "old": {}, "new": {}, "user_name": {}}
        answer, _error = self.call("edu.journal", "web_search_read", [], spec, limit=40)
        self.assertEqual(len(answer["records"]), 40)
        entry = self.uses()
        self.assertEqual((entry.field, entry.model), ("use.read", "edu.journal"))
        self.assertEqual(self.told(entry)["count"], 40)
        self.assertEqual(entry.school_code, self.school.code)
        codes = self.env["edu.journal"].browse(r["id"] for r in answer["records"])
        self.assertEqual(set(codes.mapped("school_code")), {self.school.code})

    def test_once_in_half_an_hour(self):
        """KP-20.3: the same person with the same learner again is one use."""
        for role in ("homeroom", "registrar"):
            self.log_in(role)
            for _again in range(2):
                self.call("edu.student", "read", self.student.ids, ["birth_place"])
        self.assertEqual(len(self.uses()), 2)
        later = fields.Datetime.now() + timedelta(minutes=31)
        with patch.object(fields.Datetime, "now", lambda *args: later):
            self.call("edu.student", "read", self.student.ids, ["birth_place"])
        self.assertEqual(len(self.uses()), 1)

    def test_names_of_a_class_are_no_use(self):
        """KP-20.3: a list of names tells nothing; a list with particulars does."""
        self.log_in("registrar")
        self.call("edu.student", "web_search_read", [], {"name": {}, "class_id": {}})
        self.assertFalse(self.uses())
        spec = {"name": {}, "personal_id": {}}
        answer, _error = self.call("edu.student", "web_search_read", [], spec)
        entry = self.uses()
        self.assertEqual(self.told(entry)["count"], len(answer["records"]))
        self.assertEqual(self.told(entry)["learners"], len(answer["records"]))

    def test_a_sheet_is_one_use(self):
        """KP-20.3: a gradebook that its own teacher opens is one entry, saves and
        reloads of rows included."""
        self.log_in("teacher")
        domain = [("gradebook_id", "=", self.book.id)]
        spec = {"student_id": {"fields": {"display_name": {}}}, "tx1": {}}
        self.call("edu.gradebook.line", "web_search_read", domain, spec)
        self.call("edu.gradebook.line", "web_read", self.book.line_ids[:1].ids, spec)
        entry = self.uses()
        self.assertEqual((entry.model, entry.res_id), ("edu.gradebook", self.book.id))
        self.assertEqual(self.told(entry)["count"], len(self.book.line_ids))
        self.assertEqual(self.told(entry)["outside"], 0)

    def test_rows_one_by_one(self):
        """KP-20.3: reading a sheet row by row hides none of them; the rows of a sheet
        that was opened leave no further entries."""
        self.log_in("teacher")
        ids = self.book.line_ids.ids
        self.assertGreater(len(ids), 1)
        for number in (*ids, ids[0], ids[-1]):
            self.call("edu.gradebook.line", "read", [number], ["tx1"])
        self.call("edu.gradebook.line", "read", ids, ["tx1"])
        entries = self.uses()
        told = [self.told(entry)["records"][0][0] for entry in entries]
        self.assertEqual(told, ids)
        self.assertEqual(set(entries.mapped("res_id")), {self.book.id})
        later = fields.Datetime.now() + timedelta(minutes=31)
        with patch.object(fields.Datetime, "now", lambda *args: later):
            self.call("edu.gradebook.line", "read", ids, ["tx1"])
        self.assertEqual(
            self.told(self.uses())["ids"]["edu.gradebook.line"][0][0], ids[0]
        )

    def test_known_records_hide_no_others(self):
        """KP-20.3: what is read along with a known record is a use."""
        self.log_in("head")
        self.call("edu.student", "read", self.student.ids, ["birth_place"])
        self.uses()
        spec = {"birth_place": {}, "guardian_ids": {"fields": {"phone": {}}}}
        self.env["edu.guardian"].create(
            {"student_id": self.student.id, "name": "Lê Thị Hoa", "relation": "mother"}
        )
        for count in (1, 0):
            self.call("edu.student", "web_read", self.student.ids, spec)
            self.assertEqual(len(self.uses("head")), count)

    def test_more_than_fifty_rows(self):
        """KP-20.3: all numbers that were read are told, not only the first fifty."""
        journal = self.env["edu.journal"].with_user(self.roles["teacher"]).sudo()
        ids = list(range(10**8, 10**8 + 60))
        for asked, count in ((ids, 1), (ids[55:], 0), ([*ids[55:], ids[-1] + 1], 1)):
            journal._insert_use("read", {"edu.gradebook": dict.fromkeys(asked)}, "")
            self.assertEqual(len(self.uses("teacher")), count)

    def test_a_long_sheet_costs_no_more(self):
        """KP-20.3: recording a sheet asks as many questions as recording one row."""
        journal = self.env["edu.journal"].with_user(self.roles["teacher"]).sudo()
        asked = []
        # The first is to fill what Odoo keeps between requests.
        for count in (1, 1, 2, len(self.book.line_ids)):
            self.env.invalidate_all()
            ids = dict.fromkeys(self.book.line_ids[:count].ids)
            before = self.env.cr.sql_log_count
            journal._insert_use("export", {"edu.gradebook.line": ids}, "")
            asked.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(set(asked[1:])), 1, asked)

    def test_through_relations_and_totals(self):
        """KP-20.3: a learner read by way of his class or in groups is read."""
        self.log_in("head")
        spec = {
            "enrolment_ids": {
                "fields": {"student_id": {"fields": {"personal_id": {}}}},
            }
        }
        self.call("edu.class", "web_read", [self.book.class_id.id], spec)
        self.assertEqual(self.uses().model, "edu.student")
        self.call(
            "edu.gradebook.line",
            "formatted_read_group",
            [("gradebook_id", "=", self.book.id)],
            ["student_id", "tx1"],
            ["__count"],
        )
        self.assertEqual(self.uses().reason, "student_id, tx1")
        self.call(
            "edu.class", "overview", self.book.class_id.ids, context={"lang": "vi_VN"}
        )
        learners = len(self.book.class_id.enrolment_ids)
        self.assertEqual(self.told(self.uses())["learners"], learners)

    def test_totals_tell_values(self):
        """KP-20.3: every way to values of others by counting them is recorded, and
        each question anew."""
        self.log_in("head")
        domain = [("gradebook_id", "=", self.book.id)]
        line = self.book.line_ids[0]
        bar = {"field": "tx1", "colors": {line.tx1: "success"}}
        self.assertTrue(line.tx1)
        for learner in self.book.line_ids.student_id[:2]:
            own = [*domain, ("student_id", "=", learner.id)]
            if learner != line.student_id:
                bar["colors"] = dict.fromkeys(self.book.line_ids.mapped("tx1"), "muted")
            answer, _error = self.call(
                "edu.gradebook.line", "read_progress_bar", own, "student_id", bar
            )
            self.assertTrue(answer)
            entry = self.uses()
            self.assertEqual(
                (entry.field, entry.reason), ("use.read", "student_id, tx1")
            )
        answer, _error = self.call(
            "edu.enrolment",
            "formatted_read_group",
            [("class_id", "=", self.book.class_id.id)],
            ["student_id.birth_place"],
            ["__count"],
        )
        self.assertTrue(answer)
        entry = self.uses()
        self.assertEqual((entry.model, entry.reason), ("edu.student", "birth_place"))
        answer, _error = self.call("edu.student", "copy_data", self.student.ids)
        self.assertEqual(self.uses().res_id, self.student.id, answer)

    def test_systems_are_no_people(self):
        """KP-20.3: what the system reads for itself leaves no entry."""
        self.env["edu.student"].search([]).read(["personal_id"])
        self.assertFalse(self.uses())

    # -- taking out ----------------------------------------------------------------

    def test_exports_are_recorded(self):
        """KP-20.3: an export is one entry with count, names and a digest."""
        self.log_in("registrar")
        students = self.env["edu.student"].with_user(self.registrar).search([])
        self.call("edu.student", "export_data", students.ids, ["name"])
        entry = self.uses()
        told = self.told(entry)
        self.assertEqual((entry.field, told["count"]), ("use.export", len(students)))
        self.assertEqual(len(told["records"]), min(50, len(students)))
        self.assertEqual(len(told["digest"]), 64)
        self.assertEqual(entry.reason, "name")
        data = {
            "model": "edu.student",
            "fields": [{"name": "personal_id", "label": "Số định danh"}],
            "ids": False,
            "domain": [],
            "import_compat": False,
        }
        for kind in ("csv", "xlsx"):
            answer = self.url_open(
                f"/web/export/{kind}",
                data={
                    "data": json.dumps(data),
                    "csrf_token": Request.csrf_token(self),
                },
            )
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(self.uses().field, "use.export")

    def test_workbooks_and_files_are_recorded(self):
        """KP-20.3, KP-20.4: who takes a file out stands in the journal."""
        self.log_in("teacher")
        for record in (self.book, self.book.class_id):
            self.url_open(f"/edu_workbook/{record._name}/{record.id}")
            entry = self.uses()
            self.assertEqual(entry.field, "use.download")
            self.assertIn(".xlsx", entry.reason)
            self.assertEqual(
                self.told(entry)["learners"], len(self.book.class_id.enrolment_ids)
            )
        self.log_in("clerk")
        of_book = [("res_model", "=", "edu.hocba.year")]
        of_book += [("class_id", "=", self.book.class_id.id)]
        document = self.env["edu.document"].search(of_book, limit=1)
        self.url_open(f"/edu_signing/document/{document.id}")
        entry = self.uses()
        self.assertEqual(
            (entry.field, entry.model, entry.res_id),
            ("use.download", document.res_model, document.res_id),
        )

    def test_prints_are_recorded(self):
        """KP-20.3: printing by Odoo's own reports is recorded."""
        report = self.env["ir.actions.report"].create(
            {
                "name": "Danh sách",
                "model": "edu.student",
                "report_type": "qweb-html",
                "report_name": "web.html_container",
            }
        )
        self.log_in("registrar")
        self.url_open(f"/report/html/{report.report_name}/{self.student.id}")
        entry = self.uses()
        self.assertEqual((entry.field, entry.res_id), ("use.print", self.student.id))

    # -- refused -------------------------------------------------------------------

    def test_refused_attempts_are_recorded(self):
        """KP-20.3, BT-8.5: what was refused stands there, by every way of calling."""
        line = self.book.line_ids[:1]
        foreign = self.places["foreign"]["student_id"]
        self.log_in("administrator")
        with self.quiet():
            _value, error = self.call("edu.gradebook.line", "read", line.ids, ["tx1"])
        self.assertEqual(error, "AccessError")
        entry = self.uses("administrator")
        self.assertEqual(
            (entry.field, entry.reason), ("use.refused", "edu.gradebook.line.read")
        )
        self.log_in("teacher")
        with self.quiet():
            self.call("edu.student", "write", [foreign], {"name": "Khác"})
        entry = self.uses("teacher")
        self.assertEqual(entry.reason, "edu.student.write")
        self.assertEqual(self.told(entry)["records"], [[foreign, ""]])
        self.assertEqual(entry.school_code, self.school.code)
        with self.quiet():
            # A call that is wrong in itself is refused nothing.
            self.call("edu.correction", "request", "marks", [{"line_id": 1}], "x")
        self.assertFalse(self.uses("teacher"))
        self.log_in("registrar")
        with self.quiet():
            answer = self.url_open(f"/edu_workbook/edu.gradebook/{self.book.id}")
        self.assertNotEqual(answer.status_code, 200)
        entry = self.uses("registrar")
        self.assertEqual(entry.field, "use.refused")
        self.assertIn("/edu_workbook", entry.reason)
        self.assertEqual((entry.model, entry.res_id), ("edu.gradebook", self.book.id))

    def test_trying_numbers_is_recorded(self):
        """BT-8.5: each row of a sheet that was tried stands there; past a hundred tries
        in half an hour one a minute tells that it goes on."""
        self.log_in("administrator")
        ids = self.book.line_ids.ids
        with self.quiet():
            for number in (*ids, ids[0]):
                self.call("edu.gradebook.line", "read", [number], ["tx1"])
        told = [self.told(entry)["records"][0][0] for entry in self.uses()]
        self.assertEqual(told, ids)
        journal = self.env["edu.journal"].with_user(self.roles["clerk"]).sudo()
        start = fields.Datetime.now()
        for number in range(1, 104):
            journal._insert_use("refused", {"edu.student": {number: None}}, "x")
        self.assertEqual(self.uses("clerk").mapped("reason"), ["x"] * 100)
        later = start + timedelta(minutes=3)
        with patch.object(fields.Datetime, "now", lambda *args: later):
            journal._insert_use("refused", {"edu.student": {999: None}}, "x")
        self.assertEqual(self.uses("clerk").reason, "x …")

    def test_every_role_is_recorded(self):
        """BT-8.5, BT-10.3: whoever tries a result beyond his duty is in the log."""
        tried = [
            (model, self.samples[model]["foreign"])
            for model in RESULTS
            if "foreign" in self.samples[model]
        ]
        self.assertGreater(len(tried), 8)
        for role, user in self.roles.items():
            self.log_in(role)
            with self.quiet():
                for model, number in tried:
                    self.call(model, "read", [number], ["display_name"])
            entries = self.uses(role)
            self.assertEqual(set(entries.mapped("field")), {"use.refused"}, role)
            told = {(e.reason, self.told(e)["records"][0][0]) for e in entries}
            self.assertEqual(told, {(f"{m}.read", n) for m, n in tried}, role)
            self.assertEqual(set(entries.mapped("user_id")), {user.id})

    def test_what_is_not_found_is_not_read(self):
        """KP-20.3: a list that shows nobody anything leaves no entry."""
        self.log_in("registrar")
        self.call("edu.gradebook.line", "search_read", [], ["tx1"])
        self.call("edu.gradebook.line", "formatted_read_group", [], ["tx1"], [])
        self.assertFalse(self.uses())

    def test_xmlrpc_is_recorded(self):
        """KP-20.3: the old way of calling leaves its entries as well."""
        user = self.roles["administrator"]
        line = self.book.line_ids[:1]
        arguments = (self.env.cr.dbname, user.id, user.login)
        message = ""
        with self.quiet(), mute_logger("odoo.addons.rpc.controllers.xmlrpc"):
            try:
                self.xmlrpc_object.execute_kw(
                    *arguments, "edu.gradebook.line", "read", [line.ids, ["tx1"]]
                )
            except xmlrpc.client.Fault as fault:
                message = fault.faultString
            self.xmlrpc_object.execute_kw(
                *arguments, "edu.student", "read", [self.student.ids, ["address"]]
            )
        self.assertIn("edu.gradebook.line", message)
        refused, read = self.uses()
        self.assertEqual(refused.reason, "edu.gradebook.line.read")
        self.assertEqual((read.field, read.res_id), ("use.read", self.student.id))
        self.assertEqual(read.address, "127.0.0.1")

    # -- forging -------------------------------------------------------------------

    def test_nothing_sent_along_hides_or_forges(self):
        """KP-20.3: neither context nor headers suppress or change an entry."""
        self.log_in("homeroom")
        context = {
            "uid": 1,
            "su": True,
            "edu_uses": {},
            "edu_journal_reason": "khác",
            "install_mode": True,
            "bin_size": True,
        }
        self.opener.headers.update(
            {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"}
        )
        self.call("edu.student", "read", self.student.ids, ["address"], context=context)
        entry = self.uses()
        self.assertEqual(entry.user_id, self.roles["homeroom"].id)
        self.assertEqual(entry.address, "127.0.0.1")
        self.assertEqual(entry.reason, "")
        with self.quiet():
            for method in ("_record_use", "_insert_use", "create", "_record"):
                _value, error = self.call("edu.journal", method, "read", [])
                self.assertTrue(error)
        self.assertNotIn("use.read", self.uses().mapped("field"))

    def test_a_failure_to_record_fails_no_request(self):
        """KP-20.3: the person works on, the operator reads it in the server's log."""
        self.log_in("homeroom")
        journal = self.env.registry["edu.journal"]
        with patch.object(journal, "_insert_use", side_effect=ValueError("voll")):
            with self.assertLogs("odoo.addons.edu_journal.use", "ERROR"):
                value, error = self.call(
                    "edu.student", "read", self.student.ids, ["address"]
                )
        self.assertEqual((len(value), error), (1, ""))
