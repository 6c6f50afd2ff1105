# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.edu_journal.language import language

from hocba.problems import HocbaError
from hocba.rules import cells as law

from .edu_result_subject import RESULT_PATTERN


class EduFormerResultLine(models.Model):
    """One subject of a term at a former school: its average or level, no marks."""

    _name = "edu.former.result.line"
    _description = "Result of a former school in a subject"
    _inherit = ["edu.duty.access.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "former_id, subject_sequence, id"
    _rec_name = "subject_id"
    _read_by_order = True

    _rights_by_school = ("head", "deputy", "registrar")
    _guard_fixed = ("former_id", "subject_id")
    _journal_fields = ("subject_id", "result")

    former_id = fields.Many2one(
        "edu.former.result", required=True, ondelete="cascade", index=True
    )
    enrolment_id = fields.Many2one(
        "edu.enrolment", related="former_id.enrolment_id", store=True, string="Learner"
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    subject_id = fields.Many2one("edu.subject", required=True, ondelete="restrict")
    subject_sequence = fields.Integer(
        related="subject_id.sequence", store=True, string="Order of the subject"
    )
    result = fields.Char(
        string="Result of the term",
        help="ĐTBmhk, Đ or CĐ, in primary T, H or C; M where the learner did not take"
        " the subject there. Empty: not known yet, the learner is pending.",
    )

    _former_subject_uniq = models.Constraint(
        "UNIQUE(former_id, subject_id)", "The subject stands there already."
    )
    _result_canonical = models.Constraint(
        f"CHECK(result ~ '^{RESULT_PATTERN}$')", "No result."
    )

    def _guard_scopes(self):
        return self.former_id._guard_scopes()

    def _guard(self):
        result = super()._guard()
        self.former_id._guard()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        formers = self.env["edu.former.result"]
        subjects = self.env["edu.subject"]
        return super().create(
            [
                {
                    **vals,
                    "result": self._canonical(
                        formers.browse(vals.get("former_id")),
                        subjects.browse(vals.get("subject_id")),
                        vals.get("result"),
                    ),
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if "result" not in vals:
            return super().write(vals)
        for line in self:
            former, subject = line.former_id, line.subject_id
            result = self._canonical(former, subject, vals["result"])
            super(EduFormerResultLine, line).write({**vals, "result": result})
        return True

    @api.model
    def _canonical(self, former, subject, result):
        """Return what a person wrote as the result of a term.

        :raises ValidationError: names subject and value
        """
        # How a subject is evaluated here is no secret.
        books = former.sudo().class_id.gradebook_ids
        kind = books.filtered(lambda book: book.subject_id == subject)[:1].kind
        kind = kind or "score"
        try:
            found = law.canonical(result or "", kind, typed=False)
        except HocbaError as error:
            said = error.text(language(self.env))
            raise ValidationError(": ".join((subject.sudo().name, said))) from error
        if found == "V":
            raise ValidationError(
                self.env._(
                    "%(subject)s: an absence is no result of a term.",
                    subject=subject.sudo().name,
                )
            )
        if kind == "score" and found.isdigit():
            return f"{found}.0"
        return found or False

    def _journal_scope(self):
        return self.enrolment_id._gradebook_scope()
