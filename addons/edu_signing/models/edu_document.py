# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import json
import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from hocba.signing.revisions import difference

MIME_TYPES = {"xml": "application/xml", "pdf": "application/pdf"}


class EduDocument(models.Model):
    """A file that is signed: its newest bytes, and every revision before.

    The bytes are frozen when the document is made; each signature appends a
    revision. Nothing re-serialises or re-renders them.
    """

    _name = "edu.document"
    _description = "Signed document"
    _inherit = ["edu.protected.mixin"]
    _order = "id desc"
    _protected_fields = (
        "uuid",
        "kind",
        "res_model",
        "res_id",
        "revision_ids",
        "revision_number",
        "sha256",
        "slot_ids",
    )

    uuid = fields.Char(string="UUID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    scope = fields.Char(
        string="Group", readonly=True, help="What it belongs to, such as the class."
    )
    kind = fields.Selection([("xml", "XML"), ("pdf", "PDF")], required=True)
    res_model = fields.Char(string="Record type", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    revision_ids = fields.One2many("edu.document.revision", "document_id")
    revision_number = fields.Integer(readonly=True, aggregator=None)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    content = fields.Binary(compute="_compute_content", groups=fields.NO_ACCESS)
    slot_ids = fields.One2many("edu.signature.slot", "document_id")

    _uuid_unique = models.UniqueIndex("(uuid)", "This document exists already.")
    _record_idx = models.Index("(res_model, res_id)")

    @api.depends("sha256")
    def _compute_content(self):
        for document in self:
            document.content = base64.b64encode(document._content())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A document with revisions cannot be deleted."))

    @api.model
    def _create_document(
        self, *, name, kind, content, record=None, uuid_=None, scope="", slots=()
    ):
        """Freeze ``content`` as revision 1 of a new document.

        :param bytes content: the exact bytes of the file
        :param record: the business record it belongs to
        :param slots: values for ``_create_slots``
        :return: the document, with the caller's rights
        """
        # Callers have checked the duty behind the document; users have no right
        # to make documents or slots by themselves.
        document = self.sudo()._create_protected(
            {
                "uuid": uuid_ or str(uuid.uuid4()),
                "name": name,
                "kind": kind,
                "scope": scope,
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
            }
        )
        document._store_revision(content)
        document._create_slots(slots)
        return document.with_env(self.env)

    def _create_slots(self, slots):
        """Add slots to be signed.

        :param slots: one dict each: ``act, role, slot_key, region_ids`` (a list),
            ``user_id, holder_name, staff_code, in_place_of, certificate_kind,
            organisation_code, label, state``; only ``act, role, slot_key`` and the
            holder are required
        """
        self.ensure_one()
        rows = []
        for slot in slots:
            regions = slot.get("region_ids") or []
            if not isinstance(regions, str):
                regions = json.dumps(list(regions))
            rows.append({**slot, "region_ids": regions, "document_id": self.id})
        # Same reason as in ``_create_document``.
        created = self.env["edu.signature.slot"].sudo()._create_protected(rows)
        return created.with_env(self.env)

    @api.model
    def _append_revision(self, document, content, expected_sha256, before=None):
        """Append ``content`` as the newest revision.

        :param expected_sha256: the SHA-256 of the bytes that ``content`` builds on
        :param before: the newest bytes, from a caller who has just read them
        :raises LockError: another request is writing this document
        :raises UserError: the document has moved on
        """
        document.ensure_one()
        document.lock_for_update()
        document.invalidate_recordset(["sha256", "revision_number"])
        # The signer may hold a slot of the document without any right on it.
        document = document.sudo()
        if document.sha256 != expected_sha256:
            raise UserError(
                self.env._(
                    "“%(name)s” has changed in the meantime. Nothing was written;"
                    " sign it again.",
                    name=document.name,
                )
            )
        return document._store_revision(content, before)

    def _store_revision(self, content, before=None):
        self.ensure_one()
        number = self.revision_number + 1
        if before is None:
            before = self._content() if number > 1 else None
        elif hashlib.sha256(before).hexdigest() != self.sha256:
            # A piece over other bytes could never be put together again.
            raise self._newest_revision()._damaged()
        piece = difference(before, content)
        digest = hashlib.sha256(content).hexdigest()
        revision = (
            self.env["edu.document.revision"]
            # Only this method writes revisions; no role has the right to.
            .sudo()
            .create(
                {
                    "document_id": self.id,
                    "number": number,
                    "piece": piece.content,
                    "whole": piece.whole,
                    "place": piece.place,
                    "removed": piece.removed,
                    "sha256": digest,
                    "made_at": fields.Datetime.now(),
                    "made_by": self.env.user.sudo().name,
                }
            )
        )
        self._write_protected({"sha256": digest, "revision_number": number})
        return revision

    def _newest_revision(self):
        """The newest revision, all of its predecessors with it in one question."""
        self.ensure_one()
        # Readers were checked where they came in: the download, or the engine.
        document = self.sudo()
        return document.env["edu.document.revision"]._of(
            document, document.revision_number
        )[:1]

    def _content(self) -> bytes:
        """The newest bytes, checked against their SHA-256.

        :raises ValidationError: the stored bytes are damaged
        """
        revision = self._newest_revision()
        if revision.sha256 != self.sudo().sha256:
            raise revision._damaged()
        return revision._content()

    def _record(self):
        """The business record, or an empty signing mixin where there is none."""
        self.ensure_one()
        document = self.sudo()
        if document.res_model and document.res_model in self.env:
            # Whoever has documents is never deleted; signed by nobody it would fail.
            return self.env[document.res_model].browse(document.res_id)
        return self.env["edu.signing.mixin"]

    def _siblings(self):
        """All documents of the same business record, this one included."""
        self.ensure_one()
        if not self.res_model:
            return self
        return self.search(
            [("res_model", "=", self.res_model), ("res_id", "=", self.res_id)],
            order="id",
        )

    def _may_read(self) -> bool:
        """Whether the current user may have the file; its business record says so."""
        self.ensure_one()
        return self._record()._signing_may_read(self)

    def _check_readable(self):
        """Refuse who may not read the file.

        :raises AccessError: the business record does not let him
        """
        if not self._may_read():
            raise AccessError(self.env._("You may not read this document."))

    def _filename(self) -> str:
        self.ensure_one()
        return f"{self.name}.{self.kind}".replace("/", "-")

    def action_download(self):
        """Download the newest bytes, for whom the business record allows it."""
        self._check_readable()
        return {
            "type": "ir.actions.act_url",
            "url": f"/edu_signing/document/{self.id}",
            "target": "download",
        }
