# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.modules.module import get_module_path, load_script
from odoo.tests import tagged

from ..tools.locks.locked import rewrites_locked
from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestMigration(GradebookCase):
    def test_gradebooks_of_the_first_version_name_their_columns(self):
        """BT-6.1a: an update loses no column of a gradebook that is in use."""
        wanted = {book: book.columns for book in self.class_.gradebook_ids}
        self.fill(learner=0)
        regulation = self.result().regulation_id
        self.env.flush_all()
        for table, columns in (
            ("edu_gradebook", ("columns",)),
            ("edu_regulation", ("state", "school_kind")),
            ("edu_result", ("regulation_id",)),
        ):
            for column in columns:
                self.cr.execute(f"ALTER TABLE {table} DROP COLUMN {column} CASCADE")
        self._script("pre").fill(self.cr)
        self.env.invalidate_all()
        self.assertEqual({book: book.columns for book in wanted}, wanted)
        self.assertEqual(regulation.state, "in_force")
        self.assertEqual(regulation.school_kind, "general")
        self.assertEqual(self.result().regulation_id, regulation)

    def test_open_years_say_what_is_open(self):
        """BT-5.1e: a retest may be entered after the update as before it."""
        self.fill({"TOAN": "3", "VAN": "4"})
        self.rate()
        self.lock()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE edu_result SET retest_codes = NULL, needs_retest = NULL"
        )
        self.env.invalidate_all()
        self._script("post").fill(self.env)
        result = self.result()
        self.assertEqual(result._retest_open(), {"TOAN", "VAN"})
        self.assertTrue(result.needs_retest)

    def test_terms_of_an_exemption_are_not_formed_anew(self):
        """BT-11.2: an update of a class that is locked as a whole does not end."""
        exemptions = self.env["edu.exemption"]
        self.env.flush_all()
        self.cr.execute("DROP TABLE edu_exemption_term_rel CASCADE")
        self._script("pre", "19.0.3.0.0", "terms").relate(self.cr)
        with patch.object(type(self.registry), "post_init"):
            new = exemptions._fields["term_ids"].update_db(exemptions, {})
        self.assertFalse(new)

    def test_locked_terms_get_back_what_an_exemption_emptied(self):
        """BT-11.2: case 11 in a database of the version before."""
        self.fill({"TIN": "5"})
        self.rate()
        self.class_.with_user(self.head).action_lock_term(self.hk1.id)
        exemption = self.env["edu.exemption"].create(
            {
                "enrolment_id": self.enrolments[0].id,
                "subject_id": self.subjects["TIN"].id,
                "decision": "31/QĐ",
                "date": "2026-02-10",
            }
        )
        self.env.flush_all()
        line = self.line("TIN")
        with rewrites_locked(self.env, "as the version before left it"):
            for query in (
                "UPDATE edu_gradebook_line SET average = NULL WHERE id = %s",
                "UPDATE edu_result_subject r SET hk1 = 'M', year = 'M'"
                " FROM edu_gradebook_line l WHERE l.id = %s"
                " AND l.enrolment_id = r.enrolment_id AND l.subject_id = r.subject_id",
                "UPDATE edu_result r SET study_hk1 = 'TOT' FROM edu_gradebook_line l"
                " WHERE l.id = %s AND l.enrolment_id = r.enrolment_id",
                "DELETE FROM edu_exemption_term_rel WHERE %s IS NOT NULL",
            ):
                self.env.cr.execute(query, [line.id])
        self.env.invalidate_all()
        script = self._script("post", "19.0.3.0.0", "terms")
        self._script("pre", "19.0.3.0.0", "terms").free(self.cr)
        script.fill(self.env)
        script.restore(self.env)
        self.env.invalidate_all()
        self.assertEqual(exemption.term_ids, self.hk2)
        self.assertEqual(line.average, "5.0")
        row = self.env["edu.result.subject"].search(
            [
                ("enrolment_id", "=", self.enrolments[0].id),
                ("subject_id", "=", self.subjects["TIN"].id),
            ]
        )
        self.assertEqual((row.hk1, row.hk2, row.year), ("5.0", "M", "5.0"))
        self.assertEqual(self.result().study_hk1, "KHA")
        entry = self.entries(line).filtered(lambda e: e.field == "average")
        self.assertEqual((entry.old, entry.new), ("", "5.0"))
        known = len(self.entries(line))
        script.restore(self.env)
        self.assertEqual(len(self.entries(line)), known)

    def test_regulations_name_every_parameter(self):
        """What is new holds by default; what a school chose stays."""
        regulation = self.result().regulation_id.sudo()
        regulation.parameters = '{"absence_limit": {"value": 40}}'
        self._script("post", "19.0.3.0.0", "terms").complete(self.env)
        self.assertEqual(regulation._params().absence_limit, 40)
        self.assertIn('"one_term_subject"', regulation.parameters)

    def _script(self, stage, version="19.0.2.0.0", name="migration"):
        folder = f"{get_module_path('edu_gradebook')}/migrations/{version}"
        return load_script(f"{folder}/{stage}-{name}.py", f"{stage}_{name}")
