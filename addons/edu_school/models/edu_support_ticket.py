# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ANSWERING = ("head", "deputy", "board")


class EduSupportTicket(models.Model):
    """A problem reported to head and board from the screen where it shows (BT-6.2)."""

    _name = "edu.support.ticket"
    _description = "Reported problem"
    _inherit = [
        "edu.protected.mixin",
        "edu.journal.mixin",
        "edu.waiting.mixin",
    ]
    _order = "state desc, id desc"
    _rec_name = "text"

    _protected_fields = ("state", "answered_by", "answered_on", "res_name")
    _journal_fields = ("user_id", "text", "answer", "state")

    school_id = fields.Many2one(
        "edu.school",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_school_id(),
    )
    user_id = fields.Many2one(
        "res.users",
        string="Reported by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    text = fields.Text(string="What is wrong", required=True)
    model = fields.Char(string="Record type")
    res_id = fields.Many2oneReference(string="Record number", model_field="model")
    res_name = fields.Char(string="Record", readonly=True)
    url = fields.Char(string="Screen")
    state = fields.Selection(
        [("open", "Open"), ("done", "Answered")],
        required=True,
        readonly=True,
        default="open",
    )
    answer = fields.Text()
    answered_by = fields.Char(readonly=True)
    answered_on = fields.Datetime(readonly=True)
    may_answer = fields.Boolean(compute="_compute_may_answer")

    @api.model
    def _default_school_id(self):
        # Everybody knows where he works; the staff file itself may be closed to him.
        employee = self.env.user.sudo().employee_ids[:1]
        return employee.edu_school_id or employee.edu_duty_ids.school_id[:1]

    @api.depends_context("uid")
    @api.depends("school_id")
    def _compute_may_answer(self):
        access = self.env["edu.access"]
        for ticket in self:
            ticket.may_answer = access._has(ANSWERING, school=ticket.school_id)

    @api.model_create_multi
    def create(self, vals_list):
        own = {"user_id": self.env.uid, "answer": False}
        tickets = super().create([vals | own for vals in vals_list])
        for ticket in tickets:
            # He reports at his own school; where that is, his staff file says.
            staff = self.env.user.sudo().employee_ids
            schools = staff.edu_school_id | staff.edu_duty_ids.school_id
            if not self.env.su and ticket.school_id not in schools:
                raise AccessError(
                    self.env._("Problems are reported at one's own school.")
                )
            ticket._name_record()
        return tickets

    def write(self, vals):
        if {"school_id", "user_id", "text", "model", "res_id", "url"} & set(vals):
            raise UserError(self.env._("What was reported stays as it is."))
        if "answer" in vals and not self.env.su:
            for ticket in self:
                self.env["edu.access"]._check(ANSWERING, school=ticket.school_id)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A reported problem stays on record."))

    def _name_record(self):
        """Name the record that the screen showed, as far as its reporter may read."""
        self.ensure_one()
        model = self.env.get(self.model or "")
        if model is None or model._abstract or model._transient or not self.res_id:
            return
        record = model.browse(self.res_id).exists()
        if record and record.has_access("read"):
            self._write_protected({"res_name": record.display_name})

    def _waits_for(self):
        if self.state == "done":
            return {}
        people = self._holders_of("head", "board", school=self.school_id)
        return dict.fromkeys(people, "answer")

    def _waiting_text(self, what):
        if what == "answer":
            name = self.user_id.name
            return self.env._("Problem reported by %s", name), self.text
        return self.env._("Your report is answered"), self.answer

    def action_answer(self):
        """Close the report with the answer that stands there."""
        for ticket in self:
            self.env["edu.access"]._check(ANSWERING, school=ticket.school_id)
            if not ticket.answer:
                raise UserError(self.env._("Please write an answer first."))
            ticket._write_protected(
                {
                    "state": "done",
                    "answered_by": self.env.user.name,
                    "answered_on": fields.Datetime.now(),
                }
            )
            ticket._sync_waiting()
            if ticket.user_id != self.env.user:
                ticket._tell_outcome(ticket.user_id, "answered")

    def _journal_scope(self):
        return {"school_code": self.school_id.code or ""}
