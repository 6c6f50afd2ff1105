# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

EXITS = ("out", "dropout", "class_out")
REASONS_OUT = {"out": "transfer", "dropout": "dropout"}
# An object of this process: only the enrolment itself records an entry.
ENTERING = object()


class EduEnrolmentMovement(models.Model):
    """Coming, leaving, changing class: with date, reason and decision. Movements
    are added, never edited or deleted; they set the state of the enrolment."""

    _name = "edu.enrolment.movement"
    _description = "Movement of a learner"
    _inherit = ["edu.journal.mixin", "edu.duty.guard"]
    _order = "date, id"

    _journal_fields = (
        "enrolment_id",
        "kind",
        "date",
        "reason",
        "decision",
        "place",
        "to_class_id",
    )

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
    to_class_id = fields.Many2one("edu.class", string="To class", ondelete="restrict")

    @api.model_create_multi
    def create(self, vals_list):
        entering = self.env.context.get("edu_movement_entry") is ENTERING
        movements = super().create(vals_list)
        for movement in movements:
            if movement.kind in EXITS:
                movement._apply_exit()
            elif movement.kind == "return":
                movement._apply_return()
            elif not entering:
                raise ValidationError(
                    self.env._("Entering a class is recorded by the enrolment itself.")
                )
        return movements

    def _apply_exit(self):
        enrolment = self.enrolment_id
        if enrolment.state != "active":
            raise ValidationError(
                self.env._(
                    "%(name)s has left the class already.",
                    name=enrolment.student_id.name,
                )
            )
        if (self.kind == "class_out") != bool(self.to_class_id):
            raise ValidationError(
                self.env._("A change of class, and only that, names the new class.")
            )
        enrolment._write_protected({"state": "left", "date_to": self.date})
        if self.kind == "class_out":
            self._enter_new_class()
        else:
            enrolment.admission_id.write(
                {"date_out": self.date, "reason_out": REASONS_OUT[self.kind]}
                | ({"school_to": self.place} if self.kind == "out" else {})
            )

    def _enter_new_class(self):
        enrolment, target = self.enrolment_id, self.to_class_id
        if target.year_id != enrolment.year_id or target == enrolment.class_id:
            raise ValidationError(
                self.env._(
                    "A learner changes to another class of the same school year."
                )
            )
        # The old class must be left before the new one is entered.
        enrolment.flush_recordset()
        numbers = target.enrolment_ids.mapped("number")
        enrolment.with_context(edu_movement_in="class_in").create(
            {
                "admission_id": enrolment.admission_id.id,
                "class_id": target.id,
                "date_from": self.date,
                "number": max(numbers, default=0) + 1,
            }
        )

    def _apply_return(self):
        enrolment, admission = self.enrolment_id, self.enrolment_id.admission_id
        values = {"name": enrolment.student_id.name}
        if enrolment.state != "left" or self.date < enrolment.date_to:
            raise ValidationError(
                self.env._("%(name)s can return only after leaving.", **values)
            )
        if admission.date_out:
            if admission.reason_out != "dropout":
                raise ValidationError(
                    self.env._(
                        "%(name)s left for another school: coming back needs a new"
                        " admission.",
                        **values,
                    )
                )
            admission.write({"date_out": False, "reason_out": False})
        enrolment._write_protected({"state": "active", "date_to": False})

    # It always refuses, so there is nothing to call.
    def write(self, vals):  # pylint: disable=method-required-super
        raise ValidationError(self.env._("A movement is not edited; add another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise ValidationError(self.env._("A movement is not deleted; add another one."))

    def _guard_scopes(self):
        return [{"class_": self.class_id}]

    def _journal_scope(self):
        return self.enrolment_id._journal_scope()
