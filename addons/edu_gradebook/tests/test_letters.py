# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import GradebookCase, PrimaryCase

#: What the pages of a book cannot print, and how the refusal names it.
WRONG = {
    "Chăm ngoan 👍": "«👍» (U+1F44D)",
    "Đọc tốt \uf0b7 viết tốt": "U+F0B7",
    "\u202eTốt": "U+202E",
    "Học sinh 李明": "U+674E",
}


@tagged("post_install", "-at_install")
class TestLetters(GradebookCase):
    """What a book will refuse is refused where it is typed."""

    def test_a_remark_is_refused_in_its_cell(self):
        """KP-18.3: with the letter; what has no width at all is left out."""
        line = self.line("VAN")
        for text, shown in WRONG.items():
            (answer,) = self.save(self.teacher, (line, "remark", "", text))
            self.assertEqual(answer["status"], "invalid", text)
            self.assertIn(shown, answer["message"])
        (answer,) = self.save(
            self.teacher, (line, "remark", "", "Có\u200b tiến\u00ad bộ.\n")
        )
        self.assertEqual((answer["status"], line.remark), ("saved", "Có tiến bộ."))

    def test_a_remark_of_before_can_be_replaced(self):
        """KP-18.3: what was kept before letters were asked for is no trap."""
        line = self.line("VAN")
        line._write_protected({"remark": "Ngoan 👍"})
        (answer,) = self.save(self.teacher, (line, "remark", "Ngoan 👍", "Ngoan."))
        self.assertEqual((answer["status"], line.remark), ("saved", "Ngoan."))

    def test_homeroom_remarks_and_phrases(self):
        """KP-18.4: the homeroom teacher's remark and the phrases he picks from."""
        conduct = self.env["edu.conduct"].search(
            [("class_id", "=", self.class_.id)], limit=1
        )
        own = conduct.with_user(self.homeroom).with_context(lang="vi_VN")
        phrases = self.env["edu.phrase"].with_user(self.head)
        for text, shown in WRONG.items():
            with self.assertRaisesRegex(ValidationError, "U\\+") as caught:
                own.write({"remark": text})
            self.assertIn(shown, str(caught.exception))
            self.assertIn("Nhận xét", str(caught.exception))
            with self.assertRaises(ValidationError):
                phrases.create({"text": text, "school_id": self.school.id})
        with self.assertRaisesRegex(ValidationError, "4001"):
            own.write({"remark": "a" * 4001})
        own.write({"remark": "Ngoan,\nlễ phép."})
        self.assertFalse(own._book_text_problems())


@tagged("post_install", "-at_install")
class TestPrimaryLetters(PrimaryCase):
    def test_remarks_on_qualities(self):
        """KP-18.4: the three remarks of primary are asked alike."""
        line = self.quality()
        for text in WRONG:
            (answer,) = line.with_user(self.homeroom).save_cells(
                [{"line_id": line.id, "column": "remark_general", "new": text}]
            )
            self.assertEqual(answer["status"], "invalid")
