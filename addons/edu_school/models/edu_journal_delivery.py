# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class EduJournalDelivery(models.Model):
    _inherit = "edu.journal.delivery"

    @api.model
    def _mail_recipients(self, school_code):
        """Add the head by duty and the authority: two who trust each other little."""
        found = super()._mail_recipients(school_code)
        # The sealer works for every school.
        school = self.env["edu.school"].sudo().search([("code", "=", school_code)])
        if not school:
            return found
        heads = self.env["edu.duty"]._holders("head", school=school).user_id
        addresses = [*heads.mapped("email"), school.authority_id.email]
        return found + [address for address in addresses if address]
