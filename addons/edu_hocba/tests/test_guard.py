# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from hocba.books import form as forms

from .common import HocbaCase, HocbaFixture


class TestGuard(HocbaCase):
    """Nobody goes round the signatures: not by RPC, not by plain SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.class_.with_user(cls.registrar).action_create_hocba()
        cls.book = cls.env["edu.hocba.year"].search(
            [("enrolment_id", "=", cls.enrolments[0].id)]
        )
        cls.env.flush_all()

    def _refused_by_postgres(self, query, *values):
        with (
            self.assertRaises(psycopg2.errors.InsufficientPrivilege),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(query, values)

    def test_a_book_is_found_by_its_learner(self):
        """KP-24.4: without diacritics too, and only by who may read it."""
        for model in ("edu.hocba", "edu.hocba.year"):
            books = self.env[model].with_user(self.homeroom)
            found = {text: books.name_search(text) for text in ("thi anh", "ạnh")}
            with self.subTest(model=model):
                self.assertEqual(found["ạnh"], [])
                if model == "edu.hocba.year":
                    self.assertEqual(
                        [id_ for id_, _ in found["thi anh"]], self.book.ids
                    )

    def test_states_cannot_be_written_by_rpc(self):
        """KP-24.5: no duty writes a state, a number or a snapshot directly"""
        for user in (self.head, self.clerk, self.registrar, self.homeroom):
            book = self.book.with_user(user)
            for vals in (
                {"state": "issued"},
                {"number": "1"},
                {"snapshot": "{}"},
                {"preparation": "done"},
            ):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(AccessError):
                        book.write(vals)
            with self.assertRaises(AccessError):
                book.unlink()
            with self.assertRaises(AccessError):
                book.copy()

    def test_protected_even_with_rights(self):
        """KP-24.5: edited access rights open nothing; the sentinel does not travel"""
        self.env["ir.model.access"].create(
            {
                "name": "forged",
                "model_id": self.env["ir.model"]._get_id("edu.hocba.year"),
                "group_id": self.env.ref("edu_school.group_head").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        book = self.book.with_user(self.head).with_context(edu_protected="anything")
        with self.assertRaises(AccessError):
            book.write({"state": "issued"})
        with self.assertRaises(UserError):
            book.unlink()

    def test_private_steps_are_not_reachable(self):
        """KP-24.5: a teacher cannot call the system's steps on a book"""
        book = self.book.with_user(self.head)
        for step in (book._advance, book._prepare_issue, book._cron_finalise):
            with self.assertRaises(AccessError):
                step()

    def test_postgres_guards_frozen_facts(self):
        """KP-5.1: the frozen copy of results never changes, whoever writes"""
        self._refused_by_postgres(
            "UPDATE edu_hocba_year SET snapshot = '{}' WHERE id = %s", self.book.id
        )
        self._refused_by_postgres(
            "UPDATE edu_hocba_year SET class_id = %s WHERE id = %s",
            self.other_class.id,
            self.book.id,
        )

    def test_postgres_guards_states(self):
        """KP-24.5: no step is skipped, not even with SQL; nothing is deleted"""
        for state in ("draft", "homeroom2", "leadership", "issued", "final"):
            self._refused_by_postgres(
                "UPDATE edu_hocba_year SET state = %s WHERE id = %s",
                state,
                self.book.id,
            )
        self._refused_by_postgres(
            "DELETE FROM edu_hocba_year WHERE id = %s", self.book.id
        )
        self._refused_by_postgres("TRUNCATE edu_hocba_year CASCADE")

    def test_gradebook_changes_do_not_reach_the_book(self):
        """KP-5.1: gradebook data and học bạ data are kept apart"""
        before = self.book.snapshot, self.book.xml_document_id.sha256
        result = self.result(0)
        result._write_protected({"absences": 44})
        self.enrolments[0].student_id.name = "Tên Khác"
        self.env.invalidate_all()
        self.assertEqual(before, (self.book.snapshot, self.book.xml_document_id.sha256))
        self.assertEqual(self.book._facts()["learner"]["name"], "Nguyễn Thị Ánh")

    def test_who_reads(self):
        """KP-38: a book is read by leadership, registrar, clerk and homeroom only"""
        for user in (self.head, self.deputy, self.registrar, self.clerk, self.homeroom):
            self.assertTrue(self.book.with_user(user).has_access("read"), user.login)
            self.assertIn(self.book, self.book.with_user(user).search([]))
        for user in (self.teacher, self.foreign, self.administrator):
            self.assertFalse(self.book.with_user(user).has_access("read"), user.login)
            self.assertFalse(self.book.with_user(user).search([]))
            with self.assertRaises(AccessError):
                self.book.with_user(user).action_download_xml()
            with self.assertRaises(AccessError):
                self.book.with_user(user).action_verify()

    def test_subject_teacher_reads_his_own_marks(self):
        """KP-38, KP-18.3: he is shown what he signs, and gets no file with the rest"""
        document = self.book.xml_document_id
        slot = document.slot_ids.filtered(lambda s: s.user_id == self.teacher)[:1]
        own = slot.with_user(self.teacher)
        row = next(
            row
            for row in forms.year_form(self.book._year_book()).subjects
            if row.id == slot._regions()[0]
        )
        self.assertEqual(own.document_name, "Nguyễn Thị Ánh")
        self.assertEqual(own.label, row.cells[0])
        for label, mark in zip(forms.SUBJECT_HEADER[1:4], row.cells[1:4], strict=True):
            self.assertTrue(mark)
            self.assertIn(f"{label}: {mark}", own.summary)
        shown = self.env["edu.signing.session"].with_user(self.teacher)
        shown = shown.overview(slot.ids)["slots"][0]
        self.assertEqual(
            (shown["name"], shown["label"], shown["summary"]),
            (own.document_name, own.label, own.summary),
        )
        self.assertFalse(own.may_read)
        for call in (own.action_download, own.document_id.action_download):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            document.with_user(self.teacher).read(["content"])
        for user in (self.head, self.deputy, self.clerk, self.homeroom):
            with self.subTest(user.login):
                self.assertTrue(slot.with_user(user).may_read)
                document.with_user(user).action_download()

    def test_screens_open_for_their_readers(self):
        """BT-1.1b: whoever may read a book sees it on the screen, signatures too"""
        view = self.env.ref("edu_hocba.edu_hocba_year_view_form")
        for user in (self.head, self.deputy, self.registrar, self.clerk, self.homeroom):
            with self.subTest(user.login):
                self.env.invalidate_all()
                form = Form(self.book.with_user(user), view)
                self.assertEqual(form.student_id.name, "Nguyễn Thị Ánh")
                self.assertEqual(len(form.slot_ids), len(self.book.slot_ids))
                self.assertEqual(Form(self.class_.with_user(user)).hocba_count, 2)

    def test_group_without_duty_opens_nothing(self):
        """KP-5.3c: the group of heads alone, without the duty, reads no book"""
        self.foreign.group_ids += self.env.ref("edu_school.group_head")
        self.assertFalse(self.book.with_user(self.foreign).search([]))
        with self.assertRaises(AccessError):
            self.class_.with_user(self.foreign).action_create_hocba()
        with self.assertRaises(AccessError):
            self.book.with_user(self.foreign).action_withdraw("Vì muốn")


@tagged("post_install", "-at_install")
class TestDownloadRoute(HocbaFixture, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build_decided()

    def test_who_downloads(self):
        """KP-38: the route gives the whole file by duty for the book only"""
        self.class_.with_user(self.registrar).action_create_hocba()
        document = self.env["edu.hocba.year"].search(
            [("enrolment_id", "=", self.enrolments[0].id)]
        )
        document = document.xml_document_id
        self.assertIn(self.teacher, document.slot_ids.user_id)
        content, url = document._content(), f"/edu_signing/document/{document.id}"
        for user in (self.head, self.deputy, self.clerk, self.homeroom):
            with self.subTest(user.login):
                self.authenticate(user.login, user.login)
                self.assertEqual(self.url_open(url).content, content)
        for user in (self.teacher, self.foreign):
            with self.subTest(user.login), mute_logger("odoo.http"):
                self.authenticate(user.login, user.login)
                self.assertEqual(self.url_open(url).status_code, 403)
