# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EduAbsence(models.Model):
    _name = "edu.absence"
    _description = "Absence"
    _inherit = ["edu.journal.mixin", "edu.duty.guard"]
    _order = "date desc, enrolment_id, session"

    _guard_rights = ("homeroom", "registrar")
    _journal_fields = ("enrolment_id", "date", "session", "permitted", "note")

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        required=True,
        index=True,
        ondelete="restrict",
    )
    student_id = fields.Many2one(related="enrolment_id.student_id", store=True)
    class_id = fields.Many2one(related="enrolment_id.class_id", store=True, index=True)
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True)
    date = fields.Date(required=True)
    session = fields.Selection(
        [("morning", "Morning"), ("afternoon", "Afternoon")],
        required=True,
        default="morning",
        help="Sessions are counted on the plan of one session a day (Circular"
        " 22/2021, article 12).",
    )
    permitted = fields.Boolean(string="With permission")
    note = fields.Char()

    _session_uniq = models.UniqueIndex(
        "(enrolment_id, date, session)",
        "This absence is already recorded.",
    )

    @api.constrains("enrolment_id", "date")
    def _check_date(self):
        for absence in self:
            enrolment = absence.enrolment_id
            year = enrolment.year_id
            last = enrolment.date_to or year.date_end
            if not enrolment.date_from <= absence.date <= last:
                raise ValidationError(
                    self.env._(
                        "%(name)s was not in the class on %(date)s.",
                        name=enrolment.student_id.name,
                        date=absence.date.strftime("%d/%m/%Y"),
                    )
                )

    def _guard_scopes(self):
        return [{"class_": self.class_id}]

    def _journal_scope(self):
        return self.enrolment_id._journal_scope()
