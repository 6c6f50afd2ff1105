# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GradebookCase

MODELS = (
    "edu.gradebook",
    "edu.gradebook.line",
    "edu.conduct",
    "edu.result",
    "edu.result.subject",
    "edu.retest",
    "edu.summer.training",
    "edu.decision",
    "edu.exemption",
)
WHOLE = set(MODELS)
# What each person sees of class 7A1: all of it, own subject only, or nothing.
SEES = {
    "head": (WHOLE, WHOLE),
    "homeroom": (WHOLE, WHOLE),
    "teacher": (
        set(),
        {"edu.gradebook", "edu.gradebook.line", "edu.result.subject", "edu.retest"},
    ),
    "foreign": (set(), set()),
    "registrar": ({"edu.gradebook", "edu.exemption"}, set()),
    "administrator": ({"edu.gradebook"}, set()),
}


@tagged("post_install", "-at_install")
class TestAccess(GradebookCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = [("class_id", "=", cls.class_.id)]
        fixture = cls()
        cls.env["edu.exemption"].with_user(cls.registrar).create(
            {
                "enrolment_id": cls.enrolments[4].id,
                "subject_id": cls.subjects["TIN"].id,
                "decision": "12/QĐ-THCS",
                "date": "2025-09-10",
            }
        )
        weak = {"VAN": "4", "NN1": "3"}
        fixture.fill()
        fixture.save(
            fixture.master,
            *[
                (line, column, "8", weak[code])
                for code in weak
                for term in (cls.hk1, cls.hk2)
                for line in [fixture.line(code, 0, term)]
                for column in line.gradebook_id._columns()
            ],
        )
        fixture.rate()
        fixture.rate("CHUA_DAT", learner=1)
        fixture.lock()
        cls.env["edu.retest"].with_user(cls.homeroom).create(
            [
                {
                    "enrolment_id": cls.enrolments[0].id,
                    "subject_id": cls.subjects[code].id,
                }
                for code in weak
            ]
        )
        cls.env["edu.summer.training"].with_user(cls.homeroom).create(
            {"enrolment_id": cls.enrolments[1].id}
        )
        cls.class_.with_user(cls.homeroom).action_propose_decisions()

    def test_who_sees_what(self):
        """BT-6.1a, BT-8.5: search, read and totals by duty; the administrator none."""
        for name, (whole, part) in SEES.items():
            user = getattr(self, name)
            for model in MODELS:
                records = self.env[model].search(self.own)
                self.assertTrue(records, model)
                seen = self.env[model].with_user(user).search(self.own)
                with self.subTest(user=name, model=model):
                    if model in whole:
                        self.assertEqual(seen.ids, records.ids)
                    elif model in part:
                        self.assertTrue(seen)
                        subjects = seen.sudo().subject_id
                        self.assertEqual(subjects, self.subjects["VAN"])
                    else:
                        self.assertFalse(seen)
                        with self.assertRaises(AccessError):
                            records.with_user(user).read(["display_name"])
                    groups = (
                        self.env[model]
                        .with_user(user)
                        ._read_group(self.own, [], ["__count"])
                    )
                    self.assertEqual(groups, [(len(seen),)])

    def test_a_search_leaks_no_mark(self):
        """BT-8.5: a mark cannot be guessed by searching for it from a learner."""
        enrolments = self.env["edu.enrolment"].with_user(self.administrator)
        found = enrolments.search([("subject_result_ids.year", "=", "8.0")])
        self.assertFalse(found)

    def test_nobody_creates_or_deletes_what_follows(self):
        """BT-6.1a: results, decisions and gradebooks are no one's to create."""
        models = ("edu.gradebook", "edu.result", "edu.result.subject", "edu.decision")
        for user in (self.head, self.homeroom, self.administrator):
            for model in models:
                own = self.env[model].with_user(user)
                record = self.env[model].search(self.own, limit=1).with_user(user)
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        own.create({})
                    with self.assertRaises(AccessError):
                        record.unlink()

    def test_protected_values(self):
        """BT-6.1a: states and results are written by the system, whoever asks."""
        forbidden = (
            ("edu.result", {"promotion": "PROMOTED"}),
            ("edu.result", {"final": False}),
            ("edu.result.subject", {"year": "9.0"}),
            ("edu.conduct", {"state": "open"}),
            ("edu.decision", {"state": "decided"}),
            ("edu.gradebook", {"state": "open"}),
            ("edu.gradebook", {"regular_count": 1}),
        )
        for user in (self.head, self.homeroom):
            for model, values in forbidden:
                record = self.env[model].search(self.own, limit=1)
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaises(AccessError),
                ):
                    record.with_user(user).write(values)
                with self.assertRaises(AccessError):
                    record.sudo().write(values)

    def test_internal_methods_cannot_be_called_from_outside(self):
        """BT-6.1a: what a remote call may name is checked or starts with _."""
        public = {
            name
            for model in MODELS
            for part in type(self.env[model]).__mro__
            if part.__module__.startswith("odoo.addons.edu_gradebook")
            for name in vars(part)
            if not name.startswith("_")
            and callable(getattr(self.env[model], name, None))
        }
        # set-up that Odoo itself lets nobody call
        public.discard("init")
        self.assertLessEqual(
            public,
            {
                "save_cells",
                # asks the same duty as a save, and writes nothing
                "check_cells",
                "open_requests",
                # own sheets, and of a class for its homeroom teacher
                "missing_marks",
                "action_open_missing",
                "action_distribution",
                "action_history",
                "action_download_workbook",
                "action_fill_foreign",
                "action_import_workbook",
                "action_open_lines",
                "action_propose",
                "action_view_decisions",
                "action_why",
                "action_weekly_remarks",
                "action_decide",
                "action_decide_otherwise",
                "create",
                "write",
                "unlink",
                # Odoo refuses it from outside, however it is overridden.
                "init",
            },
        )
