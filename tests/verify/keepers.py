# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What archives and receivers add to an issued PDF, by the tools that they use."""

from __future__ import annotations

import io
from dataclasses import dataclass

from asn1crypto import keys
from asn1crypto import x509 as ax
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import add_validation_info
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hocba.verify import verify_pdf
from tests.verify.papers import Desk


@dataclass
class Keepers:
    """An issued PDF, and hands of those who keep and receive it, which add to it."""

    desk: Desk
    good: bytes

    def report(self, pdf: bytes):
        room = self.desk.room
        return verify_pdf(pdf, room.pki.trust, room.issuers())

    def context(self) -> ValidationContext:
        pki = self.desk.room.pki
        return ValidationContext(
            trust_roots=[ax.Certificate.load(pki.trust.anchors[0])],
            other_certs=[ax.Certificate.load(pki.issuing_certificate)],
            allow_fetching=True,
            revocation_mode="require",
        )

    @property
    def stamper(self) -> HTTPTimeStamper:
        return HTTPTimeStamper(self.desk.room.pki.tsa_url)

    def stamped(self, pdf: bytes, *, evidence: bool = True) -> bytes:
        out = io.BytesIO()
        signers.PdfTimeStamper(self.stamper).timestamp_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)),
            "sha256",
            self.context() if evidence else None,
            output=out,
        )
        return out.getvalue()

    def renewed(self, pdf: bytes) -> bytes:
        out = io.BytesIO()
        signers.PdfTimeStamper(self.stamper).update_archival_timestamp_chain(
            PdfFileReader(io.BytesIO(pdf)), self.context(), output=out
        )
        return out.getvalue()

    def with_evidence(self, pdf: bytes) -> bytes:
        out = io.BytesIO()
        last = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
        add_validation_info(last, self.context(), output=out)
        return out.getvalue()

    def received(self, pdf: bytes, box=(0, 0, 0, 0)) -> bytes:
        signer = self.desk.room.signer("X-RECEIVER", "Trường Nhận")
        key = signer.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)),
            signers.PdfSignatureMetadata(field_name="Tiep nhan"),
            signers.SimpleSigner(
                ax.Certificate.load(signer.certificate),
                keys.PrivateKeyInfo.load(key),
                SimpleCertificateStore(),
            ),
            timestamper=self.stamper,
            new_field_spec=fields.SigFieldSpec("Tiep nhan", box=box),
        ).getvalue()
