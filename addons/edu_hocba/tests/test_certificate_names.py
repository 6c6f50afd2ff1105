# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import json

from cryptography.x509.oid import NameOID

from odoo.exceptions import UserError

from odoo.addons.edu_signing.tests.common import der, make_certificate, make_key

from .common import SignedHocbaCase


class TestCertificateNames(SignedHocbaCase):
    """Certificates compared with the school and its staff."""

    def register(self, stated, *more, **values):
        source = make_certificate(make_key(), stated, more=more)
        return self.env["edu.certificate"].create(
            {
                "der": base64.b64encode(der(source)),
                "token_label": "x",
                "key_id": "01",
                **values,
            }
        )

    def seal(self, stated, *more):
        return self.register(
            stated,
            *more,
            kind="organisation",
            user_id=self.clerk.id,
            organisation_code=self.school.code,
        )

    def test_another_schools_seal(self):
        """KP-33.8: a seal of another school is registered for ours by nobody's
        oversight; the certificate's name was never compared before."""
        for stated in ("Trường THCS Giả Định", "TRUONG THCS NGUYEN DU", "Trần Văn A"):
            seal = self.seal(stated)
            self.assertTrue(seal.name_undecided, stated)
            with self.assertRaisesRegex(UserError, stated):
                seal.action_approve("2025-09-01", "QĐ 1")
        self.assertEqual(self.seal("TRƯỜNG THCS NGUYỄN DU").holder_match, "matches")

    def test_former_names_and_codes_of_the_school(self):
        """KP-26: a certificate outlives the renaming of its school."""
        serial = (NameOID.SERIAL_NUMBER, "79-760-70111")
        seal = self.seal("Trường THCS Lê Lợi", serial)
        self.assertEqual(seal.holder_match, "differs")
        self.env["edu.school.alias"].create(
            {
                "school_id": self.school.id,
                "name": "Trường THCS Lê Lợi",
                "code": "79-760-70111",
            }
        )
        seal.invalidate_recordset()
        self.assertEqual(seal.holder_match, "matches")
        (listed,) = self.school._issuers()["schools"]
        self.assertEqual(listed["former_names"], ["Trường THCS Lê Lợi"])
        self.assertEqual(listed["former_codes"], ["79-760-70111"])

    def test_a_namesake_is_told_by_its_tax_code(self):
        """KP-33.8: many schools bear one name."""
        self.school.company_id = self.school.company_id or self.env.company
        self.school.company_id.vat = "0301234567"
        user_id = NameOID.USER_ID
        name = self.school.name
        ours = self.seal(name, (user_id, "MST:0301234567"))
        theirs = self.seal(name, (user_id, "MST:0309999999"))
        self.assertEqual(ours.holder_match, "matches")
        self.assertEqual(theirs.holder_match, "differs")
        self.assertIn("0309999999", theirs.holder_difference)
        self.assertEqual(self.school._issuers()["schools"][0]["tax_code"], "0301234567")

    def test_persons_by_their_staff_file(self):
        """KP-9: the name in the staff file decides, the personal id proves."""
        user = self.teacher
        employee = user.employee_ids
        self.assertEqual(
            self.register(employee.name, user_id=user.id).holder_match, "matches"
        )
        folded = self.register(
            "BUI VAN DAY", (NameOID.USER_ID, "CCCD:079123456789"), user_id=user.id
        )
        self.assertEqual(folded.holder_match, "doubtful")
        employee.identification_id = "079123456789"
        folded.invalidate_recordset()
        self.assertEqual(folded.holder_match, "matches")
        employee.identification_id = "079123456780"
        folded.invalidate_recordset()
        self.assertEqual(folded.holder_match, "differs")
        self.assertNotIn("079123456789", folded.holder_difference)

    def test_a_member_of_another_school(self):
        school = (NameOID.ORGANIZATION_NAME, "Trường THCS Giả Định")
        above = (NameOID.ORGANIZATION_NAME, "UBND Phường Bến Thành")
        name = self.teacher.employee_ids.name
        values = {"user_id": self.teacher.id}
        self.assertEqual(self.register(name, school, **values).holder_match, "doubtful")
        self.assertEqual(self.register(name, above, **values).holder_match, "matches")

    def test_the_decision_is_published_with_the_list(self):
        """KP-33.8, KP-15: a stranger learns of the decision, not of its reason."""
        seal = self.seal("Trường THCS Giả Định")
        seal.action_approve("2025-09-01", "QĐ 1", other_name_reason="việc riêng")
        text = self.school._issuers_json().decode()
        (listed,) = json.loads(text)["schools"][0]["other_names"]
        self.assertEqual(
            (listed["sha256"], listed["listed"]), (seal.sha256, self.school.name)
        )
        self.assertNotIn("việc riêng", text)

    def test_books_are_not_signed_with_another_schools_seal(self):
        """KP-15, KP-33.8: approved before the names were compared, it signs no more;
        with the decision the book is issued and tells both names."""
        from hocba.verify.xml import verify_xml

        book = self.create_books()[:1]
        employee = self.head.employee_ids
        employee.name = "Đỗ Thị Hiệu Trưởng Khác"
        self.sign_until_head(book)
        with self.assertRaisesRegex(UserError, "No usable certificate"):
            book._leader()
        certificate = self.env["edu.certificate"].search(
            [("user_id", "=", self.head.id), ("approved_on", "!=", False)]
        )
        certificate.action_accept_name("đổi tên, chứng thư cấp trước đó")
        self.prepare(book)
        self.sign_act(book, "head")
        self.sign_act(book, "organisation")
        content = book.xml_document_id._content()
        issuers = self.school._issuers()
        report = verify_xml(content, book._trust(), issuers)
        self.assertEqual(report.overall, "total-passed")
        (head,) = (one for one in report.signatures if one.role == "head")
        self.assertEqual(head.signer, "Đỗ Thị Hiệu Trưởng")
        self.assertEqual(head.listed, "Đỗ Thị Hiệu Trưởng Khác")
        issuers["schools"][0]["other_names"] = []
        report = verify_xml(content, book._trust(), issuers)
        self.assertEqual(report.overall, "total-failed")
