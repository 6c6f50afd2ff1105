# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers of authorities that are of no use, or that other judges refuse."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from demo import pki as demo_pki
from demo.pki import certificates
from hocba.signing import asking, refusals, trust
from hocba.signing.asking import EvidenceClient
from hocba.signing.trust import TrustStore

HOUR = timedelta(hours=1)
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


def now() -> datetime:
    return datetime.now(timezone.utc)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


class World:
    """The trial services with some of their answers exchanged."""

    def __init__(self, pki: demo_pki.Pki) -> None:
        self.pki = pki
        self.services = demo_pki.Services(pki.directory)
        self.issuing_key, self.issuing = certificates.authority(
            pki.directory, "issuing"
        )
        self.responder = certificates.authority(pki.directory, "ocsp")
        self.certificate = pki.members["GV01"].certificate
        self.asked: list[str] = []

    def client(self, store: TrustStore | None = None, **answers) -> EvidenceClient:
        def fetch(url, body=None, content_type=None):
            name = url.rsplit("/", 1)[-1]
            self.asked.append(name)
            make = answers.get(name.replace(".", "_"))
            return make(body) if make else self.services.fetch(url, body, content_type)

        chain = (self.pki.issuing_certificate,)
        return EvidenceClient(store or self.pki.trust, self.pki.tsa_url, chain, fetch)

    def ocsp(self, age, until, who=None):
        """Return answers that are some time old."""
        key, certificate = who or self.responder

        def make(body):
            asked, at = ocsp.load_der_ocsp_request(body), now() - age
            return (
                ocsp.OCSPResponseBuilder()
                .add_response_by_hash(
                    asked.issuer_name_hash,
                    asked.issuer_key_hash,
                    asked.serial_number,
                    asked.hash_algorithm,
                    ocsp.OCSPCertStatus.GOOD,
                    at,
                    until and at + until,
                    None,
                    None,
                )
                .responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
                .certificates([certificate])
                .sign(key, hashes.SHA256())
                .public_bytes(DER)
            )

        return make

    def service(self, purpose, *, critical, nocheck=False):
        """Return key and certificate of another service below the trial CA."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = certificates.distinguished_name("Another Service")
        begin = self.pki.start
        builder = certificates.unsigned(
            name, self.issuing.subject, key.public_key(), begin, 3, self.issuing
        )
        if purpose == ExtendedKeyUsageOID.TIME_STAMPING:
            builder = certificates.with_status(builder, self.pki.port)
        usage = certificates.usage(digital_signature=True)
        builder = builder.add_extension(usage, True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical)
        return key, builder.sign(self.issuing_key, hashes.SHA256())


@pytest.fixture
def world(pki: demo_pki.Pki) -> World:
    return World(pki)


def dead(_body):
    raise OSError("503")


ANSWERS = {
    "30 h old, good for 4 days": (hours(30), hours(96)),
    "3 days old, good for 7": (hours(72), hours(168)),
    "no end, 15 minutes old": (hours(0.25), None),
    "ended an hour ago": (hours(2), hours(1)),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_of_no_use_leads_to_the_list(world: World, kind: str) -> None:
    """KP-8: OCSP made days ahead is common (RFC 5019); the CRL is one request away."""
    client = world.client(ocsp=world.ocsp(*ANSWERS[kind]))
    client.check(world.certificate)
    evidence = client.collect(b"x", world.certificate)
    assert "issuing.crl" in world.asked
    assert len(evidence.crls) >= 1 and not evidence.ocsps
    verdict = trust.validate_certificate(
        world.certificate, (), evidence, now(), world.pki.trust
    )
    assert verdict, verdict.reason


def test_a_fresh_answer_asks_for_no_list(world: World) -> None:
    world.client(ocsp=world.ocsp(hours(0), hours(1))).check(world.certificate)
    assert "issuing.crl" not in world.asked


def test_a_responder_that_cannot_be_proven_leads_to_the_list(world: World) -> None:
    """RFC 6960, 4.2.2.2.1 leaves a responder without nocheck to local policy."""
    who = world.service(ExtendedKeyUsageOID.OCSP_SIGNING, critical=True)
    answer = world.ocsp(hours(0), hours(1), who)
    world.client(ocsp=answer).check(world.certificate)
    assert "issuing.crl" in world.asked
    with pytest.raises(refusals.StatusUnavailable) as caught:
        world.client(ocsp=answer, issuing_crl=dead).check(world.certificate)
    assert caught.value.problems[0].code == "trust.ocsp_unproven"


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("3 days old, good for 7", "trust.ocsp_old", ("72 h", "24 h", "503")),
        ("no end, 15 minutes old", "trust.ocsp_old", ("15 min", "10 min")),
        ("ended an hour ago", "trust.ocsp_over", ("503",)),
    ],
)
def test_the_message_names_the_rule_that_the_answer_broke(
    world: World, kind: str, code: str, words: tuple[str, ...]
) -> None:
    client = world.client(ocsp=world.ocsp(*ANSWERS[kind]), issuing_crl=dead)
    with pytest.raises(refusals.StatusUnavailable) as caught:
        client.check(world.certificate)
    (problem,) = caught.value.problems
    assert problem.code == code
    for language in ("vi", "en"):
        assert all(word in problem.text(language) for word in words)
        assert "Trần Văn Bình" in problem.text(language)


def test_how_old_an_answer_may_be_is_a_setting(world: World) -> None:
    """EN 319 102-1: freshness is policy, the same for who signs and who verifies."""
    answer = world.ocsp(hours(30), hours(96))
    anchors = world.pki.trust.anchors
    patient = TrustStore(anchors, ocsp_max_age=hours(48))
    evidence = world.client(patient, ocsp=answer).collect(b"x", world.certificate)
    assert len(evidence.ocsps) >= 1 and "issuing.crl" not in world.asked
    for store, state in ((patient, "ok"), (TrustStore(anchors), "unknown")):
        verdict = trust.validate_certificate(
            world.certificate, (), evidence, now(), store
        )
        assert verdict.state == state


def test_an_old_answer_that_says_revoked_is_heard(world: World) -> None:
    """KP-12: however old, it is no reason to look for a kinder one."""
    serial = x509.load_der_x509_certificate(world.certificate).serial_number

    def make(body):
        asked, at = ocsp.load_der_ocsp_request(body), now() - hours(30)
        key, certificate = world.responder
        revoked = asked.serial_number == serial
        state = ocsp.OCSPCertStatus
        return (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                asked.issuer_name_hash,
                asked.issuer_key_hash,
                asked.serial_number,
                asked.hash_algorithm,
                state.REVOKED if revoked else state.GOOD,
                at,
                at + hours(96),
                at if revoked else None,
                None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
            .certificates([certificate])
            .sign(key, hashes.SHA256())
            .public_bytes(DER)
        )

    with pytest.raises(refusals.CertificateRevoked):
        world.client(ocsp=make).check(world.certificate)
    assert "issuing.crl" not in world.asked


# The timestamping service ---------------------------------------------------------


def test_a_purpose_that_is_not_critical(
    world: World, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 3161, 2.3, and openssl: refused when collecting, told when verifying."""
    key, unit = world.service(ExtendedKeyUsageOID.TIME_STAMPING, critical=False)
    service = demo_pki.Services(world.pki.directory)
    service._keys["tsa"] = (key, unit)
    client = world.client(tsa=service.timestamp)
    for act in (
        lambda: client.collect(b"x", world.certificate),
        client.token_reserve,
    ):
        with pytest.raises(refusals.TimestampUnavailable) as caught:
            act()
        assert caught.value.problems[0].code == "trust.tsa_purpose"

    token = client.timestamp(b"x")
    (tmp_path / "token").write_bytes(token)
    (tmp_path / "data").write_bytes(b"x")
    chain = world.issuing.public_bytes(PEM) + unit.public_bytes(PEM)
    (tmp_path / "chain").write_bytes(chain)
    judged = subprocess.run(
        [
            *("openssl", "ts", "-verify", "-token_in", "-in", tmp_path / "token"),
            *("-data", tmp_path / "data", "-CAfile", world.pki.trust_path),
            *("-untrusted", tmp_path / "chain"),
        ],
        capture_output=True,
        text=True,
    )
    assert judged.returncode != 0 and "purpose" in judged.stderr
    # What an earlier release has collected is judged as before, with a word more.
    with monkeypatch.context() as earlier:
        earlier.setattr(asking, "purpose_is_critical", lambda _: True)
        evidence = client.collect(b"x", world.certificate)
    verdict, at = trust.validate_timestamp(
        evidence.timestamp_token, b"x", world.pki.trust, evidence
    )
    assert verdict.state == "ok" and at is not None
    assert verdict.reason.code == "trust.tsa_purpose_noted"
    assert verdict.reason.level == "warning"


