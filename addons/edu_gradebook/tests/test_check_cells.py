# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NAMES, GradebookCase, PrimaryCase


@tagged("post_install", "-at_install")
class TestCheckCells(GradebookCase):
    """What a sheet asks about a pasted block before it stores anything."""

    def check(self, *cells, user=None, beside=()):
        return (
            self.env["edu.gradebook"]
            .with_user(user or self.teacher)
            .with_context(lang="vi_VN")
            .check_cells(
                [
                    {"line_id": line.id, "column": column, "old": "", "new": new}
                    for line, column, new in cells
                ],
                [{"line_id": line.id, "texts": texts} for line, texts in beside],
            )
        )

    def strangers(self, *texts, code="VAN"):
        """Compare one row of texts for each learner, in the order of the sheet."""
        lines = self.book(code).line_ids
        return self.check(
            *((line, "gk", "8") for line in lines),
            beside=list(zip(lines, texts, strict=True)),
        )

    def test_a_check_writes_nothing(self):
        """BT-6.1a: the answers are those of a save; neither marks nor journal move."""
        first, second = self.book("VAN").line_ids[:2]
        found = self.check((first, "gk", "8"), (second, "gk", "17,5"))
        statuses = [answer["status"] for answer in found["answers"]]
        self.assertEqual(statuses, ["saved", "invalid"])
        self.env.invalidate_all()
        self.assertFalse(first.gk)
        self.assertFalse(self.entries(first))

    def test_only_whose_marks_these_are(self):
        """KP-8: a check is refused like a save; texts are compared only for lines
        whose cells were checked."""
        line = self.line("VAN")
        for user in (self.foreign, self.head, self.registrar):
            with self.assertRaises(AccessError):
                self.check((line, "gk", "8"), user=user)
        with self.assertRaises(UserError):
            self.check(beside=[(line, [NAMES[0]])])
        for wrong in ({"line_id": line.id}, "x", 5, [["x"]]):
            with self.assertRaises(UserError):
                self.env["edu.gradebook"].with_user(self.teacher).check_cells([], wrong)

    def test_names_are_compared_exactly(self):
        """KP-2.16: case and the place of a tone mark aside, a name is its spelling."""
        self.enrolments[0].student_id.name = "Trần Thị Hoà"
        names = self.enrolments.student_id.mapped("name")
        found = self.strangers(*([name] for name in names))
        self.assertEqual((found["compared"], found["strangers"]), (True, [""] * 5))
        found = self.strangers(["TRẦN THỊ HÒA"], *([name] for name in names[1:]))
        self.assertFalse(any(found["strangers"]))
        found = self.strangers(["Trần Thị Hoa"], *([name] for name in names[1:]))
        self.assertEqual(
            found["strangers"],
            ["«Trần Thị Hoa» không khớp với học sinh Trần Thị Hoà.", *[""] * 4],
        )
        found = self.strangers(*([names[n]] for n in (1, 0, 2, 3, 4)))
        self.assertEqual(
            found["strangers"][0],
            f"«{names[1]}» là của {names[1]}, không phải {names[0]}.",
        )
        self.assertEqual([bool(text) for text in found["strangers"]], [1, 1, 0, 0, 0])

    def test_other_particulars_are_compared(self):
        """KP-2.16: personal id, code, birth date and class; a note is not compared."""
        students = self.enrolments.student_id
        students[0].student_code = "7976070999"
        for texts in (
            [[student.personal_id] for student in students],
            [
                [f"{n}", student.birth_date.strftime("%-m/%-d/%Y")]
                for n, student in enumerate(students)
            ],
            [["7A1", student.name] for student in students],
            [[student.name, "chăm"] for student in students],
            [student.name.rsplit(" ", 1) for student in students],
        ):
            found = self.strangers(*texts)
            self.assertEqual(
                (found["compared"], any(found["strangers"])), (True, False)
            )
        for texts in (
            [["079313009901"]] * 5,
            [["7A2", student.name] for student in students],
            [[student.name, "01/01/2013"] for student in students],
            [[f"Lê Thị {word}"] for word in ("An", "Ba", "Ca", "Da", "Em")],
        ):
            self.assertTrue(any(self.strangers(*texts)["strangers"]), texts)
        found = self.strangers(["tốt"], [""], ["chậm"], [""], [""])
        self.assertEqual((found["compared"], any(found["strangers"])), (False, False))
        self.assertEqual(self.check()["strangers"], [])


@tagged("post_install", "-at_install")
class TestCheckQualities(PrimaryCase):
    def test_ratings_are_checked_alike(self):
        """BT-6.1a: the sheet of qualities asks in the same way."""
        line = self.quality()
        lines = line.with_user(self.homeroom)
        cell = {"line_id": line.id, "column": "yeu_nuoc", "old": "", "new": "T"}
        beside = [{"line_id": line.id, "texts": [NAMES[1]]}]
        found = lines.check_cells([cell, {**cell, "new": "9"}], beside)
        self.assertEqual([a["status"] for a in found["answers"]], ["saved", "invalid"])
        self.assertIn(NAMES[1], found["strangers"][0])
        self.assertFalse(line.yeu_nuoc)
        with self.assertRaises(AccessError):
            line.with_user(self.teacher).check_cells([cell])
