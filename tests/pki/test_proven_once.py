# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is judged once for many signatures, and what is checked for each."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from demo import pki as demo_pki
from demo.pki import certificates, folder, services
from hocba.problems import HocbaError
from hocba.signing import asking, refusals
from hocba.signing.asking import EvidenceClient
from hocba.signing.contract import Evidence
from hocba.signing.trust import validate_certificate, validate_timestamp

DER = serialization.Encoding.DER


class World:
    """The trial services with a clock of their own and some answers exchanged."""

    def __init__(self, pki: demo_pki.Pki) -> None:
        self.pki = pki
        self.now = datetime.now(timezone.utc).replace(microsecond=0)
        self.services = demo_pki.Services(pki.directory, lambda: self.now)
        self.asked: list[str] = []
        self.stamp = self.services.timestamp
        self.certificate = pki.members["GV01"].certificate

    def fetch(
        self, url: str, body: bytes | None = None, content_type: str | None = None
    ) -> bytes:
        self.asked.append(url.rsplit("/", 1)[-1])
        if url.endswith("/tsa") and body is not None:
            return self.stamp(body)
        return self.services.fetch(url, body, content_type)

    def client(self) -> EvidenceClient:
        chain = (self.pki.issuing_certificate,)
        return EvidenceClient(
            self.pki.trust, self.pki.tsa_url, chain, self.fetch, lambda: self.now
        )

    def certify(self, seconds: int) -> bytes:
        """Return a teacher's certificate that ends so soon."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        issuing_key, issuing = certificates.authority(self.pki.directory, "issuing")
        member = x509.load_der_x509_certificate(self.certificate)
        builder = (
            x509.CertificateBuilder()
            .subject_name(member.subject)
            .issuer_name(issuing.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - timedelta(days=1))
            .not_valid_after(self.now + timedelta(seconds=seconds))
        )
        for kind in (x509.KeyUsage, x509.AuthorityInformationAccess):
            found = member.extensions.get_extension_for_class(kind)
            builder = builder.add_extension(found.value, found.critical)
        return builder.sign(issuing_key, hashes.SHA256()).public_bytes(DER)


@pytest.fixture
def world(pki: demo_pki.Pki) -> World:
    return World(pki)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose certificates the client had judged, in order."""
    names: list[str] = []
    judge = asking.judge

    def counting(leaf, *others):
        names.append(asking.subject_name(leaf))
        return judge(leaf, *others)

    monkeypatch.setattr(asking, "judge", counting)
    return names


def test_many_signatures_of_a_minute_cost_one_proof(world: World, judged) -> None:
    """KP-8: an act of a class is proven as well as a single signature."""
    client = world.client()
    client.check(world.certificate)
    client.token_reserve()
    judged.clear()
    world.asked.clear()
    for n in range(20):
        world.now += timedelta(seconds=2)
        data = b"signature %d" % n
        evidence = client.collect(data, world.certificate)
        verdict, at = validate_timestamp(
            evidence.timestamp_token, data, world.pki.trust, evidence
        )
        assert verdict and at == world.now
        assert validate_certificate(
            world.certificate, (), evidence, at, world.pki.trust
        )
    assert not judged and world.asked == ["tsa"] * 20

    world.now += timedelta(seconds=asking.CACHE_SECONDS)
    client.collect(b"later", world.certificate)
    assert len(set(judged)) == 2 and world.asked.count("ocsp") == 2


def test_what_was_foreseen_proves_the_signature(world: World) -> None:
    """KP-15: it stands in the file before the act; only the token comes later."""
    client = world.client()
    foreseen = client.foreseen(world.certificate)
    assert not foreseen.timestamp_token
    evidence = client.collect(b"x", world.certificate, foreseen)
    assert evidence == Evidence(evidence.timestamp_token)
    file = replace(foreseen, timestamp_token=evidence.timestamp_token)
    verdict, at = validate_timestamp(file.timestamp_token, b"x", world.pki.trust, file)
    assert verdict and at == world.now
    assert validate_certificate(world.certificate, (), file, at, world.pki.trust)


def test_what_nobody_foresaw_is_given_with_the_token(world: World) -> None:
    """An answer that is too old by the time of signing, another signer's chain."""
    client = world.client()
    foreseen = client.foreseen(world.certificate)
    bare = Evidence(b"", foreseen.certificates)
    assert client.collect(b"x", world.certificate, bare).ocsps
    world.now += client.trust.ocsp_max_age + timedelta(minutes=2)
    assert client.collect(b"x", world.certificate, foreseen).ocsps


def test_a_revocation_is_heard_within_a_minute(world: World) -> None:
    """KP-12: a proof lives no longer than the answer that it rests on."""
    client = world.client()
    client.collect(b"x", world.certificate)
    demo_pki.revoke(world.pki.directory, "GV01", at=world.now)
    try:
        world.now += timedelta(seconds=asking.CACHE_SECONDS + 1)
        with pytest.raises(refusals.CertificateRevoked):
            client.collect(b"x", world.certificate)
    finally:
        demo_pki.restore(world.pki.directory, "GV01")


