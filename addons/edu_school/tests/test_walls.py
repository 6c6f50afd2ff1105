# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestWalls(SchoolCase):
    """Ways round the duties that were tried over real RPC, and stay closed."""

    def test_what_stands_above_a_school_is_the_operators(self):
        """DL1-12.1, BP-13.1: no school escapes the windows of its authority."""
        ministry, commune = self.env["edu.authority"].create(
            [
                {"name": "Bộ", "kind": "ministry"},
                {"name": "Xã", "kind": "commune"},
            ]
        )
        self.school.authority_id = commune
        elsewhere = self.env["res.company"].create({"name": "Nơi khác"})
        for login in ("head", "administrator"):
            for record, vals in (
                (self.school, {"authority_id": False}),
                (self.school, {"company_id": elsewhere.id}),
                (commune, {"parent_id": ministry.id}),
            ):
                with (
                    self.subTest(login=login, vals=vals),
                    self.assertRaises(AccessError),
                ):
                    self._as(login, record).write(vals)
        # What stays the same may be sent along; what no school stands under may change.
        self._as("administrator", self.school).write(
            {"name": "THCS Mới", "authority_id": commune.id}
        )
        self._as("administrator", ministry).name = "Bộ Giáo dục và Đào tạo"

    def test_rules_of_decision_are_the_heads(self):
        """BT-4.6, KP-25.4: who executes changes no rule; what is final stays final."""
        policy = self.env["edu.policy"]._for(self.school)
        for vals in (
            {"unlock_by_administrator": False},
            {"correction_witnesses": "board"},
            {"final_date": "30/12", "place": "Bến Tre"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self._as("administrator", policy).write(vals)
        self._as("administrator", policy).write({"place": "Bến Tre"})
        self._as("head", policy).write({"correction_witnesses": "board"})
        old = self._new_year(self.school, "2019-2020")
        self.assertIn((old, 0), policy._final_years())
        with (
            patch(
                "odoo.addons.edu_school.models.edu_policy_dates.today",
                lambda: date(2020, 9, 15),
            ),
            self.assertRaisesRegex(UserError, "2019-2020"),
        ):
            self._as("head", policy).write({"final_date": "30/10"})

    def test_derived_columns_are_written_by_nobody(self):
        """BT-8.1: a stored related column is no back door to account or learner."""
        duty = self.env["edu.duty"].search([("kind", "=", "subject_teacher")])
        enrolment = self.an.enrolment_ids
        absence = self.env["edu.absence"].create(
            {"enrolment_id": enrolment.id, "date": "2025-10-01"}
        )
        cases = [
            ("registrar", duty, {"user_id": self.users["other"].id}),
            ("head", duty, {"user_id": self.users["other"].id}),
            ("administrator", enrolment, {"student_id": self.chi.id}),
            ("registrar", enrolment, {"school_id": self.school.id}),
            ("administrator", self.year.term_ids[0], {"school_id": self.school.id}),
            ("homeroom", absence, {"class_id": self.class_b.id}),
        ]
        for login, record, vals in cases:
            with (
                self.subTest(login=login, vals=vals),
                self.assertRaisesRegex(AccessError, "không được ghi"),
            ):
                self._as(login, record).write(vals)

    def test_created_duty_has_the_account_of_its_employee(self):
        duty = self._as("registrar", self.env["edu.duty"]).create(
            {
                "employee_id": self._employee("teacher").id,
                "kind": "subject_teacher",
                "class_id": self.class_b.id,
                "subject_id": self.math.id,
                "user_id": self.users["other"].id,
                "date_from": date(2025, 9, 1),
            }
        )
        self.assertEqual(duty.user_id, self.users["teacher"])

    def test_administrator_takes_no_class_into_a_school_of_his_own(self):
        """BT-8.5: he may set up another school and head it; nothing moves there."""
        administrator = self.users["administrator"]
        school = self._as("administrator", self.env["edu.school"]).create(
            {"name": "THCS Mới", "code": "79760799", "has_lower": True}
        )
        year = self._as("administrator", self.env["edu.school.year"]).create(
            {
                "school_id": school.id,
                "name": "2025-2026",
                "date_start": date(2025, 9, 5),
                "date_end": date(2026, 5, 31),
            }
        )
        for kind in ("head", "administrator"):
            self.env["edu.duty"].create(
                {
                    "employee_id": administrator.employee_ids.id,
                    "kind": kind,
                    "school_id": school.id,
                    "date_from": date(2025, 9, 1),
                }
            )
        term = self.year.term_ids[0]
        for record, vals in (
            (self.class_a, {"year_id": year.id, "school_id": school.id}),
            (self.class_a, {"school_id": school.id}),
            (self.year, {"school_id": school.id}),
            (term, {"year_id": year.id}),
            (term, {"code": "HK2"}),
        ):
            with (
                self.subTest(record=record, vals=vals),
                self.assertRaisesRegex(ValidationError, "không bao giờ đổi"),
            ):
                self._as("administrator", record).write(vals)
        # What stays the same may be sent along.
        self._as("registrar", self.class_a).write(
            {"name": "7A9", "year_id": self.year.id}
        )

    def test_rights_follow_from_duties_even_with_edited_access_rights(self):
        """BT-8.5: whoever edits access rights gives himself no right by duty."""
        self.env["ir.model.access"].create(
            {
                "name": "opened",
                "model_id": self.env.ref("edu_school.model_edu_access").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        self.env["ir.rule"].search(
            [("model_id.model", "=", "edu.access")]
        ).active = False
        row = self.env["edu.access"].search(
            [("user_id", "=", self.users["administrator"].id)]
        )
        forged = row.copy_data()[0] | {"right": "head"}
        mine = self._as("administrator", row)
        for call in (
            lambda: mine.write({"right": "head"}),
            lambda: mine.create(forged),
            lambda: mine.unlink(),
        ):
            with self.assertRaisesRegex(AccessError, "nhiệm vụ"):
                call()

    def test_a_learners_name_renames_no_user(self):
        """BT-8.2: evidence shows names of accounts; a learner is none of them."""
        employee = self._employee("head")
        for partner in (
            self.users["head"].partner_id,
            self.company.partner_id,
            employee.work_contact_id,
        ):
            with self.assertRaises(ValidationError):
                self._as("homeroom", self.an).write({"partner_id": partner.id})
        portal = new_test_user(self.env, "an_portal", groups="base.group_portal")
        self._as("homeroom", self.an).write({"partner_id": portal.partner_id.id})
        self._as("homeroom", self.an).write({"name": "Nguyễn Văn Ân"})
        self.assertEqual(portal.name, "Nguyễn Văn Ân")

    def test_keeper_of_staff_files_takes_no_account_by_mail(self):
        """BT-8.5: the head's lost password is not mailed to the administrator."""
        head = self._employee("head")
        mail = head.user_id.email
        puppet = self.env["hr.employee"].create({"name": "Bù Nhìn"})
        partner = {"work_contact_id": head.work_contact_id.id}
        for call in (
            lambda: self._as("administrator", head).write({"work_email": "a@b.vn"}),
            lambda: self._as("administrator", head).write({"work_email": False}),
            lambda: self._as("administrator", head).write({"work_contact_id": False}),
            lambda: self._as("administrator", puppet).write(partner),
            lambda: self._as("administrator", puppet).create(
                {"name": "x", "work_email": "a@b.vn", **partner}
            ),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(head.user_id.email, mail)
        self._as("administrator", head).write({"work_email": head.work_email})
        self._as("administrator", puppet).write({"work_email": "bu@nhin.vn"})
        self.assertEqual(puppet.work_contact_id.email, "bu@nhin.vn")

    def test_staff_do_not_rename_themselves(self):
        """BT-8.2: the journal names who changed a value; he does not choose it."""
        teacher = self.users["teacher"]
        with self.assertRaises(AccessError):
            self._as("teacher", teacher).write({"name": "Hiệu trưởng"})
        self._as("teacher", teacher).write({"name": teacher.name, "tz": "UTC"})
        teacher.sudo().name = "Tên mới"
