# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.tests import tagged

from .common import SchoolCase
from .test_class_list_import import EM, HEADER, PHUC, workbook


@tagged("post_install", "-at_install")
class TestClassListLetters(SchoolCase):
    def test_what_a_book_cannot_print_is_a_problem_of_its_cell(self):
        """KP-24.5, KP-2.16: the check of a class list names row, column and letter, as
        the import would refuse it; the file is not taken around it."""
        header = [*HEADER, "Nơi sinh"]
        rows = [[*EM, "北京"], [*PHUC, "", "", "Huế"]]
        wizard = self._as("registrar", self.env["edu.class.list.import"]).create(
            {
                "class_id": self.class_a.id,
                "data": base64.b64encode(workbook(*rows, header=header)),
                "filename": "danh-sach.xlsx",
            }
        )
        wizard = wizard.with_context(lang="vi_VN")
        wizard.action_check()
        (problem,) = wizard.problem_ids.filtered(lambda p: p.level == "error")
        self.assertEqual(problem.learner, "Võ Thị Em")
        self.assertIn("Nơi sinh", f"{problem.column} {problem.text}")
        self.assertIn("«北» (U+5317)", problem.message)
        self.assertEqual(wizard.state, "draft")
