# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.http import request

from .edu_factor import KINDS
from .res_users import LOAN_KEY


class EduJournal(models.Model):
    _inherit = "edu.journal"

    proof = fields.Selection(KINDS, string="Proven by", compute="_compute_proof")

    @api.depends("payload")
    def _compute_proof(self):
        for entry in self:
            entry.proof = json.loads(entry.payload or "{}").get("proof")

    @api.model
    def _record(self, entries):
        """Name in each entry who has the account of its author, if it is lent."""
        borrower = self.env["edu.account.loan"]._lent_to(self.env.uid)
        if borrower:
            text = (
                self.env._("account used by %s, who borrowed it", borrower)
                if request and request.session.get(LOAN_KEY)
                else self.env._("account lent to %s", borrower)
            )
            entries = [
                {**e, "behalf": "; ".join(filter(None, [e.get("behalf"), text]))}
                for e in entries
            ]
        return super()._record(entries)

    def _origin_of_change(self):
        """Add how the person has proven himself, if he has within the last minutes."""
        origin = super()._origin_of_change()
        if self.env["edu.suspension"]._is_own_act(self.env.user):
            if how := self.env["edu.factor.check"]._proven(self.env.user):
                origin["proof"] = how
        return origin
