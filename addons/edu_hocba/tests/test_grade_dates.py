# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError

from ..models import edu_book_acts
from .common import HocbaCase


class TestGradeDates(HocbaCase):
    def at(self, day):
        return patch.object(edu_book_acts, "today", lambda: day)

    def test_books_follow_the_dates_of_their_grade(self):
        """KP-25.1, KP-25.3: a grade of its own is finalised and unchangeable
        on days of its own; what is set for another grade is not its."""
        first, second = self.create_books()
        policy = self.env["edu.policy"]._for(self.school)
        policy.write(
            {"finalise_by_grade": "9: 20/05", "final_by_grade": "5: 10/08; 9: 01/08"}
        )
        self.assertEqual(first.finalise_on, date(2026, 5, 31))
        with self.at(date(2026, 8, 30)):
            first.with_user(self.head).action_withdraw("Sai nơi sinh")
        policy.write({"finalise_by_grade": "7: 20/05", "final_by_grade": "7: 01/08"})
        second.invalidate_recordset()
        self.assertEqual(second.finalise_on, date(2026, 5, 20))
        book = second.with_user(self.head)
        with (
            self.at(date(2026, 8, 2)),
            self.assertRaisesRegex(UserError, "01/08/2026"),
        ):
            book.action_withdraw("Sai nơi sinh")
        with self.at(date(2026, 8, 1)):
            book.action_withdraw("Sai nơi sinh")
        self.assertEqual(second.state, "withdrawn")
