# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCurriculum(TransactionCase):
    def _periods(self, grade):
        lines = self.env["edu.curriculum.line"].search(
            [
                ("programme", "=", "gdpt2018"),
                ("grade_id.number", "=", grade),
                ("optional", "=", False),
            ]
        )
        return {line.subject_id.code: line.periods for line in lines}

    def test_totals_of_the_programme(self):
        """The compulsory periods of a year are those of Circular 32/2018."""
        for grade, total in ((6, 1015), (7, 1015), (8, 1032), (9, 1032)):
            with self.subTest(grade=grade):
                periods = self._periods(grade)
                self.assertEqual(sum(periods.values()), total)
                self.assertEqual(len(periods), 12)
                self.assertEqual(periods["CONGNGHE"], 35 if grade < 8 else 52)

    def test_kinds_of_subjects(self):
        """BT-6.1a: eight subjects are scored, four are assessed by remarks."""
        subjects = self.env["edu.subject"].search([("parent_id", "=", False)])
        kinds = {subject.code: subject.kind for subject in subjects}
        codes = self._periods(7)
        remark = {code for code in codes if kinds[code] == "remark"}
        self.assertEqual(remark, {"GDTC", "NGHETHUAT", "GDDP", "HDTN"})

    def test_component_stands_for_its_subject(self):
        science = self.env.ref("edu_school.subject_khtn")
        self.assertEqual(len(science.component_ids), 3)
        self.assertEqual(science.component_ids[0]._marked(), science)
        self.assertEqual(science._marked(), science)
