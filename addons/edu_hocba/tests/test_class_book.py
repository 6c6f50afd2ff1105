# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.edu_hocba.models import edu_book_acts

from hocba.books.class_book import xml as class_xml

from .common import HocbaCase, SignedHocbaCase


class ClassBookCase(HocbaCase):
    def freeze(self, period, user=None):
        books = self.env["edu.class.book"]
        book_id = books.with_user(user or self.registrar).freeze_class(
            self.class_.id, period
        )
        return books.browse(book_id)


class TestClassBook(ClassBookCase):
    """The class book of a period: what it says, who makes it, who reads it."""

    def test_it_says_what_the_gradebooks_say(self):
        """KP-18.3, BP-6.5: list, marks, totals and attendance of the term, per class"""
        absences = self.env["edu.absence"]
        # As if they had been entered before the lock.
        with patch.object(type(absences), "_refusals", lambda *_args: {}):
            absences.create(
                [
                    {
                        "enrolment_id": self.enrolments[0].id,
                        "date": "2025-10-06",
                        "session": session,
                        "permitted": permitted,
                    }
                    for session, permitted in (("morning", True), ("afternoon", False))
                ]
            )
        book = self.freeze("HK1")
        self.assertEqual(book.state, "teachers")
        written = class_xml.parse(book.xml_document_id._content()).book
        self.assertEqual(written, book._class_book())
        self.assertEqual((written.period, written.class_name), ("HK1", "7A1"))
        self.assertEqual(
            [learner.learner.name for learner in written.learners],
            self.enrolments.sorted("number").student_id.mapped("name"),
        )
        first = self.enrolments[0]
        for subject in written.subjects:
            with self.subTest(subject.code):
                record = self.env["edu.subject"].search([("code", "=", subject.code)])
                line = self.env["edu.gradebook.line"].search(
                    [
                        ("enrolment_id", "=", first.id),
                        ("subject_id", "=", record.id),
                        ("gradebook_id.term_id.code", "=", "HK1"),
                    ]
                )
                said = next(one for one in subject.lines if one.number == first.number)
                self.assertEqual(said.hk1, line.average)
                self.assertEqual(said.final, line.ck)
                self.assertTrue(subject.teachers)
        result = next(
            one for one in written.summary.results if one.number == first.number
        )
        self.assertEqual(result.study.hk1, self.result(0).study_hk1)
        self.assertEqual((result.excused, result.unexcused), (1, 1))
        october = next(month for month in written.months if month.month == "2025-10")
        self.assertEqual(
            [(one.number, one.day, one.kinds) for one in october.absences],
            [(first.number, 6, "PK")],
        )

    def test_the_periods_of_a_year_are_one_book(self):
        """KP-2.3: three documents under one id, each naming the one before"""
        books = [self.freeze(period) for period in ("HK1", "HK2", "CN")]
        self.assertEqual(len({book.book_uuid for book in books}), 1)
        for before, book in zip(books[:-1], books[1:], strict=True):
            self.assertEqual(book.previous_id, before)
            self.assertEqual(book.previous_sha256, before.xml_document_id.sha256)
        year = books[-1]._class_book()
        self.assertFalse(year.months)
        for result in year.summary.results:
            self.assertEqual(result.promotion, "PROMOTED")
            self.assertTrue(result.study.year)

    def test_teachers_first_then_the_homeroom_teacher(self):
        """KP-18.3-18.5: one place for each teacher of each subject, then the totals"""
        book = self.freeze("HK1")
        states = {slot.role: set() for slot in book.slot_ids}
        for slot in book.slot_ids:
            states[slot.role].add(slot.state)
        self.assertEqual(states, {"teacher": {"ready"}, "homeroom": {"waiting"}})
        subjects = book._class_book().subjects
        self.assertEqual(
            len(book.slot_ids) - 1, sum(len(subject.teachers) for subject in subjects)
        )
        slot = book.slot_ids.filtered(lambda s: s.user_id == self.teacher)[:1]
        shown = slot.with_user(self.teacher)
        for enrolment in self.enrolments:
            self.assertIn(enrolment.student_id.name, shown.summary)
        self.assertFalse(shown.may_read)
        with self.assertRaises(AccessError):
            shown.action_download()

    def test_who_makes_it(self):
        """KP-5.3c: head, deputy and registrar; a second one of a period never"""
        for user in (self.teacher, self.homeroom, self.clerk, self.administrator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.freeze("HK1", user)
        self.freeze("HK1", self.head)
        with self.assertRaisesRegex(UserError, "7A1"):
            self.freeze("HK1")
        with self.assertRaises(UserError):
            self.freeze("HK3")

    def test_only_a_locked_period(self):
        """KP-18.2: open marks are in no book; the other term's do not matter"""
        self.env["edu.gradebook"].search(
            [("class_id", "=", self.class_.id), ("term_id.code", "=", "HK2")], limit=1
        )._write_protected({"state": "open"})
        self.freeze("HK1")
        for period in ("HK2", "CN"):
            with self.assertRaisesRegex(UserError, "not locked"):
                self.freeze(period)

    def test_the_year_waits_for_the_head(self):
        """KP-18.2: promotion is decided before the year's totals are signed"""
        decision = self.env["edu.decision"].search(
            [("enrolment_id", "=", self.enrolments[0].id), ("kind", "=", "promotion")]
        )
        decision._write_protected({"state": "proposed"})
        with self.assertRaisesRegex(UserError, self.enrolments[0].student_id.name):
            self.freeze("CN")

    def test_who_reads(self):
        """KP-38: leadership, registrar, clerk and the class's homeroom teacher"""
        book = self.freeze("HK1")
        for user in (self.head, self.deputy, self.registrar, self.clerk, self.homeroom):
            with self.subTest(user.login):
                self.assertIn(book, book.with_user(user).search([]))
                form = Form(
                    book.with_user(user),
                    self.env.ref("edu_hocba.edu_class_book_view_form"),
                )
                self.assertEqual(len(form.slot_ids), len(book.slot_ids))
        for user in (self.teacher, self.foreign, self.administrator):
            with self.subTest(user.login):
                self.assertFalse(book.with_user(user).search([]))
                with self.assertRaises(AccessError):
                    book.with_user(user).action_download_xml()

    def test_nothing_changes_by_rpc_or_sql(self):
        """KP-25.4, DL2-6.5: the frozen class is guarded as every book is"""
        book = self.freeze("HK1")
        for user in (self.head, self.registrar, self.homeroom):
            with self.assertRaises(AccessError):
                book.with_user(user).write({"state": "issued"})
        self.env.flush_all()
        for query in (
            "UPDATE edu_class_book SET snapshot = '{}' WHERE id = %s",
            "UPDATE edu_class_book SET period = 'HK2' WHERE id = %s",
            "UPDATE edu_class_book SET state = 'issued' WHERE id = %s",
            "DELETE FROM edu_class_book WHERE id = %s",
        ):
            with (
                self.subTest(query),
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, [book.id])

    def test_withdrawn_and_replaced(self):
        """KP-25: the head withdraws it with a reason; the next one names it"""
        book = self.freeze("HK1")
        with self.assertRaises(AccessError):
            book.with_user(self.homeroom).action_withdraw("Sai")
        with patch.object(edu_book_acts, "today", lambda: date(2026, 1, 20)):
            book.with_user(self.head).action_withdraw("Sai điểm")
        self.assertEqual(set(book.slot_ids.mapped("state")), {"cancelled"})
        new = self.freeze("HK1")
        self.assertEqual((new.revision, new.replaces_id), (2, book))
        self.assertEqual(new.book_uuid, book.book_uuid)
        self.assertEqual(new._class_book().replaces_uuid, book.uuid)

    def test_a_changed_mark_makes_it_outdated(self):
        """KP-25: after a correction only the periods that say something else go back"""
        books = self.freeze("HK1") | self.freeze("HK2")
        self.assertFalse(books._outdated())
        row = self.result(0).subject_result_ids[:1]
        row._write_protected({"hk1": "5.5"})
        self.assertEqual(books._outdated(), books[0])


class TestClassBookIssue(ClassBookCase, SignedHocbaCase):
    def test_from_the_teachers_to_the_issue(self):
        """KP-18.4-18.8: all sign with their own keys; both files verify"""
        book = self.freeze("HK1", self.head)
        self.sign_until_head(book)
        self.assertEqual((book.state, book.preparation), ("leadership", "pending"))
        self.prepare(book)
        self.sign_act(book, "head")
        self.sign_act(book, "organisation")
        self.assertEqual(book.state, "issued")
        self.assertEqual(book.number, f"1/STD-{self.school.code}")
        self.assertEqual(book._file_stem(), "so-theo-doi-7A1-2025-2026-HK1-v1")
        reports = book._verify()
        self.assertEqual(len(reports), 2)
        self.assertEqual(book.verdict, "total-passed", book.verification)
