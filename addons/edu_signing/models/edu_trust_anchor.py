# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import timedelta

from cryptography.hazmat.primitives.serialization import Encoding

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..certificates import is_ca, load_certificates, refuse_private_key

OCSP_AGE_PARAMETER = "edu_signing.ocsp_max_age_hours"
OCSP_AGE_HOURS = 24


class EduTrustAnchor(models.Model):
    """Certificates of CAs: roots that are trusted, and those between them and us.

    Which CAs count is data (KP Đ8): the national root, the government's, the
    public ones.
    """

    _name = "edu.trust.anchor"
    _description = "Trust anchor"
    _inherit = ["edu.journal.mixin"]
    _order = "name"
    _journal_fields = ("name", "pem", "active")

    name = fields.Char(required=True)
    pem = fields.Text(
        string="Certificates (PEM)",
        required=True,
        help="One or more CA certificates. Roots (issued by themselves) are"
        " trusted; the others help to build the chain.",
    )
    active = fields.Boolean(default=True)
    fingerprints = fields.Text(compute="_compute_fingerprints")

    @api.depends("pem")
    def _compute_fingerprints(self):
        for anchor in self:
            lines = []
            if anchor.pem and "-----BEGIN CERTIFICATE" in anchor.pem:
                for certificate in anchor._certificates():
                    der = certificate.public_bytes(Encoding.DER)
                    lines.append(
                        f"{hashlib.sha256(der).hexdigest()}"
                        f"  {certificate.subject.rfc4514_string()}"
                    )
            anchor.fingerprints = "\n".join(lines)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_private_key(self.env, (vals.get("pem") or "").encode())
        return super().create(vals_list)

    def write(self, vals):
        refuse_private_key(self.env, (vals.get("pem") or "").encode())
        return super().write(vals)

    @api.constrains("pem")
    def _check_pem(self):
        for anchor in self:
            if not all(is_ca(c) for c in anchor._certificates()):
                raise ValidationError(
                    self.env._("A trust anchor holds certificates of CAs only.")
                )

    def _certificates(self):
        self.ensure_one()
        return load_certificates(self.env, (self.pem or "").encode())

    @api.model
    def _trust_pem(self) -> bytes:
        """All trusted roots as one PEM bundle."""
        roots, _between = self._sorted_certificates()
        return b"".join(c.public_bytes(Encoding.PEM) for c in roots)

    @api.model
    def _chain_ders(self) -> list[bytes]:
        """The CA certificates between roots and signers."""
        _roots, between = self._sorted_certificates()
        return [c.public_bytes(Encoding.DER) for c in between]

    @api.model
    def _trust(self):
        """The trusted roots and the freshness that is asked of OCSP, for verifying.

        :raises HocbaError: no root is registered
        """
        from hocba.signing.trust import TrustStore

        return TrustStore.from_pem(self._trust_pem(), self._ocsp_max_age())

    @api.model
    def _ocsp_max_age(self) -> timedelta:
        """How old an OCSP answer may be: the same for signing and for verifying."""
        # A signer may not read system parameters; this one is no secret.
        parameters = self.env["ir.config_parameter"].sudo()
        hours = parameters.get_param(OCSP_AGE_PARAMETER, OCSP_AGE_HOURS)
        return timedelta(hours=int(hours))

    def _sorted_certificates(self):
        # Signers need not read the registry of CAs to have their chains built.
        anchors = self.sudo().search([("pem", "!=", False)])
        found = [c for anchor in anchors for c in anchor._certificates()]
        roots = [c for c in found if c.subject == c.issuer]
        return roots, [c for c in found if c.subject != c.issuer]
