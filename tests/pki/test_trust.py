# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Certificates and timestamps, judged offline and collected while signing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from asn1crypto import cms, tsp

from demo import pki as demo_pki
from demo.pki import folder
from hocba.problems import HocbaError
from hocba.signing import refusals, trust
from hocba.signing.asking import EvidenceClient
from hocba.signing.contract import Evidence
from hocba.signing.trust import (
    TrustStore,
    validate_certificate,
    validate_timestamp,
)

DATA = b"c14n of a SignatureValue"
OTHER_PLACE = "GV02"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.now(timezone.utc).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(pki: demo_pki.Pki, clock: Clock) -> demo_pki.Services:
    return demo_pki.Services(pki.directory, clock)


@pytest.fixture
def client(
    pki: demo_pki.Pki, services: demo_pki.Services, clock: Clock
) -> EvidenceClient:
    return EvidenceClient(
        pki.trust, pki.tsa_url, (pki.issuing_certificate,), services.fetch, clock
    )


@pytest.fixture
def revoked(pki: demo_pki.Pki) -> Iterator[str]:
    """Revoke GV02 for one test."""
    demo_pki.revoke(pki.directory, OTHER_PLACE)
    yield OTHER_PLACE
    demo_pki.restore(pki.directory, OTHER_PLACE)


def _judge(
    pki: demo_pki.Pki, code: str, evidence: Evidence, at: datetime
) -> trust.Verdict:
    certificate = pki.members[code].certificate
    return validate_certificate(certificate, (), evidence, at, pki.trust)


def test_evidence_collected_over_the_network_proves_offline(pki: demo_pki.Pki) -> None:
    """KP-15: certificate and time are proven by what the file carries."""
    evidence = pki.client().collect(DATA, pki.members["GV01"].certificate)

    verdict, at = validate_timestamp(
        evidence.timestamp_token, DATA, pki.trust, evidence
    )
    assert verdict.state == "ok"
    assert at is not None
    assert abs(datetime.now(timezone.utc) - at) < timedelta(seconds=10)
    assert _judge(pki, "GV01", evidence, at).state == "ok"
    assert len(evidence.ocsps) == 2 and len(evidence.crls) == 1
    assert not any(der in pki.trust for der in evidence.certificates)


def test_without_network_an_error_tells_what_to_do(pki: demo_pki.Pki) -> None:
    def dead(url: str, body: bytes | None = None, content_type: str | None = None):
        raise OSError("no route")

    member = pki.members["GV01"]
    client = pki.client(dead)
    with pytest.raises(refusals.TimestampUnavailable, match="kết nối mạng"):
        client.collect(DATA, member.certificate)
    with pytest.raises(refusals.StatusUnavailable, match="Trần Văn Bình"):
        client.check(member.certificate)


def test_crl_answers_where_ocsp_does_not(
    pki: demo_pki.Pki, services: demo_pki.Services, clock: Clock
) -> None:
    def no_ocsp(url: str, body: bytes | None = None, content_type: str | None = None):
        if url.endswith("/ocsp"):
            raise OSError("503")
        return services.fetch(url, body, content_type)

    client = EvidenceClient(
        pki.trust, pki.tsa_url, (pki.issuing_certificate,), no_ocsp, clock
    )
    evidence = client.collect(DATA, pki.members["GV01"].certificate)

    assert not evidence.ocsps and len(evidence.crls) == 2
    assert _judge(pki, "GV01", evidence, clock.now).state == "ok"

    demo_pki.revoke(pki.directory, "GV01")
    try:
        clock.now += timedelta(minutes=2)
        with pytest.raises(refusals.CertificateRevoked):
            client.check(pki.members["GV01"].certificate)
    finally:
        demo_pki.restore(pki.directory, "GV01")


def test_revoked_certificate_cannot_sign(client: EvidenceClient, pki, revoked) -> None:
    """KP-12: revocation counts before preparing and before completing."""
    certificate = pki.members[revoked].certificate

    with pytest.raises(refusals.CertificateRevoked, match="Lê Thị Cẩm Hường"):
        client.check(certificate)
    with pytest.raises(refusals.CertificateRevoked):
        client.collect(DATA, certificate)


