# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.edu_gradebook.tests.common import GradebookCase


@tagged("post_install", "-at_install")
class TestMarkDistribution(GradebookCase):
    def counts(self, user, code, column="ck"):
        found = (
            self.env["edu.mark.distribution"]
            .with_user(user)
            .search(
                [
                    ("gradebook_id", "=", self.book(code).id),
                    ("column_name", "=", column),
                ]
            )
        )
        return {(row.band, row.mark_range): row.learners for row in found}

    def test_bands_and_ranges(self):
        """BT-4.7: whole points for the chart, the law's lines for the table."""
        marks = ("3.4", "3.5", "9", "10", "V")
        self.save(
            self.teacher,
            *[
                (self.line("VAN", number), "ck", "", mark)
                for number, mark in enumerate(marks)
            ],
        )
        self.assertEqual(
            self.counts(self.teacher, "VAN"),
            {("03", "1"): 1, ("03", "2"): 1, ("09", "6"): 1, ("10", "6"): 1},
        )
        rows = self.env["edu.mark.distribution"].search([])
        self.assertEqual(len(rows), len(set(rows.ids)))

    def test_remark_subjects_and_results(self):
        """BT-4.7: Đạt and Chưa đạt are counted, and the results of the term."""
        self.fill({"GDTC": "D"})
        self.assertEqual(self.counts(self.head, "GDTC"), {("D", False): 5})
        self.assertEqual(self.counts(self.head, "TOAN", "average"), {("08", "5"): 5})

    def test_only_head_and_own_teacher(self):
        """BT-4.7: no colleague, registrar, administrator or homeroom teacher."""
        self.fill()
        everything = self.env["edu.mark.distribution"].search(
            [("subject_id", "=", self.subjects["VAN"].id)]
        )
        own = self.env["edu.mark.distribution"]
        self.assertEqual(
            own.with_user(self.teacher).search([]).sudo().subject_id,
            self.subjects["VAN"],
        )
        self.assertLessEqual(everything, own.with_user(self.head).search([]))
        for user in (self.homeroom, self.foreign, self.registrar, self.administrator):
            with self.subTest(user=user.login):
                found = own.with_user(user).search([])
                self.assertNotIn(self.subjects["VAN"], found.sudo().subject_id)
                with self.assertRaises(AccessError):
                    everything.with_user(user).read(["learners"])
        parent = new_test_user(self.env, "phu.huynh", groups="base.group_portal")
        with self.assertRaises(AccessError):
            own.with_user(parent).search([])
