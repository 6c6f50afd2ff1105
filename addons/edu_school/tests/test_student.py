# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestStudent(SchoolCase):
    def test_personal_id_has_twelve_digits_and_one_learner(self):
        """KP-2.16: 12 digits that identify the learner everywhere."""
        for number in ("07921300000", "0792130000011", "07921300000A", "079213000001"):
            with (
                self.subTest(number=number),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._new_student("Ai Đó", number)
        self.assertEqual(
            self._new_student("Ai Đó", " 079 213 000 005 ").personal_id, "079213000005"
        )
        self.assertFalse(self._new_student("Người nước ngoài", False).personal_id)

    def test_a_foreign_national_is_known_by_another_document(self):
        """KP-2.16: a number is given to citizens only; none is invented for others."""
        child = self._new_student(
            "Kim Min Seo",
            False,
            nationality="Hàn  Quốc",
            identity_document="passport",
            identity_document_number=" m 1234 5678",
        )
        self.assertEqual(child.identity_document_number, "M12345678")
        self.assertEqual(child.nationality, "Hàn Quốc")
        self.assertFalse(child.ethnicity)
        self.assertTrue(child._is_foreign() and child._has_identity())
        self.assertIn(child, child.search([("display_name", "ilike", "M12345678")]))
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.student"), ("res_id", "=", child.id)]
        )
        told = {entry.field: entry.new for entry in entries}
        self.assertEqual(told["identity_document"], "passport")
        self.assertEqual(told["identity_document_number"], "M12345678")
        # Another state may give the same number.
        other = {
            "identity_document": "passport",
            "identity_document_number": "M12345678",
        }
        self._new_student("Lê Anna", False, nationality="Pháp", **other)

    def test_a_document_has_kind_and_number_and_one_learner(self):
        passport = {"identity_document": "passport", "nationality": "Lào"}
        self._new_student(
            "Bun My", False, **passport, identity_document_number="P12345"
        )
        for values in (
            {**passport, "identity_document_number": "p12345"},
            {**passport, "identity_document_number": "P1"},
            {**passport, "identity_document_number": "P123Đ"},
            passport,
            {"identity_document_number": "P12346"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._new_student("Ai Đó", False, **values)

    def test_nobody_is_kinh_by_default(self):
        for nationality, foreign in (
            ("Hàn Quốc", True),
            ("Việt Nam", False),
            ("VIET NAM", False),
            ("Vietnam", False),
            (False, False),
        ):
            with self.subTest(nationality=nationality):
                student = self._new_student("Ai Đó", False, nationality=nationality)
                self.assertFalse(student.ethnicity)
                self.assertEqual(student._is_foreign(), foreign)
        with Form(self.env["edu.student"]) as form:
            form.name, form.gender = "Kim Min Seo", "female"
            form.birth_date, form.ethnicity = date(2013, 3, 2), "Kinh"
            form.nationality = "Hàn Quốc"
            self.assertFalse(form.ethnicity)

    @freeze_time("2026-03-01")
    def test_birth_date_must_be_sane(self):
        for day in (date(2026, 4, 1), date(2025, 1, 1), date(1900, 1, 1)):
            with (
                self.subTest(day=day),
                self.assertRaisesRegex(ValidationError, day.strftime("%d/%m/%Y")),
                self.cr.savepoint(),
            ):
                self._new_student("Ai Đó", "079213000005", birth_date=day)

    def test_order_by_vietnamese_given_name(self):
        names = ["Trần Văn Ân", "Lê Thị Ánh", "Đỗ Đức", "Ngô Dũng", "Vũ An", "Bùi Ấn"]
        students = self.env["edu.student"].browse()
        for index, name in enumerate(names):
            students |= self._new_student(name, f"0792130001{index:02d}")
        found = self.env["edu.student"].search([("id", "in", students.ids)])
        self.assertEqual(
            found.mapped("name"),
            ["Vũ An", "Lê Thị Ánh", "Trần Văn Ân", "Bùi Ấn", "Ngô Dũng", "Đỗ Đức"],
        )

    def test_names_are_stored_in_one_spelling(self):
        student = self._new_student("Nguye\u0302\u0303n  Va\u0306n  A ", "079213000005")
        self.assertEqual(student.name, "Nguyễn Văn A")

    def test_every_change_of_particulars_is_journaled(self):
        """BT-5.1a: who changed what of a learner's profile stays on record."""
        before = self.env["edu.journal"].search_count([])
        student = self._as("homeroom", self.an)
        student.with_context(edu_journal_reason="theo giấy khai sinh").write(
            {"name": "Nguyễn Văn Ân", "nationality": "Việt Nam"}
        )
        entries = self.env["edu.journal"].search([])
        self.assertEqual(len(entries), before + 1)
        entry = entries[0]
        self.assertEqual(
            (entry.field, entry.old, entry.new),
            ("name", "Nguyễn Văn An", "Nguyễn Văn Ân"),
        )
        self.assertEqual(entry.user_name, "homeroom")
        self.assertEqual(entry.reason, "theo giấy khai sinh")
        self.assertEqual(
            (entry.school_code, entry.year_code), ("79760701", "2025-2026")
        )

    def test_linked_contact_follows_and_stays(self):
        partner = self.env["res.partner"].create({"name": "Tên cũ"})
        twin = self.env["res.partner"].create({"name": "Tên cũ"})
        self.an.partner_id = partner
        self.assertEqual(partner.name, "Nguyễn Văn An")
        self._as("homeroom", self.an).name = "Nguyễn Văn Ân"
        self.assertEqual(partner.name, "Nguyễn Văn Ân")
        with self.assertRaises(UserError):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                [partner.id, twin.id], twin
            )
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            partner.unlink()

    def test_registrar_creates_a_learner_with_his_admission(self):
        student = self._as("registrar", self.env["edu.student"]).create(
            {
                "name": "Hồ Thị Mới",
                "personal_id": "079213000077",
                "birth_date": date(2013, 1, 2),
                "gender": "female",
                "admission_ids": [
                    (
                        0,
                        0,
                        {
                            "school_id": self.school.id,
                            "level": "lower",
                            "date_in": date(2025, 9, 5),
                        },
                    )
                ],
            }
        )
        self.assertEqual(student.admission_ids.register_number, "5/THCS")
        for login in ("teacher", "homeroom", "head"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, self.env["edu.student"]).create(
                    {"name": "x", "birth_date": date(2013, 1, 2), "gender": "male"}
                )
