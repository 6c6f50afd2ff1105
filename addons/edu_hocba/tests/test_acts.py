# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from odoo.addons.edu_hocba.models import edu_book_acts

from .common import HocbaCase, SignedHocbaCase


class TestCreate(HocbaCase):
    """Freezing a class."""

    def test_who_creates(self):
        """KP-24.5: head, deputy and registrar create; teachers and others do not"""
        for user in (self.teacher, self.homeroom, self.clerk, self.administrator):
            with self.assertRaises(AccessError):
                self.class_.with_user(user).action_create_hocba()
        self.assertEqual(len(self.create_books()), 2)

    def test_again_changes_nothing(self):
        """KP-24.4: one học bạ per learner; creating again makes nothing twice"""
        books = self.create_books()
        self.class_.with_user(self.registrar).action_create_hocba()
        self.assertEqual(self.books(), books)
        self.assertEqual(len(books.hocba_id), 2)

    def test_unlocked_class_refused(self):
        """BT-4.9d: an open class gives no học bạ"""
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        with self.assertRaisesRegex(UserError, "7A2"):
            self.other_class.with_user(self.head).action_create_hocba()

    def test_undecided_learner_is_left_out(self):
        """BT-4.9a: without the head's decision no học bạ; the others get theirs"""
        decision = self.env["edu.decision"].search(
            [("enrolment_id", "=", self.enrolments[0].id), ("kind", "=", "promotion")]
        )
        decision._write_protected({"state": "proposed"})
        answer = self.class_.with_user(self.head).action_create_hocba()
        self.assertEqual(self.books().enrolment_id, self.enrolments[1])
        self.assertIn("Nguyễn Thị Ánh", answer["params"]["message"])

    def test_missing_personal_id_names_the_learner(self):
        """KP-22: without a personal id no học bạ; the message names the learner"""
        self.enrolments[0].student_id.personal_id = False
        answer = self.class_.with_user(self.head).action_create_hocba()
        self.assertIn("Nguyễn Thị Ánh", answer["params"]["message"])
        self.assertEqual(self.books().enrolment_id, self.enrolments[1])

    def test_slots_of_all_holders(self):
        """KP-18.3: each subject's teachers have their place, several where several"""
        book = self.create_books()[0]
        slots = book.slot_ids
        self.assertEqual(book.state, "teachers")
        literature = slots.filtered(lambda s: s.slot_key.startswith("o-VAN"))
        self.assertEqual(len(literature), 3)
        self.assertIn(self.teacher, literature.user_id)
        self.assertIn(self.co_teacher, literature.user_id)
        self.assertEqual(
            set(slots.filtered(lambda s: s.act == 1).mapped("state")), {"ready"}
        )
        homeroom = slots.filtered(lambda s: s.role == "homeroom")
        self.assertEqual((homeroom.user_id, homeroom.state), (self.homeroom, "waiting"))
        self.assertFalse(slots.filtered(lambda s: s.act > 2))

    def test_signer_is_shown_the_values(self):
        """KP-18.3: a teacher sees before signing what he confirms"""
        book = self.create_books()[0]
        slot = book.slot_ids.filtered(lambda s: s.slot_key == "o-TOAN-CN-1")
        summary = slot.with_user(self.master)._summary()
        self.assertIn("Cả năm: 8,0", summary)

    def test_teacher_in_charge_signs_for_the_one_who_left(self):
        """KP-18.5: who is in charge at the year's end signs, the former is recorded"""
        duty = self.env["edu.duty"].search(
            [("user_id", "=", self.teacher.id), ("kind", "=", "subject_teacher")]
        )
        duty.write({"date_to": "2026-01-31"})
        successor = self._staff(
            "gv.moi",
            "Ngô Văn Mới",
            "subject_teacher",
            self.other_class,
            self.subjects["VAN"],
        )
        self._duty(
            successor,
            "subject_teacher",
            self.class_,
            self.subjects["VAN"],
            date_from="2026-02-01",
        )
        book = self.create_books()[0]
        slot = book.slot_ids.filtered(lambda s: s.user_id == successor)
        self.assertEqual(slot.in_place_of, "Bùi Văn Dạy")
        self.assertFalse(book.slot_ids.filtered(lambda s: s.user_id == self.teacher))

    def test_snapshot_is_complete_and_reproducible(self):
        """KP-5.1: the frozen facts alone give the same XML again"""
        from hocba.books import xml as book_xml

        book = self.create_books()[0]
        self.assertEqual(
            book_xml.build(book._year_book()), book.xml_document_id._content()
        )
        self.assertEqual(json.loads(book.snapshot)["summary"]["promotion"], "PROMOTED")


