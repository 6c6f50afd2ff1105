# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..certificates import decode_file
from ..images import check_image

IMAGE_COLOURS = {"person": "blue", "organisation": "red"}


class EduCertificatePicture(models.AbstractModel):
    """The picture that a page shows where a certificate signed (KP Đ13)."""

    _name = "edu.certificate.picture"
    _description = "Picture of a certificate's signature"

    image = fields.Binary(
        attachment=False,
        help="Transparent PNG: the blue signature of a person, the red seal of an"
        " organisation (Article 13). Another picture needs a new approval.",
    )

    def write(self, vals):
        before = self._pictures() if "image" in vals else {}
        result = super().write(vals)
        if before:
            now = self._pictures()
            self.filtered(lambda c: before[c] != now[c])._end_approval()
        return result

    def _pictures(self) -> dict:
        return {c: c.image or b"" for c in self.with_context(bin_size=False)}

    def _end_approval(self):
        """Whoever approved a certificate approved its picture with it (KP Đ13).

        The decision's number stays, as a trace that the certificate was approved once.
        """
        approved = self.filtered("approved_on")
        if approved:
            approved._write_protected({"approved_on": False, "approved_to": False})

    @api.onchange("image")
    def _onchange_image(self):
        if self._origin.approved_on:
            return {
                "warning": {
                    "title": self.env._("New approval needed"),
                    "message": self.env._(
                        "With another picture the certificate signs nothing until it"
                        " is approved again."
                    ),
                }
            }

    @api.constrains("image", "kind")
    def _check_image(self):
        for record in self.filtered("image"):
            check_image(
                self.env,
                decode_file(self.env, record.image),
                IMAGE_COLOURS[record.kind],
            )