def test_the_size_of_a_token_is_asked_once(world: World) -> None:
    """KP-13: known before anybody signs, and not paid for each time."""
    client = world.client()
    reserve = client.token_reserve()
    token = client.timestamp(b"x")
    assert len(token) < reserve < 2 * len(token)
    world.asked.clear()
    assert client.token_reserve() == reserve and not world.asked


def test_a_server_whose_clock_is_wrong_signs_nothing(world: World) -> None:
    """KP-14: told before anybody's key is used, with both times."""
    for wrong in (timedelta(minutes=6), timedelta(minutes=-6)):
        client = world.client()
        client._clock = lambda wrong=wrong: now() + wrong
        with pytest.raises(refusals.TimestampUnavailable) as caught:
            client.token_reserve()
        (problem,) = caught.value.problems
        assert problem.code == "trust.clock"
        assert problem.params["own"] != problem.params["stamped"]
    client = world.client()
    client._clock = lambda: now() + timedelta(minutes=2)
    assert client.token_reserve()


def test_the_chain_of_a_signer_is_his_own(world: World) -> None:
    """A registry knows many CAs; each file gets the certificates of its signer."""
    client = world.client()
    other = certificates.authority(world.pki.directory, "root")[1].public_bytes(DER)
    client.issuers_chain = (other, *client.issuers_chain, world.certificate)
    assert client.chain(world.certificate) == (world.pki.issuing_certificate,)
    with pytest.raises(refusals.CertificateUntrusted):
        EvidenceClient(TrustStore([]), "http://localhost/").chain(world.certificate)
