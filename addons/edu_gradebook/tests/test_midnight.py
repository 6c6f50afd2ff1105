# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time

from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import GradebookFixture

# 31 May 2026 ends in Vietnam at 17:00 UTC.
BEFORE, AFTER = "2026-05-31 16:59:00", "2026-05-31 17:00:01"


@tagged("post_install", "-at_install")
class TestMidnight(GradebookFixture, HttpCase):
    """A duty ends at midnight in Vietnam for a browser that stays open (KP-35.6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        duties = cls.env["edu.duty"].search([("user_id", "=", cls.teacher.id)])
        duties.date_to = date(2026, 5, 31)
        cls.env.flush_all()

    def call(self, model, method, *args, **kwargs):
        """Call as the web client does, in the time zone that suits the caller."""
        context = {"tz": "Pacific/Midway", "lang": "vi_VN"}
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": args,
                "kwargs": {"context": context, **kwargs},
            },
        )

    def seen(self):
        return [
            len(
                self.call(
                    model, "web_search_read", [], specification={"display_name": {}}
                )["records"]
            )
            for model in ("edu.gradebook", "edu.gradebook.line", "edu.class")
        ]

    def save(self, old, new):
        line = self.line("VAN")
        cell = {"line_id": line.id, "column": "gk", "old": old, "new": new}
        return self.call("edu.gradebook", "save_cells", [cell])

    def test_a_duty_ends_at_midnight_though_rules_are_cached(self):
        """BT-4.2, KP-35.6: one second later nothing is seen, read or saved."""
        line = self.line("VAN")
        self.authenticate(self.teacher.login, self.teacher.login)
        with freeze_time(BEFORE, tick=True):
            self.assertTrue(all(self.seen()))
            (answer,) = self.save("", "8")
            self.assertEqual(answer["status"], "saved")
            self.assertTrue(self.call("edu.gradebook.line", "read", [line.id], ["gk"]))
        known = self.registry._Registry__caches["default"]
        self.assertTrue(any("_compute_domain" in str(key) for key in known))
        with freeze_time(AFTER, tick=True), mute_logger("odoo.http"):
            self.assertEqual(self.seen(), [0, 0, 0])
            for call in (
                lambda: self.save("8", "9"),
                lambda: self.call("edu.gradebook.line", "read", [line.id], ["gk"]),
            ):
                with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                    call()
        self.env.invalidate_all()
        self.assertEqual(line.gk, "8")
