# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import SignedHocbaCase

COUNTS = ("edu.progress", "edu.mark.distribution", "edu.year.total")
CLOSED = (
    "edu.absence",
    "edu.admission",
    "edu.conduct",
    "edu.correction",
    "edu.decision",
    "edu.duty",
    "edu.enrolment",
    "edu.gradebook",
    "edu.gradebook.line",
    "edu.guardian",
    "edu.result",
    "edu.result.subject",
    "edu.student",
)


@tagged("post_install", "-at_install")
class TestInspector(SignedHocbaCase):
    """The authority reads statistics and issued books of its schools, and writes
    nothing (BT-2.5, BP-13.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        authorities = cls.env["edu.authority"]
        cls.department = authorities.create({"name": "Sở", "kind": "department"})
        cls.commune, cls.other_commune = authorities.create(
            [
                {"name": name, "kind": "commune", "parent_id": cls.department.id}
                for name in ("Phường A", "Phường B")
            ]
        )
        company = cls.env["res.company"].create({"name": "Trường đây"})
        cls.school.write({"authority_id": cls.commune.id, "company_id": company.id})
        cls.inspectors = {
            name: cls._officer(name, authority)
            for name, authority in (
                ("department", cls.department),
                ("commune", cls.commune),
                ("other", cls.other_commune),
            )
        }

    @classmethod
    def _officer(cls, name, authority):
        user = new_test_user(
            cls.env, login=f"thanh.tra.{name}", groups="base.group_user", lang="vi_VN"
        )
        user.edu_authority_id = authority
        return user

    def _seen(self, name, model):
        self.env.flush_all()
        self.env.invalidate_all()
        records = self.env[model].with_user(self.inspectors[name])
        return records.search([("school_id", "=", self.school.id)])

    def test_statistics_of_the_schools_below(self):
        """BT-2.5: commune and department see the school, another commune does not."""
        for model in (*COUNTS, "edu.school.state"):
            for name in ("department", "commune"):
                with self.subTest(model=model, name=name):
                    seen = self._seen(name, model)
                    self.assertTrue(seen)
                    self.assertTrue(seen.read())
            self.assertFalse(self._seen("other", model))
        self.assertFalse(self._seen("commune", "edu.progress")[0].action_open())
        promoted = self._seen("commune", "edu.year.total").filtered(
            lambda row: row.kind == "promotion" and row.result == "PROMOTED"
        )
        self.assertEqual(sum(promoted.mapped("learners")), len(self.enrolments))

    def test_nothing_but_counts(self):
        """BT-8.1: no learner, no mark, no duty is opened by statistics."""
        for model in CLOSED:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.inspectors["department"]).search([])

    def test_issued_books_only(self):
        """BT-2.5: books are read once they are issued, with their files."""
        books = self.create_books()
        self.assertFalse(self._seen("commune", "edu.hocba.year"))
        self.issue(books)
        for name in ("department", "commune"):
            seen = self._seen(name, "edu.hocba.year")
            self.assertEqual(seen, books)
            self.assertTrue(seen.slot_ids.mapped("holder_name"))
            self.assertTrue(self._seen(name, "edu.hocba"))
            document = books[0].pdf_document_id
            self.assertTrue(seen[0]._signing_may_read(document))
            # whose a book is he reads there, and may ask for it
            inspector = self.inspectors[name]
            student = books[0].student_id
            for model in ("edu.hocba", "edu.hocba.year"):
                found = self.env[model].with_user(inspector).name_search(student.name)
                own = books[0] if model == "edu.hocba.year" else books[0].hocba_id
                self.assertEqual([id_ for id_, _name in found], own.ids)
        self.assertFalse(self._seen("other", "edu.hocba.year"))
        with self.assertRaises(AccessError):
            books[0].with_user(self.inspectors["other"]).action_download_pdf()
        state = self._seen("commune", "edu.school.state")
        self.assertEqual(state.hocba_issued, len(books))

    def test_inspectors_write_nothing(self):
        """BT-2.5: neither schools nor orders nor books."""
        commune = self.inspectors["commune"]
        for record in (
            self.school,
            self.year,
            self.class_,
            self.commune,
            self.create_books()[0],
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(commune).write({"write_date": "2026-01-01"})
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(commune).unlink()
        with self.assertRaises(AccessError):
            self.env["edu.lock.order"].with_user(commune).create(
                {"year_id": self.year.id, "book": "marks", "column_name": "all"}
            )

    def test_state_tells_of_orders_and_windows(self):
        """BP-13.1: the authority sees of every school what is ordered and open."""
        self.env["edu.lock.window"].with_user(self.inspectors["department"]).create(
            {
                "authority_id": self.department.id,
                "year_name": self.year.name,
                "opens_at": "2020-01-01",
                "locks_at": "2099-01-01",
                "number": "12/SGDĐT",
            }
        )
        orders = self.env["edu.lock.order"].with_user(self.head)
        orders.action_generate()
        drafts = self.env["edu.lock.order"].search([("year_id", "=", self.year.id)])
        state = self._seen("department", "edu.school.state")
        self.assertEqual(state.orders_draft, len(drafts))
        self.assertEqual(state.windows, 1)
        self.assertEqual(state.percent, 100.0)

    def test_named_by_the_operator_alone(self):
        """BT-8.1: whoever keeps accounts makes nobody an inspector, nor himself."""
        settings = new_test_user(self.env, login="cau.hinh", groups="base.group_system")
        manager = new_test_user(
            self.env, login="quyen", groups="base.group_erp_manager"
        )
        vals = {"edu_authority_id": self.department.id}
        for user, target in (
            (manager, self.teacher),
            (manager, manager),
            (settings, settings),
            (self.administrator, self.administrator),
        ):
            with self.assertRaises(AccessError):
                target.with_user(user).write(vals)
        self.teacher.with_user(settings).write(vals)
        entry = self.env["edu.journal"].search(
            [("field", "=", "edu_authority_id"), ("res_id", "=", self.teacher.id)]
        )
        self.assertIn("Sở", entry.new)
        self.assertEqual(entry.user_id, settings.id)

    def test_the_group_alone_opens_nothing(self):
        """BT-8.1: a group that somebody gives himself shows no school."""
        manager = new_test_user(
            self.env,
            login="quyen",
            groups="base.group_erp_manager,edu_school.group_inspector",
        )
        self.env.flush_all()
        self.env["ir.rule"].search(
            [("model_id.model", "in", (*COUNTS, "edu.school.state", "edu.hocba.year"))]
        ).active = False
        for model in (*COUNTS, "edu.school.state", "edu.hocba.year"):
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(manager).search([]))

    def test_an_officer_who_leaves_sees_nothing(self):
        """KP-27: the right ends with the account's authority, cached rules or not."""
        self.assertTrue(self._seen("commune", "edu.school.state"))
        commune = self.inspectors["commune"]
        commune.edu_authority_id = self.other_commune
        self.assertFalse(self._seen("commune", "edu.school.state"))
        schools = self.env["edu.school"].with_user(commune)
        self.assertFalse(schools.search([("id", "=", self.school.id)]))
        commune.edu_authority_id = False
        self.assertFalse(commune.has_group("edu_school.group_inspector"))
