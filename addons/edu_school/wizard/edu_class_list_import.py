# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from hocba.problems import HocbaError
from hocba.sheets import class_list

from ..models.edu_class import IMPORTING
from .class_list_plan import ClassListPlan

SHOWN = 20


class EduClassListImport(models.TransientModel):
    """A class list out of an Excel file: checked as often as wished, then imported
    whole or not at all. Importing the same file again changes nothing."""

    _name = "edu.class.list.import"
    _description = "Import of a class list"
    _rec_name = "filename"

    class_id = fields.Many2one("edu.class", required=True)
    data = fields.Binary(string="Excel file", required=True, attachment=False)
    filename = fields.Char(string="File name")
    sheet = fields.Char(
        help="Name of the sheet, where several sheets of the file hold a class list."
    )
    date_from = fields.Date(
        string="Day of entry",
        help="Day on which new learners enter the class; the first day of the school"
        " year if empty.",
    )
    state = fields.Selection(
        [("draft", "New"), ("checked", "Checked"), ("done", "Imported")],
        default="draft",
        readonly=True,
    )
    mapping = fields.Text(string="Columns as understood", readonly=True)
    problem_ids = fields.One2many(
        "edu.class.list.import.problem",
        "import_id",
        string="Problems",
        readonly=True,
    )
    change_ids = fields.One2many(
        "edu.class.list.import.change",
        "import_id",
        string="Changes of known learners",
        help="Name, date of birth, gender and personal number of a learner who is known"
        " already change only where this is switched on.",
    )
    count_asked = fields.Integer(compute="_compute_count_asked")
    count_new = fields.Integer(string="New learners", readonly=True)
    count_changed = fields.Integer(string="Changed learners", readonly=True)
    count_same = fields.Integer(string="Unchanged learners", readonly=True)

    @api.depends("change_ids.asked", "change_ids.accepted")
    def _compute_count_asked(self):
        for wizard in self:
            waiting = wizard.change_ids.filtered(lambda c: c.asked and not c.accepted)
            wizard.count_asked = len(waiting)

    @api.onchange("data", "class_id", "sheet", "date_from")
    def _onchange_data(self):
        self.state = "draft"

    def action_check(self):
        """Read the file, show mapping, problems and changes; change nothing."""
        plan = self._plan()
        if not plan.errors:
            plan.rehearse()
        self._show(plan)
        self.state = "draft" if plan.errors else "checked"
        return self._reopen()

    def action_import(self):
        """Import the file whole, or raise UserError that lists its problems.

        What was checked is what is imported; of what says who a known learner is,
        only what was ticked.
        """
        plan = self._plan()
        if plan.errors:
            raise UserError(self._refusal(plan.errors))
        checked = set(self.change_ids.mapped("key"))
        if self.state == "checked" and checked != {c.key for c in plan.changes}:
            raise UserError(
                self.env._(
                    "Particulars changed since the file was checked. Please check it"
                    " again."
                )
            )
        plan.apply()
        self._show(plan)
        self.state = "done"
        return self._reopen()

    def _plan(self):
        self.ensure_one()
        self.env["edu.access"]._check(IMPORTING, class_=self.class_id)
        content = base64.b64decode(self.with_context(bin_size=False).data or b"")
        plan = ClassListPlan(self)
        try:
            name = self.filename or ""
            plan.compare(class_list.read(content, name, self.sheet or None, plan.scope))
        except HocbaError as error:
            plan.add_library_problems(error.problems)
        return plan

    def _show(self, plan):
        self.problem_ids.unlink()
        self._show_changes(plan)
        self.write(
            {
                "mapping": plan.mapping_text(),
                "problem_ids": [(0, 0, problem) for problem in plan.problems],
                "count_new": plan.count("new"),
                "count_changed": plan.count("changed"),
                "count_same": plan.count("same"),
            }
        )

    def _show_changes(self, plan):
        """List old and new of every particular; a tick stays with what it was for."""
        # Nobody writes these lines but for the tick; what they say is the server's.
        lines = self.env["edu.class.list.import.change"].sudo()
        self.change_ids.sudo().unlink()
        lines._create_protected(
            [
                {
                    "import_id": self.id,
                    "row": change.row,
                    "column": change.column,
                    "learner": change.learner,
                    "particular": change.particular,
                    "old_value": change.old,
                    "new_value": change.new,
                    "asked": change.asked,
                    "accepted": not change.asked or change.key in plan.accepted,
                    "key": change.key,
                }
                for change in plan.changes
            ]
        )
        self.invalidate_recordset(["change_ids"])

    def _refusal(self, problems):
        lines = [problem["text"] for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            more = len(problems) - SHOWN
            lines.append(self.env._("… and %(count)s more.", count=more))
        return "\n".join([self.env._("Nothing was imported."), *lines])

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import the class list"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
