# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models


class EduSigningTask(models.Model):
    """One digest on its way to the key device and back.

    It is written when the digest is frozen and holds all that completing needs,
    so a server that dies in between loses nothing; at most one task per slot is
    alive and at most one is ever done, so nothing is doubled.
    """

    _name = "edu.signing.task"
    _description = "Signing task"
    _inherit = ["edu.protected.mixin"]
    _order = "id"
    _rec_name = "nonce"
    _protected_fields = (
        "session_id",
        "slot_id",
        "nonce",
        "digest",
        "prepared_state",
        "base_sha256",
        "signing_time",
        "expires_at",
        "state",
        "message",
        "revision_id",
    )

    session_id = fields.Many2one(
        "edu.signing.session",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    slot_id = fields.Many2one(
        "edu.signature.slot",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    document_id = fields.Many2one(related="slot_id.document_id")
    nonce = fields.Char(required=True, readonly=True)
    digest = fields.Char(readonly=True)
    prepared_state = fields.Binary(
        attachment=False, readonly=True, groups=fields.NO_ACCESS
    )
    base_sha256 = fields.Char(readonly=True)
    signing_time = fields.Datetime(readonly=True)
    expires_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        [
            ("prepared", "Prepared"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    message = fields.Char(readonly=True)
    revision_id = fields.Many2one(
        "edu.document.revision", ondelete="restrict", readonly=True
    )

    _nonce_unique = models.UniqueIndex("(nonce)")
    _alive_unique = models.UniqueIndex(
        "(slot_id) WHERE state = 'prepared'",
        "This signature is being given already.",
    )
    _done_unique = models.UniqueIndex(
        "(slot_id) WHERE state = 'done'", "This signature is given already."
    )

    @api.autovacuum
    def _gc_abandoned(self):
        """Prepared files of sessions that nobody finished are not kept."""
        before = fields.Datetime.now() - timedelta(days=1)
        self.search([("state", "=", "prepared"), ("expires_at", "<", before)]).unlink()

    def _close(self, state, message=""):
        """End tasks without a signature; their prepared bytes are not kept."""
        if self:
            self._write_protected(
                {"state": state, "message": message, "prepared_state": False}
            )

    def _is_live(self) -> bool:
        """Whether the prepared digest can still be signed and completed."""
        self.ensure_one()
        if self.state != "prepared" or self.expires_at <= fields.Datetime.now():
            return False
        # Signatures of an XML file join in any order, those of a PDF cover all
        # bytes before them.
        document = self.document_id
        return document.kind == "xml" or document.sha256 == self.base_sha256