def test_revocation_dated_later_stops_signing_too(
    client: EvidenceClient, pki: demo_pki.Pki, clock: Clock
) -> None:
    """KP-12: clocks differ; what the authority calls revoked signs no more."""
    demo_pki.revoke(pki.directory, "GV02", at=clock.now + timedelta(minutes=3))
    try:
        with pytest.raises(refusals.CertificateRevoked):
            client.check(pki.members["GV02"].certificate)
    finally:
        demo_pki.restore(pki.directory, "GV02")


def test_signature_from_before_the_revocation_stays_valid(
    pki: demo_pki.Pki, client: EvidenceClient, clock: Clock
) -> None:
    """KP-12: what was signed and timestamped in time keeps its worth."""
    evidence = client.collect(DATA, pki.members["GV02"].certificate)
    signed_at = clock.now
    demo_pki.revoke(pki.directory, "GV02", at=signed_at + timedelta(minutes=5))
    try:
        assert _judge(pki, "GV02", evidence, signed_at).state == "ok"
        clock.now += timedelta(minutes=10)
        with pytest.raises(refusals.CertificateRevoked):
            client.collect(DATA, pki.members["GV02"].certificate)
    finally:
        demo_pki.restore(pki.directory, "GV02")


def test_answers_are_reused_for_a_minute_only(
    pki: demo_pki.Pki, services: demo_pki.Services, clock: Clock
) -> None:
    asked: list[str] = []

    def counting(url: str, body: bytes | None = None, content_type: str | None = None):
        asked.append(url.rsplit("/", 1)[-1])
        return services.fetch(url, body, content_type)

    client = EvidenceClient(
        pki.trust, pki.tsa_url, (pki.issuing_certificate,), counting, clock
    )
    certificate = pki.members["GV01"].certificate
    for _ in range(3):
        client.collect(DATA, certificate)
    assert sorted(asked) == ["ocsp", "ocsp", "root.crl", "tsa", "tsa", "tsa"]
    clock.now += timedelta(seconds=61)
    client.collect(DATA, certificate)
    assert asked.count("ocsp") == 4


@pytest.mark.parametrize(
    ("later", "state"),
    [(timedelta(0), "ok"), (timedelta(hours=2), "unknown"), (-timedelta(8), "unknown")],
)
def test_answer_must_be_fresh_at_the_time_of_the_timestamp(
    pki: demo_pki.Pki,
    client: EvidenceClient,
    clock: Clock,
    later: timedelta,
    state: str,
) -> None:
    """An old good answer must not cover a signature of a revoked key."""
    evidence = client.collect(DATA, pki.members["GV01"].certificate)

    assert _judge(pki, "GV01", evidence, clock.now + later).state == state


def test_answer_about_somebody_else_does_not_count(
    pki: demo_pki.Pki, client: EvidenceClient, clock: Clock
) -> None:
    other = client.collect(DATA, pki.members["GV02"].certificate)

    verdict = _judge(pki, "GV01", other, clock.now)
    assert verdict.state == "unknown"
    assert verdict.reason is not None and verdict.reason.code == "trust.no_status"


def test_certificate_out_of_its_time(
    pki: demo_pki.Pki, client: EvidenceClient, clock: Clock
) -> None:
    """KP-8: in force at the time of signing."""
    certificate = pki.members["GV01"].certificate
    evidence = client.collect(DATA, certificate)
    early = _judge(pki, "GV01", evidence, pki.start - timedelta(days=1))
    late = _judge(pki, "GV01", evidence, pki.start + timedelta(days=4 * 365))

    assert (early.state, late.state) == ("failed", "failed")
    assert early.reason is not None and early.reason.code == "trust.not_in_force"
    assert late.reason is not None and late.reason.code == "trust.expired"
    clock.now = pki.start + timedelta(days=4 * 365)
    with pytest.raises(refusals.CertificateExpired, match="hết hạn"):
        client.check(certificate)


