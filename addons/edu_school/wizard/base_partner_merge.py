# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # Who merges contacts may not read learners; the link holds all the same.
        linked = self.env["edu.student"].sudo().with_context(active_test=False)
        if linked.search_count([("partner_id", "in", partner_ids)], limit=1):
            raise UserError(
                self.env._("A contact that is linked to a learner cannot be merged.")
            )
        return super()._merge(partner_ids, dst_partner, extra_checks)
