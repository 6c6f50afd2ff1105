# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a PDF reserves, and what is refused before anybody signs it or it is written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from demo import pki as demo_pki
from demo.pki import certificates
from hocba.problems import HocbaError
from hocba.signing import pdf as signing
from hocba.signing.asking import EvidenceClient
from hocba.signing.claimed import CLOCK_AHEAD
from hocba.signing.refusals import TimestampUnavailable
from hocba.signing.trust import TrustStore
from tests.signing_pdf import judges
from tests.signing_xml.acts import DER, Room, now
from tests.verify.papers import HEAD, SCHOOL, Desk


@pytest.fixture(scope="module")
def room(pki: demo_pki.Pki) -> Room:
    return Room(pki.directory, pki.port)


@pytest.fixture(scope="module")
def empty(room: Room) -> bytes:
    desk = Desk(room)
    return desk.rendered(desk.xml())


class LargeTokens:
    """A TSA below CAs with RSA-4096, as national roots have, that sends its chain."""

    def __init__(self, pki: demo_pki.Pki) -> None:
        self.pki = pki
        self.keys = [
            rsa.generate_private_key(public_exponent=65537, key_size=4096)
            for _ in range(2)
        ]
        authority = x509.BasicConstraints(True, None)
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        unit_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        root = self.certify("TSA Root", self.keys[0], None, self.keys[0], authority)
        between = self.certify("TSA CA", self.keys[1], root, self.keys[0], authority)
        unit = self.certify("TSA", unit_key, between, self.keys[1], stamping)
        self.chain = (unit, between, root)
        self.service = demo_pki.Services(pki.directory)
        self.service._keys["tsa"] = (unit_key, unit)
        self.trust = TrustStore([*pki.trust.anchors, root.public_bytes(DER)])

    def certify(self, name, key, issuer, issuer_key, extension):
        own = certificates.distinguished_name(name)
        above = issuer.subject if issuer else own
        begin = self.pki.start
        builder = certificates.unsigned(own, above, key.public_key(), begin, 5, issuer)
        signs = isinstance(extension, x509.ExtendedKeyUsage)
        usage = certificates.usage(
            digital_signature=signs, key_cert_sign=not signs, crl_sign=not signs
        )
        builder = builder.add_extension(usage, True).add_extension(extension, True)
        if issuer:
            where = certificates.crl_at(self.pki.port, name.replace(" ", ""))
            builder = builder.add_extension(where, False)
        return builder.sign(issuer_key, hashes.SHA256())

    def stamp(self, body: bytes) -> bytes:
        answer = tsp.TimeStampResp.load(self.service.timestamp(body))
        signed = answer["time_stamp_token"]["content"]
        signed["certificates"] = [
            asn1_x509.Certificate.load(one.public_bytes(DER)) for one in self.chain
        ]
        token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
        status = answer["status"]
        return tsp.TimeStampResp({"status": status, "time_stamp_token": token}).dump()

    def crl(self, key, issuer) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.subject)
            .last_update(now() - timedelta(minutes=1))
            .next_update(now() + timedelta(days=7))
            .add_extension(x509.CRLNumber(1), False)
        )
        return builder.sign(key, hashes.SHA256()).public_bytes(DER)

    def fetch(self, url, body=None, content_type=None) -> bytes:
        _unit, between, root = self.chain
        if url.endswith("/tsa"):
            return self.stamp(body)
        if url.endswith("/TSA.crl"):
            return self.crl(self.keys[1], between)
        if url.endswith("/TSACA.crl"):
            return self.crl(self.keys[0], root)
        return self.service.fetch(url, body, content_type)


def test_a_timestamp_with_a_long_chain_has_its_room(
    pki: demo_pki.Pki, room: Room, empty: bytes, tmp_path: Path
) -> None:
    """KP-13: found out before anybody signs, however large the tokens are."""
    large = LargeTokens(pki)
    chain = (pki.issuing_certificate,)
    client = EvidenceClient(large.trust, pki.tsa_url, chain, large.fetch)
    assert len(client.timestamp(b"x")) > 4_600
    mine = Room(pki.directory, pki.port, signers=room.signers)
    mine.client = client
    signed = Desk(mine).sign(empty)
    assert signing.field_names(signed, signed=True) == [HEAD, SCHOOL]
    file = tmp_path / "x.pdf"
    file.write_bytes(signed)
    nss = judges.nss_database(tmp_path / "nss", pki.trust_path)
    for said in judges.pdfsig(file, nss).values():
        assert said["Signature Validation"] == "Signature is Valid."


def prepare(room: Room, pdf: bytes, signer, **values):
    given = {"field": HEAD, "certificate": signer.certificate, "signing_time": now()}
    return signing.prepare(pdf, **{**given, **values})


@pytest.mark.parametrize(
    "ahead", [CLOCK_AHEAD + timedelta(minutes=1), timedelta(days=2)]
)
def test_a_time_after_the_timestamp_is_not_written(
    room: Room, empty: bytes, ahead: timedelta
) -> None:
    """KP-14: the claimed time stands on the page, where nobody can mend it."""
    signer = room.signer("HT01", "Vũ Minh Châu")
    prepared = prepare(room, empty, signer, signing_time=now() + ahead)
    value = signer.sign(prepared.digest)
    with pytest.raises(HocbaError) as caught:
        signing.complete(prepared.state, value, client=room.client)
    (problem,) = caught.value.problems
    assert problem.code == "signing.time_ahead"
    assert set(problem.params) == {"claimed", "stamped"}


@pytest.mark.parametrize("days", [-400, 400])
def test_a_time_outside_the_certificate_is_not_prepared(
    room: Room, empty: bytes, days: int
) -> None:
    """KP-8, KP-14."""
    signer = room.signer("HT01", "Vũ Minh Châu")
    with pytest.raises(HocbaError) as caught:
        prepare(room, empty, signer, signing_time=now() + timedelta(days=days))
    assert caught.value.problems[0].code == "signing.time_outside"


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.BrainpoolP256R1()),
        ec.generate_private_key(ec.SECP256K1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=["Brainpool", "secp256k1", "Ed25519"],
)
def test_keys_that_viewers_cannot_judge(room: Room, empty: bytes, key) -> None:
    """KP-8: pdfsig says "Signature is Invalid." of a good one."""
    certificate = room._certify("HT02", "Vũ Minh Châu", key.public_key())
    with pytest.raises(HocbaError) as caught:
        prepare(room, empty, room.signers["HT01"], certificate=certificate)
    assert caught.value.problems[0].code == "signing.unsupported_key"


def test_a_service_that_is_of_no_use_is_told_before_signing(
    pki: demo_pki.Pki,
) -> None:
    """KP-13: not after the holder's key was used."""

    def dead(url, body=None, content_type=None):
        raise OSError("503")

    client = EvidenceClient(pki.trust, pki.tsa_url, (pki.issuing_certificate,), dead)
    with pytest.raises(TimestampUnavailable):
        client.token_reserve()