def test_roots_decide(
    pki: demo_pki.Pki, client: EvidenceClient, clock: Clock, tmp_path
) -> None:
    other = demo_pki.make(tmp_path, (), demo_pki.Organisation("X", "X"), foreign=None)
    certificate = pki.members["GV01"].certificate
    evidence = client.collect(DATA, certificate)
    token = evidence.timestamp_token

    certified = validate_certificate(certificate, (), evidence, clock.now, other.trust)
    stamped, _at = validate_timestamp(token, DATA, other.trust, evidence)
    assert (certified.state, stamped.state) == ("failed", "failed")
    assert certified.reason is not None and certified.reason.code == "trust.untrusted"
    certified = validate_certificate(certificate, (), evidence, clock.now, None)
    stamped, at = validate_timestamp(token, DATA, None, evidence)
    assert (certified.state, stamped.state) == ("unknown", "unknown")
    assert at == clock.now
    with pytest.raises(refusals.CertificateUntrusted):
        EvidenceClient(other.trust, pki.tsa_url, (pki.issuing_certificate,)).check(
            certificate
        )


def test_services_keys_cannot_sign_records(
    pki: demo_pki.Pki, client: EvidenceClient, clock: Clock
) -> None:
    """KP-8: a certificate is used for what it was issued for."""
    evidence = client.collect(DATA, pki.members["GV01"].certificate)
    for name in ("tsa", "ocsp", "issuing"):
        der = folder.load(pki.directory / f"ca/{name}.pem")
        verdict = validate_certificate(der, (), evidence, clock.now, pki.trust)
        assert verdict.state == "failed"
        assert verdict.reason is not None
        assert verdict.reason.code == "trust.wrong_usage"


def test_timestamp_of_other_data_or_with_another_time_fails(
    pki: demo_pki.Pki, client: EvidenceClient
) -> None:
    evidence = client.collect(DATA, pki.members["GV01"].certificate)
    token = evidence.timestamp_token

    verdict, at = validate_timestamp(token, DATA + b".", pki.trust, evidence)
    assert (verdict.state, at) == ("failed", None)

    content = cms.ContentInfo.load(token)
    encapsulated = content["content"]["encap_content_info"]
    info = tsp.TSTInfo.load(bytes(encapsulated["content"]))
    info["gen_time"] = info["gen_time"].native - timedelta(days=30)
    encapsulated["content"] = cms.ParsableOctetString(info.dump(force=True))
    forged = content.dump(force=True)
    verdict, at = validate_timestamp(forged, DATA, pki.trust, evidence)
    assert (verdict.state, at) == ("failed", None)
    assert verdict.reason is not None
    assert verdict.reason.code == "trust.timestamp_invalid"


def test_timestamp_signed_by_a_teacher_fails(
    pki: demo_pki.Pki, services: demo_pki.Services, client: EvidenceClient
) -> None:
    """A certificate of the same CA does not make a timestamping authority."""
    evidence = client.collect(DATA, pki.members["GV01"].certificate)
    forger = demo_pki.Services(pki.directory, services.clock)
    forger._keys["tsa"] = forger._keys["ocsp"]
    nonce_request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(DATA).digest(),
            },
            "cert_req": True,
        }
    )
    response = tsp.TimeStampResp.load(forger.timestamp(nonce_request.dump()))
    token = response["time_stamp_token"].dump()

    verdict, _at = validate_timestamp(token, DATA, pki.trust, evidence)
    assert verdict.state == "failed"


@pytest.mark.parametrize("cut", [0, 1, 40, 400, -1])
def test_broken_input_is_a_verdict_never_a_crash(
    pki: demo_pki.Pki, client: EvidenceClient, clock: Clock, cut: int
) -> None:
    certificate = pki.members["GV01"].certificate
    good = client.collect(DATA, certificate)
    bad = replace(
        good,
        timestamp_token=good.timestamp_token[:cut],
        ocsps=tuple(der[:cut] for der in good.ocsps),
    )

    verdict, _at = validate_timestamp(bad.timestamp_token, DATA, pki.trust, good)
    assert verdict.state == "failed"
    broken = validate_certificate(certificate[:cut], (), good, clock.now, pki.trust)
    assert broken.state == "failed"
    assert _judge(pki, "GV01", bad, clock.now).state in ("failed", "unknown")


def test_trust_file_without_certificates_is_refused(pki: demo_pki.Pki) -> None:
    assert len(TrustStore.from_pem(pki.trust_path.read_bytes()).certificates) == 1
    for data in (b"", b"not PEM", (pki.directory / "ca/root.key").read_bytes()):
        with pytest.raises(HocbaError) as caught:
            TrustStore.from_pem(data)
        assert caught.value.problems[0].code == "trust.no_anchor_file"
