# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import GradebookCase

# Worked examples of the regulation: eight scored subjects in the order of the book.
CODES = ("TOAN", "VAN", "NN1", "KHTN", "LSDL", "GDCD", "TIN", "CONGNGHE")


def scores(*marks):
    return dict(zip(CODES, marks, strict=True))


@tagged("post_install", "-at_install")
class TestResults(GradebookCase):
    def settle(self):
        """Fill what is still open and lock, as the people of the school do."""
        self.class_.with_user(self.head).action_lock_marks()

    def absent(self, learner, count):
        days = [
            f"2025-{month:02}-{day:02}" for month in (10, 11) for day in range(1, 29)
        ]
        self.env["edu.absence"].with_user(self.homeroom).create(
            [
                {
                    "enrolment_id": self.enrolments[learner].id,
                    "date": day,
                    "session": "morning",
                    "permitted": index % 2 == 0,
                }
                for index, day in enumerate(days[:count])
            ]
        )

    def whole_class(self):
        """Five learners, five ways through the year."""
        self.fill(scores(*["9.5"] * 6, "9", "9"), learner=0)
        self.fill(scores(*["8.5"] * 6, "7", "4"), learner=1)
        self.fill(scores(*["6"] * 6, "4.8", "3.2"), learner=2)
        self.fill(scores(*["8.5"] * 8), learner=3)
        self.env["edu.exemption"].with_user(self.registrar).create(
            {
                "enrolment_id": self.enrolments[4].id,
                "subject_id": self.subjects["TIN"].id,
                "decision": "12/QĐ-THCS",
                "date": "2025-09-10",
            }
        )
        self.fill({**scores(*["8"] * 8), "NGHETHUAT": "CD"}, learner=4)
        self.rate("TOT")
        self.rate("CHUA_DAT", learner=4)
        self.absent(0, 45)
        self.absent(3, 46)

    def test_results_follow_the_regulation(self):
        """KP-17.1: the class of five, level by level, with reasons."""
        self.whole_class()
        found = {
            index: (r.study_year, r.training_year, r.promotion, r.award, r.absences)
            for index in range(5)
            if (r := self.result(index))
        }
        self.assertEqual(
            found,
            {
                0: ("TOT", "TOT", "PROMOTED", "XUAT_SAC", 45),
                # 6 × 8,5; 7,0; 4,0: Đạt by Điều 9.2, lifted by Điều 9.3
                1: ("KHA", "TOT", "PROMOTED", False, 0),
                2: ("CHUA_DAT", "TOT", "PENDING", False, 0),
                3: ("TOT", "TOT", "NOT_PROMOTED", "GIOI", 46),
                # one remark subject Chưa đạt costs two levels, lifted to Khá
                4: ("KHA", "CHUA_DAT", "PENDING", False, 0),
            },
        )
        adjusted = self.result(1)
        self.assertIn("tt22.adjusted", adjusted.reasons)
        text = adjusted.with_context(lang="vi_VN").reasons_text
        self.assertIn("Điều 9.3", text)
        self.assertIn("Công nghệ", text)
        self.assertIn("46", self.result(3).with_context(lang="vi_VN").reasons_text)

    def test_year_average_uses_the_recorded_terms(self):
        """KP-17.1: 8,6 and 9,1 give 8,9 from the recorded term averages."""
        cells = []
        for term, marks in (
            (self.hk1, ("8", "9", "8", "9")),
            (self.hk2, ("9", "9", "9.5", "9")),
        ):
            line = self.line("CONGNGHE", term=term)
            cells += [
                (line, column, "", mark)
                for column, mark in zip(("tx1", "tx2", "gk", "ck"), marks, strict=True)
            ]
        self.save(self.master, *cells)
        row = self.env["edu.result.subject"].search(
            [
                ("enrolment_id", "=", self.enrolments[0].id),
                ("subject_id", "=", self.subjects["CONGNGHE"].id),
            ]
        )
        self.assertEqual((row.hk1, row.hk2, row.year), ("8.6", "9.1", "8.9"))
        self.assertFalse(self.result().study_year)

    def test_a_saved_cell_touches_only_its_learner(self):
        """KP-17.1: the other learners' results are not computed again."""
        self.fill()
        before = {i: self.result(i).revision for i in range(5)}
        self.save(self.teacher, (self.line("VAN", 1), "ck", "8", "4"))
        self.env.invalidate_all()
        changed = {i for i in range(5) if self.result(i).revision != before[i]}
        self.assertEqual(changed, {1})

    def test_lock_lists_everything_missing(self):
        """BT-4.9c: the head cannot lock while anything is missing, and reads what."""
        self.fill()
        line, other = self.line("VAN"), self.line("TOAN", 3, self.hk2)
        self.save(self.master, (line, "gk", "8", ""), (other, "ck", "8", "V"))
        self.rate("TOT")
        self.env["edu.conduct"].search(
            [
                ("enrolment_id", "=", self.enrolments[2].id),
                ("term_id", "=", self.hk2.id),
            ]
        ).with_user(self.homeroom).write({"level": False})
        with self.assertRaises(UserError) as refused:
            self.class_.with_user(self.head).action_lock_marks()
        message = str(refused.exception)
        self.assertIn("Ngữ văn, Học kì I: Nguyễn Thị Ánh (ĐĐGgk)", message)
        self.assertIn("Toán, Học kì II: Phạm Minh Đức (ĐĐGck)", message)
        self.assertIn("Lê Hoàng Cường", message)
        self.assertEqual(self.class_.marks_state, "open")

    def test_only_the_head_locks(self):
        """BT-11.3: nobody locks but the head, whatever groups he has."""
        self.fill()
        self.rate()
        for user in (self.teacher, self.homeroom, self.registrar, self.administrator):
            user.write({"group_ids": [(4, self.env.ref("edu_school.group_head").id)]})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.class_.with_user(user).action_lock_marks()

    def test_after_the_lock(self):
        """BT-11.3: no marks, conduct, absences or exemptions after the lock."""
        self.fill()
        self.rate()
        self.lock()
        self.assertTrue(self.result().final)
        conduct = self.env["edu.conduct"].search(
            [("class_id", "=", self.class_.id)], limit=1
        )
        with self.assertRaises(UserError):
            conduct.with_user(self.homeroom).write({"level": "KHA"})
        with self.assertRaises(UserError):
            self.absent(0, 1)
        with self.assertRaises(UserError):
            self.env["edu.exemption"].with_user(self.head).create(
                {
                    "enrolment_id": self.enrolments[0].id,
                    "subject_id": self.subjects["TIN"].id,
                    "decision": "12",
                    "date": "2026-05-30",
                }
            )
        with self.assertRaises(UserError):
            self.class_.with_user(self.head).action_lock_marks()

    def test_retest_lifts_the_year(self):
        """DL2-7.5: a retest of 5,0 replaces 3,2; Chưa đạt becomes Đạt, promoted."""
        self.whole_class()
        retests = self.env["edu.retest"].with_user(self.homeroom)
        values = {
            "enrolment_id": self.enrolments[2].id,
            "subject_id": self.subjects["CONGNGHE"].id,
            "mark": "5,0",
            "date": "2026-06-20",
        }
        with self.assertRaises(UserError):
            retests.create(values)
        self.settle()
        retest = retests.create(values)
        self.assertEqual((retest.mark, retest.state), ("5", "marked"))
        self.assertEqual(retest.cell_kind, "score")
        result = self.result(2)
        self.assertEqual(
            (result.study_year, result.study_final, result.promotion),
            ("CHUA_DAT", "DAT", "PROMOTED"),
        )
        with self.assertRaises(ValidationError):
            retests.create({**values, "subject_id": self.subjects["TOAN"].id})
        for text in ("8,55", "85", "V", "Đ"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                retest.write({"mark": text})
        retest.with_user(self.master).write({"mark": "4"})
        self.assertEqual(result.promotion, "PROMOTED")
        with self.assertRaises(AccessError):
            retest.with_user(self.teacher).write({"mark": "9"})
        with self.assertRaises(AccessError):
            retest.with_user(self.administrator).write({"mark": "9"})

    def test_summer_training_lifts_conduct(self):
        """DL2-7.5: rèn luyện Chưa đạt is rated again after the summer."""
        self.whole_class()
        self.settle()
        trainings = self.env["edu.summer.training"].with_user(self.homeroom)
        with self.assertRaises(ValidationError):
            trainings.create({"enrolment_id": self.enrolments[0].id, "level": "DAT"})
        trainings.create({"enrolment_id": self.enrolments[4].id, "level": "DAT"})
        result = self.result(4)
        self.assertEqual((result.training_final, result.promotion), ("DAT", "PROMOTED"))

    def test_homeroom_proposes_head_decides(self):
        """BT-5.1e, BT-4.9a: proposals from the results, decided by the head alone."""
        self.whole_class()
        class_ = self.class_
        with self.assertRaises(UserError):
            class_.with_user(self.homeroom).action_propose_decisions()
        self.settle()
        for user in (self.head, self.teacher, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                class_.with_user(user).action_propose_decisions()
        with self.assertRaises(UserError):
            class_.with_user(self.head).action_decide()
        class_.with_user(self.homeroom).action_propose_decisions()
        decisions = self.env["edu.decision"].search([("class_id", "=", class_.id)])
        found = {
            (self.enrolments.ids.index(d.enrolment_id.id), d.kind): d.proposed
            for d in decisions
        }
        self.assertEqual(
            found,
            {
                (0, "promotion"): "PROMOTED",
                (0, "award"): "XUAT_SAC",
                (1, "promotion"): "PROMOTED",
                (3, "promotion"): "NOT_PROMOTED",
                # awarding who is not promoted is for the head to say
                (3, "award"): "NONE",
            },
        )
        with self.assertRaises(AccessError):
            class_.with_user(self.homeroom).action_decide()
        class_.with_user(self.head).action_decide("45/QĐ-THCS")
        self.assertEqual(set(decisions.mapped("state")), {"decided"})
        self.assertEqual(set(decisions.mapped("number")), {"45/QĐ-THCS"})
        self.assertEqual(decisions.decided_by, self.head)
        with self.assertRaises(AccessError):
            decisions[0].with_user(self.head).write({"decided": "NOT_PROMOTED"})
        with self.assertRaises(UserError):
            self.env["edu.retest"].with_user(self.homeroom).create(
                {
                    "enrolment_id": self.enrolments[3].id,
                    "subject_id": self.subjects["TOAN"].id,
                    "mark": "5",
                }
            )

    def test_a_retest_after_the_proposal_is_proposed_again(self):
        """BT-4.9a: nothing is decided on a result that changed meanwhile."""
        self.whole_class()
        self.settle()
        class_ = self.class_
        retest = (
            self.env["edu.retest"]
            .with_user(self.homeroom)
            .create(
                {
                    "enrolment_id": self.enrolments[2].id,
                    "subject_id": self.subjects["CONGNGHE"].id,
                    "mark": "5",
                }
            )
        )
        class_.with_user(self.homeroom).action_propose_decisions()
        retest.write({"mark": "0"})
        with self.assertRaises(UserError) as refused:
            class_.with_user(self.head).action_decide()
        self.assertIn("Lê Hoàng Cường", str(refused.exception))
        class_.with_user(self.homeroom).action_propose_decisions()
        class_.with_user(self.head).action_decide()

    def test_head_decides_otherwise_with_a_reason(self):
        """BT-4.9a: the head may decide against the proposal, on record."""
        self.whole_class()
        self.settle()
        self.class_.with_user(self.homeroom).action_propose_decisions()
        award = self.env["edu.decision"].search(
            [("enrolment_id", "=", self.enrolments[3].id), ("kind", "=", "award")]
        )
        own = award.with_user(self.head)
        with self.assertRaises(UserError):
            own.action_decide_otherwise("", "GIOI")
        with self.assertRaises(UserError):
            own.action_decide_otherwise("thành tích thi cấp tỉnh", "PROMOTED")
        with self.assertRaises(AccessError):
            award.with_user(self.homeroom).action_decide_otherwise("x", "GIOI")
        own.action_decide_otherwise("thành tích thi cấp tỉnh", "GIOI")
        self.assertEqual((award.decided, award.state), ("GIOI", "decided"))
        self.assertIn("decided", self.entries(award).mapped("field"))

    def test_closing_the_summer(self):
        """DL2-7.5: what is still open when the summer ends has failed."""
        self.whole_class()
        self.settle()
        with self.assertRaises(AccessError):
            self.class_.with_user(self.homeroom).action_close_summer()
        self.class_.with_user(self.head).action_close_summer()
        self.assertEqual(
            [self.result(i).promotion for i in (2, 4)], ["NOT_PROMOTED"] * 2
        )

    def test_snapshot(self):
        """KP-22: the frozen facts of the year, in the words of the book."""
        self.whole_class()
        with self.assertRaises(UserError):
            self.class_._results_snapshot()
        self.year.term_ids[1].date_end = "2026-05-23"
        self.env["edu.absence"].with_user(self.homeroom).create(
            [
                {"enrolment_id": self.enrolments[2].id, "date": day}
                for day in (
                    "2025-10-06",
                    "2026-01-17",
                    "2026-01-18",
                    "2026-05-30",  # after the last term: the year's alone
                )
            ]
        )
        self.settle()
        self.env["edu.retest"].with_user(self.homeroom).create(
            {
                "enrolment_id": self.enrolments[2].id,
                "subject_id": self.subjects["CONGNGHE"].id,
                "mark": "5",
            }
        )
        self.class_.with_user(self.homeroom).action_propose_decisions()
        self.class_.with_user(self.head).action_decide("45/QĐ-THCS")
        snapshot = self.class_._results_snapshot()
        self.assertEqual(
            json.loads(json.dumps(snapshot)).keys(),
            {str(enrolment.id) for enrolment in self.enrolments},
        )
        facts = snapshot[self.enrolments[2].id]
        self.assertEqual(facts["regulation"], "TT22-2021")
        self.assertTrue(facts["decided"])
        self.assertEqual(facts["decision"]["number"], "45/QĐ-THCS")
        subject = next(s for s in facts["subjects"] if s["code"] == "CONGNGHE")
        self.assertEqual(
            {k: subject[k] for k in ("hk1", "hk2", "year", "retest", "exempt", "kind")},
            {
                "hk1": "3.2",
                "hk2": "3.2",
                "year": "3.2",
                "retest": "5.0",
                "exempt": False,
                "kind": "score",
            },
        )
        self.assertEqual(
            facts["summary"]["study"],
            {"hk1": "CHUA_DAT", "hk2": "CHUA_DAT", "year": "CHUA_DAT", "after": "DAT"},
        )
        self.assertEqual(facts["summary"]["absences"], {"hk1": 2, "hk2": 1, "year": 4})
        self.assertEqual(
            snapshot[self.enrolments[4].id]["summary"]["absences"],
            {"hk1": 0, "hk2": 0, "year": 0},
        )
        self.assertEqual(facts["summary"]["promotion"], "PROMOTED")
        self.assertEqual(facts["summary"]["homeroom"]["name"], "Lý Thị Chủ Nhiệm")
        exempt = next(
            s for s in snapshot[self.enrolments[4].id]["subjects"] if s["code"] == "TIN"
        )
        self.assertEqual((exempt["exempt"], exempt["year"]), (True, ""))
        self.assertFalse(snapshot[self.enrolments[4].id]["decided"])

    def test_snapshot_names_whom_a_teacher_replaces(self):
        """KP-18.5: who is in charge at the year's end signs, in the place of whom."""
        self.fill()
        self.rate()
        duty = self.env["edu.duty"].search([("user_id", "=", self.co_teacher.id)])
        duty.write({"date_to": "2026-01-17"})
        successor = self._staff("giaovien.moi", "Tạ Thị Mới", "registrar")
        self._duty(
            successor,
            "subject_teacher",
            self.class_,
            self.subjects["VAN"],
            date_from="2026-01-18",
        )
        self.lock()
        facts = self.class_._results_snapshot()[self.enrolments[0].id]
        subject = next(s for s in facts["subjects"] if s["code"] == "VAN")
        places = {t["name"]: t["in_place_of"] for t in subject["teachers"]}
        self.assertEqual(places["Tạ Thị Mới"], "Hồ Thị Dạy")
        self.assertEqual(places["Bùi Văn Dạy"], "")
        self.assertNotIn("Hồ Thị Dạy", places)
