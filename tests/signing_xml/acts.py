# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The acts of signing a book, with keys in memory and services in the process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import AuthorityInformationAccessOID as Access
from cryptography.x509.oid import NameOID

from demo import pki as demo_pki
from hocba.books import xml as books
from hocba.books.class_book import xml as class_book
from hocba.books.class_book.model import ClassBook
from hocba.books.model import JournalHead, YearBook
from hocba.signing import xml as signing
from hocba.signing.asking import EvidenceClient
from hocba.signing.contract import Evidence
from tests.books.sample import BOOK, issue_of

DER = serialization.Encoding.DER


def now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Signer:
    """A person or school with a key in memory."""

    code: str
    name: str
    key: Any
    certificate: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.certificate).hexdigest()

    def sign(self, digest: bytes) -> bytes:
        prehashed = utils.Prehashed(hashes.SHA256())
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(digest, ec.ECDSA(prehashed))
        return self.key.sign(digest, padding.PKCS1v15(), prehashed)


@dataclass
class Room:
    """A certificate authority with its services, and the people who sign."""

    directory: Path
    port: int
    clock: Callable[[], datetime] = now
    signers: dict[str, Signer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pki = demo_pki.Pki(self.directory)
        self.pki = pki
        ca = self.directory / "ca"
        self._issuer_key = serialization.load_pem_private_key(
            (ca / "issuing.key").read_bytes(), None
        )
        self._issuer = x509.load_pem_x509_certificate((ca / "issuing.pem").read_bytes())
        self.services = demo_pki.Services(self.directory)
        self.client = self.client_with(self.services.fetch)

    def client_with(self, fetch: Any) -> EvidenceClient:
        pki = self.pki
        return EvidenceClient(pki.trust, pki.tsa_url, (pki.issuing_certificate,), fetch)

    def signer(self, code: str, name: str, *, curve: bool = False) -> Signer:
        """Return the holder of a code, with a certificate made when first asked for."""
        if code not in self.signers:
            key: Any = (
                ec.generate_private_key(ec.SECP256R1())
                if curve
                else rsa.generate_private_key(public_exponent=65537, key_size=2048)
            )
            certificate = self._certify(code, name, key.public_key())
            self.signers[code] = Signer(code, name, key, certificate)
        return self.signers[code]

    def _certify(self, code: str, name: str, public: Any) -> bytes:
        base = f"http://127.0.0.1:{self.port}"
        subject = [(NameOID.COMMON_NAME, name), (NameOID.SERIAL_NUMBER, code)]
        usage = dict.fromkeys(
            (
                "key_encipherment data_encipherment key_agreement key_cert_sign "
                "crl_sign encipher_only decipher_only"
            ).split(),
            False,
        )
        uri = x509.UniformResourceIdentifier
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(*part) for part in subject]))
            .issuer_name(self._issuer.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now() - timedelta(days=300))
            .not_valid_after(now() + timedelta(days=365))
            .add_extension(
                x509.KeyUsage(digital_signature=True, content_commitment=True, **usage),
                critical=True,
            )
            .add_extension(
                x509.AuthorityInformationAccess(
                    [x509.AccessDescription(Access.OCSP, uri(f"{base}/ocsp"))]
                ),
                critical=False,
            )
            .sign(self._issuer_key, hashes.SHA256())
            .public_bytes(DER)
        )

    def holder(self, spec: Any, book: YearBook) -> Signer:
        """Return who signs a slot of a book."""
        if spec.signer is not None:
            curve = spec.signer.staff_code == "GV03"
            return self.signer(spec.signer.staff_code, spec.signer.name, curve=curve)
        if spec.role == "head":
            return self.signer("HT01", "Vũ Minh Châu")
        return self.signer(book.school.code, book.school.name)

    def act(
        self,
        xml: bytes,
        spec: Any,
        signer: Signer,
        *,
        signing_time: datetime | None = None,
        evidence: Callable[[bytes, Signer], Evidence] | None = None,
    ) -> bytes:
        """Return the file with one more signature."""
        prepared = signing.prepare(
            xml,
            slot_id=spec.slot_id,
            region_ids=spec.region_ids,
            certificate=signer.certificate,
            signing_time=signing_time or now(),
            role=spec.role,
        )
        value = signer.sign(prepared.digest)
        if evidence is None:
            return signing.complete(xml, prepared.state, value, client=self.client)
        data = signing.timestamp_data(prepared.state, value)
        return signing.complete(
            xml, prepared.state, value, evidence=evidence(data, signer)
        )

    def sign(
        self,
        book: Any = BOOK,
        *,
        until: str = "ky-to-chuc",
        holders: Callable[[Any], Signer] | None = None,
        journal: JournalHead | None = None,
        **act: Any,
    ) -> bytes:
        """Return a book signed in the order of acts, up to and with one slot."""
        who = holders or (lambda spec: self.holder(spec, book))
        build = class_book.build if isinstance(book, ClassBook) else books.build
        xml = build(book)
        specs = books.slots(xml)
        for spec in specs:
            if spec.role == "head":
                named = {s.slot_id: who(s).sha256 for s in specs}
                xml = books.add_issue(xml, issue_of(book, named, journal))
            xml = self.act(xml, spec, who(spec), **act)
            if spec.slot_id == until:
                break
        return xml

    def issuers(self, *codes: str) -> dict[str, Any]:
        """Return a list of approved schools."""
        return {
            "schools": [
                {
                    "code": code,
                    "name": self.signers[code].name,
                    "certificates": [
                        {
                            "sha256": self.signers[code].sha256,
                            "approved_from": "2020-01-01",
                            "approved_to": None,
                            "decision": "QĐ-01",
                        }
                    ],
                }
                for code in codes or (BOOK.school.code,)
            ]
        }
