# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import SchoolCase

STAFF = [
    "Lê Thị Ánh",
    "Vũ Văn Ánh",
    "Y Blĭ",
    "Y Blu",
    "Trần Duy",
    "Đinh Đức",
    "Đỗ Đức",
    "Hồ Hoà",
    "Huỳnh Hoà",
    "Đoàn Yến",
]


@tagged("post_install", "-at_install")
class TestOrder(SchoolCase):
    """The database sorts people and classes as a Vietnamese school does."""

    def _staff(self):
        employees = self.env["hr.employee"].create(
            [
                {"name": name, "edu_school_id": self.school.id}
                for name in sorted(STAFF, reverse=True)
            ]
        )
        self.env.flush_all()
        return employees

    def test_staff_stand_by_given_name(self):
        """BT-4.3: in lists and drop-downs, also of who reads only what is public."""
        ours = [("id", "in", self._staff().ids)]
        for user in (self.env.user, self.users["teacher"]):
            staff = self.env["hr.employee"].with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(staff.search(ours).mapped("name"), STAFF)
                found = staff.name_search("", ours, limit=None)
                self.assertEqual([name for _id, name in found], STAFF)
        public = self.env["hr.employee.public"].with_user(self.users["teacher"])
        self.assertEqual(public.search(ours).mapped("name"), STAFF)

    def test_duties_stand_in_the_order_of_their_staff(self):
        staff = self._staff()
        self.env["edu.duty"].create(
            [
                {
                    "employee_id": employee.id,
                    "kind": "board",
                    "school_id": self.school.id,
                    "date_from": "2025-09-01",
                    "decision": "16/QĐ-THCSND",
                }
                for employee in staff
            ]
        )
        groups = self.env["edu.duty"].formatted_read_group(
            [("employee_id", "in", staff.ids)], ["employee_id"], ["__count"]
        )
        self.assertEqual([group["employee_id"][1] for group in groups], STAFF)

    def test_a_new_name_has_its_place_at_once(self):
        staff = self._staff()
        staff.filtered(lambda e: e.name == "Đoàn Yến").name = "Đoàn An"
        found = self.env["hr.employee"].search([("id", "in", staff.ids)])
        self.assertEqual(found.mapped("name"), ["Đoàn An", *STAFF[:-1]])

    def test_classes_stand_by_their_numbers(self):
        """BT-5.1a: 7A2 before 7A10, in lists, drop-downs and groups."""
        self._new_class("7A10")
        self._new_class("7A9")
        self._new_class("7Đ1")
        self._new_class("7D1")
        self._new_class("6A11", grade=6)
        names = ["6A11", "7A1", "7A2", "7A9", "7A10", "7D1", "7Đ1"]
        ours = [("year_id", "=", self.year.id)]
        classes = self.env["edu.class"].search(ours)
        self.assertEqual(classes.mapped("name"), names)
        found = self.env["edu.class"].name_search("", ours, limit=None)
        self.assertEqual([name.split()[0] for _id, name in found], names)
        for number, class_ in enumerate(reversed(classes), 5):
            self._new_student(f"Lê {number}", f"07921300{number:04}", class_, 7)
        enrolments = self.env["edu.enrolment"].search([*ours, ("number", "=", 7)])
        self.assertEqual(enrolments.class_id.mapped("name"), names)
        groups = self.env["edu.enrolment"].formatted_read_group(
            ours, ["class_id"], ["__count"]
        )
        self.assertEqual([group["class_id"][1].split()[0] for group in groups], names)

    def test_an_update_gives_all_who_are_there_their_place(self):
        """The columns are filled for archived staff and old classes too."""
        staff = self._staff()
        staff[0].active = False
        classes = self._new_class("7A10") + self.class_b
        self.env.flush_all()
        for table, column in (
            ("edu_class", "sort_key"),
            ("hr_employee", "edu_sort_key"),
        ):
            # as a release before left it
            self.cr.execute(f"ALTER TABLE {table} DROP COLUMN {column} CASCADE")
        self.env.invalidate_all()
        self.registry.init_models(
            self.cr,
            ["edu.class", "hr.employee", "hr.employee.public"],
            {"module": "edu_school"},
            install=False,
        )
        self.env.invalidate_all()
        found = staff.with_context(active_test=False).search([("id", "in", staff.ids)])
        self.assertEqual(found.mapped("name"), STAFF)
        self.assertEqual(classes.sorted().mapped("name"), ["7A2", "7A10"])
        self.cr.execute(
            "SELECT (SELECT count(*) FROM hr_employee WHERE edu_sort_key IS NULL)"
            " + (SELECT count(*) FROM edu_class WHERE sort_key IS NULL)"
        )
        self.assertEqual(self.cr.fetchone(), (0,))
