# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.locks.locked import rewrites_locked
from .common import GradebookCase, PrimaryCase


class CorrectionFixture:
    def ask(self, *cells, user=None, book="marks", reason="Cộng sót điểm", **values):
        """Ask as the teacher for (record, column, new)."""
        corrections = self.env["edu.correction"]
        id_ = corrections.with_user(user or self.teacher).request(
            book,
            [{"line_id": r.id, "column": c, "new": new} for r, c, new in cells],
            reason,
            **values,
        )
        return corrections.browse(id_)

    def witnessed(self, correction):
        for user in (self.administrator, self.homeroom):
            correction.with_user(user).action_witness()
        return correction

    def approve(self, correction):
        self.witnessed(correction).with_user(self.head).action_approve()


@tagged("post_install", "-at_install")
class TestCorrection(CorrectionFixture, GradebookCase):
    """After the lock a value changes by request, witnesses and the head alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Long before 30 August of the year, whatever day the tests run on.
        clock = patch(
            "odoo.addons.edu_gradebook.models.edu_correction.today",
            lambda: date(2026, 6, 1),
        )
        clock.start()
        cls.addClassCleanup(clock.stop)
        fixture = cls()
        fixture.fill()
        fixture.rate()
        fixture.lock()

    def test_teacher_witnesses_head_new_value(self):
        """BT-11.2, KP-17.3: all of it on record, and results follow."""
        line = self.line("VAN")
        self.assertEqual(self.result().study_hk1, "TOT")
        correction = self.ask((line, "ck", "0"))
        self.assertEqual(correction.state, "requested")
        self.assertEqual(
            correction.cell_ids.mapped(lambda c: (c.label, c.old_value, c.new_value)),
            [("ĐĐGck", "8", "0")],
        )
        with self.assertRaises(UserError):
            correction.with_user(self.head).action_approve()
        correction.with_user(self.administrator).action_witness()
        self.assertEqual(correction.state, "requested")
        correction.with_user(self.homeroom).action_witness()
        self.assertEqual(correction.state, "witnessed")
        self.assertEqual(line.ck, "8")
        correction.with_user(self.head).action_approve("Đồng ý")
        self.env.invalidate_all()
        self.assertEqual((correction.state, line.ck), ("applied", "0"))
        self.assertEqual(line.average, "5.3")
        entry = self.entries(line)[0]
        self.assertEqual((entry.field, entry.old, entry.new), ("ck", "8", "0"))
        self.assertEqual(entry.user_name, self.head.name)
        self.assertEqual((entry.behalf, entry.duty), (self.teacher.name, "head"))
        for part in (
            correction.number,
            "Cộng sót điểm",
            self.administrator.name,
            self.homeroom.name,
        ):
            self.assertIn(part, entry.reason)
        # Locked as before for everybody.
        (answer,) = self.save(self.teacher, (line, "ck", "0", "9"))
        self.assertEqual(answer["status"], "locked")
        with self.assertRaises(UserError):
            correction.with_user(self.head).action_approve()

    def test_who_may_ask_and_for_what(self):
        """BT-11.2: the teacher of the subject, for locked cells, with a reason."""
        line, toan = self.line("VAN"), self.line("TOAN")
        for user in (self.foreign, self.administrator, self.head, self.registrar):
            with self.assertRaises(AccessError):
                self.ask((line, "ck", "9"), user=user)
        with self.assertRaises(AccessError):
            self.ask((toan, "ck", "9"))
        refused = (
            ((line, "ck", "8"),),
            ((line, "ck", "101"),),
            ((line, "ck", "11"),),
            ((line, "ck", "85"),),
            ((line, "tx6", "9"),),
            ((line, "average", "9"),),
            ((line, "ck", "9"), (line, "ck", "10")),
            ((line, "ck", "9"), (self.line("VAN", term=self.hk2), "ck", "9")),
            (),
        )
        for cells in refused:
            with self.subTest(cells=cells), self.assertRaises(UserError):
                self.ask(*cells)
        with self.assertRaises(UserError):
            self.ask((line, "ck", "9"), reason="  ")
        self.ask((line, "ck", "9"))
        with self.assertRaisesRegex(UserError, "SD-"):
            self.ask((line, "ck", "10"), user=self.co_teacher)

    def test_no_mark_is_erased_by_an_empty_value(self):
        """BT-11.2: the dialog erases what is ticked, and nothing else."""
        line = self.line("VAN")
        wizard = (
            self.env["edu.correction.request"]
            .with_user(self.teacher)
            .with_context(edu_cells=[[line.id, "ck"]])
            .create({"book": "marks", "reason": "Nhập nhầm học sinh"})
        )
        for values in ({"new_value": " "}, {"new_value": "9", "erase": True}):
            wizard.line_ids.write({"new_value": False, "erase": False, **values})
            learner = line.student_id.name
            with self.subTest(values), self.assertRaisesRegex(UserError, learner):
                wizard.action_request()
        wizard.line_ids.write({"new_value": False, "erase": True})
        asked = self.env["edu.correction"].browse(wizard.action_request()["res_id"])
        self.approve(asked)
        self.assertFalse(line.ck)

    def test_nobody_confirms_or_decides_his_own(self):
        """KP-17.3: who asks neither witnesses nor decides; a witness does not
        decide."""
        line = self.line("TOAN")
        own = self.ask((line, "ck", "9"), user=self.homeroom)
        self.assertEqual(own.witness_kinds, "administrator,substitute")
        with self.assertRaises(AccessError):
            own.with_user(self.homeroom).action_witness()
        deputy = self._staff("pho.ht", "Trịnh Thị Phó", "deputy")
        own.with_user(self.administrator).action_witness()
        with self.assertRaises(AccessError):
            own.with_user(self.administrator).action_witness()
        own.with_user(deputy).action_witness()
        self.assertEqual(own.state, "witnessed")
        for user in (deputy, self.homeroom, self.administrator):
            with self.assertRaises(AccessError):
                own.with_user(user).action_approve()
        own.with_user(self.head).action_approve()
        self.assertEqual(line.ck, "9")

    def test_a_borrowed_account_witnesses_nothing(self):
        """BT-9.1, KP-17.3: who asks does not borrow the account of the witness."""
        own = self.ask((self.line("VAN"), "ck", "0"))
        loans = self.env["edu.account.loan"]
        loan = loans._create_protected(
            [
                {
                    "user_id": self.homeroom.id,
                    "school_id": self.school.id,
                    "borrower_id": self.teacher.id,
                    "reason": "Nghỉ ốm",
                    "state": "running",
                }
            ]
        )
        loan._after_change()
        with self.assertRaises(AccessError):
            own.with_user(self.homeroom).action_witness()
        loan._end()
        own.with_user(self.homeroom).action_witness()

    def test_the_head_teaches_too(self):
        """BT-11.2: the head as a teacher asks, and a deputy decides."""
        self._duty(self.head, "subject_teacher", self.class_, self.subjects["TIN"])
        line = self.line("TIN")
        correction = self.witnessed(self.ask((line, "ck", "9"), user=self.head))
        with self.assertRaises(AccessError):
            correction.with_user(self.head).action_approve()

    def test_nothing_is_forged(self):
        """BT-8.1: no remote call writes what the acts alone write."""
        correction = self.ask((self.line("VAN"), "ck", "9"))
        records = (correction, correction.cell_ids, correction.witness_ids)
        changes = (
            {"state": "witnessed"},
            {"new_value": "10"},
            {"user_id": self.administrator.id},
        )
        for user in (self.teacher, self.administrator, self.head, self.homeroom):
            for record, vals in zip(records, changes, strict=True):
                forged = record.with_user(user).with_context(
                    edu_protected=True, default_state="applied"
                )
                with self.assertRaises(AccessError):
                    forged.write(vals)
                with self.assertRaises(AccessError):
                    forged.unlink()
                with self.assertRaises(AccessError):
                    forged.create(vals)
        for user in (self.teacher, self.administrator, self.homeroom):
            with self.assertRaises(AccessError):
                correction.with_user(user).action_approve()
            with self.assertRaises(AccessError):
                correction.with_user(user).action_refuse("x")
        for user in (self.head, self.homeroom):
            with self.assertRaises(AccessError):
                correction.with_user(user).action_withdraw()
        with self.assertRaises(AccessError):
            correction.with_user(self.foreign).action_witness()

    def test_open_rights_make_no_writer(self):
        """BT-8.1: whoever edits access rights gains nothing by it."""
        correction = self.ask((self.line("VAN"), "ck", "9"))
        self.env["ir.model.access"].create(
            {
                "name": "opened",
                "model_id": self.env["ir.model"]._get_id("edu.correction"),
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        with self.assertRaises(AccessError):
            correction.with_user(self.administrator).write({"state": "witnessed"})
        with self.assertRaises(AccessError):
            correction.with_user(self.administrator).unlink()

    def test_a_witness_sees_this_correction_alone(self):
        """BT-8.5, KP-17.3: the administrator sees the cells that he confirms."""
        corrections = self.env["edu.correction"].with_user(self.administrator)
        first = self.ask((self.line("VAN"), "ck", "9"))
        second = self.ask((self.line("VAN", 1), "ck", "9"))
        self.assertEqual(corrections.search([]), (first | second))
        self.assertEqual(corrections.search([("waiting", "=", True)]), first | second)
        cells = first.cell_ids.with_user(self.administrator)
        self.assertEqual(cells.read(["old_value"])[0]["old_value"], "8")
        with self.assertRaises(AccessError):
            self.line("VAN").with_user(self.administrator).read(["ck"])
        first.with_user(self.administrator).action_witness()
        for correction in (first, second):
            correction.with_user(self.head).action_refuse("Không đủ căn cứ")
        self.env.invalidate_all()
        self.assertEqual(corrections.search([]), first)
        with self.assertRaises(AccessError):
            second.with_user(self.administrator).read(["reason"])
        with self.assertRaises(AccessError):
            second.cell_ids.with_user(self.administrator).read(["new_value"])
        board = self._staff("ban.qt", "Vũ Thị Quản Trị", "board")
        self.assertFalse(self.env["edu.correction"].with_user(board).search([]))

    def test_board_as_witness(self):
        """DL2-11.4: the policy names the board instead of the administrator."""
        self.env["edu.policy"]._for(self.school).correction_witnesses = "board"
        board = self._staff("ban.qt", "Vũ Thị Quản Trị", "board")
        correction = self.ask((self.line("VAN"), "ck", "9"))
        with self.assertRaises(AccessError):
            correction.with_user(self.administrator).action_witness()
        correction.with_user(board).action_witness()
        correction.with_user(self.homeroom).action_witness()
        correction.with_user(self.head).action_approve()
        self.assertEqual(self.line("VAN").ck, "9")

    def test_a_cell_that_changed_meanwhile_stops_it(self):
        """BT-11.2: applied as asked, all cells or none; it says who changed what."""
        line = self.line("VAN")
        first = self.witnessed(self.ask((line, "ck", "9"), (line, "gk", "9")))
        with rewrites_locked(self.env, "another correction"):
            self.env.cr.execute(
                "UPDATE edu_gradebook_line SET ck = '7' WHERE id = %s", [line.id]
            )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "“7”"), self.env.cr.savepoint():
            first.with_user(self.head).action_approve()
        self.env.invalidate_all()
        self.assertEqual((line.ck, line.gk, first.state), ("7", "8", "witnessed"))

    def test_a_remark_is_corrected_too(self):
        line = self.line("VAN")
        self.approve(self.ask((line, "remark", "Có tiến bộ")))
        self.assertEqual(line.remark, "Có tiến bộ")

    def test_conduct_is_corrected_through_the_same_engine(self):
        """BT-11.2: conduct is the homeroom teacher's to ask for."""
        conduct = self.env["edu.conduct"].search(
            [
                ("enrolment_id", "=", self.enrolments[0].id),
                ("term_id", "=", self.hk2.id),
            ]
        )
        with self.assertRaises(AccessError):
            self.ask((conduct, "level", "Đạt"), book="conduct")
        with self.assertRaises(UserError):
            self.ask((conduct, "level", "Giỏi"), book="conduct", user=self.homeroom)
        correction = self.ask(
            (conduct, "level", "Đạt"), book="conduct", user=self.homeroom
        )
        self.assertEqual(correction.cell_ids.new_text, "Đạt")
        deputy = self._staff("pho.ht", "Trịnh Thị Phó", "deputy")
        for user in (self.administrator, deputy):
            correction.with_user(user).action_witness()
        correction.with_user(self.head).action_approve()
        self.env.invalidate_all()
        self.assertEqual(conduct.level, "DAT")
        # Tốt and Đạt make Khá of the year (TT22/2021, Điều 8.2).
        self.assertEqual(self.result().training_year, "KHA")
        self.assertIn(correction.number, self.entries(conduct)[0].reason)

    def test_decisions_are_taken_anew(self):
        """BT-11.2: what was decided on other marks stands as a proposal again."""
        self.class_.with_user(self.homeroom).action_propose_decisions()
        self.class_.with_user(self.head).action_decide("15/QĐ")
        decisions = self.env["edu.decision"].search(
            [("enrolment_id", "=", self.enrolments[0].id)]
        )
        self.assertEqual(set(decisions.mapped("state")), {"decided"})
        remark = self.ask((self.line("VAN"), "remark", "Tốt hơn"))
        self.approve(remark)
        self.assertFalse(remark.reopened)
        correction = self.ask((self.line("VAN"), "ck", "0"))
        self.approve(correction)
        self.env.invalidate_all()
        self.assertIn(self.enrolments[0].student_id.name, correction.reopened)
        self.assertEqual(set(decisions.exists().mapped("state")), {"proposed"})
        others = self.env["edu.decision"].search(
            [("enrolment_id", "=", self.enrolments[1].id)]
        )
        self.assertEqual(set(others.mapped("state")), {"decided"})
        self.class_.with_user(self.homeroom).action_propose_decisions()
        self.class_.with_user(self.head).action_decide("16/QĐ")

    def test_nothing_changes_after_the_30th_of_august(self):
        """KP-25.4: neither a request nor an approval, and the article is named."""
        line = self.line("VAN")
        correction = self.witnessed(self.ask((line, "ck", "9")))
        with patch(
            "odoo.addons.edu_gradebook.models.edu_correction.today",
            lambda: date(2026, 8, 31),
        ):
            with self.assertRaisesRegex(UserError, "25.4"):
                self.ask((line, "gk", "9"))
            with self.assertRaisesRegex(UserError, "25.4"):
                correction.with_user(self.head).action_approve()
        self.assertEqual(line.ck, "8")

    def test_the_scan_is_proven_by_its_digest(self):
        correction = self.ask(
            (self.line("VAN"), "ck", "9"), scan=b"aGVsbG8=", scan_name="don.pdf"
        )
        (entry,) = self.entries(correction).filtered(lambda e: e.field == "scan")
        self.assertTrue(entry.new.startswith("sha256:2cf24dba5fb0a30e"))
        for user in (self.teacher, self.administrator, self.head):
            with self.assertRaises(AccessError):
                correction.with_user(user).write({"scan": b"aGFsbG8="})


@tagged("post_install", "-at_install")
class TestCorrectionPrimary(CorrectionFixture, PrimaryCase):
    def test_qualities_are_corrected(self):
        """BT-11.2, TT27/2020: a quality after the lock."""
        self.fill_primary()
        self.lock()
        line = self.quality(0, "CN")
        with patch(
            "odoo.addons.edu_gradebook.models.edu_correction.today",
            lambda: date(2026, 6, 1),
        ):
            correction = self.ask(
                (line, "nhan_ai", "C"), book="quality", user=self.homeroom
            )
            deputy = self._staff("pho.ht", "Trịnh Thị Phó", "deputy")
            for user in (self.administrator, deputy):
                correction.with_user(user).action_witness()
            correction.with_user(self.head).action_approve()
        self.env.invalidate_all()
        self.assertEqual(line.nhan_ai, "C")
