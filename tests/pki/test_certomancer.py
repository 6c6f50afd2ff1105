# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Evidence from services that are not ours: certomancer answers over HTTP.

Its certificates are for keys in the tokens of the demo's people; it is given the public
keys only. Its authorities sign with ECDSA, those of the demo with RSA.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import ocsp, pem, tsp
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertLabel, CertomancerConfig, PKIArchitecture
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.exceptions import NotFound
from werkzeug.serving import make_server

from demo import pki as demo_pki
from hocba.books import xml as books
from hocba.signing import pdf as pdf_signing
from hocba.signing import refusals
from hocba.signing import xml as xml_signing
from hocba.signing.asking import EvidenceClient
from hocba.signing.contract import Prepared
from hocba.signing.drivers.pkcs11 import Pkcs11Driver
from hocba.signing.services import Fetch, http_fetch
from hocba.signing.trust import TrustStore, validate_certificate, validate_timestamp
from hocba.verify import verify_pdf, verify_xml
from hocba.verify.report import SignatureReport
from hocba.words import HEAD_SLOT
from tests.books.sample import BOOK
from tests.signing_pdf import judges
from tests.signing_xml import xmlsec
from tests.signing_xml.acts import Room
from tests.verify import papers

DATA = b"c14n of a SignatureValue"
AUTHORITIES = ("root", "issuing", "ocsp", "tsa")
SLOT = "o-TOAN-CN-1"
TEACHER, HEAD, REVOKED = "GV01", "HT", "GV02"
SIGNERS = (TEACHER, HEAD, REVOKED)


@dataclass
class World:
    """Certomancer's infrastructure, served, with the tokens of the demo's people."""

    pki: demo_pki.Pki
    architecture: PKIArchitecture
    address: str

    def certificate(self, label: str) -> bytes:
        """Return the DER of a certificate that certomancer has issued."""
        return bytes(self.architecture.get_cert(CertLabel(label)).dump())

    def pem(self, folder: Path, label: str) -> Path:
        path = folder / f"{label}.pem"
        path.write_bytes(pem.armor("CERTIFICATE", self.certificate(label)))
        return path

    @property
    def trust(self) -> TrustStore:
        return TrustStore([self.certificate("root")])

    def client(self, fetch: Fetch | None = None) -> EvidenceClient:
        chain = (self.certificate("issuing"),)
        return EvidenceClient(self.trust, f"{self.address}/tsa/tsa", chain, fetch)

    def value(self, code: str, prepared: Prepared) -> bytes:
        """Have a digest signed in somebody's token."""
        member = self.pki.members[code]
        (value,) = Pkcs11Driver(self.pki.module_path).sign(
            [prepared.digest], credential=member.credential, secret=member.pin
        )
        assert isinstance(value, bytes)
        return value

    def signed_xml(self) -> bytes:
        """Return a book that the teacher has signed."""
        xml = books.build(BOOK)
        (spec,) = (one for one in books.slots(BOOK) if one.slot_id == SLOT)
        prepared = xml_signing.prepare(
            xml,
            slot_id=SLOT,
            region_ids=spec.region_ids,
            certificate=self.certificate(TEACHER),
            signing_time=datetime.now(timezone.utc),
            role=spec.role,
        )
        value = self.value(TEACHER, prepared)
        return xml_signing.complete(xml, prepared.state, value, client=self.client())


