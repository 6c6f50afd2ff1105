# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tools.locks.locked import rewrites_locked
from odoo.addons.edu_school.dates import today

from .common import NAMES, HocbaCase, SignedHocbaCase


@tagged("post_install", "-at_install")
class TestFreezeNeeds(HocbaCase):
    """What a book will lack, or cannot say, is told before anybody signs."""

    def dialog(self, user):
        wizards = self.env["edu.hocba.freeze"].with_user(user)
        return wizards.with_context(lang="vi_VN").create({"class_id": self.class_.id})

    def test_the_head_sees_once_more_what_is_missing(self):
        """KP-24.5: by learner and subject, to who may create; then the books are
        made, since the schema asks for none of it."""
        self.enrolments[0].student_id.personal_id = False
        needs = self.dialog(self.head).needs
        self.assertIn(f"mã định danh cá nhân. ({NAMES[0]})", needs)
        self.assertIn("Ngữ văn, Học kì II: cả 2 học sinh", needs)
        self.assertIn("chủ nhiệm, Học kì I: cả 2 học sinh", needs)
        self.assertIn("Nơi sinh: cả 2 học sinh", needs)
        self.assertFalse(self.books())
        self.dialog(self.registrar).action_create()
        self.assertEqual(self.books().student_id.name, NAMES[1])
        for user in (self.teacher, self.homeroom, self.clerk):
            with self.assertRaises(AccessError):
                self.dialog(user).read(["needs"])

    def test_nothing_missing(self):
        """KP-24.5: a complete class asks nothing."""
        told = {"birth_place": "Huế", "ethnicity": "Kinh"}
        self.enrolments.student_id.write(told)
        conducts = self.env["edu.conduct"].search([("class_id", "=", self.class_.id)])
        with rewrites_locked(self.env, "corrections"):
            conducts._write_protected({"remark": "Ngoan."})
            self.class_.gradebook_ids.line_ids._write_protected({"remark": "Tốt."})
            self.env.flush_all()
        self.assertFalse(self.dialog(self.head).needs)

    def test_a_letter_without_glyph_stops_its_book_alone(self):
        """KP-24.5: kept before letters were asked for: named with its field, before
        a teacher signs; the other learner's book is made."""
        self.env.cr.execute(
            "UPDATE edu_student SET birth_place = '北京' WHERE id = %s",
            [self.enrolments[0].student_id.id],
        )
        self.env.invalidate_all()
        self.assertIn("«北» (U+5317)", self.dialog(self.head).needs)
        classes = self.class_.with_user(self.head).with_context(lang="vi_VN")
        message = classes.action_create_hocba()["params"]["message"]
        self.assertIn(f"{NAMES[0]}: Cột «Nơi sinh»", message)
        self.assertIn("«北» (U+5317), «京» (U+4EAC)", message)
        self.assertEqual(self.books().student_id.name, NAMES[1])

    def test_a_signer_without_staff_code(self):
        """KP-24.5: the book names every signer by his code."""
        self.teacher.employee_ids.edu_staff_code = False
        self.assertIn("Bùi Văn Dạy chưa có mã nhân sự", self.dialog(self.head).needs)
        with self.assertRaisesRegex(UserError, "Bùi Văn Dạy"):
            self.create_books()


@tagged("post_install", "-at_install")
class TestPreparationObstacles(SignedHocbaCase):
    """Who presses «Chuẩn bị trình» is told at once that nobody could sign."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("build")
        cls.book = case.create_books()[0]
        case.sign_until_head(cls.book)

    def refused(self, *parts):
        classes = self.class_.with_user(self.registrar).with_context(lang="vi_VN")
        before = self.book.preparation
        with self.assertRaises(UserError) as caught:
            classes.action_prepare_hocba_issue()
        for part in parts:
            self.assertIn(part, str(caught.exception))
        self.assertEqual(self.book.preparation, before)

    def test_without_a_clerk(self):
        """KP-24.5: the message says who can mend it."""
        duty = self.env["edu.duty"]._holders("clerk", school=self.school)
        duty.date_to = today() - timedelta(days=1)
        self.refused("chưa có văn thư", "Hiệu trưởng phân công")

    def test_without_certificates(self):
        """KP-24.5: the head's and the school's, both in one message."""
        certificates = self.env["edu.certificate"]
        certificates.search([("kind", "=", "organisation")]).action_suspend("Mất")
        self.refused("chứng thư số dùng được của Trường THCS", "Phạm Thị Văn Thư")
        own = certificates.search([("user_id", "=", self.head.id)])
        own.action_suspend("Mất thiết bị")
        self.refused("người phê duyệt Đỗ Thị Hiệu Trưởng", "Người quản lý chứng thư số")

    def test_with_everybody_there(self):
        """KP-24.5: then the batch is woken."""
        self.class_.with_user(self.registrar).action_prepare_hocba_issue()
        self.assertEqual(self.book.preparation, "pending")
