# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.edu_school.dates import start_of, today

from .matrix import RolesCase


@tagged("post_install", "-at_install")
class TestUnusualUse(RolesCase):
    """The head watches who reads what (Khánh Phú Đ20.3)."""

    def used(self, role, kind, days_ago, count=1, hour=9, school=None):
        """Entries as requests of some day ago leave them, ``count`` learners each."""
        journal = self.env["edu.journal"].with_user(self.roles[role]).sudo()
        facts = {"count": count, "learners": count, "outside": count, "digest": "x"}
        journal._record(
            [
                {
                    "model": "edu.student",
                    "res_id": 0,
                    "res_name": "",
                    "field": f"use.{kind}",
                    "school_code": (school or self.school).code,
                    "use": facts,
                }
            ]
        )
        # An entry's time is its own; a test needs one of another day.
        at = start_of(today() - timedelta(days=days_ago)) + timedelta(hours=hour)
        self.env.cr.execute(
            SQL(
                """
                ALTER TABLE edu_journal DISABLE TRIGGER edu_journal_no_change;
                UPDATE edu_journal SET at = %s
                 WHERE id = (SELECT max(id) FROM edu_journal);
                ALTER TABLE edu_journal ENABLE TRIGGER edu_journal_no_change
                """,
                at,
            )
        )

    def day(self, role, days_ago):
        uses = self.env["edu.unusual.use"].with_context(lang="vi_VN")
        uses.invalidate_model()
        return uses.search(
            [
                ("person", "=", self.roles[role].id),
                ("day", "=", today() - timedelta(days=days_ago)),
            ]
        )

    def test_limits_of_the_policy(self):
        """KP-20.3: a day beyond the school's limits is flagged and says why."""
        policy = self.env["edu.policy"]._for(self.school)
        self.used("clerk", "export", 1, policy.use_exported - 1)
        self.assertFalse(self.day("clerk", 1).flagged)
        self.used("clerk", "export", 1, 1)
        found = self.day("clerk", 1)
        self.assertEqual((found.flagged, found.exports), (True, 2))
        self.assertIn(str(policy.use_exported), found.why)
        policy.use_exported += 1
        self.env.flush_all()
        self.assertFalse(self.day("clerk", 1).flagged)

    def test_several_times_the_usual(self):
        """KP-20.3: what is much for this very person is flagged."""
        for days_ago in range(2, 9):
            self.used("registrar", "read", days_ago, 10)
        self.used("registrar", "read", 1, 49)
        self.assertFalse(self.day("registrar", 1).flagged)
        self.used("registrar", "read", 1, 1)
        found = self.day("registrar", 1)
        self.assertEqual((found.flagged, found.usual_outside), (True, 10))
        self.assertFalse(self.day("registrar", 2).flagged)

    def test_night_is_vietnams(self):
        """KP-20.3: 22 to 5 is counted in Vietnamese time."""
        for hour, night in ((0, 1), (4.9, 1), (5.1, 0), (21.9, 0), (22.1, 1)):
            before = self.day("deputy", 3).at_night
            self.used("deputy", "read", 3, hour=hour)
            self.assertEqual(self.day("deputy", 3).at_night - before, night, hour)

    def test_who_watches(self):
        """KP-20.3: head, deputies and board of the school; no administrator, no
        teacher, no other school, whatever groups they gave themselves."""
        self.used("teacher", "refused", 1)
        teacher = self.roles["teacher"].id
        use = self.env["edu.use"].search([("person", "=", teacher)], limit=1)
        day = self.day("teacher", 1)
        groups = self.env.ref("edu_school.group_head")
        groups |= self.env.ref("edu_journal.group_reader")
        entry = self.env["edu.journal"].browse(use.id)
        for role, user in self.roles.items():
            watching = role in ("head", "deputy", "board")
            if user._is_internal():
                user.group_ids += groups
            self.log_in(role)
            with self.quiet():
                for record, name in ((use, "record"), (day, "outside")):
                    value, error = self.call(record._name, "read", record.ids, [name])
                    self.assertEqual(bool(value), watching, (role, error))
                    found, _error = self.call(record._name, "search_count", [])
                    self.assertEqual(bool(found), watching, role)
                for method, arguments in (
                    ("read", (entry.ids, ["payload"])),
                    ("search_count", ([],)),
                ):
                    value, _error = self.call("edu.journal", method, *arguments)
                    self.assertEqual(bool(value), role == "head", role)

    def test_open_what_is_behind(self):
        """KP-20.3: a day opens its entries, with learner and address."""
        self.log_in("homeroom")
        student = self.places["own"]["student_id"]
        self.call("edu.student", "read", [student], ["address"])
        self.log_in("head")
        found = self.day("homeroom", 0)
        action, _error = self.call("edu.unusual.use", "action_open_uses", found.ids)
        rows, _error = self.call(
            "edu.use",
            "search_read",
            action["domain"],
            ["record", "address", "duty_text", "model_text"],
            context={"lang": "vi_VN"},
        )
        name = self.env["edu.student"].browse(student).name
        self.assertEqual(
            [(row["record"], row["address"], row["model_text"]) for row in rows],
            [(name, "127.0.0.1", "Học sinh")],
        )
        self.assertIn("Giáo viên chủ nhiệm", rows[0]["duty_text"])

    def test_the_head_is_told_once(self):
        """KP-20.3: each morning the head is told in Vietnamese, nobody else."""
        policy = self.env["edu.policy"]._for(self.school)
        self.used("administrator", "export", 1, policy.use_exported)
        activities = self.env["mail.activity"]
        before = activities.search([])
        self.env["edu.unusual.use"]._cron_tell()
        told = activities.search([]) - before
        self.assertEqual(told.user_id, self.head)
        self.assertIn(self.administrator.name, told.note)
        self.assertIn("bất thường", told.summary)
        self.env["edu.unusual.use"]._cron_tell()
        self.assertEqual(activities.search([]) - before, told)
        self.log_in("administrator")
        with self.quiet():
            value, _error = self.call("mail.activity", "read", told.ids, ["note"])
        self.assertFalse(value)
