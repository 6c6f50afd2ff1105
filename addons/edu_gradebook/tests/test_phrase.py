# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestPhrase(GradebookCase):
    def phrases(self, user):
        return self.env["edu.phrase"].with_user(user)

    def texts(self, user, *arguments):
        return [found["text"] for found in self.phrases(user).suggest(*arguments)]

    def test_own_and_school_phrases_are_suggested_closest_first(self):
        """KP-35.3: own phrases, then the subject's, then those for all."""
        own = self.phrases(self.teacher).create({"text": "Viết văn có cảm xúc."})
        self.assertEqual((own.user_id, own.school_id), (self.teacher, self.school))
        shared = self.phrases(self.registrar).create(
            {
                "text": "Đọc thêm sách.",
                "subject_id": self.subjects["VAN"].id,
                "level": "KHA",
            }
        )
        self.assertFalse(shared.user_id)
        found = self.texts(self.teacher, "remark", self.subjects["VAN"].id, "7.0")
        self.assertEqual(found[:2], ["Viết văn có cảm xúc.", "Đọc thêm sách."])
        # the software's phrases for Khá follow, those for other levels do not
        self.assertTrue(any("kết quả khá" in text for text in found))
        self.assertFalse(any("Chưa nắm" in text for text in found))
        others = self.texts(self.homeroom, "remark", self.subjects["TOAN"].id, "KHA")
        self.assertNotIn("Viết văn có cảm xúc.", others)
        self.assertNotIn("Đọc thêm sách.", others)

    def test_a_teacher_keeps_only_his_own(self):
        """KP-35.3: nobody writes another's phrase, the school's or the software's."""
        own = self.phrases(self.teacher).create({"text": "Của riêng tôi."})
        school = self.phrases(self.head).create({"text": "Của trường."})
        shipped = self.env["edu.phrase"].search([("school_id", "=", False)], limit=1)
        for phrase, user in (
            (own, self.co_teacher),
            (own, self.head),
            (school, self.teacher),
            (shipped, self.head),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                phrase.with_user(user).write({"text": "Sửa trộm."})
        with self.assertRaises(AccessError):
            self.phrases(self.teacher).create({"text": "Giả.", "user_id": self.head.id})
        with self.assertRaises(AccessError):
            self.phrases(self.teacher).create({"text": "Giả.", "user_id": False})

    def test_another_school_sees_nothing(self):
        """KP-35.3: the bank is the school's; without a duty there is none."""
        self.phrases(self.head).create({"text": "Của trường."})
        self.env["edu.duty"].search(
            [("user_id", "=", self.foreign.id)]
        ).date_to = "2025-09-01"
        self.assertNotIn("Của trường.", self.texts(self.foreign, "remark"))
