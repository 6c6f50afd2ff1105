# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestJobs(TransactionCase):
    def test_daily_jobs_run_in_the_vietnamese_night(self):
        """What a duty of today opens is open before school, and heads are told in the
        morning, at whatever hour the server was installed."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "like", "edu_")]
        )
        jobs = self.env["ir.cron"].browse(data.mapped("res_id"))
        daily = jobs.filtered(lambda job: job.interval_type == "days")
        self.assertGreaterEqual(len(daily), 5)
        for job in daily:
            local = fields.Datetime.context_timestamp(
                job.with_context(tz="Asia/Ho_Chi_Minh"), job.nextcall
            )
            self.assertLess(local.hour, 6, job.name)