@pytest.fixture(scope="module")
def world(
    pki: demo_pki.Pki, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("certomancer")
    for name in AUTHORITIES:
        (folder / name).write_bytes(_private_key())
    for code in SIGNERS:
        (folder / code).write_bytes(_public_key(pki.members[code].certificate))
    # Certificates name the port, so it is taken before there is anything to serve.
    server = make_server("127.0.0.1", 0, NotFound())
    config = CertomancerConfig(_config(server.server_port), key_search_dir=str(folder))
    server.app = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    (architecture,) = config.pki_archs.values()
    yield World(pki, architecture, f"http://127.0.0.1:{server.server_port}/outside")
    server.shutdown()
    thread.join()


def _private_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public_key(certificate: bytes) -> bytes:
    key = x509.load_der_x509_certificate(certificate).public_key()
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _config(port: int) -> dict[str, Any]:
    now = datetime.now(timezone.utc).replace(microsecond=0)
    validity = {
        "valid-from": (now - timedelta(days=300)).isoformat(),
        "valid-to": (now + timedelta(days=300)).isoformat(),
    }
    purpose = {"id": "extended_key_usage", "critical": True}
    issued: dict[str, Any] = {"issuer": "issuing", "validity": validity}
    issuing = {"max-path-len": 0, "crl-repo": "issuing", "ocsp-service": "issuing"}
    certificates = {
        "root": {
            "issuer": "root",
            "validity": validity,
            "profiles": [{"id": "simple-ca", "params": {"crl-repo": "root"}}],
        },
        "issuing": {
            "issuer": "root",
            "validity": validity,
            "profiles": [{"id": "simple-ca", "params": issuing}],
        },
        "ocsp": {**issued, "profiles": ["ocsp-responder"]},
        "tsa": {**issued, "extensions": [{**purpose, "value": ["time_stamping"]}]},
        **{code: {**issued, "profiles": ["digsig-commitment"]} for code in SIGNERS},
    }
    certificates[REVOKED]["revocation"] = {
        "revoked-since": (now - timedelta(days=2)).isoformat(),
        "reason": "key_compromise",
    }
    responder = {"for-issuer": "issuing", "responder-cert": "ocsp"}
    hourly = {"simulated-update-schedule": "PT1H"}
    services = {
        "ocsp": {"issuing": responder, "false": {**responder, "responder-cert": "tsa"}},
        "crl-repo": {
            name: {"for-issuer": name, **hourly} for name in ("root", "issuing")
        },
        "time-stamping": {
            "tsa": {"signing-cert": "tsa"},
            "false": {"signing-cert": "ocsp"},
        },
    }
    keys: dict[str, Any] = {name: {"path": name} for name in AUTHORITIES}
    keys |= {code: {"path": code, "public-only": True} for code in SIGNERS}
    return {
        "external-url-prefix": f"http://127.0.0.1:{port}",
        "keysets": {"keys": {"keys": keys}},
        "pki-architectures": {
            "outside": {
                "keyset": "keys",
                "entity-defaults": {"country-name": "VN"},
                "entities": {name: {"common-name": f"Outside {name}"} for name in keys},
                "certs": certificates,
                "services": services,
            }
        },
    }


def _no_ocsp(
    url: str, body: bytes | None = None, content_type: str | None = None
) -> bytes:
    if "/ocsp/" in url:
        raise OSError("503")
    return http_fetch()(url, body, content_type)


def _proven(report: SignatureReport) -> bool:
    states = (report.content, report.certificate, report.timestamp)
    return states == ("ok", "ok", "ok")


@pytest.mark.parametrize(
    ("fetch", "ocsps", "crls"),
    [(http_fetch(), 2, 1), (_no_ocsp, 0, 3)],
    ids=["ocsp", "crl"],
)
def test_evidence_of_other_services_proves_offline(
    world: World, fetch: Fetch, ocsps: int, crls: int
) -> None:
    certificate = world.certificate(TEACHER)
    client = world.client(fetch)

    client.check(certificate)
    evidence = client.collect(DATA, certificate)

    assert (len(evidence.ocsps), len(evidence.crls)) == (ocsps, crls)
    stamped, at = validate_timestamp(
        evidence.timestamp_token, DATA, world.trust, evidence
    )
    assert stamped.state == "ok" and at is not None
    assert abs(datetime.now(timezone.utc) - at) < timedelta(seconds=30)
    verdict = validate_certificate(certificate, (), evidence, at, world.trust)
    assert verdict.state == "ok"
    for der in evidence.ocsps:
        answer = ocsp.OCSPResponse.load(der).basic_ocsp_response
        assert answer["certs"][0].dump() == world.certificate("ocsp")


def test_signed_xml_is_proven_by_us_and_by_xmlsec(world: World, tmp_path: Path) -> None:
    xml = world.signed_xml()

    (report,) = verify_xml(xml, world.trust).signatures
    assert _proven(report), report.reasons
    assert report.signer == f"Outside {TEACHER}"
    root, issuing = world.pem(tmp_path, "root"), world.pem(tmp_path, "issuing")
    assert xmlsec.verify(xml, SLOT, root, issuing)


def test_signed_pdf_is_proven_by_us_and_by_pyhanko(world: World) -> None:
    room = Room(world.pki.directory, world.pki.port)
    pdf = papers.Desk(room).rendered(world.signed_xml())
    prepared = pdf_signing.prepare(
        pdf,
        field=HEAD_SLOT,
        certificate=world.certificate(HEAD),
        signing_time=datetime.now(timezone.utc),
        chain=[world.certificate("issuing")],
    )
    value = world.value(HEAD, prepared)
    signed = pdf_signing.complete(prepared.state, value, client=world.client())

    reports = {one.id: one for one in verify_pdf(signed, world.trust).signatures}
    assert list(reports) == [SLOT, HEAD_SLOT]
    assert all(map(_proven, reports.values())), reports
    status = judges.pyhanko(signed, world.trust)[HEAD_SLOT]
    assert status.bottom_line, status.pretty_print_details()


@pytest.mark.parametrize("fetch", [http_fetch(), _no_ocsp], ids=["ocsp", "crl"])
def test_revoked_certificate_cannot_sign(world: World, fetch: Fetch) -> None:
    certificate = world.certificate(REVOKED)

    with pytest.raises(refusals.CertificateRevoked, match=REVOKED):
        world.client(fetch).check(certificate)
    with pytest.raises(refusals.CertificateRevoked):
        world.client(fetch).collect(DATA, certificate)


def test_timestamp_over_other_data_fails(world: World) -> None:
    def other_data(
        url: str, body: bytes | None = None, content_type: str | None = None
    ) -> bytes:
        if "/tsa/" in url:
            request = tsp.TimeStampReq.load(body)
            imprint = request["message_imprint"]
            imprint["hashed_message"] = hashlib.sha256(DATA + b".").digest()
            body = request.dump(force=True)
        return http_fetch()(url, body, content_type)

    certificate = world.certificate(TEACHER)
    evidence = world.client().collect(DATA, certificate)
    verdict, at = validate_timestamp(
        evidence.timestamp_token, DATA + b".", world.trust, evidence
    )

    assert (verdict.state, at) == ("failed", None)
    with pytest.raises(refusals.TimestampUnavailable) as caught:
        world.client(other_data).collect(DATA, certificate)
    assert caught.value.problems[0].code == "trust.timestamp_other_data"


@pytest.mark.parametrize(
    ("service", "code"),
    [("ocsp/issuing", "trust.ocsp_unproven"), ("tsa/tsa", "trust.wrong_usage")],
)
def test_certificate_for_another_purpose_answers_in_vain(
    world: World, service: str, code: str
) -> None:
    """The authority's own TSA cannot tell of revocation, nor its responder of time."""

    def false(
        url: str, body: bytes | None = None, content_type: str | None = None
    ) -> bytes:
        if url.endswith(service):
            url = f"{url.rpartition('/')[0]}/false"
        if url.endswith("issuing/latest.crl"):
            raise OSError("503")
        return http_fetch()(url, body, content_type)

    with pytest.raises(refusals.TrustError) as caught:
        world.client(false).collect(DATA, world.certificate(TEACHER))
    assert caught.value.problems[0].code == code
