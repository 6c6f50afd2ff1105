# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestMySheets(GradebookCase):
    def mine(self, **domain):
        books = self.env["edu.gradebook"].with_user(self.teacher)
        terms = [(name, "=", value) for name, value in domain.items()]
        return books.search([("mine", "=", True), *terms])

    def test_this_year_first_and_last_year_apart(self):
        """KP-35.3: the sheets of the newest year that has begun and has sheets; those
        before stay to be found, and come after it where both are shown."""
        old = self.mine()
        self.assertEqual(self.mine(earlier=False), old)
        self.assertFalse(self.mine(earlier=True))
        year = self.env["edu.school.year"].create(
            {
                "school_id": self.school.id,
                "name": "2026-2027",
                "date_start": "2026-09-05",
                "date_end": "2027-05-31",
                "term_ids": [
                    (0, 0, {"code": code, "date_start": start, "date_end": end})
                    for code, start, end in (
                        ("HK1", "2026-09-05", "2027-01-17"),
                        ("HK2", "2027-01-18", "2027-05-31"),
                    )
                ],
            }
        )
        class_ = self.env["edu.class"].create(
            {"name": "8A1", "year_id": year.id, "grade_id": self.class_.grade_id.id}
        )
        self._duty(self.teacher, "subject_teacher", class_, self.subjects["VAN"])
        class_.with_user(self.registrar).action_open_gradebooks()
        new = self.mine() - old
        self.assertTrue(new)
        self.assertEqual(self.mine(earlier=False), new)
        self.assertEqual(self.mine(earlier=True), old)
        self.assertEqual(self.mine(), new + old)
        self.assertEqual(new.mapped("earlier"), [False] * len(new))
        self.assertIn("2025-2026", old[0].action_open_lines()["name"])

    def test_the_title_keeps_its_term(self):
        """Class and term stand before a subject of many words."""
        title = self.book("LSDL").with_user(self.homeroom).action_open_lines()["name"]
        self.assertTrue(title.startswith("7A1 · Học kì I · "), title)
        self.assertNotIn("2025", title)

    def test_marks_that_a_result_waits_for(self):
        """What is missing is said by the learner's own columns."""
        line = self.line("VAN").with_user(self.teacher)
        self.assertEqual(line.due_columns, line.columns)