def test_a_certificate_that_ends_in_the_act_signs_no_longer(world: World) -> None:
    """KP-8, KP-12: what was proven for a moment is not proven for a later one."""
    client, certificate = world.client(), world.certify(seconds=30)
    for _ in range(3):
        client.collect(b"x", certificate)
        world.now += timedelta(seconds=9)
    world.now += timedelta(seconds=9)
    with pytest.raises(refusals.CertificateExpired):
        client.collect(b"x", certificate)
    with pytest.raises(refusals.CertificateExpired):
        client.check(certificate)


def _of_other_data(world: World, body: bytes) -> bytes:
    request = tsp.TimeStampReq.load(body)
    request["message_imprint"]["hashed_message"] = bytes(32)
    return world.services.timestamp(request.dump(force=True))


def _with_another_time(world: World, body: bytes) -> bytes:
    response = tsp.TimeStampResp.load(world.services.timestamp(body))
    encapsulated = response["time_stamp_token"]["content"]["encap_content_info"]
    info = tsp.TSTInfo.load(bytes(encapsulated["content"]))
    info["gen_time"] = info["gen_time"].native - timedelta(seconds=5)
    encapsulated["content"] = cms.ParsableOctetString(info.dump(force=True))
    return response.dump(force=True)


def _by_a_teacher(world: World, body: bytes) -> bytes:
    forger = demo_pki.Services(world.pki.directory, lambda: world.now)
    forger._keys["tsa"] = forger._keys["ocsp"]
    return forger.timestamp(body)


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (_of_other_data, "trust.timestamp_other_data"),
        (_with_another_time, "trust.timestamp_invalid"),
        (_by_a_teacher, "trust.wrong_usage"),
    ],
)
def test_each_timestamp_is_checked_by_itself(world: World, forge, code: str) -> None:
    """KP-14: that service and signer are proven already vouches for no token."""
    client = world.client()
    client.collect(b"x", world.certificate)
    world.stamp = lambda body: forge(world, body)
    with pytest.raises(refusals.TrustError) as caught:
        client.collect(b"x", world.certificate)
    assert caught.value.problems[0].code == code
    world.stamp = world.services.timestamp
    assert client.collect(b"x", world.certificate)


def test_a_service_that_changed_its_certificate_is_tried_anew(world: World) -> None:
    """A trial of the morning says nothing against another unit of the service."""
    client = world.client()
    reserve = client.token_reserve()
    tried = client._trial
    assert tried is not None
    unit = tried.stamp.signer
    serial = f"{unit.serial_number:x}"
    revoked = services.revocations(world.pki.directory)
    entry = {"at": world.now.isoformat(), "reason": "superseded", "code": "tsa"}
    path = world.pki.directory / "ca/revoked.json"
    folder.write(path, {**revoked, serial: entry})
    try:
        world.now += timedelta(seconds=asking.CACHE_SECONDS + 1)
        with pytest.raises(refusals.CertificateRevoked):
            client.token_reserve()
        assert world.asked.count("tsa") == 2
    finally:
        demo_pki.restore(world.pki.directory, "tsa")
    assert abs(client.token_reserve() - reserve) < 64


def test_several_timestamps_are_asked_for_at_the_same_time(world: World) -> None:
    """One that fails costs no other, and never are there more than a few at once."""
    client, lock = world.client(), threading.Lock()
    at_once, most = 0, 0
    together = threading.Event()

    def slow(body: bytes) -> bytes:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
            if at_once == asking.PARALLEL:
                together.set()
        if len(client._proofs) == 2:  # the first has proven signer and service
            together.wait(10)
        with lock:
            at_once -= 1
        return world.services.timestamp(body)

    world.stamp = slow
    acts = [(b"signature %d" % n, world.certificate) for n in range(9)]
    acts[4] = (b"signature 4", folder.load(world.pki.directory / "ca/tsa.pem"))
    futures = client.collect_all(acts)
    assert together.is_set() and most == asking.PARALLEL
    for n, (future, (data, _certificate)) in enumerate(zip(futures, acts, strict=True)):
        if n == 4:
            with pytest.raises(HocbaError):
                future.result()
        else:
            token = future.result().timestamp_token
            assert validate_timestamp(token, data, world.pki.trust, future.result())[0]
    assert world.asked.count("ocsp") == 2


def test_what_moved_is_found_where_it_was():
    """Callers of the first releases import asking and its errors from ``trust``."""
    from hocba.signing import asking, refusals, trust

    assert trust.EvidenceClient is asking.EvidenceClient
    assert trust.TrustError is refusals.TrustError
    with pytest.raises(AttributeError):
        _ = trust.no_such_name
