# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import dataclasses
import json

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from hocba.rules import tt22_2021


@tagged("post_install", "-at_install")
class TestRegulation(TransactionCase):
    def setUp(self):
        super().setUp()
        self.regulation = self.env.ref("edu_gradebook.regulation_tt22_2021")

    def test_every_parameter_with_its_source(self):
        """BT-8.3: each number of the regulation is on record, with its source."""
        entries = json.loads(self.regulation.parameters)
        known = {field.name for field in dataclasses.fields(tt22_2021.Params)}
        self.assertEqual(set(entries), known)
        self.assertEqual(self.regulation._params(), tt22_2021.DEFAULT)
        for regulation in self.env["edu.regulation"].search([]):
            rows = regulation.parameter_rows
            self.assertEqual(len(rows), len(json.loads(regulation.parameters)))
            for row in rows:
                with self.subTest(regulation=regulation.code, name=row["name"]):
                    self.assertTrue(row["title"] and row["source"] and row["value"])

    def test_a_changed_parameter_reaches_the_law(self):
        """BT-8.3: an uncertain reading is switched in the record, not in code."""
        entries = json.loads(self.regulation.parameters)
        entries["adjustment_reading"]["value"] = "remove"
        entries["good_mark"]["value"] = "8.5"
        self.regulation.parameters = json.dumps(entries)
        params = self.regulation._params()
        self.assertEqual(params.adjustment_reading, "remove")
        self.assertEqual(str(params.good_mark), "8.5")

    def test_parameters_that_cannot_be_read_are_refused(self):
        for text in ("{", '{"no_such": {"value": 1}}', "[]"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self.regulation.parameters = text

    def test_a_class_outside_every_regulation(self):
        """BT-8.3: the regulation is chosen by grade and year."""
        grade = self.env["edu.grade"].search([("number", "=", 1)])
        year = self.env["edu.school.year"].new(
            {"name": "2020-2021", "date_start": "2020-09-05"}
        )
        class_ = self.env["edu.class"].new({"grade_id": grade.id, "year_id": year.id})
        with self.assertRaises(UserError):
            self.env["edu.regulation"]._for(class_)
