# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class EduSignatureSlot(models.Model):
    """One signature that is due: a region of a document and who signs it.

    Several holders for one region are normal: a subject may have two teachers.
    """

    _name = "edu.signature.slot"
    _description = "Signature slot"
    _inherit = ["edu.journal.mixin", "edu.protected.mixin"]
    _order = "document_scope, act, label, id"
    _rec_name = "document_name"
    _protected_fields = (
        "document_id",
        "act",
        "role",
        "slot_key",
        "region_ids",
        "label",
        "user_id",
        "holder_name",
        "staff_code",
        "in_place_of",
        "certificate_kind",
        "organisation_code",
        "state",
        "certificate_id",
        "signed_at",
    )
    _journal_fields = ("user_id", "in_place_of", "state", "certificate_id")

    document_id = fields.Many2one(
        "edu.document", required=True, index=True, ondelete="restrict", readonly=True
    )
    document_name = fields.Char(
        string="For whom", related="document_id.name", store=True
    )
    document_scope = fields.Char(
        string="Group", related="document_id.scope", store=True
    )
    document_kind = fields.Selection(related="document_id.kind")
    act = fields.Integer(required=True, readonly=True, aggregator=None)
    role = fields.Char(required=True, readonly=True)
    slot_key = fields.Char(
        string="Place",
        required=True,
        readonly=True,
        help="Id of the place in the XML, or name of the field in the PDF.",
    )
    region_ids = fields.Text(
        string="Regions",
        default="[]",
        readonly=True,
        help="Ids of the signed regions, in order (JSON).",
    )
    label = fields.Char(string="What is signed", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Signer", index=True, ondelete="restrict", readonly=True
    )
    holder_name = fields.Char(readonly=True)
    staff_code = fields.Char(readonly=True)
    in_place_of = fields.Char(
        readonly=True, help="Who would have signed, had he not left (Article 18.7)."
    )
    certificate_kind = fields.Selection(
        [("person", "Person"), ("organisation", "Organisation")],
        required=True,
        default="person",
        readonly=True,
    )
    organisation_code = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting for others"),
            ("ready", "To sign"),
            ("signed", "Signed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    certificate_id = fields.Many2one(
        "edu.certificate", ondelete="restrict", readonly=True
    )
    signed_at = fields.Datetime(string="Signing time", readonly=True)
    summary = fields.Char(
        string="What it says",
        compute="_compute_summary",
        help="The values in the part that is signed.",
    )
    may_read = fields.Boolean(compute="_compute_summary")

    _slot_unique = models.UniqueIndex(
        "(document_id, slot_key)", "This place is there already."
    )
    _todo_idx = models.Index("(user_id) WHERE state = 'ready'")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unsigned(self):
        if any(slot.state == "signed" for slot in self):
            raise UserError(self.env._("A signed slot cannot be deleted."))

    @api.depends_context("uid")
    @api.depends("document_id.sha256", "region_ids", "user_id")
    def _compute_summary(self):
        for slot in self:
            document = slot.document_id
            slot.may_read = document.sudo()._may_read()
            # Who neither signs nor reads the document learns nothing of it here.
            told = slot.may_read or slot.user_id == self.env.user
            slot.summary = told and slot.sudo()._summary()

    def _regions(self) -> list[str]:
        self.ensure_one()
        return json.loads(self.region_ids or "[]")

    def _summary(self) -> str:
        """What the signer is shown of the part that he signs."""
        self.ensure_one()
        return self.document_id._record()._signing_summary(self)

    def _refusal(self, user) -> str:
        """Why ``user`` may not sign this slot now; empty when he may."""
        self.ensure_one()
        slot = self.sudo()
        if not slot.document_id._record()._signing_may_sign(slot, user):
            # Without the name: ids can be guessed, learners' names must not be.
            return self.env._("This signature is not yours to give.")
        name = slot.document_name
        reasons = {
            "waiting": self.env._(
                "“%(name)s”: others have to sign before you.", name=name
            ),
            "signed": self.env._("“%(name)s” is signed already.", name=name),
            "cancelled": self.env._(
                "“%(name)s”: this signature is no longer needed.", name=name
            ),
        }
        return reasons.get(slot.state, "")

    def _release_next_act(self):
        """Of all slots of one record, make those of the lowest open act ready."""
        pending = self.filtered(lambda slot: slot.state in ("waiting", "ready"))
        if not pending:
            return pending
        act = min(pending.mapped("act"))
        released = pending.filtered(
            lambda slot: slot.act == act and slot.state == "waiting"
        )
        if released:
            # Acts follow from signatures, not from any user's right on slots.
            released.sudo()._write_protected({"state": "ready"})
        return released

    def action_sign(self):
        """Open the signing dialog for these slots."""
        ready = self.filtered(lambda slot: slot.state == "ready")
        if not ready:
            raise UserError(self.env._("Nothing waits for your signature."))
        return {
            "type": "ir.actions.client",
            "tag": "edu_signing.sign",
            "name": self.env._("Sign"),
            "target": "new",
            "params": {"slot_ids": ready.ids},
        }

    def action_sign_all(self):
        """Open it for all that waits for the user, whatever is chosen in the list."""
        return self.search(self._todo_domain()).action_sign()

    def action_download(self):
        """Read the document before signing it."""
        self.ensure_one()
        return self.document_id.action_download()

    @api.model
    def _todo_domain(self):
        return [("user_id", "=", self.env.uid), ("state", "=", "ready")]
