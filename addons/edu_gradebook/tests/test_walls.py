# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestWalls(GradebookCase):
    """Ways round lock and duty that were tried over real RPC, and stay closed."""

    def _write(self, user, record, vals):
        record.env.flush_all()
        record.env.invalidate_all()
        return record.with_user(user).with_context(lang="vi_VN").write(vals)

    def test_a_new_subject_opens_no_locked_class(self):
        """KP-5.1: neither registrar nor administrator unlocks by opening more."""
        self.fill()
        self.rate()
        self.lock()
        optional = self.env["edu.curriculum.line"].search(
            [("optional", "=", True), ("grade_id", "=", self.class_.grade_id.id)],
            limit=1,
        )
        chosen = [(4, optional.subject_id.id)]
        for user in (self.registrar, self.administrator):
            with self.assertRaises(UserError):
                self._write(user, self.class_, {"optional_subject_ids": chosen})
        # Even where the subject was there before, or came from the catalogue.
        self.class_.optional_subject_ids = chosen
        for user in (self.registrar, self.administrator):
            with self.assertRaises(UserError):
                self.class_.with_user(user).action_open_gradebooks()
        self.assertEqual(self.class_.marks_state, "locked")

    def test_grade_and_programme_stay_with_the_gradebooks(self):
        grade = self.env["edu.grade"].search([("number", "=", 8)])
        with self.assertRaises(UserError):
            self._write(self.administrator, self.class_, {"grade_id": grade.id})
        self._write(self.registrar, self.class_, {"grade_id": self.class_.grade_id.id})
        self._write(self.registrar, self.other_class, {"grade_id": grade.id})
        other_year = self.year.copy(
            {
                "name": "2026-2027",
                "date_start": "2026-09-05",
                "date_end": "2027-05-31",
            }
        )
        with self.assertRaises(ValidationError):
            self._write(self.administrator, self.class_, {"year_id": other_year.id})

    def test_derived_columns_move_no_record(self):
        """BT-6.1a: a homeroom teacher moves no conduct record out of his class."""
        conduct = self.env["edu.conduct"].search(
            [("class_id", "=", self.class_.id)], limit=1
        )
        for vals in (
            {"class_id": self.other_class.id},
            {"student_id": self.enrolments[1].student_id.id},
            {"sequence": 9},
        ):
            # Named as on the screen, not as in the source.
            with self.assertRaisesRegex(AccessError, "^Rèn luyện: .*không được ghi"):
                self._write(self.homeroom, conduct, vals)

    def test_regulation_is_closed_to_whoever_edits_access_rights(self):
        """BT-8.5: results are not written by changing the law under them."""
        self.env["ir.model.access"].create(
            {
                "name": "opened",
                "model_id": self.env.ref("edu_gradebook.model_edu_regulation").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        regulation = self.class_.gradebook_ids.regulation_id
        with self.assertRaises(AccessError):
            self._write(self.administrator, regulation, {"parameters": "{}"})
        with self.assertRaises(AccessError):
            regulation.with_user(self.administrator).copy({"code": "X"})
        with self.assertRaises(AccessError):
            regulation.with_user(self.administrator).unlink()

    def test_odd_cells_are_answered(self):
        """What no screen sends is answered cell by cell, or cleaned."""
        line = self.line("VAN")
        cells = [
            {"line_id": True, "column": "ck", "old": "", "new": "9"},
            {"line_id": [line.id], "column": "ck", "old": "", "new": "9"},
            {"line_id": 2**70, "column": "ck", "old": "", "new": "9"},
            {"line_id": line.id, "column": ["ck"], "old": "", "new": "9"},
            {"line_id": line.id, "column": "ck", "old": "", "new": {"a": "9"}},
            {"line_id": line.id, "column": "ck", "old": "", "new": "9\x00"},
            {"line_id": line.id, "column": "average", "old": "", "new": "9"},
            {
                "line_id": line.id,
                "column": "remark",
                "old": "",
                "new": "Chăm\x00 \ud800ngoan",
                "reason": "\x00\ud800",
            },
        ]
        books = self.env["edu.gradebook"].with_user(self.teacher)
        answers = books.save_cells(cells)
        statuses = [answer["status"] for answer in answers]
        self.assertEqual(statuses, ["invalid"] * 7 + ["saved"])
        self.env.flush_all()
        self.assertEqual(line.remark, "Chăm ngoan")
