# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import UserError, ValidationError
from odoo.modules.module import get_module_path, load_script
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.locks.locked import rewrites_locked
from .common import GradebookCase, PrimaryCase

LINE = ("average", "exempt", "takes_topic", "tx1", "gk", "ck")


@tagged("post_install", "-at_install")
class TestLockedTerm(GradebookCase):
    """HK I is locked: what comes later leaves it as it was (BT-11.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        case.fill({"TIN": "5"})
        case.rate()
        cls.class_.with_user(cls.head).action_lock_term(cls.hk1.id)
        cls.env.flush_all()

    def stands(self, learner=0):
        """What is locked of a learner, as it is stored."""
        self.env.flush_all()
        self.env.invalidate_all()
        enrolment = self.enrolments[learner]
        lines = self.class_.gradebook_ids.filtered(
            lambda book: book.term_id == self.hk1
        ).line_ids.filtered(lambda line: line.enrolment_id == enrolment)
        results = self.env["edu.result.subject"].search(
            [("enrolment_id", "=", enrolment.id)]
        )
        return (
            {line.subject_id.code: [line[name] for name in LINE] for line in lines},
            {row.subject_id.code: row.hk1 for row in results},
            self.result(learner).study_hk1,
        )

    def of_year(self, code, learner=0):
        row = self.env["edu.result.subject"].search(
            [
                ("enrolment_id", "=", self.enrolments[learner].id),
                ("subject_id", "=", self.subjects[code].id),
            ]
        )
        return row.hk1, row.hk2, row.year

    def exempt(self, code, user=None, **values):
        return (
            self.env["edu.exemption"]
            .with_user(user or self.registrar)
            .create(
                {
                    "enrolment_id": self.enrolments[0].id,
                    "subject_id": self.subjects[code].id,
                    "decision": "31/QĐ-THU",
                    "date": "2026-02-10",
                    **values,
                }
            )
        )

    # -- exemptions ---------------------------------------------------------------

    def test_an_exemption_decided_later_is_of_the_open_term(self):
        """BT-11.2: HK I keeps average and level, the year follows the other term."""
        before = self.stands()
        exemption = self.exempt("TIN")
        self.assertEqual(exemption.term_ids, self.hk2)
        self.assertEqual(self.stands(), before)
        self.assertEqual(self.of_year("TIN"), ("5.0", "M", "5.0"))
        self.assertEqual(self.result().study_year, "KHA")
        self.assertFalse(self.result().award)
        entry = self.entries(self.line("TIN", 0, self.hk2)).filtered(
            lambda entry: entry.field == "exempt"
        )
        self.assertEqual((entry.old, entry.new), ("", "1"))
        self.assertIn("31/QĐ-THU", entry.reason)
        self.assertFalse(
            self.entries(self.line("TIN")).filtered(lambda e: e.field == "exempt")
        )

    def test_a_regulation_may_leave_such_a_year_open(self):
        regulation = self.result().regulation_id
        regulation.sudo().parameters = json.dumps(
            {"partial_exemption": {"value": "pending"}}
        )
        self.exempt("TIN")
        self.assertEqual(self.of_year("TIN"), ("5.0", "M", False))
        self.assertEqual(self.result().promotion, "PENDING")
        self.assertIn("Tin học (cả năm)", self.result().reasons_text)

    def test_a_locked_term_is_not_exempted_and_its_exemption_stays(self):
        before = self.stands()
        for terms in (self.hk1, self.hk1 | self.hk2):
            with self.assertRaisesRegex(UserError, "Học kì I"), self.cr.savepoint():
                self.exempt("TIN", term_ids=[(6, 0, terms.ids)])
        exemption = self.exempt("TIN")
        with self.assertRaisesRegex(UserError, "Học kì I"), self.cr.savepoint():
            exemption.term_ids |= self.hk1
        self.assertEqual(self.stands(), before)
        exemption.unlink()
        self.assertFalse(self.line("TIN", 0, self.hk2).exempt)
        self.assertEqual(self.of_year("TIN")[0], "5.0")

    def test_each_term_has_its_own_decision_once(self):
        first = self.exempt("TIN")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.exempt("TIN", decision="32/QĐ-THU")
        other = self.exempt("NN1")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            other.term_ids = False
        self.assertEqual(first.decision, "31/QĐ-THU")

    # -- what else recomputes ---------------------------------------------------------

    def test_a_learner_who_is_no_longer_assessed_keeps_his_term(self):
        before = self.stands()
        self.enrolments[0].with_user(self.registrar).write(
            {"disabled": True, "not_assessed": True}
        )
        self.assertEqual(self.stands(), before)
        self.assertFalse(self.result().study_year)

    def test_parameters_that_changed_move_the_open_term_only(self):
        """A number of the law that is mended later rewrites no closed term."""
        self.save(self.teacher, (self.line("VAN", 0, self.hk2), "ck", "8", "4"))
        before, open_ = self.stands(), self.line("VAN", 0, self.hk2).average
        self.assertEqual(open_, "6.7")
        self.result().regulation_id.sudo().parameters = json.dumps(
            {"weight_end": {"value": 9}, "good_mark": {"value": "9.9"}}
        )
        results = self.env["edu.result"].sudo()
        results._recompute(self.enrolments)
        self.assertEqual(self.stands(), before)
        self.assertEqual(self.line("VAN", 0, self.hk2).average, "5.6")

    def test_an_update_of_the_software_leaves_it(self):
        """Whatever an older version made of it: it is not written again unasked."""
        with rewrites_locked(self.env, "a fault of an older version"):
            self.env.cr.execute(
                "UPDATE edu_gradebook_line SET average = '9.9' WHERE id = %s",
                [self.line("VAN").id],
            )
        before = self.stands()
        folder = f"{get_module_path('edu_gradebook')}/migrations/19.0.2.0.0"
        load_script(f"{folder}/post-migration.py", "post").fill(self.env)
        self.assertEqual(self.stands(), before)

    def test_an_absence_in_term_two_leaves_it(self):
        before = self.stands()
        self.env["edu.absence"].create(
            {
                "enrolment_id": self.enrolments[0].id,
                "date": "2026-02-10",
                "session": "morning",
            }
        )
        self.assertEqual(self.result().absences, 1)
        self.assertEqual(self.stands(), before)

    def test_a_mark_of_term_two_leaves_it(self):
        before = self.stands()
        self.save(self.teacher, (self.line("VAN", 0, self.hk2), "ck", "8", "3"))
        self.assertEqual(self.stands(), before)

    def test_the_lock_of_the_year_leaves_it(self):
        before = [self.stands(n) for n in range(len(self.enrolments))]
        self.lock()
        self.assertEqual([self.stands(n) for n in range(5)], before)

    # -- curriculum, choices, classes --------------------------------------------------

    def curriculum(self, code, **values):
        self.env["edu.curriculum.line"].search(
            [
                ("programme", "=", "gdpt2018"),
                ("grade_id", "=", self.class_.grade_id.id),
                ("subject_id", "=", self.subjects[code].id),
            ]
        ).write(values)
        self.class_.with_user(self.registrar).action_update_gradebooks()

    def test_other_periods_change_the_columns_of_the_open_term_only(self):
        before = self.stands()
        self.curriculum("TIN", periods=70)
        self.assertEqual(self.stands(), before)
        self.assertEqual(self.book("TIN").columns, "tx1,tx2,gk,ck")
        self.assertEqual(self.book("TIN", self.hk2).columns, "tx1,tx2,tx3,gk,ck")
        line = self.line("TIN", 0, self.hk2)
        self.assertFalse(line.average)
        self.save(self.master, (line, "tx3", "", "5"))
        self.assertEqual(self.of_year("TIN"), ("5.0", "5.0", "5.0"))

    def test_a_subject_chosen_later_begins_with_the_open_term(self):
        before = self.stands()
        chosen = self.subjects["NN2"]
        self.class_.with_user(self.registrar).optional_subject_ids = chosen
        self.assertFalse(self.book("NN2"))
        book = self.book("NN2", self.hk2)
        self.assertTrue(book.sole_term)
        line = self.line("NN2", 0, self.hk2)
        self.save(self.master, *((line, c, "", "9") for c in line._own_columns()))
        self.assertEqual(self.of_year("NN2"), (False, "9.0", "9.0"))
        self.assertEqual(
            {code: found for code, found in self.stands()[0].items()}, before[0]
        )
        self.assertEqual(self.stands()[2], before[2])
        # Nobody waits for a term that is closed.
        self.fill_rest("NN2")
        self.lock()
        self.assertEqual(self.class_.marks_state, "locked")

    def fill_rest(self, code):
        self.save(
            self.master,
            *(
                (line, column, line[column], "9")
                for line in self.book(code, self.hk2).line_ids
                for column in line._own_columns()
                if not line[column]
            ),
        )

    def test_who_changes_his_class_takes_the_locked_results_along(self):
        """KP-26.2c: the new class holds what was locked in the old one."""
        self.other_class.with_user(self.registrar).action_open_gradebooks()
        self.exempt("NN1")
        before = self.stands()
        old = self.enrolments[0]
        # A fault of parameters between the two must not give another average.
        self.result().regulation_id.sudo().parameters = json.dumps(
            {"weight_end": {"value": 9}}
        )
        self.other_class.with_user(self.head).action_lock_term(self.hk1.id)
        self.env["edu.enrolment.movement"].with_user(self.registrar).create(
            {
                "enrolment_id": old.id,
                "kind": "class_out",
                "date": "2026-02-01",
                "to_class_id": self.other_class.id,
            }
        )
        self.assertEqual(self.stands(), before)
        self.enrolments = old._of_the_year() - old
        self.class_ = self.other_class
        self.assertEqual(self.stands(), before)
        self.assertEqual(self.line("TIN").source, f"7A1, {self.school.name}")
        told = self.entries(self.line("TIN"))
        self.assertIn("average", told.mapped("field"))
        self.assertTrue(self.line("NN1", 0, self.hk2).exempt)
        self.assertEqual(self.of_year("NN1")[:2], ("8.0", "M"))

    # -- the guard itself ----------------------------------------------------------

    def refused(self, act):
        with (
            self.assertRaises(InsufficientPrivilege),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            act()
            self.env.flush_all()

    def test_the_database_refuses_whatever_no_act_asked_for(self):
        """BT-11.2: code, sudo and plain SQL alike; the open term stays open to them."""
        line, open_ = self.line("VAN"), self.line("VAN", 0, self.hk2)
        conduct = self.env["edu.conduct"].search(
            [("enrolment_id", "=", self.enrolments[0].id)], order="term_id"
        )
        locked = conduct.filtered(lambda c: c.term_id == self.hk1)
        row = self.env["edu.result.subject"].search(
            [
                ("enrolment_id", "=", self.enrolments[0].id),
                ("subject_id", "=", self.subjects["VAN"].id),
            ]
        )
        for name, act in {
            "mark": lambda: line._write_protected({"gk": "9"}),
            "average": lambda: line._write_protected({"average": False}),
            "exempt": lambda: line._write_protected({"exempt": True}),
            "remark": lambda: line._write_protected({"remark": "Sửa"}),
            "sql": lambda: self.env.cr.execute(
                "UPDATE edu_gradebook_line SET ck = '9' WHERE id = %s", [line.id]
            ),
            "line": lambda: line._unlink_protected(),
            "conduct": lambda: locked._write_protected({"level": "DAT"}),
            "state": lambda: locked._write_protected({"state": "open"}),
            "conduct row": lambda: self.env.cr.execute(
                "DELETE FROM edu_conduct WHERE id = %s", [locked.id]
            ),
            "book": lambda: line.gradebook_id._write_protected({"state": "open"}),
            "result": lambda: row._write_protected({"hk1": "9.0"}),
            "level": lambda: self.result()._write_protected({"study_hk1": "TOT"}),
        }.items():
            with self.subTest(name=name):
                self.refused(act)
        open_._write_protected({"remark": "Còn mở"})
        row._write_protected({"hk2": "7.0"})
        self.env.flush_all()
        with rewrites_locked(self.env, "a correction"):
            line._write_protected({"remark": "Theo quyết định"})
        self.assertEqual(line.remark, "Theo quyết định")
        self.refused(lambda: line._write_protected({"remark": "Lần nữa"}))

    def test_an_act_that_fails_leaves_nothing_open(self):
        line = self.line("VAN")
        with self.assertRaises(ValueError), rewrites_locked(self.env, "a correction"):
            raise ValueError
        self.refused(lambda: line._write_protected({"remark": "Sửa"}))


@tagged("post_install", "-at_install")
class TestLockOfChosenSubjects(GradebookCase):
    def test_a_locked_exemption_is_not_taken_back_by_a_choice(self):
        """BT-11.2: a line without marks is part of a locked term as well."""
        chosen = self.subjects["NN2"]
        self.class_.with_user(self.registrar).optional_subject_ids = chosen
        exemption = (
            self.env["edu.exemption"]
            .with_user(self.registrar)
            .create(
                {
                    "enrolment_id": self.enrolments[0].id,
                    "subject_id": chosen.id,
                    "decision": "12/QĐ",
                    "date": "2025-09-10",
                }
            )
        )
        # Decided before any lock: the whole year, as ever.
        self.assertEqual(exemption.term_ids, self.hk1 | self.hk2)
        self.fill()
        self.rate()
        self.class_.with_user(self.head).action_lock_term(self.hk1.id)
        with (
            self.assertRaisesRegex(UserError, "Học kì I"),
            self.cr.savepoint(),
        ):
            self.enrolments[0].with_user(self.registrar).own_subjects = True
        self.assertTrue(self.line("NN2").exempt)


@tagged("post_install", "-at_install")
class TestLockedPrimaryTerm(PrimaryCase):
    def test_an_exemption_decided_later_leaves_levels_of_term_one(self):
        """BT-11.2: in primary too the locked term keeps level and test."""
        self.fill_primary()
        self.class_.with_user(self.head).action_lock_term(self.hk1.id)
        line = self.line("NN1")
        exemption = (
            self.env["edu.exemption"]
            .with_user(self.registrar)
            .create(
                {
                    "enrolment_id": self.enrolments[0].id,
                    "subject_id": self.subjects["NN1"].id,
                    "decision": "31/QĐ-THU",
                    "date": "2026-02-10",
                }
            )
        )
        self.assertEqual(exemption.term_ids, self.hk2)
        self.env.invalidate_all()
        self.assertEqual((line.average, line.ck, line.exempt), ("T", "9", False))
        row = self.env["edu.result.subject"].search(
            [
                ("enrolment_id", "=", self.enrolments[0].id),
                ("subject_id", "=", self.subjects["NN1"].id),
            ]
        )
        self.assertEqual((row.hk1, row.hk2, row.year), ("T", "M", "M"))
        self.assertEqual(self.result().level_year, "HTXS")
        quality = self.quality(period="CK1")
        with (
            self.assertRaises(InsufficientPrivilege),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            quality._write_protected({"yeu_nuoc": "C"})
            self.env.flush_all()
