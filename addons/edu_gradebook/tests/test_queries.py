# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestQueries(GradebookCase):
    """How often the database is asked does not grow with the class (KP-17.1)."""

    names = [f"Nguyễn Thị Số {number}" for number in range(1, 28)]

    def setUp(self):
        super().setUp()
        self.fill()
        self.rate()

    def saved(self, most, *cells):
        """Save as the teacher and return how many questions that took."""
        payload = [
            {"line_id": line.id, "column": column, "old": line[column], "new": new}
            for line, column, new in cells
        ]
        gradebook = self.env["edu.gradebook"].with_user(self.teacher)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with self.assertQueryCount(most):
            answers = gradebook.save_cells(payload)
            self.env.flush_all()
        self.assertEqual({answer["status"] for answer in answers}, {"saved"})
        return self.cr.sql_log_count - before

    def test_a_row_and_a_column(self):
        """Six cells of a learner, or one of each of 27: as many as for one cell."""
        line, lines = self.line("VAN"), self.book("VAN").line_ids
        columns = self.book("VAN")._columns()
        one = self.saved(26, (line, "tx1", "9"))
        row = self.saved(26, *((line, column, "7") for column in columns))
        column = self.saved(26, *((each, "ck", "10") for each in lines))
        self.assertLessEqual(max(row, column) - one, 1, (one, row, column))

    def test_marks_before_the_last_one_move_no_result(self):
        """A term without its last mark has no result: nothing else is computed."""
        lines = self.book("VAN").line_ids
        self.saved(26, *((each, "ck", "") for each in lines))
        revisions = [self.result(learner).revision for learner in (0, 1)]
        few = self.saved(16, (lines[0], "tx1", "9"))
        many = self.saved(16, *((each, "tx1", "6") for each in lines))
        self.assertEqual(few, many)
        self.env.invalidate_all()
        self.assertEqual(
            [self.result(learner).revision for learner in (0, 1)], revisions
        )

    def test_a_class_anew(self):
        """27 learners with 12 subjects in two terms cost what one of them costs."""
        results = self.env["edu.result"]
        counts = []
        for enrolments in (self.enrolments[0], self.enrolments):
            self.env.flush_all()
            self.cr.execute(
                "UPDATE edu_result SET study_year = NULL, promotion = NULL"
                " WHERE class_id = %s",
                [self.class_.id],
            )
            self.cr.execute(
                "UPDATE edu_gradebook_line SET average = NULL WHERE class_id = %s",
                [self.class_.id],
            )
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with self.assertQueryCount(12):
                results._recompute(enrolments)
                self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(self.result(26).study_year, "TOT")
