# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

import openpyxl

from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import PrimaryCase

from .workbook import WorkbookFixture, edited


@tagged("post_install", "-at_install")
class TestWorkbookPrimary(WorkbookFixture, PrimaryCase):
    """A class of grade 4: levels, whole marks, qualities and competences."""

    def put(self, sheet, values):
        def change(book):
            for address, value in values.items():
                book[sheet][address] = value

        return change

    def test_levels_and_whole_marks(self):
        """BT-5.1a: T, H, C and whole test marks; half points by cell refused."""
        content = self.download(self.homeroom, self.book("TOAN"))
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Toán HK1"]
        self.assertEqual(
            [sheet.cell(6, column).value for column in range(5, 10)],
            [
                "Mức đạt giữa kì",
                "Điểm KT giữa kì",
                "Mức đạt cuối kì",
                "Điểm KT cuối kì",
                "Nhận xét",
            ],
        )
        values = {"E8": "T", "F8": 9, "G8": "h", "H8": 7.5, "E9": "Đ", "F10": "V"}
        change = self.put("Toán HK1", values)
        wizard = self.check(self.homeroom, edited(content, change))
        self.assertEqual(
            {line.cell for line in wizard.line_ids}, {"E8", "F8", "G8", "F10"}
        )
        self.assertEqual(
            {(p.column[0], p.row) for p in wizard.problem_ids}, {("H", 8), ("E", 9)}
        )
        wizard.action_import()
        line = self.line("TOAN")
        self.assertEqual((line.gkl, line.gk, line.ckl, line.ck), ("T", "9", "H", False))

    def test_no_mark_where_there_is_no_test(self):
        """BT-5.1a: Đạo đức has levels only; a whole class comes back without loss."""
        content = self.download(self.homeroom, self.class_)
        book = openpyxl.load_workbook(io.BytesIO(content))
        [name] = [n for n in book.sheetnames if "Đạo đức" in n and "HK1" in n]
        labels = [book[name].cell(6, column).value for column in range(5, 8)]
        self.assertEqual(labels, ["Mức đạt giữa kì", "Mức đạt cuối kì", "Nhận xét"])
        self.assertEqual([n for n in book.sheetnames if "PC-NL" in n][-1], "PC-NL CN")
        wizard = self.check(self.homeroom, content)
        self.assertFalse(wizard.problem_ids)
        self.assertEqual((wizard.count_changed, wizard.count_refused), (0, 0))

    def test_qualities_and_competences(self):
        """BT-5.1d: T, Đ, C of the fifteen criteria and the three remarks."""
        content = self.download(self.homeroom, self.class_)
        change = self.put("PC-NL CN", {"E8": "T", "F8": "đ", "G8": "H", "T8": "Tốt"})
        wizard = self.check(self.homeroom, edited(content, change))
        self.assertEqual({line.cell for line in wizard.line_ids}, {"E8", "F8", "T8"})
        self.assertEqual(wizard.problem_ids.mapped("row"), [8])
        wizard.action_import()
        line = self.env["edu.quality.line"].search(
            [("enrolment_id", "=", self.enrolments[0].id), ("period", "=", "CN")]
        )
        self.assertEqual((line.yeu_nuoc, line.nhan_ai), ("T", "D"))
        self.assertEqual(line.remark_quality, "Tốt")
        again = self.check(self.homeroom, edited(content, change))
        self.assertEqual(again.count_changed, 0)
