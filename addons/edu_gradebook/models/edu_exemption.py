# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class EduExemption(models.Model):
    """A learner exempted from a subject for the year, on the head's decision.

    The subject is printed as "Miễn" and left out of all counts.
    """

    _name = "edu.exemption"
    _description = "Exemption from a subject"
    _inherit = ["edu.duty.access.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "class_id, enrolment_id, subject_id"
    _rec_name = "subject_id"
    _read_by_order = True

    _guard_fixed = ("enrolment_id",)
    _guard_rights = ("head", "deputy", "registrar")
    _rights_by_school = _guard_rights
    _rights_by_subject = ("subject_teacher", "entry")
    _journal_fields = ("enrolment_id", "subject_id", "decision", "date", "reason")

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        string="Learner",
        required=True,
        ondelete="restrict",
        index=True,
    )
    subject_id = fields.Many2one("edu.subject", required=True, ondelete="restrict")
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    decision = fields.Char(string="Decision number", required=True)
    date = fields.Date(string="Decided on", required=True)
    reason = fields.Char()

    _enrolment_subject_uniq = models.Constraint(
        "UNIQUE(enrolment_id, subject_id)",
        "The learner is exempt from this subject already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        exemptions = super().create(vals_list)
        self._apply(exemptions.enrolment_id)
        return exemptions

    def write(self, vals):
        result = super().write(vals)
        self._apply(self.enrolment_id)
        return result

    def unlink(self):
        enrolments = self.enrolment_id
        result = super().unlink()
        self._apply(enrolments)
        return result

    def _guard(self):
        """Before the lock only, whoever writes; who may not is told no more."""
        result = super()._guard()
        # Whether marks are locked is no question of reading.
        for class_ in self.sudo().class_id:
            if class_.marks_state == "locked":
                raise UserError(
                    self.env._(
                        "Marks of class %(class_name)s are locked: exemptions can no "
                        "longer change.",
                        class_name=class_.name,
                    )
                )
        return result

    @api.model
    def _apply(self, enrolments):
        """Mark the lines of exempted subjects, and recompute whom it concerns."""
        self._mark_lines(enrolments)
        # Results follow; whoever records the exemption does not write them.
        self.env["edu.result"].sudo()._recompute(enrolments.sudo())

    @api.model
    def _mark_lines(self, enrolments):
        # Follows from a recorded decision; nobody may write lines himself.
        lines = (
            self.env["edu.gradebook.line"]
            .sudo()
            .search([("enrolment_id", "in", enrolments.ids), ("state", "=", "open")])
        )
        exempt = {
            (exemption.enrolment_id, exemption.subject_id)
            for exemption in self.sudo().search(
                [("enrolment_id", "in", enrolments.ids)]
            )
        }
        for value in (True, False):
            lines.filtered(
                lambda line, value=value: (
                    line.exempt != value
                    and ((line.enrolment_id, line.subject_id) in exempt) == value
                )
            )._write_protected({"exempt": value})

    def _journal_scope(self):
        return self.enrolment_id._gradebook_scope()
