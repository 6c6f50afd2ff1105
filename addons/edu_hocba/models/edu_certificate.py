# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.edu_school.factor import deciding


class EduCertificate(models.Model):
    """Decisions on certificates are proven like all that a school decides."""

    _inherit = "edu.certificate"

    @deciding
    def action_approve(self, approved_on, decision, approved_to=False):
        return super().action_approve(approved_on, decision, approved_to)

    @deciding
    def action_suspend(self, reason):
        return super().action_suspend(reason)

    @deciding
    def action_resume(self, reason):
        return super().action_resume(reason)

    @deciding
    def action_revoke(self, reason):
        return super().action_revoke(reason)
