# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .edu_signing_engine import TSA_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    edu_signing_tsa_url = fields.Char(
        string="Timestamping service",
        config_parameter=TSA_PARAMETER,
        help="Address of the RFC 3161 service (http or https).",
    )

    @api.constrains("edu_signing_tsa_url")
    def _check_edu_signing_tsa_url(self):
        for settings in self:
            url = settings.edu_signing_tsa_url
            if url and not url.startswith(("http://", "https://")):
                raise ValidationError(
                    self.env._("The timestamping service needs an http(s) address.")
                )
