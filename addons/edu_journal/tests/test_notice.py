# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ..models.edu_journal_delivery import DIRECTORY_VARIABLE, MAIL_PARAMETER
from .smtp import MailServerMixin

SCHOOL, YEAR = "79-760-70913", "2025-2026"
HEAD, AUTHORITY = "ht@truong.vn", "so@giaoduc.vn"


@tagged("post_install", "-at_install")
class TestNotice(MailServerMixin, TransactionCase):
    """What must leave by mail counts as left when the mail server took it."""

    def setUp(self):
        super().setUp()
        parameters = self.env["ir.config_parameter"]
        for name in ("edu_journal.tsa_url", "edu_signing.tsa_url"):
            parameters.set_param(name, "")
        parameters.set_param(MAIL_PARAMETER, f"{HEAD}, {AUTHORITY}")
        environment = {**os.environ}
        environment.pop(DIRECTORY_VARIABLE, None)
        self.patch(os, "environ", environment)
        self.env.company.email = "truong@truong.vn"
        self.server = self.start_mail_server()
        # What other chains have waiting is none of this test's business.
        self.env.cr.execute(
            "INSERT INTO edu_journal_delivery (anchor_id, channel, at, target)"
            " SELECT a.id, 'sent', now() AT TIME ZONE 'UTC', t.target"
            " FROM edu_journal_anchor a, unnest(%s) AS t (target)"
            " ON CONFLICT DO NOTHING",
            [[HEAD, AUTHORITY]],
        )
        self.now = datetime.now()

    def record(self):
        self.env["edu.journal"]._record(
            [
                {
                    **{"model": "res.partner", "res_id": 1, "field": "name"},
                    **{"new": "x", "school_code": SCHOOL, "year_code": YEAR},
                }
            ]
        )

    def seal(self, after=timedelta()):
        """What the sealer does at that time."""
        with (
            freeze_time(self.now + after),
            self.enter_registry_test_mode(),
        ):
            self.env["edu.journal.sealer"]._cron_seal()
        self.env.invalidate_all()

    def chain(self):
        chains = self.env["edu.journal.chain"].with_context(lang="vi_VN")
        return chains.search([("school_code", "=", SCHOOL)])

    def anchor(self, number=1):
        anchors = self.env["edu.journal.anchor"].with_context(lang="vi_VN")
        return anchors.search(
            [("school_code", "=", SCHOOL), ("number", "=", number)], limit=1
        )

    def taken(self):
        """Which files of this chain each address holds."""
        return sorted(
            (to, part.get_filename())
            for to, message in self.server.taken
            for part in message.iter_attachments()
            if SCHOOL in part.get_filename()
        )

    def test_refused_then_accepted(self):
        """BT-8.5: not anchored while the server refuses; sent again when it is back."""
        self.record()
        self.seal()
        self.assertIn("Chưa neo từ", self.chain().state)
        self.send_queue()
        self.seal(timedelta(minutes=1))
        self.assertFalse(self.server.taken)
        self.assertIn("Chưa neo từ", self.chain().state)
        self.assertFalse(self.chain().anchored_number)
        told = self.anchor().delivered
        self.assertIn(f"{AUTHORITY}: CHƯA gửi được, sẽ gửi lại", told)
        notices = self.env["edu.notice"].search([("state", "=", "waiting")])
        self.assertIn("451", notices[0].failure)

        self.server.refused = set()
        self.send_queue()
        self.assertFalse(self.server.taken, "Odoo alone sends nothing again")
        self.seal(timedelta(minutes=10))
        self.send_queue()
        self.seal(timedelta(minutes=15))
        name = f"{SCHOOL}-{YEAR}-1.json"
        self.assertEqual(self.taken(), [(HEAD, name), (AUTHORITY, name)])
        self.assertEqual(self.chain().state, "Đã neo đến cuối")
        self.assertNotIn("CHƯA", self.anchor().delivered)
        self.assertIn(AUTHORITY, self.anchor().delivered)
        self.seal(timedelta(minutes=20))
        self.send_queue()
        self.assertEqual(len(self.taken()), 2, "sent once")

    def test_each_address_counts_for_itself(self):
        """BT-8.5: one address that is refused neither stops nor stands for another."""
        self.server.refused = {AUTHORITY}
        self.record()
        self.seal()
        self.send_queue()
        self.seal(timedelta(minutes=1))
        self.assertEqual([to for to, _name in self.taken()], [HEAD])
        deliveries = self.env["edu.journal.delivery"].search(
            [("anchor_id", "=", self.anchor().id)]
        )
        self.assertEqual(deliveries.mapped("target"), [HEAD])
        self.assertEqual(self.chain().state, "Đã neo đến cuối")
        self.assertIn(f"{AUTHORITY}: CHƯA gửi được", self.anchor().delivered)

    def test_a_server_that_is_down_gets_no_heap_of_mails(self):
        """BT-8.5: a week of refusals; then one mail more brings the newest anchor."""
        mails = self.env["mail.mail"].search_count([])
        self.record()
        self.seal()
        for hours in range(1, 24 * 7, 3):
            self.record()
            self.seal(timedelta(hours=hours))
            self.send_queue()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 2)
        notice = self.env["edu.notice"].search([("email_to", "=", HEAD)], limit=1)
        # 7 tries within the first six hours, then four a day at most
        self.assertLess(notice.tries, 7 + 4 * 7)
        self.server.refused = set()
        for hours in range(0, 12, 6):
            self.seal(timedelta(days=8, hours=hours))
            self.send_queue()
            self.seal(timedelta(days=8, hours=hours, minutes=5))
            self.send_queue()
            self.seal(timedelta(days=8, hours=hours, minutes=10))
        newest = self.chain().number
        self.assertIn((HEAD, f"{SCHOOL}-{YEAR}-{newest}.json"), self.taken())
        self.assertEqual(self.chain().state, "Đã neo đến cuối")

    def test_given_up_in_the_end(self):
        """After two weeks the screen says that it was not delivered."""
        self.record()
        self.seal()
        self.send_queue()
        self.seal(timedelta(days=15))
        failed = self.env["edu.notice"].search([("state", "=", "failed")])
        self.assertIn(self.anchor().id, failed.mapped("res_id"))
        self.assertIn("Chưa neo từ", self.chain().state)

    def test_a_mail_that_somebody_removes_is_made_anew(self):
        """BT-8.5: whoever has Settings keeps no notice back by deleting its mail."""
        for remove in ("unlink", "cancel"):
            with self.subTest(remove):
                self.record()
                self.seal(timedelta(hours=remove == "cancel"))
                notices = self.env["edu.notice"].search([("state", "=", "waiting")])
                self.assertTrue(notices)
                getattr(notices.mail_id, remove)()
                self.env.invalidate_all()
                self.server.refused = set()
                self.seal(timedelta(hours=2))
                self.send_queue()
                self.seal(timedelta(hours=2, minutes=5))
                self.assertEqual(set(notices.mapped("state")), {"sent"})

    def test_what_earlier_releases_wrote_does_not_count(self):
        """A mail that was made, perhaps never sent, is no anchor outside."""
        self.env["ir.config_parameter"].set_param(MAIL_PARAMETER, "")
        self.record()
        self.seal()
        self.env["edu.journal.delivery"]._delivered(
            self.anchor(), "mail", AUTHORITY, self.now
        )
        self.env.invalidate_all()
        self.assertIn("Chưa neo từ", self.chain().state)
        self.assertIn("không rõ đã gửi được chưa", self.anchor().delivered)

    def test_nobody_writes_notices(self):
        self.record()
        self.seal()
        notice = self.env["edu.notice"].search([], limit=1)
        with self.assertRaises(AccessError):
            notice.write({"state": "sent"})
        with self.assertRaises(AccessError):
            notice.unlink()
        with self.assertRaises(AccessError):
            notice.create({"email_to": "x@x.vn", "res_model": "x", "res_id": 1})
