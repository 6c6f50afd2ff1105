# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from .class_plans import AbsencePlan, ConductPlan, RetestPlan
from .exchange_plan import ExchangePlan
from .mark_plan import MarkPlan

PLANS = {
    "marks": MarkPlan,
    "conduct": ConductPlan,
    "absence": AbsencePlan,
    "retest": RetestPlan,
}
SHOWN = 20
PREVIEW = ("sheet", "cell", "learner", "content", "old", "new", "status", "reason")


class EduMarkSheetImport(models.TransientModel):
    """Marks, conduct, absences or retests out of an Excel file: checked as often as
    wished, then imported whole or not at all. The same file again changes nothing.

    A workbook that was downloaded from a gradebook is known by itself, whatever kind
    was chosen, and judged cell by cell.
    """

    _name = "edu.mark.sheet.import"
    _description = "Import from Excel"

    class_id = fields.Many2one("edu.class", required=True)
    kind = fields.Selection(
        [
            ("marks", "Marks"),
            ("conduct", "Conduct"),
            ("absence", "Absences"),
            ("retest", "Retests"),
        ],
        string="What the file holds",
        required=True,
        default="marks",
        help="A workbook that was downloaded here is known by itself.",
    )
    data = fields.Binary(string="Excel file", required=True, attachment=False)
    filename = fields.Char(string="File name")
    state = fields.Selection(
        [("draft", "New"), ("checked", "Checked"), ("done", "Imported")],
        default="draft",
        readonly=True,
    )
    mapping = fields.Text(string="Columns as understood", readonly=True)
    problem_ids = fields.One2many(
        "edu.mark.sheet.import.problem", "import_id", string="Problems", readonly=True
    )
    line_ids = fields.One2many(
        "edu.mark.sheet.import.line", "import_id", string="Changes", readonly=True
    )
    count_changed = fields.Integer(string="Values to change", readonly=True)
    count_same = fields.Integer(string="Values unchanged", readonly=True)
    count_refused = fields.Integer(string="Values not taken", readonly=True)

    @api.onchange("data", "kind", "class_id")
    def _onchange_data(self):
        self.state = "draft"

    def action_check(self):
        """Read the file, show changes and problems cell by cell; change nothing."""
        plan = self._plan()
        if not plan.blocking:
            plan.rehearse()
        self._show(plan)
        self.state = "draft" if plan.blocking else "checked"
        return self._reopen()

    def action_import(self):
        """Import what can be taken, or raise UserError that lists the problems.

        What was checked is what is imported: if the gradebook changed since, the
        file is checked again first.
        """
        plan = self._plan()
        if plan.blocking:
            plan.refuse(self._texts(plan.blocking))
        checked = [tuple(line[n] or "" for n in PREVIEW) for line in self.line_ids]
        planned = [tuple(getattr(c, n) for n in PREVIEW) for c in plan.changes]
        if self.state == "checked" and checked != planned:
            raise UserError(
                self.env._(
                    "Values changed since the file was checked. Please check it again."
                )
            )
        plan.apply()
        self._show(plan)
        self.state = "done"
        return self._reopen()

    def _plan(self):
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).data or b"")
        plan = ExchangePlan(self)
        plan.prepare(content)
        if plan.foreign:
            plan = PLANS[self.kind](self)
            plan.prepare(content)
        return plan

    def _texts(self, problems):
        lines = [problem["text"] for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            lines.append(
                self.env._("… and %(count)s more.", count=len(problems) - SHOWN)
            )
        return lines

    def _show(self, plan):
        taken = [change for change in plan.changes if change.status == "change"]
        refused = len(plan.changes) - len(taken) + len(plan.errors)
        self.problem_ids.unlink()
        self.line_ids.unlink()
        self.write(
            {
                "mapping": "\n".join(plan.mapping),
                "problem_ids": [(0, 0, problem) for problem in plan.problems],
                "line_ids": [
                    (0, 0, {name: getattr(change, name) for name in PREVIEW})
                    for change in plan.changes
                ],
                "count_changed": len(taken),
                "count_same": plan.same,
                "count_refused": refused,
            }
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import from Excel"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
