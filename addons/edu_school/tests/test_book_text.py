# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestBookText(TransactionCase):
    """Particulars that a book could not print are refused where they are typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "vi_VN"})
        cls.school = cls.env["edu.school"].create(
            {"name": "Trường THCS Lê Lợi", "code": "79-760-70555", "has_lower": True}
        )
        cls.student = cls.env["edu.student"].create(
            {"name": "Nguyễn An", "birth_date": "2013-05-01", "gender": "male"}
        )
        cls.employee = cls.env["hr.employee"].create(
            {"name": "Bùi Dạy", "edu_school_id": cls.school.id}
        )

    def refused(self, record, values, *shown):
        with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
            record.write(values)
        for part in shown:
            self.assertIn(part, str(caught.exception))

    def test_field_and_letter_are_named(self):
        """KP-24.5: learner, school, class, authority, subject and staff."""
        student, school = self.student, self.school
        self.refused(student, {"name": "Nguyễn\u200b An"}, "Họ và tên", "U+200B")
        self.refused(student, {"birth_place": "北京"}, "Nơi sinh", "«北» (U+5317)")
        self.refused(student, {"ethnicity": "Kinh \uf0b7"}, "Dân tộc", "U+F0B7")
        self.refused(student, {"birth_place": "a" * 251}, "251", "250")
        self.refused(school, {"name": "Trường ★☆"}, "U+2606")
        self.refused(school, {"commune": "Xã\u202e A"}, "U+202E")
        self.refused(self.employee, {"name": "Bùi 👩"}, "U+1F469")
        self.refused(self.employee, {"edu_staff_code": "GV 01"}, "«GV 01»")
        subject = self.env["edu.subject"].search([], limit=1)
        self.refused(subject, {"name": "Toán ∰"}, "U+2230")
        self.refused(subject, {"code": "to-an"}, "«to-an»")
        authority = self.env["edu.authority"].create({"name": "Sở"})
        self.refused(authority, {"name": "Sở\x07"}, "U+0007")

    def test_names_of_all_peoples_pass(self):
        """KP-24.5: names that schools really have."""
        for name in ("Y Bhĭn Kƀông", "H’Čĕng Ñŭi", "Trần Thị Hòa", "João Müller"):
            self.student.name = name
            self.employee.name = name
        self.employee.edu_staff_code = "GV.01/7-A"