class TestOrder(SignedHocbaCase):
    """Nobody signs before those whose work he confirms."""

    def test_order_of_acts(self):
        """KP-24.5, BT-4.9d: teachers, homeroom, head, văn thư; never out of turn"""
        book = self.create_books()[0]
        sessions = self.env["edu.signing.session"]
        homeroom = book.slot_ids.filtered(lambda s: s.role == "homeroom")
        certificate = self.env["edu.certificate"].search(
            [("user_id", "=", self.homeroom.id)]
        )
        with self.assertRaises(UserError):
            sessions.with_user(self.homeroom).open(homeroom.ids, certificate.id)
        with self.assertRaises(UserError):
            self.class_.with_user(self.head).action_sign_hocba()
        with self.assertRaises(UserError):
            self.class_.with_user(self.clerk).action_issue_hocba()
        self.assertFalse(book._prepare_or_record())
        self.assertFalse(book.number)

        self.sign_act(book, "teacher")
        self.assertEqual(book.state, "homeroom")
        with self.assertRaises(UserError):
            self.class_.with_user(self.head).action_sign_hocba()

        self.sign_act(book, "homeroom")
        self.assertEqual((book.state, book.preparation), ("leadership", "pending"))
        self.assertFalse(book.slot_ids.filtered(lambda s: s.role == "head"))

    def test_only_duties_wake_the_batch(self):
        """KP-24.5: teachers do not start the preparation for the head"""
        self.create_books()
        for user in (self.teacher, self.homeroom, self.administrator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.class_.with_user(user).action_prepare_hocba_issue()

    def test_foreign_slot_refused(self):
        """KP-18.3: a teacher signs his own subjects only"""
        book = self.create_books()[0]
        slot = book.slot_ids.filtered(lambda s: s.slot_key == "o-TOAN-CN-1")
        certificate = self.env["edu.certificate"].search(
            [("user_id", "=", self.teacher.id)]
        )
        with self.assertRaises(UserError):
            self.env["edu.signing.session"].with_user(self.teacher).open(
                slot.ids, certificate.id
            )

    def test_withdraw_and_replace(self):
        """KP-25: withdrawn before the final date, replaced by one that names it"""
        book = self.create_books()[0]
        self.sign_act(book, "teacher")
        with self.assertRaises(AccessError):
            book.with_user(self.registrar).action_withdraw("Sai tên")
        with self.assertRaises(UserError):
            book.with_user(self.head).action_withdraw("  ")
        with self._at("2026-06-10"):
            book.with_user(self.head).action_withdraw("Sai tên học sinh")
        self.assertEqual(book.state, "withdrawn")
        self.assertEqual(set(book.slot_ids.mapped("state")), {"signed", "cancelled"})
        self.class_.with_user(self.head).action_create_hocba()
        new = self.books().filtered(lambda b: b.enrolment_id == book.enrolment_id)
        self.assertEqual((new.revision, new.replaces_id), (2, book))
        written = new._year_book()
        self.assertEqual(written.replaces_uuid, book.uuid)
        self.assertEqual(written.previous_uuid, book.uuid)
        self.assertEqual(written.previous_sha256, book.xml_document_id.sha256)
        self.assertNotEqual(new.uuid, book.uuid)

    def test_nothing_changes_after_the_final_date(self):
        """KP-25.4: after 30 August no book is withdrawn"""
        book = self.create_books()[0]
        with self._at("2026-08-30"):
            book.with_user(self.head)._check_duty(("head",))
        with self._at("2026-08-31"), self.assertRaises(UserError):
            book.with_user(self.head).action_withdraw("Muộn")
        self.assertEqual(book.state, "teachers")

    def _at(self, day):
        return patch.object(edu_book_acts, "today", lambda: date.fromisoformat(day))
