# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import SchoolCase

# 31 May 2026 ends in Vietnam at 17:00 UTC.
LAST_SECOND = "2026-05-31 16:59:59"
MIDNIGHT = "2026-05-31 17:00:00"


@tagged("post_install", "-at_install")
class TestDutyDates(SchoolCase):
    """Duties begin and end at midnight in Vietnam."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.duty = cls.env["edu.duty"].search(
            [("user_id", "=", cls.users["homeroom"].id)]
        )
        cls.duty.date_to = date(2026, 5, 31)

    def _seen(self, tz="UTC"):
        classes = self._as("homeroom", self.env["edu.class"]).with_context(tz=tz)
        return classes.search([("id", "=", self.class_a.id)])

    def _has(self):
        access = self.env["edu.access"].with_user(self.users["homeroom"])
        return access._has("homeroom", class_=self.class_a)

    def test_duty_ends_at_midnight_in_vietnam(self):
        """BT-4.2, KP-35.6: the right ends with the duty, though rules are cached."""
        for tz in ("UTC", "Asia/Ho_Chi_Minh", "Pacific/Midway", "Pacific/Kiritimati"):
            with self.subTest(tz=tz):
                with freeze_time(LAST_SECOND):
                    self.assertTrue(self._seen(tz))
                    self.assertTrue(self._has())
                with freeze_time(MIDNIGHT):
                    self.assertFalse(self._seen(tz))
                    self.assertFalse(self._has())

    def test_duty_begins_at_midnight_in_vietnam(self):
        self.duty.write({"date_from": date(2026, 6, 1), "date_to": False})
        with freeze_time(LAST_SECOND):
            self.assertFalse(self._seen())
            self.assertFalse(self._has())
        with freeze_time(MIDNIGHT):
            self.assertTrue(self._seen())
            self.assertTrue(self._has())

    def test_groups_follow_duties(self):
        """KP-27: who no longer holds a duty loses its menus."""
        clerk = self.users["clerk"]
        duty = self.env["edu.duty"].search([("user_id", "=", clerk.id)])
        self.assertTrue(clerk.has_group("edu_school.group_clerk"))
        duty.date_to = date(2026, 5, 31)
        with freeze_time(MIDNIGHT):
            self.env["edu.duty"]._cron_sync_groups()
            self.assertFalse(clerk.has_group("edu_school.group_clerk"))
            self.assertTrue(clerk.has_group("edu_school.group_staff"))
