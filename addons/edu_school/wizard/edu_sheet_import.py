# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from contextlib import closing

from odoo import api, fields, models
from odoo.exceptions import UserError

from hocba.problems import HocbaError

from ..dates import today
from ..models.edu_duty import ASSIGNING
from . import duty_grid
from .duty_plan import DutyPlan
from .school_lists_plan import SchoolListsPlan
from .staff_plan import StaffPlan

SHOWN = 20
PLANS = {"staff": StaffPlan, "classes": SchoolListsPlan, "duties": DutyPlan}
#: Who brings in which kind of sheet.
RIGHTS = {
    "staff": ("administrator",),
    "classes": ("registrar", "administrator"),
    "duties": ("head", *ASSIGNING),
}


class EduSheetImport(models.TransientModel):
    """Staff, class lists or duties of a whole school out of an Excel file: checked as
    often as wished, then imported whole or not at all.

    The check does the import and takes it back, so that it answers as the act will.
    Importing the same file again changes nothing.
    """

    _name = "edu.sheet.import"
    _description = "Import of a school's sheet"
    _inherit = ["edu.own.wizard.mixin", "edu.protected.mixin", "edu.duty.guard"]
    _rec_name = "filename"

    _protected_fields = (
        "school_id",
        "kind",
        "state",
        "mapping",
        "summary",
        "template",
        "template_name",
    )

    school_id = fields.Many2one("edu.school", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("staff", "Staff"),
            ("classes", "Classes and learners"),
            ("duties", "Duties of teachers"),
        ],
        required=True,
        readonly=True,
    )
    year_id = fields.Many2one(
        "edu.school.year",
        string="School year",
        domain="[('school_id', '=', school_id)]",
    )
    data = fields.Binary(string="Excel file", attachment=False)
    filename = fields.Char(string="File name")
    sheet = fields.Char(
        help="Name of the sheet, where several sheets of the file hold such a list."
    )
    date_from = fields.Date(
        string="From", help="Day of entry of the learners, first day of the duties."
    )
    decision = fields.Char(string="Decision number")
    template = fields.Binary(
        string="Empty grid",
        attachment=False,
        readonly=True,
        help="Your staff and classes, to be filled with subjects: Toán, or GVCN for the"
        " homeroom teacher.",
    )
    template_name = fields.Char(readonly=True)
    state = fields.Selection(
        [("draft", "New"), ("checked", "Checked"), ("done", "Imported")],
        default="draft",
        readonly=True,
    )
    summary = fields.Char(readonly=True)
    mapping = fields.Text(string="Columns as understood", readonly=True)
    line_ids = fields.One2many("edu.sheet.import.line", "import_id")
    problem_ids = fields.One2many(
        "edu.sheet.import.line",
        "import_id",
        string="Problems",
        domain=[("level", "in", ["error", "warning"])],
    )
    ask_ids = fields.One2many(
        "edu.sheet.import.line",
        "import_id",
        string="To be answered",
        domain=[("level", "=", "ask")],
    )
    note_ids = fields.One2many(
        "edu.sheet.import.line",
        "import_id",
        string="What the file does",
        domain=[("level", "=", "note")],
    )

    def _guard_scopes(self):
        self.ensure_one()
        return [{"school": self.school_id, "rights": RIGHTS[self.kind]}]

    @api.model
    def action_open(self, kind):
        """Begin an import for the school where the caller may do it. Duties: staff
        administrator; classes registrar, administrator; duties head, deputy, registrar,
        administrator.
        """
        if kind not in PLANS:
            raise UserError(self.env._("There is no such import."))
        # Which school it is depends on duties, not on what the caller may read.
        school = self._school(RIGHTS[kind]).sudo()
        wizard = self._open_values(school, kind)
        return wizard._reopen()

    @api.model
    def _school(self, rights):
        """The school of the current company where the caller may do it."""
        schools = self.env["edu.school"].sudo()
        schools = schools.search([("company_id", "in", [False, self.env.company.id])])
        schools = schools.sorted(lambda school: not school.company_id)
        for school in schools.with_env(self.env):
            if school.in_setup and not school.company_id:
                # a school elsewhere, which sends or receives learners
                continue
            if self._guard_passes({"rights": rights, "school": school}):
                return school
        self.env["edu.access"]._refuse(rights)
        return schools.browse()

    @api.model
    def _open_values(self, school, kind):
        year = school.year_ids.sorted("date_start")[-1:]
        now, day = today(), False
        if year and kind == "classes":
            day = year.date_start
        elif year:
            day = min(max(now, year.date_start), year.date_end)
        # Opened by whoever holds the duty; where it leads is decided here alone.
        wizard = self.sudo()._create_protected(
            [
                {
                    "school_id": school.id,
                    "kind": kind,
                    "year_id": kind != "staff" and year.id,
                    "date_from": kind != "staff" and day,
                }
            ]
        )
        if kind == "duties":
            wizard._write_protected(
                {
                    "template": base64.b64encode(duty_grid.build(school, year)),
                    "template_name": f"phan-cong-{year.name or school.code}.xlsx",
                }
            )
        return wizard.with_env(self.env)

    @api.onchange("data", "sheet", "date_from", "year_id")
    def _onchange_data(self):
        self.state = "draft"

    def action_check(self):
        """Do the import and take it back; show what it does and what is wrong."""
        plan = self._plan()
        with closing(self.env.cr.savepoint()):
            self._run(plan)
        self._show(plan, "draft" if plan.errors else "checked")
        return self._reopen()

    def action_import(self):
        """Import the file whole, or raise UserError that lists its problems."""
        plan = self._plan()
        self._run(plan)
        if plan.errors:
            raise UserError(self._refusal(plan.errors))
        self._show(plan, "done")
        return self._reopen()

    def action_again(self):
        """Choose another file of the same kind."""
        self.ensure_one()
        return self.action_open(self.kind)

    def _plan(self):
        self.ensure_one()
        self.check_access("write")
        self._guard()
        if not self.data:
            raise UserError(self.env._("Choose the Excel file first."))
        if self.kind != "staff":
            if not self.year_id or self.year_id.sudo().school_id != self.school_id:
                raise UserError(self.env._("Choose a school year of the school."))
            if not self.date_from:
                raise UserError(self.env._("Write from which day it holds."))
        return PLANS[self.kind](self)

    def _run(self, plan):
        content = base64.b64decode(self.with_context(bin_size=False).data)
        try:
            plan.run(content, self.sheet or None)
            self.env.flush_all()
        except HocbaError as error:
            plan.add_library_problems(error.problems)
        except UserError as error:
            plan._problem(str(error))

    def _answers(self):
        """What was said of namesakes, by the key of the question."""
        return {line.key: line.answer for line in self.ask_ids if line.answer}

    def _show(self, plan, state):
        # Nobody writes these lines but for the answer; what they say is the server's.
        lines = self.env["edu.sheet.import.line"].sudo()
        self.line_ids.sudo().unlink()
        lines._create_protected(
            [{**line, "import_id": self.id} for line in plan.problems + plan.notes]
        )
        self.invalidate_recordset(["line_ids", "problem_ids", "ask_ids", "note_ids"])
        self._write_protected(
            {
                "mapping": plan.mapping_text(),
                "summary": plan.summary() if not plan.errors else False,
                "state": state,
            }
        )

    def _refusal(self, problems):
        lines = [problem["text"] for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            more = len(problems) - SHOWN
            lines.append(self.env._("… and %(count)s more.", count=more))
        return "\n".join([self.env._("Nothing was imported."), *lines])

    def _reopen(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import from Excel: %s", kinds[self.kind]),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
