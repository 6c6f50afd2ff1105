# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .edu_signing_engine import TSA_PARAMETER
from .edu_trust_anchor import OCSP_AGE_HOURS, OCSP_AGE_PARAMETER

MAX_OCSP_AGE_HOURS = 7 * 24


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    edu_signing_tsa_url = fields.Char(
        string="Timestamping service",
        config_parameter=TSA_PARAMETER,
        help="Address of the RFC 3161 service (http or https).",
    )

    edu_signing_ocsp_max_age_hours = fields.Integer(
        string="Oldest OCSP answer (hours)",
        config_parameter=OCSP_AGE_PARAMETER,
        default=OCSP_AGE_HOURS,
        help="An answer of the certificate authority that is older is not used; the"
        " list of revoked certificates (CRL) is asked instead. Who verifies elsewhere"
        " accepts 24 hours unless he sets the same.",
    )

    @api.constrains("edu_signing_ocsp_max_age_hours")
    def _check_edu_signing_ocsp_max_age_hours(self):
        for settings in self:
            if not 1 <= settings.edu_signing_ocsp_max_age_hours <= MAX_OCSP_AGE_HOURS:
                raise ValidationError(
                    self.env._(
                        "An OCSP answer may be 1 to %(hours)s hours old.",
                        hours=MAX_OCSP_AGE_HOURS,
                    )
                )

    @api.constrains("edu_signing_tsa_url")
    def _check_edu_signing_tsa_url(self):
        for settings in self:
            url = settings.edu_signing_tsa_url
            if url and not url.startswith(("http://", "https://")):
                raise ValidationError(
                    self.env._("The timestamping service needs an http(s) address.")
                )
