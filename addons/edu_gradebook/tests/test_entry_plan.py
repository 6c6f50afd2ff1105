# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestEntryPlan(GradebookCase):
    @freeze_time("2025-10-01")
    def test_proposed_from_the_terms_and_kept(self):
        """KP-17.4: dates lie inside the term; what was edited stays."""
        plans = self.env["edu.entry.plan"].with_user(self.registrar)
        plans.action_generate()
        found = plans.search([("term_id", "=", self.hk1.id)])
        self.assertEqual(
            set(found.mapped("column_name")),
            {"tx1", "tx2", "tx3", "tx4", "gk", "ck", "conduct"},
        )
        for plan in found:
            self.assertTrue(self.hk1.date_start < plan.due_date <= self.hk1.date_end)
        last = found.filtered(lambda plan: plan.column_name == "ck")
        self.assertEqual(last.due_date, self.hk1.date_end)
        last.due_date = date(2026, 1, 10)
        plans.with_user(self.head).action_generate()
        self.assertEqual(plans.search([("term_id", "=", self.hk1.id)]), found)
        self.assertEqual(last.due_date, date(2026, 1, 10))

    @freeze_time("2025-10-01")
    def test_only_head_and_registrar_plan(self):
        """KP-17.4: a teacher reads the plan and changes nothing."""
        self.env["edu.entry.plan"].with_user(self.head).action_generate()
        plans = self.env["edu.entry.plan"].with_user(self.teacher)
        plan = plans.search([], limit=1)
        self.assertTrue(plan.due_date)
        with self.assertRaises(AccessError):
            plan.write({"due_date": "2025-12-01"})
        with self.assertRaises(AccessError):
            plans.action_generate()
        with self.assertRaises(AccessError):
            plan.with_user(self.administrator).write({"due_date": "2025-12-01"})

    @freeze_time("2025-10-01")
    def test_a_date_outside_the_year_is_refused(self):
        """KP-17.4: nothing is due before its term or after its year."""
        plans = self.env["edu.entry.plan"].with_user(self.head)
        plans.action_generate()
        plan = plans.search([("term_id", "=", self.hk2.id)], limit=1)
        for day in ("2025-12-01", "2026-09-01"):
            with self.assertRaises(ValidationError):
                plan.due_date = day
