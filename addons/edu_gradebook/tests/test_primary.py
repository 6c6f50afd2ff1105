# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PrimaryCase


@tagged("post_install", "-at_install")
class TestPrimary(PrimaryCase):
    def test_columns_follow_the_points_of_time(self):
        """BT-6.1a: levels at four points, tests only where TT27 has them."""
        columns = {code: self.book(code).columns for code in ("TOAN", "DAODUC", "NN1")}
        self.assertEqual(
            columns,
            {"TOAN": "gkl,gk,ckl,ck", "DAODUC": "gkl,ckl", "NN1": "gkl,ckl,ck"},
        )
        self.assertEqual(set(self.class_.gradebook_ids.mapped("kind")), {"level"})
        self.assertFalse(self.env["edu.conduct"].search(self.of_class))
        qualities = self.env["edu.quality.line"].search(self.of_class)
        self.assertEqual(len(qualities), 4 * len(self.enrolments))
        self.assertEqual(len(qualities[0].columns.split(",")), 15)

    def test_levels_and_whole_marks(self):
        """BT-6.1a: T, H or C in words or letters; half points are refused."""
        line = self.line("TOAN")
        answers = self.save(
            self.homeroom,
            (line, "gkl", "", "hoàn thành tốt"),
            (line, "gk", "", "9"),
            (line, "ckl", "", "h"),
            (line, "ck", "", "7,5"),
            (line, "ckl", "H", "Đ"),
            (line, "ckl", "H", "V"),
        )
        self.assertEqual(
            [a["status"] for a in answers],
            ["saved", "saved", "saved", "invalid", "invalid", "invalid"],
        )
        self.assertEqual([a["value"] for a in answers][:3], ["T", "9", "H"])
        self.assertIn("số nguyên", answers[3]["message"])
        self.assertEqual((line.average, answers[2]["average"]), ("H", "H"))

    def test_no_test_where_the_law_has_none(self):
        """BT-6.1a: a test mark in a period without one is refused with the article."""
        for code, column in (("DAODUC", "ck"), ("NN1", "gk")):
            (answer,) = self.save(self.homeroom, (self.line(code), column, "", "9"))
            self.assertEqual(answer["status"], "invalid")
            self.assertIn("TT27/2020", answer["message"])

    def test_qualities_are_saved_like_marks(self):
        """KP-17.1: words, conflicts and rights as in the grid of marks."""
        line = self.quality(period="CN")
        save = self.env["edu.quality.line"].with_user(self.homeroom).save_cells
        answers = save(
            [
                {"line_id": line.id, "column": "yeu_nuoc", "old": "", "new": "tốt"},
                {"line_id": line.id, "column": "nhan_ai", "old": "", "new": "đ"},
                {"line_id": line.id, "column": "cham_chi", "old": "T", "new": "Đ"},
                {"line_id": line.id, "column": "trung_thuc", "old": "", "new": "H"},
                {
                    "line_id": line.id,
                    "column": "remark_quality",
                    "old": "",
                    "new": "  Chăm   ngoan ",
                },
            ]
        )
        self.assertEqual(
            [answer["status"] for answer in answers],
            ["saved", "saved", "conflict", "invalid", "saved"],
        )
        self.assertEqual((line.yeu_nuoc, line.nhan_ai), ("T", "D"))
        self.assertEqual(line.remark_quality, "Chăm ngoan")
        self.assertIn("yeu_nuoc", self.entries(line).mapped("field"))
        self.assertIn("tin_hoc", line.with_user(self.homeroom).editable_columns)
        for user in (self.teacher, self.head):
            with self.assertRaises(AccessError):
                self.env["edu.quality.line"].with_user(user).save_cells(
                    [{"line_id": line.id, "column": "the_chat", "old": "", "new": "T"}]
                )
        with self.assertRaises(AccessError):
            line.with_user(self.homeroom).write({"the_chat": "T"})
        with self.assertRaises(AccessError):
            line.with_user(self.homeroom).unlink()

    def test_the_year_of_domain_examples(self):
        """BT-5.1e: HTXS, one test 8 gives HTT, one competence Đ gives HT."""
        self.fill_primary()
        self.assertEqual(self.result(0).level_year, "HTXS")
        self.assertEqual(self.result(0).award, "XUAT_SAC")
        self.assertEqual(self.result(0).class_completed, "yes")
        self.assertEqual(self.result(0).promotion, "PROMOTED")
        self.save(self.homeroom, (self.line("TOAN", 1, self.hk2), "ck", "9", "8"))
        self.assertEqual(self.result(1).level_year, "HTT")
        self.assertFalse(self.result(1).award)
        self.rate_quality(2, "giao_tiep", "D")
        self.assertEqual(self.result(2).level_year, "HT")

    def test_the_lock_asks_for_all_of_it(self):
        """BT-4.9c: levels, tests and qualities, each named with the learner."""
        self.fill_primary()
        self.save(self.homeroom, (self.line("TOAN"), "gk", "9", ""))
        self.rate_quality(1, "nhan_ai", "")
        with self.assertRaises(UserError) as refused:
            self.lock()
        message = str(refused.exception)
        self.assertIn("Toán", message)
        self.assertIn(self.enrolments[0].student_id.name, message)
        self.assertIn(self.enrolments[1].student_id.name, message)
        self.save(self.homeroom, (self.line("TOAN"), "gk", "", "9"))
        self.rate_quality(1, "nhan_ai", "T")
        self.lock()
        self.assertEqual(self.quality().state, "locked")
        (answer,) = (
            self.env["edu.quality.line"]
            .with_user(self.homeroom)
            .save_cells(
                [
                    {
                        "line_id": self.quality().id,
                        "column": "nhan_ai",
                        "old": "T",
                        "new": "D",
                    }
                ]
            )
        )
        self.assertEqual(answer["status"], "locked")

    def test_the_title_of_a_person_s_choice(self):
        """BT-4.9a: Tiêu biểu is proposed by the homeroom teacher, only with HTT."""
        self.fill_primary()
        self.save(self.homeroom, (self.line("TOAN", 1, self.hk2), "ck", "9", "8"))
        self.lock()
        self.class_.with_user(self.homeroom).action_propose_decisions()
        award = self.decision(1, "award")
        self.assertEqual(award.proposed, "NONE")
        mine = award.with_user(self.homeroom)
        with self.assertRaises(UserError):
            mine.action_propose("TIEU_BIEU", " ")
        with self.assertRaises(UserError):
            mine.action_propose("XUAT_SAC", "giỏi")
        with self.assertRaises(AccessError):
            award.with_user(self.teacher).action_propose("TIEU_BIEU", "tiến bộ")
        with self.assertRaises(UserError):
            self.decision(0, "award").with_user(self.homeroom).action_propose(
                "TIEU_BIEU", "tiến bộ"
            )
        mine.action_propose("TIEU_BIEU", "Tiến bộ vượt bậc môn Tiếng Việt")
        self.class_.with_user(self.homeroom).action_propose_decisions()
        self.assertEqual(award.proposed, "TIEU_BIEU")
        self.class_.with_user(self.head).action_decide("12/QĐ")
        self.assertEqual(award.decided, "TIEU_BIEU")

    def test_reassessment_and_the_head_s_decision(self):
        """BT-5.1e: CHT is assessed anew; still C, and the head decides on promotion."""
        self.fill_primary()
        self.save(self.homeroom, (self.line("TOAN", 0, self.hk2), "ck", "9", "4"))
        self.save(self.homeroom, (self.line("TOAN", 1, self.hk2), "ck", "9", "4"))
        self.lock()
        for learner in (0, 1):
            self.assertEqual(self.result(learner).level_year, "CHT")
            self.assertTrue(self.result(learner).needs_retest)
        retests = self.env["edu.retest"].with_user(self.homeroom)
        with self.assertRaises(ValidationError):
            self.retest(retests, 0, "TIENGVIET")
        self.retest(retests, 0, "TOAN", mark="7", level="H")
        with self.assertRaises(ValidationError):
            self.retest(retests, 1, "TOAN", mark="7,5", level="H")
        self.retest(retests, 1, "TOAN", mark="3", level="C")
        self.assertEqual(self.result(0).promotion, "PROMOTED")
        self.assertEqual(self.result(0).class_completed, "yes")
        self.assertTrue(self.result(1).head_decides)
        self.class_.with_user(self.homeroom).action_propose_decisions()
        promotion = self.decision(1, "promotion")
        self.assertFalse(promotion.proposed)
        promotion.with_user(self.homeroom).action_propose(
            "NOT_PROMOTED", "Chưa đọc thông, viết thạo"
        )
        self.class_.with_user(self.head).action_decide("13/QĐ")
        self.assertEqual(promotion.decided, "NOT_PROMOTED")
        self.assertEqual(self.result(1).promotion, "NOT_PROMOTED")

    def test_a_quality_is_assessed_anew(self):
        """BT-5.1e: TT27 Điều 11.1b, of a quality as of a subject."""
        self.fill_primary()
        self.rate_quality(0, "nhan_ai", "C")
        self.lock()
        self.assertEqual(self.result().level_year, "CHT")
        retests = self.env["edu.retest"].with_user(self.homeroom)
        values = {"enrolment_id": self.enrolments[0].id, "date": "2026-06-10"}
        with self.assertRaises(ValidationError):
            retests.create({**values, "criterion": "cham_chi", "criterion_level": "D"})
        retests.create({**values, "criterion": "nhan_ai", "criterion_level": "D"})
        self.assertEqual(self.result().promotion, "PROMOTED")
        self.assertEqual(self.result().class_completed, "yes")
        names = dict(
            retests.with_context(lang="vi_VN")
            ._fields["criterion"]
            ._description_selection(retests.with_context(lang="vi_VN").env)
        )
        self.assertEqual(names["nhan_ai"], "Nhân ái")

    def retest(self, retests, learner, code, **values):
        return retests.create(
            {
                "enrolment_id": self.enrolments[learner].id,
                "subject_id": self.subjects[code].id,
                "date": "2026-06-10",
                **values,
            }
        )
