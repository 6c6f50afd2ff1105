# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is refused before a file is written: no receiver could believe or read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from demo import pki as demo_pki
from demo.pki import certificates
from hocba.books import xml as books
from hocba.problems import HocbaError
from hocba.signing import xml as signing
from hocba.signing.asking import EvidenceClient
from hocba.signing.claimed import CLOCK_AHEAD
from hocba.verify import verify_xml
from tests.books.sample import BOOK, issue_of
from tests.signing_xml import xmlsec
from tests.signing_xml.acts import DER, Room, Signer, now

SPECS = books.slots(BOOK)
MATHS = SPECS[0]


def code_of(caught: pytest.ExceptionInfo[HocbaError]) -> str:
    return caught.value.problems[0].code


# Keys -----------------------------------------------------------------------------


def prepare(room: Room, key):
    certificate = room._certify("GV50", "Nguyễn Thị Lan", key.public_key())
    signer = Signer("GV50", "Nguyễn Thị Lan", key, certificate)
    return room.act(books.build(BOOK), MATHS, signer)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (ec.generate_private_key(ec.BrainpoolP256R1()), "brainpoolP256r1"),
        (ec.generate_private_key(ec.BrainpoolP384R1()), "brainpoolP384r1"),
        (ec.generate_private_key(ec.SECP256K1()), "secp256k1"),
        (ec.generate_private_key(ec.SECP224R1()), "secp224r1"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
        (rsa.generate_private_key(public_exponent=65537, key_size=1024), "RSA 1024"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_keys_that_others_cannot_judge(room: Room, key, kind) -> None:
    """KP-8: pdfsig calls a good signature on Brainpool invalid."""
    with pytest.raises(HocbaError) as caught:
        prepare(room, key)
    assert code_of(caught) == "signing.unsupported_key"
    assert kind in caught.value.problems[0].text("vi")


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_curves_that_everybody_judges(room: Room, pki: demo_pki.Pki, curve) -> None:
    xml = prepare(room, ec.generate_private_key(curve))
    issuing = pki.directory / "ca/issuing.pem"
    assert xmlsec.verify(xml, MATHS.slot_id, pki.trust_path, issuing)


# Time -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ahead", [CLOCK_AHEAD + timedelta(minutes=1), timedelta(days=3)]
)
def test_a_time_after_the_timestamp_is_not_written(room: Room, ahead) -> None:
    """KP-14: a server whose clock runs fast would spoil a whole class for ever."""
    claimed = now() + ahead
    with pytest.raises(HocbaError) as caught:
        room.act(
            books.build(BOOK), MATHS, room.holder(MATHS, BOOK), signing_time=claimed
        )
    assert code_of(caught) == "signing.time_ahead"
    params = caught.value.problems[0].params
    vietnam = claimed + timedelta(hours=7)
    assert params["claimed"] == vietnam.strftime("%d/%m/%Y %H:%M:%S")
    assert params["stamped"] < params["claimed"] or ahead.days


def test_a_time_a_little_ahead_is_written_and_verifies(room: Room, pki) -> None:
    claimed = now() + CLOCK_AHEAD - timedelta(minutes=1)
    signer = room.holder(MATHS, BOOK)
    xml = room.act(books.build(BOOK), MATHS, signer, signing_time=claimed)
    (report,) = verify_xml(xml, pki.trust).signatures
    assert report.timestamp == "ok"


@pytest.mark.parametrize("days", [-400, 400])
def test_a_time_outside_the_certificate_is_not_prepared(room: Room, days: int) -> None:
    """KP-8, KP-14: refused before the key is used."""
    with pytest.raises(HocbaError) as caught:
        signing.prepare(
            books.build(BOOK),
            slot_id=MATHS.slot_id,
            region_ids=MATHS.region_ids,
            certificate=room.holder(MATHS, BOOK).certificate,
            signing_time=now() + timedelta(days=days),
            role=MATHS.role,
        )
    assert code_of(caught) == "signing.time_outside"


# Size -----------------------------------------------------------------------------


class ListsOnly(Room):
    """A room whose authority answers by a long list alone."""

    entries = 1_000

    def __post_init__(self) -> None:
        super().__post_init__()
        at = now()
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._issuer.subject)
            .last_update(at - timedelta(minutes=1))
            .next_update(at + timedelta(days=7))
            .add_extension(x509.CRLNumber(1), False)
        )
        for number in range(self.entries):
            one = x509.RevokedCertificateBuilder().serial_number(2**120 + number * 7919)
            builder = builder.add_revoked_certificate(
                one.revocation_date(at - timedelta(days=10)).build()
            )
        self.crl = builder.sign(self._issuer_key, hashes.SHA256()).public_bytes(DER)

        def fetch(url, body=None, content_type=None):
            if url.endswith("/ocsp"):
                raise OSError("503")
            if url.endswith("issuing.crl"):
                return self.crl
            return self.services.fetch(url, body, content_type)

        chain = (self.pki.issuing_certificate,)
        self.client = EvidenceClient(self.pki.trust, self.pki.tsa_url, chain, fetch)

    def _certify(self, code, name, public):
        subject, issuer = certificates.distinguished_name(name), self._issuer
        begin = self.pki.start
        builder = certificates.unsigned(
            subject, issuer.subject, public, begin, 3, issuer
        )
        builder = certificates.with_status(builder, self.port)
        usage = certificates.usage(digital_signature=True, content_commitment=True)
        builder = builder.add_extension(usage, critical=True)
        return builder.sign(self._issuer_key, hashes.SHA256()).public_bytes(DER)


def test_a_long_list_stands_once_in_a_file(pki: demo_pki.Pki) -> None:
    """KP-15: the signatures share it, and each is still proven; a book does not outgrow
    what is read."""
    room = ListsOnly(pki.directory, pki.port)
    xml = books.build(BOOK)
    sizes = [len(xml)]
    for spec in SPECS:
        if spec.role == "head":
            who = {s.slot_id: room.holder(s, BOOK).sha256 for s in SPECS}
            xml = books.add_issue(xml, issue_of(BOOK, who, None))
        xml = room.act(xml, spec, room.holder(spec, BOOK))
        sizes.append(len(xml))
    assert len(room.crl) > signing.SHARED_CRL
    first, *others = (b - a for a, b in zip(sizes, sizes[1:], strict=False))
    assert first > len(room.crl) and max(others) < len(room.crl)
    report = verify_xml(xml, pki.trust, room.issuers())
    assert report.overall == "total-passed", [s.reasons for s in report.signatures]
    issuing = pki.directory / "ca/issuing.pem"
    assert all(xmlsec.verify(xml, s.slot_id, pki.trust_path, issuing) for s in SPECS)


def test_a_short_list_stands_in_each_signature(pki: demo_pki.Pki) -> None:
    """A signature with small evidence is proven by itself."""

    class Short(ListsOnly):
        entries = 3

    room = Short(pki.directory, pki.port)
    xml = room.sign(until=SPECS[1].slot_id)
    found = xml.count(b"<xades:EncapsulatedCRLValue>")
    assert found >= 2 and len(room.crl) < signing.SHARED_CRL


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_TEXT"])
def test_a_file_that_could_not_be_read_again_is_not_written(
    pki: demo_pki.Pki, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """KP-24.5: the signatures that the book has already would be lost."""
    room = ListsOnly(pki.directory, pki.port)
    monkeypatch.setattr(signing, limit, 40_000)
    with pytest.raises(HocbaError) as caught:
        room.sign(until=MATHS.slot_id)
    assert code_of(caught) == "signing.too_large"
