# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.common import GradebookCase


@tagged("post_install", "-at_install")
class TestProgress(GradebookCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2025-10-01"):
            cls.env["edu.entry.plan"].with_user(cls.head).action_generate()

    def progress(self, user, *domain):
        self.env.invalidate_all()
        return self.env["edu.progress"].with_user(user).search(list(domain))

    def due_of(self, column, term=None):
        return self.env["edu.entry.plan"].search(
            [
                ("column_name", "=", column),
                ("term_id", "=", (term or self.hk1).id),
            ]
        )

    def test_counts_agree_with_the_gradebooks(self):
        """BT-4.7: who is exempt or has left owes nothing."""
        self.env["edu.exemption"].with_user(self.registrar).create(
            {
                "enrolment_id": self.enrolments[4].id,
                "subject_id": self.subjects["TOAN"].id,
                "decision": "12/QĐ-THCS",
                "date": "2025-09-10",
            }
        )
        self.env["edu.enrolment.movement"].create(
            {
                "enrolment_id": self.enrolments[3].id,
                "kind": "out",
                "date": "2025-12-01",
            }
        )
        self.save(
            self.homeroom,
            (self.line("TOAN", 0), "tx1", "", "8"),
            (self.line("TOAN", 0), "gk", "", "V"),
            (self.line("TOAN", 1), "ck", "", "6.5"),
        )
        books = self.env["edu.gradebook"].search([("class_id", "=", self.class_.id)])
        counts = books._count_cells()
        rows = self.progress(self.head, ("gradebook_id", "in", books.ids))
        for book in books:
            own = rows.filtered(lambda row, book=book: row.gradebook_id == book)
            self.assertEqual(
                (sum(own.mapped("due")), sum(own.mapped("entered"))), counts[book.id]
            )
        math = rows.filtered(lambda row: row.gradebook_id == self.book("TOAN"))
        self.assertEqual(sum(math.mapped("due")), 3 * len(self.book("TOAN")._columns()))
        self.assertEqual(sum(math.mapped("entered")), 3)
        conduct = self.progress(self.head, ("column_name", "=", "conduct"))
        self.assertEqual(conduct.mapped("due"), [4, 4])

    def test_late_is_what_the_plan_asked_for_by_yesterday(self):
        """BT-4.7, KP-17.4: a cell is late on the day after the plan's, not on it."""
        plan = self.due_of("tx1")
        domain = [
            ("gradebook_id", "=", self.book("VAN").id),
            ("column_name", "=", "tx1"),
        ]
        with freeze_time(f"{plan.due_date} 10:00:00"):
            self.assertEqual(self.progress(self.head, *domain).late, 0)
        self.save(self.teacher, (self.line("VAN", 0), "tx1", "", "7"))
        plan.due_date = "2025-10-02"
        with freeze_time("2025-10-03"):
            row = self.progress(self.head, *domain)
            self.assertEqual((row.due, row.entered, row.late), (5, 1, 4))
            self.assertEqual(row.percent, 20)
            self.assertEqual(row.employee_id.user_id, self.teacher)
            self.assertEqual(self.book("VAN").with_user(self.teacher).late_count, 4)

    def test_each_sees_his_own(self):
        """BT-4.7: the head the school, the homeroom teacher his class, a teacher his
        subjects; who opens gradebooks or keeps accounts reads no progress."""
        everything = self.env["edu.progress"].search(
            [("class_id", "=", self.class_.id)]
        )
        for user in (self.head, self.homeroom):
            found = self.progress(user, ("class_id", "=", self.class_.id))
            self.assertEqual(found, everything)
        own = self.progress(self.teacher)
        self.assertEqual(own.sudo().subject_id, self.subjects["VAN"])
        for user in (self.foreign, self.registrar, self.administrator):
            with self.subTest(user=user.login):
                self.assertFalse(self.progress(user))
                with self.assertRaises(AccessError):
                    everything.with_user(user).read(["entered"])

    def test_a_share_of_rows_is_that_of_their_cells(self):
        """BT-4.7: 1 of 5 cells in one column of many is no fifth of the class."""
        self.save(self.teacher, (self.line("VAN", 0), "tx1", "", "7"))
        [(percent, due)] = (
            self.env["edu.progress"]
            .with_user(self.teacher)
            ._read_group(
                [("term_id", "=", self.hk1.id)], [], ["percent:avg", "due:sum"]
            )
        )
        self.assertEqual(due, 30)
        self.assertEqual(round(percent, 1), 3.3)

    def test_the_school_at_a_glance_is_one_query(self):
        """BT-4.7: the totals of all classes cost one question to the database."""
        progress = self.env["edu.progress"].with_user(self.head)
        progress._read_group([], ["class_id"], ["percent:avg"])
        self.env.flush_all()
        # the user's duties, and the totals
        with self.assertQueryCount(2):
            progress._read_group([], ["class_id"], ["percent:avg", "late:sum"])

    def test_a_row_opens_what_it_counts(self):
        """BT-4.7: from late cells to the sheet in one click."""
        row = self.progress(self.head, ("gradebook_id", "=", self.book("VAN").id))[:1]
        self.assertEqual(row.action_open()["res_model"], "edu.gradebook.line")
        conduct = self.progress(self.head, ("column_name", "=", "conduct"))[:1]
        self.assertEqual(conduct.action_open()["res_model"], "edu.conduct")
        with self.assertRaises(AccessError):
            row.with_user(self.foreign).action_open()

    def test_primary_rates_at_four_points(self):
        """BT-4.7, KP-17.1: in primary each criterion of each learner is a cell."""
        pupil = self._primary_pupil()
        lines = self.env["edu.quality.line"].search([("enrolment_id", "=", pupil.id)])
        self.assertEqual(len(lines), 4)
        with freeze_time("2025-10-01"):
            self.env["edu.entry.plan"].with_user(self.head).action_generate()
        mid = lines.filtered(lambda line: line.period == "GK1")
        mid.with_user(self.primary_teacher).save_cells(
            [{"line_id": mid.id, "column": "yeu_nuoc", "old": "", "new": "T"}]
        )
        rows = self.progress(
            self.primary_teacher, ("column_name", "in", ["quality", "quality_mid"])
        )
        rows = rows.sorted("due_date")
        criteria = len(mid.columns.split(","))
        self.assertEqual(
            [(row.term_id.code, row.column_name, row.due, row.entered) for row in rows],
            [
                ("HK1", "quality_mid", criteria, 1),
                ("HK1", "quality", criteria, 0),
                ("HK2", "quality_mid", criteria, 0),
                ("HK2", "quality", criteria, 0),
            ],
        )
        self.assertEqual(rows[0].action_open()["res_model"], "edu.quality.line")
        with freeze_time("2026-06-01"):
            self.env["edu.entry.rating"].with_user(self.head).action_recompute()
        own = self.env["edu.entry.rating"].with_user(self.primary_teacher).search([])
        self.assertEqual(sum(own.mapped("due")), 4 * criteria)

    def _primary_pupil(self):
        self.school.has_primary = True
        grade = self.env["edu.grade"].search([("number", "=", 4)])
        class_ = self.env["edu.class"].create(
            {"name": "4A", "year_id": self.year.id, "grade_id": grade.id}
        )
        self.primary_teacher = self._staff("gv.4a", "Trần Thị Tiểu", "homeroom", class_)
        student = self.env["edu.student"].create(
            {
                "name": "Lê Văn Nhỏ",
                "birth_date": "2016-03-01",
                "gender": "male",
                "personal_id": "079316009901",
            }
        )
        admission = self.env["edu.admission"].create(
            {
                "student_id": student.id,
                "school_id": self.school.id,
                "level": "primary",
                "date_in": "2022-09-05",
            }
        )
        enrolment = self.env["edu.enrolment"].create(
            {
                "admission_id": admission.id,
                "class_id": class_.id,
                "number": 1,
                "date_from": "2025-09-05",
            }
        )
        class_.with_user(self.registrar).action_open_gradebooks()
        return enrolment

    def test_progress_waits_for_nothing_of_who_is_not_assessed(self):
        """BT-4.7, KP-17.4: entry is complete when all who are assessed have theirs."""
        for learner in range(1, 5):
            self.fill(learner=learner)
            self.rate(learner=learner)
        self.env.flush_all()
        progress = self.env["edu.progress"].with_user(self.head)
        domain = [("class_id", "=", self.class_.id)]
        self.assertTrue(sum(progress.search(domain).mapped("missing")))
        self.enrolments[0].with_user(self.registrar).write(
            {"disabled": True, "not_assessed": True}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(sum(progress.search(domain).mapped("missing")))
        for book in self.class_.gradebook_ids:
            self.assertEqual(book.entered_count, book.due_count)
