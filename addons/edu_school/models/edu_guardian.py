# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class EduGuardian(models.Model):
    _name = "edu.guardian"
    _description = "Parent or guardian"
    _inherit = ["edu.use.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "student_id, relation, id"

    _guard_rights = ("registrar", "administrator", "homeroom")
    # Who somebody's parents are is no mere name.
    _use_names = frozenset({"id"})
    _journal_fields = (
        "student_id",
        "relation",
        "name",
        "occupation",
        "phone",
        "email",
        "partner_id",
        "date_from",
        "date_to",
    )

    student_id = fields.Many2one(
        "edu.student",
        string="Learner",
        required=True,
        index=True,
        ondelete="restrict",
    )
    relation = fields.Selection(
        [("father", "Father"), ("mother", "Mother"), ("guardian", "Guardian")],
        required=True,
    )
    name = fields.Char(string="Full name", required=True)
    occupation = fields.Char()
    phone = fields.Char()
    email = fields.Char()
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index="btree_not_null", ondelete="restrict"
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")

    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_from <= date_to)",
        "The end must not lie before the beginning.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        guardians = super().create(vals_list)
        guardians._guard_link()
        return guardians

    def write(self, vals):
        result = super().write(vals)
        # Whose account it is, and of which learner: both link them.
        if {"partner_id", "student_id"} & set(vals):
            self._guard_link()
        return result

    def _guard_scopes(self):
        return self.student_id._guard_scopes()

    def _journal_scope(self):
        return self.student_id._journal_scope()

    @api.depends("name", "relation")
    def _compute_display_name(self):
        relations = dict(self._fields["relation"]._description_selection(self.env))
        for record in self:
            relation = relations.get(record.relation, "")
            record.display_name = f"{record.name or ''} ({relation})"
