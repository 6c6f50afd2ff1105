# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class EduHandover(models.Model):
    """Nghiệm thu, bàn giao kết quả giáo dục: this year's teacher hands a class over to
    next year's, or to the lower secondary school (TT27/2020 Điều 12)."""

    _name = "edu.handover"
    _description = "Hand-over of a class"
    _inherit = [
        "edu.duty.access.mixin",
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.duty.guard",
    ]
    _order = "date desc, id desc"
    _rec_name = "class_id"

    _guard_fixed = ("class_id",)
    _protected_fields = ("given_on", "taken_on")
    _journal_fields = (
        "class_id",
        "from_employee_id",
        "to_employee_id",
        "date",
        "note",
        "given_on",
        "taken_on",
    )

    class_id = fields.Many2one(
        "edu.class", required=True, ondelete="restrict", index=True
    )
    school_id = fields.Many2one("edu.school", related="class_id.school_id", store=True)
    from_employee_id = fields.Many2one(
        "hr.employee", string="Handed over by", required=True, ondelete="restrict"
    )
    from_user_id = fields.Many2one(
        "res.users",
        string="Account of the giver",
        related="from_employee_id.user_id",
        store=True,
    )
    to_employee_id = fields.Many2one(
        "hr.employee", string="Taken over by", required=True, ondelete="restrict"
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="Account of the taker",
        related="to_employee_id.user_id",
        store=True,
    )
    date = fields.Date(required=True)
    note = fields.Text()
    help_needed = fields.Text(
        string="Learners who need help",
        compute="_compute_help_needed",
        help="Who has not completed the class, and in what.",
    )
    given_on = fields.Datetime(string="Confirmed by the giver", readonly=True)
    taken_on = fields.Datetime(string="Confirmed by the taker", readonly=True)
    state = fields.Selection(
        [("open", "To be confirmed"), ("done", "Confirmed by both")],
        compute="_compute_state",
        store=True,
    )

    _two_people = models.Constraint(
        "CHECK(from_employee_id <> to_employee_id)",
        "A class is handed over from one teacher to another.",
    )

    @api.depends("given_on", "taken_on")
    def _compute_state(self):
        for handover in self:
            done = handover.given_on and handover.taken_on
            handover.state = "done" if done else "open"

    @api.depends("class_id")
    def _compute_help_needed(self):
        # Whoever takes the class over has to know whom to help.
        results = self.env["edu.result"].sudo()
        found = results.search(
            [("class_id", "in", self.class_id.ids), ("class_completed", "=", "no")]
        )
        names = {s.code: s.name for s in found.subject_result_ids.subject_id}
        for handover in self:
            handover.help_needed = "\n".join(
                f"{result.student_id.name}: "
                + ", ".join(
                    names.get(code, "") for code in sorted(result._retest_open())
                )
                for result in found
                if result.class_id == handover.class_id
            )

    @api.model
    def _duty_domain(self):
        # Next year's teacher has no other duty in the class that he takes over.
        mine = Domain("to_user_id", "=", self.env.uid)
        return super()._duty_domain() | mine

    def _guard_scopes(self):
        """The homeroom teacher or the head writes it."""
        return [
            {"school": self.school_id, "rights": ("head", "deputy")},
            {"class_": self.class_id, "rights": ("homeroom",)},
        ]

    def _guard(self):
        # That somebody confirmed it is no secret.
        if not self.env.su and any(h.given_on or h.taken_on for h in self.sudo()):
            raise UserError(
                self.env._("A hand-over that was confirmed stays as it is.")
            )
        return super()._guard()

    def action_confirm(self):
        """Confirm in one's own name: who hands over, or who takes over."""
        now = fields.Datetime.now()
        for handover in self:
            # Who may confirm is who is named; it is no question of reading.
            trusted = handover.sudo()
            if trusted.from_user_id == self.env.user and not trusted.given_on:
                trusted._write_protected({"given_on": now})
            elif trusted.to_user_id == self.env.user and not trusted.taken_on:
                trusted._write_protected({"taken_on": now})
            else:
                raise UserError(
                    self.env._(
                        "Only who hands over and who takes over confirm, once each."
                    )
                )
        return True

    def _journal_scope(self):
        return {
            "school_code": self.school_id.code,
            "year_code": self.class_id.year_id.name,
        }
