# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_journal.language import language

from hocba.problems import HocbaError
from hocba.rules import cells as law
from hocba.sheets.fill import Given, Wanted, fill
from hocba.sheets.identity import Known

from ..tools.workbook_build import refusal

# Absent and exempt are no marks, and other systems have no word for them.
LEFT_OUT = ("V", "M")


class EduForeignSheet(models.TransientModel):
    """The blank mark sheet of another system, given back with a gradebook's marks."""

    _name = "edu.foreign.sheet"
    _description = "Sheet of another system"
    _inherit = ["edu.own.wizard.mixin"]

    gradebook_id = fields.Many2one("edu.gradebook", required=True, readonly=True)
    data = fields.Binary(string="Blank file", required=True, attachment=False)
    filename = fields.Char(string="File name")
    state = fields.Selection(
        [("draft", "New"), ("done", "Filled")], default="draft", readonly=True
    )
    content = fields.Binary(string="Filled file", readonly=True, attachment=False)
    content_name = fields.Char(string="Name of the filled file", readonly=True)
    count_written = fields.Integer(string="Cells filled", readonly=True)
    count_same = fields.Integer(string="Cells filled before", readonly=True)
    problems = fields.Text(string="Left as it was", readonly=True)

    @api.onchange("data", "gradebook_id")
    def _onchange_data(self):
        self.state = "draft"
        self.content = False

    def action_fill(self):
        """Fill the file with the marks that the user's duties of today let him read.

        :raises AccessError: none of the duties covers these marks
        :raises UserError: the file is none of this class, subject and term
        """
        self.ensure_one()
        lines = self.env["edu.gradebook.line"].search(
            [("gradebook_id", "=", self.gradebook_id.id)]
        )
        if not lines:
            raise refusal(self.env)
        lang = language(self.env)
        data = base64.b64decode(self.with_context(bin_size=False).data or b"")
        try:
            done = fill(data, self.filename or "", *self._given(lines))
        except HocbaError as error:
            raise UserError(error.text(lang)) from error
        taken = lines.filtered(lambda line: line.id in done.learners)
        if taken:
            self.env["edu.journal"]._record_use("download", taken, self.filename or "")
        self.write(
            {
                "state": "done",
                "content": base64.b64encode(done.content) if taken else False,
                "content_name": self.filename,
                "count_written": done.written,
                "count_same": done.same,
                "problems": "\n".join(problem.text(lang) for problem in done.problems),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fill the file of another system"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _given(self, lines):
        """Return which sheet is wanted, and whose marks it takes."""
        # Which class, subject and learners these are is no secret of who reads the
        # marks; the marks themselves were found with the user's own rights.
        book = self.gradebook_id.sudo()
        subject = book.subject_id.with_context(lang="vi_VN")
        wanted = Wanted(
            subject.code, subject.name, book.term_id.code, book.class_id._sheet_scope()
        )
        columns = [*book._columns(), "remark"]
        return wanted, [self._given_line(line, columns) for line in lines]

    def _given_line(self, line, columns):
        enrolment = line.sudo().enrolment_id
        student = enrolment.student_id
        known = Known(
            ref=line.id,
            name=student.name,
            birth_date=student.birth_date,
            personal_id=student.personal_id or "",
            student_code=student.student_code or "",
            birth_year_only=student.birth_year_only,
            active=enrolment.state == "active",
        )
        cells = {
            column: line[column] if column == "remark" else law.display(line[column])
            for column in columns
            if line[column] and (column == "remark" or line[column] not in LEFT_OUT)
        }
        return Given(known, cells)
