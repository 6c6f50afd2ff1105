# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..drivers import get_driver


class EduCertificateDevice(models.AbstractModel):
    """Where the key of a certificate lives; never the key (KP-11)."""

    _name = "edu.certificate.device"
    _description = "Key device of a certificate"

    driver = fields.Selection(
        [("pkcs11", "Key device (PKCS#11)")], required=True, default="pkcs11"
    )
    token_label = fields.Char(string="Key device label")
    token_serial = fields.Char(
        string="Key device serial number",
        help="Needed only where several devices of one label are plugged in.",
    )
    key_id = fields.Char(
        string="Key identifier", help="CKA_ID of the key, in hexadecimal."
    )

    @api.constrains("key_id")
    def _check_key_id(self):
        for record in self.filtered("key_id"):
            try:
                bytes.fromhex(record.key_id)
            except ValueError as error:
                raise ValidationError(
                    self.env._("The key identifier is written in hexadecimal.")
                ) from error

    def _credential(self):
        """Where the key lives, in the terms of the drivers' contract."""
        from hocba.signing.contract import Credential

        self.ensure_one()
        return Credential(
            driver=self.driver,
            token_label=self.token_label,
            key_id=self.key_id,
            token_serial=self.token_serial or "",
        )

    def _driver(self):
        self.ensure_one()
        return get_driver(self.env, self.driver)
