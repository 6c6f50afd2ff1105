# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class EduSigningMixin(models.AbstractModel):
    """What a business model says about the signatures on its documents.

    The engine calls these hooks on the record a document belongs to, with the
    signer as ``env.user`` and superuser rights; a document without a record gets
    the answers given here.
    """

    _name = "edu.signing.mixin"
    _description = "Record with signed documents"

    def _signing_slots(self):
        """All slots on the documents of these records, in the order of acts."""
        # Whether someone may see that a document exists was checked on the record.
        return (
            self.env["edu.signature.slot"]
            .sudo()
            .search_fetch(
                [
                    ("document_id.res_model", "=", self._name),
                    ("document_id.res_id", "in", self.ids),
                ],
                ["state", "act", "role", "document_id"],
                order="act, id",
            )
        )

    def _signing_may_sign(self, slot, user) -> bool:
        """Whether ``user`` may sign ``slot``; asked again at every step.

        For an organisation's slot the business model names the clerk by his duty.
        """
        return bool(slot.user_id) and slot.user_id == user

    def _signing_may_read(self, document) -> bool:
        """Whether the current user may download ``document``."""
        if self and self.with_user(self.env.user).has_access("read"):
            return True
        return self.env.user in document.sudo().slot_ids.user_id

    def _signing_summary(self, slot) -> str:
        """One line with the values in the region, shown before signing."""
        return ""

    def _signing_before_prepare(self, slots, certificate):
        """Make ready what ``slots`` of this record sign; may add documents.

        It runs again whenever preparing is repeated, so it must see for itself
        what is done already. Slots that it adds for the same act and signer join
        the session.
        """

    def _signing_prepare(self, slot, certificate, signing_time):
        """Prepare the digest that ``certificate`` signs.

        :return: ``hocba.signing.contract.Prepared``
        """
        if slot.document_id.kind == "xml":
            return self._signing_prepare_xml(slot, certificate, signing_time)
        return self._signing_prepare_pdf(slot, certificate, signing_time)

    def _signing_prepare_xml(self, slot, certificate, signing_time):
        from hocba.signing import xml

        return xml.prepare(
            slot.document_id._content(),
            slot_id=slot.slot_key,
            region_ids=slot._regions(),
            certificate=certificate._der(),
            signing_time=signing_time,
            role=slot.role,
        )

    def _signing_prepare_pdf(self, slot, certificate, signing_time):
        from hocba.signing import pdf

        content, der = slot.document_id._content(), certificate._der()
        client = self.env["edu.signing.session"]._evidence_client()
        return pdf.prepare(
            content,
            field=slot.slot_key,
            certificate=der,
            signing_time=signing_time,
            appearance=self._signing_pdf_appearance(
                slot, certificate, signing_time, content
            ),
            chain=client.chain(der),
            token_reserve=client.token_reserve(),
            foreseen=client.foreseen(der),
        )

    def _signing_pdf_appearance(self, slot, certificate, signing_time, content):
        """What the page shows at the field; ``None`` for an invisible signature."""
        return None

    def _signing_completed(self, slots):
        """After each signature, in its transaction: advance the record."""
        if self:
            self._slots_release()
        else:
            slots.document_id.slot_ids._release_next_act()

    def _slots_release(self):
        """Let the next act begin where the one before is complete.

        Acts follow each other per record, over all its documents: slots of act
        n + 1 become ready when none of act n is left. The first call opens act 1.

        :return: the slots that became ready
        """
        released = self.env["edu.signature.slot"]
        for record in self:
            released |= record._signing_slots()._release_next_act()
        return released
