# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.edu_hocba.tests.common import SCHOOL, HocbaFixture

from hocba.verify.pdf import verify_pdf
from hocba.verify.xml import verify_xml


@tagged("post_install", "-at_install")
class TestJourney(HocbaFixture, HttpCase):
    """Books that teachers and homeroom have signed, on their last way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build_decided()
        cls.set_up_signing()
        case = cls("build")
        cls.both = case.create_books()
        case.sign_until_head(cls.both)
        case.prepare(cls.both)
        cls.env.flush_all()

    def run_tour(self, tour, user, code):
        self.start_tour(
            "/odoo",
            tour,
            login=user.login,
            timeout=300,
            cookies={"edu_trial_pin": self.pki.members[code].pin},
        )
        self.env.invalidate_all()

    def signed(self, role):
        """Return which kinds of document somebody has signed, and how often."""
        slots = self.both.slot_ids.filtered(
            lambda slot: slot.role == role and slot.state == "signed"
        )
        return sorted(slots.mapped("document_kind"))

    def reports(self):
        """Verify both files of both books as a stranger does."""
        issuers = self.school._issuers()
        return [
            verify(document._content(), book._trust(), issuers)
            for book in self.both
            for verify, document in (
                (verify_xml, book.xml_document_id),
                (verify_pdf, book.pdf_document_id),
            )
        ]

    def test_head_signs_and_clerk_issues(self):
        """BT-4.9d, KP-18.6, KP-18.8, KP-24.5: in the browser the head signs a class
        with one PIN, the clerk issues it with the school's key; both files hold."""
        self.assertEqual(len(self.both), 2)
        self.assertEqual(set(self.both.mapped("state")), {"leadership"})

        self.run_tour("edu_journey_head", self.head, "HIEU.TRUONG")
        self.assertEqual(self.signed("head"), ["pdf", "pdf", "xml", "xml"])
        self.assertEqual(self.signed("organisation"), [])
        self.assertFalse(any(self.both.mapped("issued_at")))
        # Without the school's own signature a file is not yet a học bạ.
        self.assertNotIn("total-passed", {r.overall for r in self.reports()})

        self.run_tour("edu_journey_clerk", self.clerk, SCHOOL.code)
        self.assertEqual(self.signed("organisation"), ["pdf", "pdf", "xml", "xml"])
        self.assertEqual(set(self.both.mapped("state")), {"issued"})
        self.assertEqual(
            sorted(self.both.mapped("number")),
            ["1/HB-79-760-70999", "2/HB-79-760-70999"],
        )
        for report in self.reports():
            self.assertEqual(report.overall, "total-passed", report.to_json())
