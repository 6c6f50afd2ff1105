# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.edu_gradebook.tools.locks.locked import rewrites_locked

from .common import HocbaCase, HocbaFixture, SignedHocbaCase


@tagged("post_install", "-at_install")
class TestLeaver(HocbaCase):
    """Who leaves loses everything at once; who follows finds what was left undone."""

    def _lines(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        lines = self.env["edu.gradebook.line"].with_user(user)
        return lines.search([("class_id", "=", self.class_.id)])

    def test_archived_staff_see_nothing_more(self):
        """KP-27: an archived staff file ends the rights of its duties at once."""
        employee = self.teacher.employee_ids
        self.assertTrue(self._lines(self.teacher))
        employee.action_archive()
        self.assertFalse(self._lines(self.teacher))
        self.assertFalse(
            self.env["edu.access"]._has(
                "subject_teacher", class_=self.class_, user=self.teacher
            )
        )
        employee.action_unarchive()
        self.assertTrue(self._lines(self.teacher))

    def test_archived_accounts_see_nothing_more(self):
        """KP-27: an account that is archived has no rights, nor when it comes back
        before its duties are ended."""
        self.teacher.action_archive()
        self.assertFalse(self._lines(self.teacher))
        self.teacher.action_unarchive()
        self.assertTrue(self._lines(self.teacher))

    def test_who_has_left_holds_no_duty_to_decide(self):
        """KP-35.6: a clerk who has left is not asked for the school's key."""
        self.clerk.employee_ids.action_archive()
        holders = self.env["edu.duty"]._holders("clerk", school=self.school)
        self.assertFalse(holders)
        with self.assertRaises(AccessError):
            self.class_.with_user(self.clerk).action_issue_hocba()

    def test_a_successor_finds_the_unfinished_work(self):
        """KP-27, KP-35.6: open gradebooks and corrections go with the duty."""
        book = self.book("VAN", self.hk2)
        locked = self.line("VAN")
        cells = [{"line_id": locked.id, "column": "ck", "new": "9"}]
        corrections = self.env["edu.correction"]
        with freeze_time("2026-02-10"):
            correction = corrections.with_user(self.teacher).request(
                "marks", cells, "Cộng sai"
            )
        with rewrites_locked(self.env, "a class that is still open"):
            book._write_protected({"state": "open"})
        duty = self.env["edu.duty"].search(
            [("user_id", "=", self.teacher.id), ("kind", "=", "subject_teacher")]
        )
        successor = self._staff(
            "gv.moi",
            "Ngô Văn Mới",
            "subject_teacher",
            self.other_class,
            self.subjects["VAN"],
        )
        duty.date_to = date(2026, 2, 28)
        self._duty(
            successor,
            "subject_teacher",
            self.class_,
            self.subjects["VAN"],
            date_from=date(2026, 3, 1),
        )
        line = self.line("VAN", term=self.hk2)
        gradebooks = self.env["edu.gradebook"]
        # 28 February ends in Vietnam at 17:00 UTC.
        for moment, holder, other in (
            ("2026-02-28 16:59:59", self.teacher, successor),
            ("2026-02-28 17:00:00", successor, self.teacher),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                mine = gradebooks.with_user(holder).search([("mine", "=", True)])
                self.assertIn(book, mine)
                self.assertIn(correction, corrections.with_user(holder).search([]).ids)
                self.assertNotIn(book, gradebooks.with_user(other).search([]))
                self.assertNotIn(
                    correction, corrections.with_user(other).search([]).ids
                )
                with self.assertRaises(AccessError):
                    self.save(other, (line, "gk", line.gk, "9"))
                status = self.save(holder, (line, "gk", line.gk, "7"))
                self.assertEqual(status[0]["status"], "saved")
                self.save(holder, (line, "gk", "7", "8"))

    def test_others_wait_for_the_head_where_a_teacher_left(self):
        """KP-18.7: without successor the registrar's books say who is missing."""
        self.teacher.employee_ids.action_archive()
        with self.assertRaisesRegex(UserError, "Bùi Văn Dạy"):
            self.class_.with_user(self.registrar).action_create_hocba()
        self.assertFalse(self.books())


@tagged("post_install", "-at_install")
class TestInPlace(SignedHocbaCase):
    """The head signs for a teacher who is no longer there."""

    def test_the_head_signs_in_the_place_of_who_left(self):
        """KP-18.7: recorded in the slot, in the list of signers and on the page."""
        self.teacher.employee_ids.action_archive()
        books = self.create_books()
        for book in books:
            slots = book.slot_ids.filtered(lambda s: s.slot_key.startswith("o-VAN"))
            own = slots.filtered(lambda s: s.user_id == self.head)
            self.assertEqual(own.in_place_of, "Bùi Văn Dạy")
            self.assertNotIn(self.teacher, slots.user_id)
            self.assertIn(self.co_teacher, slots.user_id)
        self.issue(books)
        self.assertEqual(set(books.mapped("state")), {"issued"})
        named = [s for s in books[0]._signer_list() if s.get("in_place_of")]
        self.assertEqual(
            [(s["name"], s["in_place_of"]) for s in named],
            [("Đỗ Thị Hiệu Trưởng", "Bùi Văn Dạy")],
        )
        books.action_verify()
        self.assertNotIn("total-failed", books.mapped("verdict"))


@tagged("post_install", "-at_install")
class TestLiveSession(HocbaFixture, HttpCase):
    """A browser that is logged in gains nothing from having been so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build_decided()

    def _count(self):
        body = {
            "model": "edu.gradebook.line",
            "method": "search_count",
            "args": [[]],
            "kwargs": {},
        }
        with mute_logger("odoo.http"):
            answer = self.opener.post(
                self.base_url() + "/web/dataset/call_kw/edu.gradebook.line",
                json={"id": 0, "jsonrpc": "2.0", "method": "call", "params": body},
            ).json()
        return answer.get("result", answer.get("error", {}).get("data", {}).get("name"))

    def test_the_next_call_sees_nothing(self):
        """KP-27, KP-35.6: a duty that ended, an archived staff file or account."""
        self.authenticate(self.teacher.login, self.teacher.login)
        before = self._count()
        self.assertTrue(before)
        duty = self.env["edu.duty"].search(
            [("user_id", "=", self.teacher.id), ("kind", "=", "subject_teacher")]
        )
        duty.date_to = date(2026, 5, 31)
        self.assertEqual(self._count(), 0)
        duty.date_to = False
        self.assertEqual(self._count(), before)
        employee = self.teacher.employee_ids
        employee.action_archive()
        self.assertEqual(self._count(), 0)
        employee.action_unarchive()
        self.assertEqual(self._count(), before)
        self.teacher.action_archive()
        self.assertEqual(self._count(), "odoo.http.SessionExpiredException")
