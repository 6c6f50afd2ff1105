# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GradebookCase, PrimaryCase


@tagged("post_install", "-at_install")
class TestHistory(GradebookCase):
    """The history of values on one screen, for whoever's duty covers them."""

    def history(self, record, user):
        action = record.with_user(user).with_context(lang="vi_VN").action_history()
        lines = self.env["edu.history.line"].with_user(user)
        return lines.search(action["domain"])

    def test_a_teacher_sees_who_changed_what(self):
        """BT-8.5: every value with who, when, old and new."""
        line = self.line("VAN")
        self.save(self.teacher, (line, "gk", "", "8.5"))
        self.save(self.co_teacher, (line, "gk", "8.5", "9"))
        found = self.history(line, self.teacher)
        self.assertEqual(
            found.mapped(lambda h: (h.user_name, h.label, h.old_value, h.new_value)),
            [
                (self.co_teacher.name, "ĐĐGgk", "8,5", "9"),
                (self.teacher.name, "ĐĐGgk", "", "8,5"),
            ],
        )
        for user in (self.administrator, self.registrar, self.foreign):
            with self.assertRaises(AccessError):
                self.history(line, user)
            # Nor by looking at what was copied for somebody else.
            with self.assertRaises(AccessError):
                found.with_user(user).read(["new_value"])

    def test_the_head_sees_a_learner_whole(self):
        """BT-8.5: marks of all subjects and conduct of one learner."""
        self.fill(learner=0)
        self.rate(learner=0)
        found = self.history(self.result(), self.head)
        self.assertIn("ĐĐGgk", found.mapped("label"))
        self.assertTrue(found.filtered(lambda h: h.new_value == "Tốt"))
        names = {name.partition(" · ")[0] for name in found.mapped("record")}
        self.assertNotIn(self.enrolments[1].student_id.name, names)
        with self.assertRaises(AccessError):
            self.history(self.result(), self.teacher)

    def test_remarks_stand_in_the_history(self):
        """BT-8.5: a remark is shown as it was typed, also one that reads like a mark,
        in the gradebook and in the learner's year."""
        line = self.line("VAN")
        self.save(self.teacher, (line, "gk", "", "8.5"))
        self.save(self.teacher, (line, "remark", "", "Có tiến bộ, đọc tốt hơn."))
        self.save(self.teacher, (line, "remark", "Có tiến bộ, đọc tốt hơn.", "D"))
        self.rate(learner=0)
        conduct = self.env["edu.conduct"].search(
            [
                ("enrolment_id", "=", self.enrolments[0].id),
                ("term_id", "=", self.hk1.id),
            ]
        )
        conduct.with_user(self.homeroom).write({"remark": "Ngoan."})
        found = self.history(line, self.teacher)
        self.assertEqual(
            [(h.label, h.old_value or "", h.new_value) for h in found],
            [
                ("Nhận xét", "Có tiến bộ, đọc tốt hơn.", "D"),
                ("Nhận xét", "", "Có tiến bộ, đọc tốt hơn."),
                ("ĐĐGgk", "", "8,5"),
            ],
        )
        year = self.history(self.result(), self.head)
        self.assertIn("Có tiến bộ, đọc tốt hơn.", year.mapped("new_value"))
        self.assertIn("Ngoan.", year.mapped("new_value"))

    def test_a_correction_shows_the_remark_it_is_about(self):
        """BT-11.2: asking for a correction of a remark shows what stands there."""
        line = self.line("VAN")
        self.save(self.teacher, (line, "remark", "", "Có tiến bộ."))
        self.save(self.teacher, (line, "gk", "", "8.5"))
        request = self.env["edu.correction.request"].with_user(self.teacher)
        request = request.new({"book": "marks"})
        lines = self.env["edu.correction.request.line"].with_user(self.teacher)
        for column, text in (("remark", "Có tiến bộ."), ("gk", "8,5")):
            row = lines.new(
                {"request_id": request.id, "line_id": line.id, "mark_column": column}
            )
            self.assertEqual(row.old_text, text)


@tagged("post_install", "-at_install")
class TestPrimaryHistory(PrimaryCase):
    def test_remarks_on_qualities_stand_in_the_history(self):
        """BT-8.5: primary writes three remarks beside the ratings."""
        line = self.quality()
        self.rate_quality(0, "yeu_nuoc", "D")
        self.rate_quality(0, "remark_quality", "Yêu quý bạn bè, thầy cô.")
        action = self.result().with_user(self.homeroom).action_history()
        found = self.env["edu.history.line"].with_user(self.homeroom)
        found = found.search(action["domain"])
        self.assertIn("Yêu quý bạn bè, thầy cô.", found.mapped("new_value"))
        self.assertIn("Đ", found.mapped("new_value"))
        request = self.env["edu.correction.request"].with_user(self.homeroom)
        request = request.new({"book": "quality"})
        row = (
            self.env["edu.correction.request.line"]
            .with_user(self.homeroom)
            .new(
                {
                    "request_id": request.id,
                    "quality_id": line.id,
                    "criterion": "remark_quality",
                }
            )
        )
        self.assertEqual(row.old_text, "Yêu quý bạn bè, thầy cô.")
