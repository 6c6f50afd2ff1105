# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError

from hocba.books.model import SignerRef
from hocba.words import HEAD_SLOT, ORGANISATION_SLOT

from ..report.year_page import Mark
from ..states import HOMEROOM


class EduBookSigners(models.AbstractModel):
    """Who approves and issues a book, and whose signatures it shows."""

    _name = "edu.book.signers"
    _description = "Signers of a book"

    def _head_slots(self):
        return self._signing_slots().filtered(lambda slot: slot.role == "head")

    def _head_holder(self, leader) -> dict:
        return {
            "user_id": leader.user_id.id,
            "holder_name": leader.employee_id.name,
            "staff_code": leader.employee_id.edu_staff_code,
        }

    def _leader(self, certificate=None):
        """Who approves: the deputy to whom the class is assigned, or the head."""
        duties = self.env["edu.duty"]
        leader = self.leader_duty_id
        if leader not in duties._holders(
            leader.kind or "deputy", school=self.school_id
        ):
            leader = duties._holders("head", school=self.school_id)[:1]
        if not leader.user_id:
            raise UserError(
                self.env._(
                    "%(school)s has no head with a user account today. The "
                    "administrator enters the duty and creates the account.",
                    school=self.school_id.name,
                )
            )
        if certificate is None:
            certificate = self.env["edu.certificate"]._usable_by(leader.user_id)[:1]
        if not certificate:
            raise UserError(
                self.env._(
                    "No usable certificate is registered for %(name)s, who approves. "
                    "The certificate manager registers it under Digital signing › "
                    "Configuration › Certificates; the leadership approves it.",
                    name=leader.employee_id.name,
                )
            )
        return leader, certificate

    def _clerk(self):
        clerk = self.env["edu.duty"]._holders("clerk", school=self.school_id)
        clerk = clerk.filtered("user_id")[:1]
        if not clerk:
            raise UserError(
                self.env._(
                    "%(school)s has no clerk (văn thư) with a user account today. The "
                    "head assigns the duty; the administrator creates the account.",
                    school=self.school_id.name,
                )
            )
        return clerk

    def _organisation_certificate(self):
        clerk = self._clerk()
        found = self.env["edu.certificate"]._usable_by(
            clerk.user_id, "organisation", self.school_id.code
        )
        if not found:
            raise UserError(
                self.env._(
                    "No usable certificate of %(school)s is registered for %(clerk)s. "
                    "The certificate manager registers it under Digital signing › "
                    "Configuration › Certificates; the leadership approves it.",
                    clerk=clerk.employee_id.name,
                    school=self.school_id.name,
                )
            )
        return found[0]

    def _issue_obstacles(self) -> list[str]:
        """Say what keeps these books from being made ready, once for all of them."""
        found = []
        for book in {(b.school_id, b.leader_duty_id): b for b in self}.values():
            for ask in (book._leader_with_image, book._organisation_certificate):
                try:
                    ask()
                except UserError as error:
                    found.append(str(error))
        return list(dict.fromkeys(found))

    def _leader_with_image(self, certificate=None):
        """Who approves, with a certificate that has the image of his signature."""
        leader, certificate = self._leader(certificate)
        if not certificate.image:
            raise UserError(
                self.env._(
                    "No image of the signature of %(name)s is registered. The "
                    "certificate manager adds it under Digital signing › "
                    "Configuration › Certificates.",
                    name=leader.employee_id.name,
                )
            )
        if not leader.employee_id.edu_staff_code:
            raise UserError(
                self.env._(
                    "%(name)s has no staff code, which the book names. The "
                    "administrator enters it under Staff.",
                    name=leader.employee_id.name,
                )
            )
        return leader, certificate

    def _signers(self, leader, head_certificate) -> list[SignerRef]:
        """Who signed and who will, with the certificates (KP Đ3.1, Đ22)."""
        done = self._signing_slots().filtered(lambda slot: slot.act <= HOMEROOM)
        signers = [
            SignerRef(
                slot=slot.slot_key,
                role=slot.role,
                name=slot.holder_name,
                staff_code=slot.staff_code,
                certificate_sha256=slot.certificate_id.sha256,
                in_place_of=slot.in_place_of or "",
            )
            for slot in done
        ]
        school = self.school_id
        return signers + [
            SignerRef(
                slot=HEAD_SLOT,
                role="head",
                name=leader.employee_id.name,
                staff_code=leader.employee_id.edu_staff_code,
                certificate_sha256=head_certificate.sha256,
            ),
            SignerRef(
                slot=ORGANISATION_SLOT,
                role="organisation",
                name=school.name,
                staff_code=school.code,
                certificate_sha256=self._organisation_certificate().sha256,
            ),
        ]

    def _verified_marks(self, content: bytes) -> dict[str, Mark]:
        """The signatures of teachers and homeroom teacher, as they verify now.

        :raises UserError: one of them does not hold
        """
        from hocba.verify import verify_xml

        report = verify_xml(content, self._trust())
        found = {signature.id: signature for signature in report.signatures}
        marks = {}
        for slot in self._signing_slots().filtered(lambda s: s.act <= HOMEROOM):
            signature = found.get(slot.slot_key)
            verdicts = signature and (
                signature.content,
                signature.certificate,
                signature.timestamp,
            )
            if verdicts != ("ok", "ok", "ok"):
                raise UserError(
                    self.env._(
                        "%(book)s: the signature of %(name)s (%(part)s) does not hold"
                        " and cannot be printed.",
                        book=self.display_name,
                        name=slot.holder_name,
                        part=slot.label,
                    )
                )
            marks[slot.slot_key] = Mark(
                name=slot.holder_name,
                signed_at=datetime.fromisoformat(signature.signed_at),
                image=self._image(slot.certificate_id),
                in_place_of=slot.in_place_of or "",
            )
        return marks

    @api.model
    def _image(self, certificate) -> bytes:
        image = certificate.with_context(bin_size=False).image
        return base64.b64decode(image or b"")

    @api.model
    def _trust(self):
        return self.env["edu.trust.anchor"]._trust()
