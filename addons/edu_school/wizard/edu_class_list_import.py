# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

IMPORTING = ("registrar", "administrator", "homeroom")


class EduClassListImport(models.TransientModel):
    _name = "edu.class.list.import"
    _description = "Import of a class list"

    class_id = fields.Many2one("edu.class", string="Class", required=True)
    data = fields.Binary(string="Excel file", required=True, attachment=False)
    filename = fields.Char(string="File name")
    state = fields.Selection(
        [("draft", "New"), ("checked", "Checked"), ("done", "Imported")],
        default="draft",
        readonly=True,
    )
    mapping = fields.Text(readonly=True)
    problem_ids = fields.One2many(
        "edu.class.list.import.problem", "import_id", readonly=True
    )

    def action_check(self):
        self.env["edu.access"]._check(IMPORTING, class_=self.class_id)
        return True

    def action_import(self):
        self.env["edu.access"]._check(IMPORTING, class_=self.class_id)
        return True
