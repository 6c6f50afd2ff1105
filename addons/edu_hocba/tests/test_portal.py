# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.edu_gradebook.tools.locks.locked import rewrites_locked
from odoo.addons.edu_school.dates import today

from .common import HocbaFixture


@tagged("post_install", "-at_install")
class TestPortal(HocbaFixture, HttpCase):
    """Learners and parents see their own results, over real HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build_decided()
        cls.set_up_signing()
        cls.class_.with_user(cls.head).action_create_hocba()
        cls.child, cls.other = cls.enrolments.student_id
        cls.learner = cls._portal("hoc.sinh")
        cls.child.partner_id = cls.learner.partner_id
        cls.mother = cls._portal("me")
        cls.guardian = cls.env["edu.guardian"].create(
            {
                "student_id": cls.child.id,
                "relation": "mother",
                "name": "Mẹ",
                "partner_id": cls.mother.partner_id.id,
            }
        )
        cls.stranger = cls._portal("la")

    @classmethod
    def _portal(cls, login):
        return new_test_user(
            cls.env, login=login, groups="base.group_portal", lang="vi_VN"
        )

    def _get(self, user, address):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.url_open(address, allow_redirects=False)

    def _year(self, student=None, enrolment=None):
        student = student or self.child
        enrolment = enrolment or student.enrolment_ids
        return f"/my/learners/{student.id}/{enrolment.id}"

    def _books(self):
        books = self.books()
        self.issue(books)
        return {book.student_id: book for book in books}

    def test_own_results(self):
        """BT-8.1, BT-10.3: the learner and his mother read his year, in Vietnamese."""
        for user in (self.learner, self.mother):
            page = self._get(user, "/my/learners")
            self.assertIn(self.child.name, page.text)
            self.assertNotIn(self.other.name, page.text)
            page = self._get(user, self._year())
            self.assertEqual(page.status_code, 200)
            for text in ("Học kì I", "Ngữ văn", "8,0", "Rèn luyện", "Tốt", "Lên lớp"):
                self.assertIn(text, page.text)
            self.assertNotIn(self.other.name, page.text)

    def test_guessed_ids(self):
        """BT-10.3: another child, an enrolment of another, a book of another: 404."""
        books = self._books()
        own, foreign = books[self.child], books[self.other]
        guesses = [
            self._year(self.other),
            self._year(self.child, self.other.enrolment_ids),
            self._year(self.other, self.child.enrolment_ids),
            f"/my/learners/{self.child.id}/999999999",
            f"/my/learners/{self.other.id}/hocba/{foreign.id}.pdf",
            f"/my/learners/{self.child.id}/hocba/{foreign.id}.pdf",
            f"/my/learners/{self.other.id}/hocba/{own.id}.xml",
        ]
        guesses += [f"{guess}?access_token=x&su=1" for guess in guesses]
        for user in (self.learner, self.mother, self.stranger, self.teacher, self.head):
            for guess in guesses:
                with self.subTest(user=user.login, guess=guess):
                    answer = self._get(user, guess)
                    self.assertEqual(answer.status_code, 404)
                    self.assertNotIn(self.other.name, answer.text)
        self.authenticate(None, None)
        for guess in guesses:
            answer = self.url_open(guess, allow_redirects=False)
            self.assertEqual(answer.status_code, 303)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_no_other_way_in(self):
        """BT-8.1: no call, no file address, no token opens a record on the portal."""
        book = self._books()[self.child]
        document = book.pdf_document_id
        for address in (
            f"/web/content/edu.document/{document.id}/content",
            f"/web/content/edu.document.revision/{document.revision_ids[:1].id}/piece",
            f"/web/content?model=edu.student&id={self.child.id}&field=name",
            f"/web/image/edu.student/{self.child.id}/name",
            f"/edu_signing/document/{document.id}",
            f"/edu_signing/document/{document.id}?access_token=1",
            f"/edu_workbook/edu.class/{self.class_.id}",
        ):
            for user in (self.learner, self.stranger):
                with self.subTest(user=user.login, address=address):
                    answer = self._get(user, address)
                    self.assertNotIn(b"%PDF", answer.content)
                    self.assertNotIn(self.child.name, answer.text)
        self.authenticate(self.learner.login, self.learner.login)
        for model in ("edu.student", "edu.gradebook.line", "edu.hocba.year"):
            with mute_logger("odoo.http"):
                answer = self.make_jsonrpc_request_raw(model)
            self.assertIn("error", answer)

    def make_jsonrpc_request_raw(self, model):
        body = {"model": model, "method": "search_read", "args": [[]], "kwargs": {}}
        return self.opener.post(
            self.base_url() + f"/web/dataset/call_kw/{model}/search_read",
            json={"id": 0, "jsonrpc": "2.0", "method": "call", "params": body},
        ).json()

    def test_issued_books_to_take_away(self):
        """BT-10.3: PDF and XML are the signed bytes; before issuing there are none."""
        book = self.books().filtered(lambda b: b.student_id == self.child)
        address = f"/my/learners/{self.child.id}/hocba/{book.id}"
        self.assertEqual(self._get(self.mother, f"{address}.pdf").status_code, 404)
        self._books()
        for kind, document in (
            ("pdf", book.pdf_document_id),
            ("xml", book.xml_document_id),
        ):
            answer = self._get(self.mother, f"{address}.{kind}")
            self.assertEqual(answer.content, document._content())
            self.assertIn("attachment", answer.headers["Content-Disposition"])
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn(f"{address}.pdf", self._get(self.mother, self._year()).text)

    def test_a_right_that_ended(self):
        """KP-35.6: a guardian sees the last day still, and nothing the day after."""
        self.guardian.write({"date_from": "2020-01-01", "date_to": today()})
        self.assertEqual(self._get(self.mother, self._year()).status_code, 200)
        self.guardian.date_to = today() - timedelta(days=1)
        self.assertEqual(self._get(self.mother, self._year()).status_code, 404)
        self.assertNotIn(self.child.name, self._get(self.mother, "/my/learners").text)
        self.guardian.write(
            {"date_from": today() + timedelta(days=1), "date_to": False}
        )
        self.assertEqual(self._get(self.mother, self._year()).status_code, 404)

    def test_midnight_in_vietnam(self):
        """KP-35.6: the right of a guardian ends at midnight in Vietnam."""
        students = self.env["edu.student"].with_user(self.mother)
        self.guardian.date_to = date(2026, 5, 31)
        with freeze_time("2026-05-31 16:59:59"):
            self.assertEqual(students._portal_own(), self.child)
        with freeze_time("2026-05-31 17:00:00"):
            self.assertFalse(students._portal_own())

    def test_marks_show_after_the_lock(self):
        """BT-10.3: an open gradebook is not shown, unless the policy says so."""
        book = self.book("VAN")
        with rewrites_locked(self.env, "a class that is still open"):
            book._write_protected({"state": "open"})
        line = self.line("VAN")
        line._write_protected({"remark": "Nhận xét chưa khóa"})
        self.env.flush_all()
        page = self._get(self.mother, self._year()).text
        self.assertNotIn("Nhận xét chưa khóa", page)
        self.assertIn("Kết quả của 1 môn", page)
        self.env["edu.policy"]._for(self.school).portal_marks = "entered"
        self.assertIn("Nhận xét chưa khóa", self._get(self.mother, self._year()).text)

    def test_nothing_of_others(self):
        """TT22/2021: no rank, no average of the class, no name of another learner."""
        page = self._get(self.learner, self._year()).text
        for word in ("xếp hạng", "Xếp hạng", "trung bình lớp", self.other.name):
            self.assertNotIn(word, page)

    def test_staff_see_by_duty_alone(self):
        """BT-8.1: a member of staff gains nothing by naming himself a guardian."""
        self.env["edu.guardian"].create(
            {
                "student_id": self.child.id,
                "relation": "guardian",
                "name": "Quản trị",
                "partner_id": self.administrator.partner_id.id,
            }
        )
        answer = self._get(self.administrator, self._year())
        self.assertEqual(answer.status_code, 404)

    def test_reading_and_trying_stand_in_the_journal(self):
        """KP-20.3: who read a learner's results on the portal, and who was refused."""
        last = self.env["edu.journal"].search([], limit=1).id
        self._get(self.mother, self._year())
        self._get(self.stranger, self._year())
        self.env.invalidate_all()
        uses = self.env["edu.journal"].search(
            [("id", ">", last), ("field", "like", "use.")], order="id"
        )
        self.assertEqual(
            [(entry.field, entry.user_id) for entry in uses],
            [("use.read", self.mother.id), ("use.refused", self.stranger.id)],
        )
        self.assertEqual(uses[0].res_name, self.child.name)
        self.assertEqual(uses[1].model, self._year())
