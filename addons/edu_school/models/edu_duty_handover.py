# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..dates import today
from ..factor import deciding


class EduDutyHandover(models.Model):
    """One person's duties go over to another, by one decision of the head: leave,
    maternity, retirement, a move (Khánh Phú Đ27, Đ35.6)."""

    _name = "edu.duty.handover"
    _description = "Hand-over of duties"
    _inherit = ["edu.protected.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "date desc, id desc"
    _rec_name = "number"

    _guard_rights = ("head",)
    _protected_fields = ("state", "done_by_id", "done_on", "unfinished")
    _journal_fields = (
        "number",
        "reason",
        "from_employee_id",
        "to_employee_id",
        "date",
        "duty_ids",
        "note",
        "unfinished",
        "state",
    )

    number = fields.Char(string="Decision number", required=True)
    reason = fields.Selection(
        [
            ("leave", "Leave"),
            ("maternity", "Maternity leave"),
            ("retirement", "Retirement"),
            ("move", "Move to another place of work"),
            ("other", "Other"),
        ],
        required=True,
        default="leave",
    )
    from_employee_id = fields.Many2one(
        "hr.employee", string="Handed over by", required=True, ondelete="restrict"
    )
    to_employee_id = fields.Many2one(
        "hr.employee", string="Taken over by", required=True, ondelete="restrict"
    )
    school_id = fields.Many2one(
        "edu.school",
        compute="_compute_school_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="school_id.company_id", store=True)
    date = fields.Date(
        string="First day of who takes over",
        required=True,
        default=lambda self: today() + timedelta(days=1),
        help="The day before is the last of who hands over.",
    )
    duty_ids = fields.Many2many(
        "edu.duty",
        string="Duties",
        compute="_compute_duty_ids",
        store=True,
        readonly=False,
        help="What goes over: all duties in force, unless some are taken off.",
    )
    note = fields.Text(
        string="Keys, papers and devices",
        help="What is handed over besides: key devices, books, papers.",
    )
    unfinished = fields.Text(
        string="Unfinished work",
        compute="_compute_unfinished",
        store=True,
        help="Open gradebooks, signatures and requests that wait.",
    )
    state = fields.Selection(
        [("draft", "Being prepared"), ("done", "Handed over")],
        required=True,
        default="draft",
        readonly=True,
    )
    done_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, ondelete="restrict"
    )
    done_on = fields.Datetime(string="Decided on", readonly=True)

    _two_people = models.Constraint(
        "CHECK(from_employee_id <> to_employee_id)",
        "Duties are handed over from one person to another.",
    )

    @api.depends("from_employee_id")
    def _compute_school_id(self):
        for handover in self:
            # Where a colleague is employed is no secret of his head.
            own = handover.from_employee_id.sudo().edu_school_id
            handover.school_id = own or handover.school_id

    @api.depends("from_employee_id", "school_id", "date")
    def _compute_duty_ids(self):
        for handover in self:
            handover.duty_ids = self.env["edu.duty"].search(
                [
                    ("employee_id", "=", handover.from_employee_id.id),
                    ("school_id", "=", handover.school_id.id),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", handover.date or today()),
                ]
            )

    @api.depends("duty_ids")
    def _compute_unfinished(self):
        for handover in self:
            handover.unfinished = "\n".join(handover._unfinished_work())

    def _unfinished_work(self) -> list[str]:
        """Say what who takes over finds; addons above add theirs."""
        self.ensure_one()
        return []

    def _guard(self):
        # That it was decided is no secret.
        if not self.env.su and any(h.state == "done" for h in self.sudo()):
            raise UserError(self.env._("A hand-over that was decided stays as it is."))
        return super()._guard()

    @deciding
    def action_hand_over(self):
        """End the duties of who leaves, begin those of who takes over. Duty: head.

        :raises UserError: decided already, a day that is over, or no duty
        """
        self.ensure_one()
        # The scope decides, not what the caller may read of it.
        self.env["edu.access"]._check("head", school=self.sudo().school_id)
        self.lock_for_update()
        self._guard()
        if self.date < today():
            raise UserError(self.env._("The first day must not lie in the past."))
        duties = self.duty_ids
        if not duties or duties.employee_id != self.from_employee_id:
            raise UserError(
                self.env._(
                    "Choose duties of %(name)s that are in force.",
                    name=self.from_employee_id.sudo().name,
                )
            )
        work = "\n".join(self._unfinished_work())
        fresh = [
            {
                "employee_id": self.to_employee_id.id,
                "kind": duty.kind,
                "school_id": duty.school_id.id,
                "class_id": duty.class_id.id,
                "subject_id": duty.subject_id.id,
                "date_from": max(self.date, duty.date_from),
                "date_to": duty.date_to,
                "decision": self.number,
            }
            for duty in duties
        ]
        begun = duties.filtered(lambda duty: duty.date_from < self.date)
        # What begins only later never begins for who leaves.
        later = duties - begun
        self.duty_ids = begun
        later.unlink()
        begun.write({"date_to": self.date - timedelta(days=1)})
        self.env["edu.duty"].create(fresh)
        # Decided by the head just now; nobody writes the act himself.
        self.sudo()._write_protected(
            {
                "state": "done",
                "unfinished": work,
                "done_by_id": self.env.uid,
                "done_on": fields.Datetime.now(),
            }
        )
        return True

    def _journal_scope(self):
        return {"school_code": self.school_id.code}
