# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .edu_journal_delivery import MAIL_PARAMETER
from .edu_journal_sealer import TSA_PARAMETERS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    edu_journal_tsa_url = fields.Char(
        string="Timestamping service of the journal",
        config_parameter=TSA_PARAMETERS[0],
        help="Address of an RFC 3161 service (http or https). Empty: the one that"
        " serves signatures.",
    )
    edu_journal_anchor_mail = fields.Char(
        string="Anchors go to",
        config_parameter=MAIL_PARAMETER,
        help="Addresses with commas between them, beside those of each school's head"
        " and authority.",
    )

    @api.constrains("edu_journal_tsa_url")
    def _check_edu_journal_tsa_url(self):
        for settings in self:
            url = settings.edu_journal_tsa_url
            if url and not url.startswith(("http://", "https://")):
                raise ValidationError(
                    self.env._("The timestamping service needs an http(s) address.")
                )
