# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

ENTRIES = ("in", "class_in", "return")
EXITS = ("out", "dropout", "class_out")


class EduEnrolmentMovement(models.Model):
    """Coming, leaving, changing class: with date, reason and decision. Movements
    are added, never edited or deleted; they set the state of the enrolment."""

    _name = "edu.enrolment.movement"
    _description = "Movement of a learner"
    _inherit = ["edu.protected.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "date, id"

    _journal_fields = ("enrolment_id", "kind", "date", "reason", "decision", "place")

    enrolment_id = fields.Many2one(
        "edu.enrolment", required=True, index=True, ondelete="restrict"
    )
    student_id = fields.Many2one(related="enrolment_id.student_id", store=True)
    class_id = fields.Many2one(related="enrolment_id.class_id", store=True, index=True)
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("in", "Entered the class"),
            ("class_in", "Came from another class"),
            ("return", "Returned"),
            ("out", "Transferred to another school"),
            ("dropout", "Left school"),
            ("class_out", "Went to another class"),
        ],
        required=True,
    )
    date = fields.Date(required=True)
    reason = fields.Char()
    decision = fields.Char(string="Decision number")
    place = fields.Char(string="From or to")

    @api.model_create_multi
    def create(self, vals_list):
        movements = super().create(vals_list)
        for movement in movements:
            enrolment = movement.enrolment_id
            if movement.kind in EXITS:
                if enrolment.state != "active":
                    raise ValidationError(
                        self.env._(
                            "%(name)s has left the class already.",
                            name=enrolment.student_id.name,
                        )
                    )
                enrolment._write_protected({"state": "left", "date_to": movement.date})
            elif movement.kind == "return":
                if enrolment.state != "left" or movement.date < enrolment.date_to:
                    raise ValidationError(
                        self.env._(
                            "%(name)s can return only after leaving.",
                            name=enrolment.student_id.name,
                        )
                    )
                enrolment._write_protected({"state": "active", "date_to": False})
        return movements

    def write(self, vals):
        raise ValidationError(self.env._("A movement is not edited; add another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise ValidationError(self.env._("A movement is not deleted; add another one."))

    def _guard_scopes(self):
        return [{"class_": self.class_id}]

    def _journal_scope(self):
        return self.enrolment_id._journal_scope()
