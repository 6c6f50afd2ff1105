# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import GradebookCase


@tagged("post_install", "-at_install")
class TestRegulationParameters(GradebookCase):
    """BT-8.3: a head reads and amends the parameters in Vietnamese, row by row."""

    def setUp(self):
        super().setUp()
        self.national = self.env.ref("edu_gradebook.regulation_tt22_2021")

    def amend(self, regulation=None):
        action = (regulation or self.national).with_user(self.head).action_amend()
        draft = self.env["edu.regulation"].browse(action["res_id"])
        return draft.with_user(self.head).with_context(lang="vi_VN")

    def rows(self, regulation):
        return {row["name"]: row for row in regulation.parameter_rows}

    def edit(self, draft, **changes):
        """Send the table as the client does, some rows of it changed."""
        rows = [{**row, **changes.get(row["name"], {})} for row in draft.parameter_rows]
        draft.write({"parameter_rows": rows})
        draft.invalidate_recordset()

    def test_a_table_in_vietnamese(self):
        rows = self.rows(self.national)
        self.assertEqual(rows["good_floor"]["value"], "6,5")
        self.assertEqual(
            rows["good_floor"]["title"], "Mức Tốt: điểm thấp nhất của mọi môn"
        )
        self.assertIn("Điều 9.2a", rows["good_floor"]["source"])
        self.assertFalse(rows["good_floor"]["uncertain"])
        self.assertTrue(rows["special_topics"]["uncertain"])
        self.assertEqual(rows["special_topics"]["value"], "thêm một ĐĐGtx")
        primary = self.env.ref("edu_gradebook.regulation_tt27_2020")
        self.assertIn("Toán: 4", self.rows(primary)["tested_middle"]["value"])

    def test_sources_of_an_older_database_are_not_shown(self):
        entries = json.loads(self.national.parameters)
        entries["good_floor"]["source"] = "Tốt, all from 6,5"
        self.national.parameters = json.dumps(entries)
        row = self.rows(self.national)["good_floor"]
        self.assertIn("mức Tốt, tất cả các môn", row["source"])
        self.assertFalse(row["own_source"])

    def test_a_draft_is_evaluated_with_the_value_of_its_row(self):
        draft = self.amend()
        own = "TT30/2026 Điều 2"
        self.edit(
            draft,
            absence_limit={"value": "30"},
            good_mark={"value": "8,5", "own_source": own},
            special_topics={"value": "là một trong số các ĐĐGtx"},
        )
        params = draft._params()
        self.assertEqual(params.absence_limit, 30)
        self.assertEqual(str(params.good_mark), "8.5")
        self.assertEqual(params.special_topics, "within")
        row = self.rows(draft)["good_mark"]
        self.assertEqual((row["value"], row["before"]), ("8,5", "8,0"))
        self.assertEqual(row["own_source"], own)
        differing = {
            r["name"] for r in draft.parameter_rows if r["value"] != r["before"]
        }
        self.assertEqual(differing, {"absence_limit", "good_mark", "special_topics"})
        stored = json.loads(draft.parameters)
        self.assertEqual(stored["good_mark"], {"value": "8.5", "own_source": own})
        self.assertEqual(stored["absence_limit"], {"value": 30})
        self.fill({"TOAN": "8"}, learner=0)
        self.rate()
        trial = (
            self.env["edu.regulation.trial"]
            .with_user(self.head)
            .with_context(lang="vi_VN")
            .create({"regulation_id": draft.id, "year_id": self.year.id})
        )
        trial.action_compare()
        draft.action_switch_on("7/QĐ")
        self.assertEqual(self.env["edu.regulation"]._for(self.class_), draft)
        self.assertEqual(
            (trial.line_ids.mapped("old_level"), trial.line_ids.mapped("new_level")),
            (["Tốt"], ["Khá"]),
        )
        # A version of the version keeps the school's own source.
        self.assertEqual(self.rows(self.amend(draft))["good_mark"]["own_source"], own)

    def test_a_wrong_value_is_refused_by_name(self):
        draft = self.amend()
        before = draft.parameters
        for name, value in (
            ("absence_limit", "nhiều"),
            ("good_mark", "85"),
            ("good_mark", ""),
            ("special_topics", "có lẽ"),
            ("regular_limits", "35"),
            ("award_after_retest", "1"),
        ):
            title = self.rows(draft)[name]["title"]
            with self.subTest(name=name, value=value):
                with self.assertRaises(ValidationError) as refused:
                    self.edit(draft, **{name: {"value": value}})
                self.assertIn(f"«{title}»", str(refused.exception))
                draft.invalidate_recordset()
        with self.assertRaises(ValidationError) as refused:
            self.edit(draft, good_mark={"value": "x"}, absence_limit={"value": "y"})
        self.assertEqual(len(str(refused.exception).splitlines()), 2)
        draft.invalidate_recordset()
        for forged in ([1], [{}], {"a": 1}, "x", [{"name": "no_such", "value": "1"}]):
            with self.subTest(forged=forged), self.assertRaises(ValidationError):
                draft.write({"parameter_rows": forged})
            draft.invalidate_recordset()
        self.assertEqual(draft.parameters, before)

    def test_what_is_in_force_is_closed_to_forged_calls(self):
        rows = self.national.parameter_rows
        rows[0]["value"] = "35: 1"
        draft = self.amend()
        draft.action_switch_on("7/QĐ")
        for user in (self.head, self.administrator, self.registrar, self.teacher):
            for regulation in (self.national, draft):
                for vals in ({"parameter_rows": rows}, {"parameters": "{}"}):
                    with self.assertRaises(AccessError):
                        regulation.with_user(user).write(vals)
        second = self.amend()
        for user in (self.registrar, self.teacher, self.homeroom):
            with self.assertRaises(AccessError):
                second.with_user(user).write({"parameter_rows": rows})
