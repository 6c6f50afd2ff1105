# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A public key infrastructure for trials, worth nothing outside of them.

A root, an issuing CA with OCSP and CRL, a timestamping authority, and for each person
and each school a certificate whose key lives in a SoftHSM2 token of its own. A second
school under the same CA, which no authority has approved, serves forgery tests.

    python -m demo.pki serve DIR        answers OCSP, CRL and timestamp requests
    python -m demo.pki revoke DIR CODE  revokes the certificate of a person or school
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

from demo import stamps
from hocba.signing.asking import EvidenceClient
from hocba.signing.contract import Credential
from hocba.signing.services import Fetch
from hocba.signing.trust import TrustStore

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
SEAL_FONT = "/usr/share/fonts/truetype/croscore/Tinos-Bold.ttf"
PEOPLE_YEARS = 3
#: How long an OCSP answer and a CRL say that they hold.
OCSP_HOURS = 1
CRL_DAYS = 7
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_TSA_POLICY = "1.3.6.1.4.1.99999.1"
_SHA256 = hashes.SHA256()


@dataclass(frozen=True)
class Organisation:
    """A school with a key and a seal of its own; ``code`` is its MOET code."""

    code: str
    name: str
    place: str = ""


@dataclass(frozen=True)
class Person:
    """A member of staff; ``code`` is unique in the infrastructure."""

    code: str
    name: str
    title: str = "Giáo viên"


@dataclass(frozen=True)
class School:
    """An organisation with its people."""

    organisation: Organisation
    people: tuple[Person, ...]


#: Same CA, never approved: its valid signatures must not pass as another school's.
FOREIGN = School(
    Organisation("79-760-70999", "Trường THCS Giả Định", "Phường Tân Thử"),
    (
        Person("GD-HT", "Hồ Văn Giả", "Hiệu trưởng"),
        Person("GD-GV01", "Mai Thị Thử"),
        Person("GD-GV02", "Cao Văn Mạo"),
    ),
)


@dataclass(frozen=True)
class Member:
    """Who holds a token: a person, or a school (``kind`` ``organisation``)."""

    code: str
    name: str
    title: str
    kind: str
    school_code: str
    token_label: str
    key_id: str
    pin: str
    certificate: bytes
    image: Path

    @property
    def credential(self) -> Credential:
        """Return where the key lives."""
        return Credential("pkcs11", self.token_label, self.key_id)

    @property
    def sha256(self) -> str:
        """Return the fingerprint by which an authority approves the certificate."""
        return hashlib.sha256(self.certificate).hexdigest()


class Pki:
    """What :func:`make` has left in a directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        record = json.loads((directory / "pki.json").read_text("utf-8"))
        pins = json.loads((directory / "accounts.json").read_text("utf-8"))
        self.port: int = record["port"]
        self.start = datetime.fromisoformat(record["start"])
        self.organisation = Organisation(**record["organisation"])
        self.members: dict[str, Member] = {
            entry["code"]: Member(
                **{key: entry[key] for key in ("code", "name", "title", "kind")},
                **{key: entry[key] for key in ("school_code", "token_label", "key_id")},
                pin=pins[entry["code"]]["pin"],
                certificate=_load(directory / entry["certificate"]),
                image=directory / entry["image"],
            )
            for entry in record["members"]
        }
        self.module_path: str = record["module"]
        self.softhsm_conf = directory / "softhsm2.conf"
        self.trust_path = directory / "trust.pem"
        self.issuers_path = directory / "issuers.json"
        self.issuing_certificate = _load(directory / "ca/issuing.pem")

    @property
    def url(self) -> str:
        """Return the address of the services."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def tsa_url(self) -> str:
        """Return the address of the timestamping service."""
        return f"{self.url}/tsa"

    @property
    def trust(self) -> TrustStore:
        """Return the root as a verifier takes it."""
        return TrustStore.from_pem(self.trust_path.read_bytes())

    @property
    def issuers(self) -> dict[str, Any]:
        """Return the list of approved schools, as the authority publishes it."""
        data: dict[str, Any] = json.loads(self.issuers_path.read_text("utf-8"))
        return data

    @property
    def organisation_member(self) -> Member:
        """Return the holder of the approved school's key."""
        return self.members[self.organisation.code]

    def client(self, fetch: Fetch | None = None) -> EvidenceClient:
        """Return a client of these services."""
        return EvidenceClient(
            self.trust, self.tsa_url, (self.issuing_certificate,), fetch
        )


def default_start(now: datetime | None = None) -> datetime:
    """Return 1 August of the year before, long before anything is signed."""
    year = (now or datetime.now(timezone.utc)).year - 1
    return datetime(year, 8, 1, tzinfo=timezone.utc)


def make(
    directory: str | os.PathLike[str],
    people: Iterable[Person],
    organisation: Organisation,
    *,
    others: Iterable[School] = (FOREIGN,),
    module: str = MODULE,
    port: int | None = None,
    start: datetime | None = None,
    seal_font: str = SEAL_FONT,
) -> Pki:
    """Make what is missing of the infrastructure and return it.

    A second call with the same arguments changes nothing; with further people it adds
    them.

    :param others: schools under the same authority that are not on its list
    :param port: where the services will answer; a free one is chosen and recorded
    :raises RuntimeError: SoftHSM2 cannot make a token
    """
    folder = Path(directory).resolve()
    schools = [School(organisation, tuple(people)), *others]
    for name in ("ca", "tokens", "certificates", "images"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    record_path = folder / "pki.json"
    record: dict[str, Any]
    if record_path.exists():
        record = json.loads(record_path.read_text("utf-8"))
    else:
        record = {
            "port": port or _free_port(),
            "module": module,
            "start": (start or default_start()).isoformat(),
            "organisation": asdict(organisation),
            "members": [],
        }
    begin = datetime.fromisoformat(record["start"])
    if not (folder / "ca/tsa.pem").exists():
        _make_authorities(folder, begin, record["port"])
    conf = folder / "softhsm2.conf"
    conf.write_text(
        f"directories.tokendir = {folder / 'tokens'}\n"
        "objectstore.backend = file\nlog.level = ERROR\n",
        "utf-8",
    )
    known = {entry["code"] for entry in record["members"]}
    wanted = [entry for entry in _entries(schools) if entry["code"] not in known]
    if wanted:
        pins = _make_tokens(folder, wanted, module)
        for entry in wanted:
            _certify(folder, entry, begin, record["port"], pins, seal_font)
        record["members"] += [
            {key: value for key, value in entry.items() if key != "place"}
            for entry in wanted
        ]
        _write(record_path, record)
    pki = Pki(folder)
    if wanted or not pki.issuers_path.exists():
        _write(pki.issuers_path, _approvals(pki))
    return pki


def _entries(schools: list[School]) -> list[dict[str, Any]]:
    entries = []
    for school in schools:
        own = school.organisation
        holders = [(own.code, own.name, "", "organisation")]
        holders += [(p.code, p.name, p.title, "person") for p in school.people]
        for code, name, title, kind in holders:
            entries.append(
                {
                    "code": code,
                    "name": name,
                    "title": title,
                    "kind": kind,
                    "school_code": own.code,
                    "school_name": own.name,
                    "place": own.place,
                    "token_label": code,
                    "key_id": hashlib.sha256(code.encode()).hexdigest()[:16],
                    "certificate": f"certificates/{code}.pem",
                    "image": f"images/{code}.png",
                }
            )
    return entries


def _approvals(pki: Pki) -> dict[str, Any]:
    own = pki.organisation_member
    approval = {
        "sha256": own.sha256,
        "approved_from": pki.start.isoformat(),
        "approved_to": None,
        "decision": "QĐ-DEMO/2025",
    }
    school = {"code": own.code, "name": own.name, "certificates": [approval]}
    return {"schools": [school]}


# ---------------------------------------------------------------------------
# Authorities and certificates


def _make_authorities(folder: Path, begin: datetime, port: int) -> None:
    root_key, root = _new_key(), _name("Hoc Ba So Demo Root CA")
    ca_usage = _usage(key_cert_sign=True, crl_sign=True)
    root_cert = (
        _builder(root, root, root_key.public_key(), begin, 20)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(ca_usage, critical=True)
        .sign(root_key, _SHA256)
    )
    issuing_key, issuing = _new_key(), _name("Hoc Ba So Demo Issuing CA")
    issuing_cert = (
        _builder(issuing, root, issuing_key.public_key(), begin, 10, root_cert)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(ca_usage, critical=True)
        .add_extension(_crl_at(port, "root"), critical=False)
        .sign(root_key, _SHA256)
    )
    _save(folder / "ca/root", root_key, root_cert)
    _save(folder / "ca/issuing", issuing_key, issuing_cert)
    pem = root_cert.public_bytes(serialization.Encoding.PEM)
    (folder / "trust.pem").write_bytes(pem)
    for code, common, purpose in (
        ("ocsp", "Hoc Ba So Demo OCSP", ExtendedKeyUsageOID.OCSP_SIGNING),
        ("tsa", "Hoc Ba So Demo TSA", ExtendedKeyUsageOID.TIME_STAMPING),
    ):
        key = _new_key()
        builder = _builder(
            _name(common), issuing, key.public_key(), begin, 5, issuing_cert
        )
        builder = builder.add_extension(
            _usage(digital_signature=True), critical=True
        ).add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        if code == "ocsp":
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
        else:
            builder = _with_status(builder, port)
        _save(folder / "ca" / code, key, builder.sign(issuing_key, _SHA256))


def _certify(
    folder: Path,
    entry: dict[str, Any],
    begin: datetime,
    port: int,
    pins: dict[str, dict[str, str]],
    seal_font: str,
) -> None:
    public = serialization.load_der_public_key(
        bytes.fromhex(pins[entry["code"]]["public_key"])
    )
    assert isinstance(public, rsa.RSAPublicKey)
    issuing_key, issuing_cert = _authority(folder, "issuing")
    school = entry.pop("school_name")
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, school),
            x509.NameAttribute(NameOID.COMMON_NAME, entry["name"]),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, entry["code"]),
        ]
    )
    builder = _builder(
        subject, issuing_cert.subject, public, begin, PEOPLE_YEARS, issuing_cert
    )
    certificate = (
        _with_status(builder, port)
        .add_extension(
            _usage(digital_signature=True, content_commitment=True), critical=True
        )
        .add_extension(
            x509.ExtendedKeyUsage(
                [ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING]
            ),
            critical=False,
        )
        .sign(issuing_key, _SHA256)
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / entry["certificate"]).write_bytes(pem)
    if entry["kind"] == "organisation":
        picture = stamps.seal(entry["name"], entry["place"], Path(seal_font))
    else:
        picture = stamps.signature(entry["name"])
    (folder / entry["image"]).write_bytes(picture)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: rsa.RSAPublicKey,
    begin: datetime,
    years: int,
    issuer_cert: x509.Certificate | None = None,
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    above = (
        x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
            issuer_cert.extensions.get_extension_for_class(
                x509.SubjectKeyIdentifier
            ).value
        )
        if issuer_cert
        else x509.AuthorityKeyIdentifier.from_issuer_public_key(public)
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin.replace(year=begin.year + years))
        .add_extension(identifier, critical=False)
        .add_extension(above, critical=False)
    )


def _with_status(
    builder: x509.CertificateBuilder, port: int
) -> x509.CertificateBuilder:
    base = f"http://127.0.0.1:{port}"
    access = [
        (AuthorityInformationAccessOID.OCSP, f"{base}/ocsp"),
        (AuthorityInformationAccessOID.CA_ISSUERS, f"{base}/ca/issuing.cer"),
    ]
    return builder.add_extension(
        x509.AuthorityInformationAccess(
            [
                x509.AccessDescription(kind, x509.UniformResourceIdentifier(url))
                for kind, url in access
            ]
        ),
        critical=False,
    ).add_extension(_crl_at(port, "issuing"), critical=False)


def _crl_at(port: int, authority: str) -> x509.CRLDistributionPoints:
    url = f"http://127.0.0.1:{port}/crl/{authority}.crl"
    name = [x509.UniformResourceIdentifier(url)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(name, None, None, None)])


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment "
        "key_agreement key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names.split()})


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Hoc Ba So Demo"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _save(stem: Path, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    key_path = stem.with_suffix(".key")
    key_path.touch(mode=0o600)
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    stem.with_suffix(".pem").write_bytes(pem)


def _authority(folder: Path, name: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    stem = folder / "ca" / name
    key = serialization.load_pem_private_key(
        stem.with_suffix(".key").read_bytes(), password=None
    )
    assert isinstance(key, rsa.RSAPrivateKey)
    return key, x509.load_pem_x509_certificate(stem.with_suffix(".pem").read_bytes())


def _load(path: Path) -> bytes:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return certificate.public_bytes(serialization.Encoding.DER)


def _write(path: Path, data: Any) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


# ---------------------------------------------------------------------------
# Tokens


def _make_tokens(
    folder: Path, entries: list[dict[str, Any]], module: str
) -> dict[str, dict[str, str]]:
    """Make a token with a key pair for each entry; return PINs and public keys.

    In a process of its own: a PKCS#11 module reads its configuration once.
    """
    accounts = folder / "accounts.json"
    pins: dict[str, dict[str, str]] = {}
    if accounts.exists():
        pins = json.loads(accounts.read_text("utf-8"))
    environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
    for entry in entries:
        pin, so_pin = (f"{secrets.randbelow(900000) + 100000}" for _ in range(2))
        pins[entry["code"]] = {"name": entry["name"], "pin": pin, "so_pin": so_pin}
        util = ["softhsm2-util", "--module", module]
        # One may be left from a run that was stopped before it was recorded.
        _run([*util, "--delete-token", "--token", entry["token_label"]], environment)
        init = [*util, "--init-token", "--free", "--label", entry["token_label"]]
        run = _run([*init, "--pin", pin, "--so-pin", so_pin], environment)
        if run.returncode:
            raise RuntimeError(f"softhsm2-util: {run.stderr or run.stdout}")
    order = [
        [entry["token_label"], pins[entry["code"]]["pin"], entry["key_id"]]
        for entry in entries
    ]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    run = _run(
        [sys.executable, "-m", "demo.pki", "keys", module],
        environment,
        json.dumps(order),
    )
    if run.returncode:
        raise RuntimeError(f"key generation: {run.stderr}")
    for entry, public in zip(entries, json.loads(run.stdout), strict=True):
        pins[entry["code"]]["public_key"] = public
    _write(accounts, pins)
    return pins


def _run(
    command: list[str], environment: dict[str, str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        input=text,
        env=environment,
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
        check=False,
    )


def _generate_keys(module: str) -> None:
    """Generate the key pairs that standard input asks for; print public keys."""
    import pkcs11
    from pkcs11.util.rsa import encode_rsa_public_key

    library = pkcs11.lib(module)
    answers = []
    for label, pin, key_id in json.load(sys.stdin):
        with library.get_token(token_label=label).open(rw=True, user_pin=pin) as token:
            public, _private = token.generate_keypair(
                pkcs11.KeyType.RSA,
                2048,
                id=bytes.fromhex(key_id),
                label="signing",
                store=True,
            )
            der = encode_rsa_public_key(public)
        key = serialization.load_der_public_key(der)
        answers.append(
            key.public_bytes(
                serialization.Encoding.DER,
                serialization.PublicFormat.SubjectPublicKeyInfo,
            ).hex()
        )
    json.dump(answers, sys.stdout)


# ---------------------------------------------------------------------------
# Revocation and services


def revoke(
    directory: str | os.PathLike[str],
    code: str,
    *,
    at: datetime | None = None,
    reason: str = "keyCompromise",
) -> None:
    """Revoke the certificate of a person or school; services tell it at once.

    ``at=None`` means now. :func:`restore` takes it back, which no real CA would do.
    """
    folder = Path(directory)
    member = Pki(folder).members[code]
    serial = x509.load_der_x509_certificate(member.certificate).serial_number
    revoked = _revoked(folder)
    when = at or datetime.now(timezone.utc)
    revoked[f"{serial:x}"] = {"at": when.isoformat(), "reason": reason, "code": code}
    _write(folder / "ca/revoked.json", revoked)


def restore(directory: str | os.PathLike[str], code: str) -> None:
    """Forget a revocation, so that tests can share one infrastructure."""
    folder = Path(directory)
    revoked = {
        serial: entry
        for serial, entry in _revoked(folder).items()
        if entry["code"] != code
    }
    _write(folder / "ca/revoked.json", revoked)


def _revoked(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / "ca/revoked.json"
    if not path.exists():
        return {}
    data: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return data


class Services:
    """OCSP, CRL and timestamps, as plain functions of a directory.

    :param clock: what time it is; tests give their own
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self.folder = Path(directory)
        self.clock = clock
        self._keys = {
            name: _authority(self.folder, name)
            for name in ("root", "issuing", "ocsp", "tsa")
        }

    def fetch(
        self, url: str, body: bytes | None = None, content_type: str | None = None
    ) -> bytes:
        """Answer a request for an address of these services without a network.

        :raises OSError: there is no such address
        """
        answer = self.answer(url.split("/", 3)[-1], body)
        if answer is None:
            raise OSError(f"404 {url}")
        return answer[1]

    def answer(self, path: str, body: bytes | None) -> tuple[str, bytes] | None:
        """Return content type and body for a path, None if there is no such path."""
        if path == "ocsp" and body is not None:
            return "application/ocsp-response", self.ocsp(body)
        if path == "tsa" and body is not None:
            return "application/timestamp-reply", self.timestamp(body)
        if path in ("crl/root.crl", "crl/issuing.crl"):
            return "application/pkix-crl", self.crl(path[4:-4])
        if path == "ca/issuing.cer":
            certificate = self._keys["issuing"][1]
            der = certificate.public_bytes(serialization.Encoding.DER)
            return "application/pkix-cert", der
        return None

    def ocsp(self, body: bytes) -> bytes:
        """Answer an OCSP request about a certificate of the issuing CA."""
        request = ocsp.load_der_ocsp_request(body)
        issuing = self._keys["issuing"][1]
        key, responder = self._keys["ocsp"]
        hash_ = hashes.Hash(request.hash_algorithm)
        bits = issuing.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.PKCS1
        )
        hash_.update(bits)
        if hash_.finalize() != request.issuer_key_hash:
            status = ocsp.OCSPResponseStatus.UNAUTHORIZED
            unsigned = ocsp.OCSPResponseBuilder.build_unsuccessful(status)
            return unsigned.public_bytes(serialization.Encoding.DER)
        now = self._now()
        revoked = _revoked(self.folder).get(f"{request.serial_number:x}")
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            request.issuer_name_hash,
            request.issuer_key_hash,
            request.serial_number,
            request.hash_algorithm,
            ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
            now,
            now + timedelta(hours=OCSP_HOURS),
            datetime.fromisoformat(revoked["at"]) if revoked else None,
            x509.ReasonFlags(revoked["reason"]) if revoked else None,
        )
        builder = builder.responder_id(
            ocsp.OCSPResponderEncoding.HASH, responder
        ).certificates([responder])
        with suppress(x509.ExtensionNotFound):
            nonce = request.extensions.get_extension_for_class(x509.OCSPNonce)
            builder = builder.add_extension(nonce.value, critical=False)
        response = builder.sign(key, _SHA256)
        return response.public_bytes(serialization.Encoding.DER)

    def crl(self, authority: str) -> bytes:
        """Return the list of revoked certificates of ``root`` or ``issuing``."""
        key, certificate = self._keys[authority]
        now = self._now()
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(certificate.subject)
            .last_update(now - timedelta(minutes=1))
            .next_update(now + timedelta(days=CRL_DAYS))
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        entries = _revoked(self.folder) if authority == "issuing" else {}
        for serial, entry in entries.items():
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(int(serial, 16))
                .revocation_date(datetime.fromisoformat(entry["at"]))
                .add_extension(
                    x509.CRLReason(x509.ReasonFlags(entry["reason"])), critical=False
                )
                .build()
            )
        return builder.sign(key, _SHA256).public_bytes(serialization.Encoding.DER)

    def timestamp(self, body: bytes) -> bytes:
        """Answer an RFC 3161 request."""
        request = tsp.TimeStampReq.load(body)
        key, certificate = self._keys["tsa"]
        signer = asn1_x509.Certificate.load(
            certificate.public_bytes(serialization.Encoding.DER)
        )
        now = self._now()
        info: dict[str, Any] = {
            "version": "v1",
            "policy": _TSA_POLICY,
            "message_imprint": request["message_imprint"],
            "serial_number": secrets.randbits(127) | 1 << 126,
            "gen_time": now,
            "accuracy": {"seconds": 1},
        }
        if request["nonce"].native is not None:
            info["nonce"] = request["nonce"].native
        content = tsp.TSTInfo(info).dump()
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute(
                    "signing_time", cms.Time({"utc_time": core.UTCTime(now)})
                ),
                simple_cms_attribute(
                    "signing_certificate_v2", as_signing_certificate_v2(signer)
                ),
                simple_cms_attribute(
                    "message_digest", hashlib.sha256(content).digest()
                ),
            ]
        )
        digest = algos.DigestAlgorithm({"algorithm": "sha256"})
        sid = cms.IssuerAndSerialNumber(
            {"issuer": signer.issuer, "serial_number": signer.serial_number}
        )
        info_of_signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier({"issuer_and_serial_number": sid}),
                "digest_algorithm": digest,
                "signature_algorithm": {"algorithm": "sha256_rsa"},
                "signed_attrs": attributes,
                "signature": key.sign(attributes.dump(), padding.PKCS1v15(), _SHA256),
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [digest],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": cms.ParsableOctetString(content),
                },
                "certificates": [signer] if request["cert_req"].native else [],
                "signer_infos": [info_of_signer],
            }
        )
        token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
        response = tsp.TimeStampResp(
            {"status": {"status": "granted"}, "time_stamp_token": token}
        )
        return bytes(response.dump())

    def _now(self) -> datetime:
        return self.clock().astimezone(timezone.utc).replace(microsecond=0)


class Server:
    """The services behind a port, in a thread of its own; a context manager."""

    def __init__(
        self,
        directory: str | os.PathLike[str],
        port: int | None = None,
        services: Services | None = None,
    ) -> None:
        chosen = services or Services(directory)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._reply(None)

            def do_POST(self) -> None:
                length = min(int(self.headers.get("Content-Length") or 0), 65536)
                self._reply(self.rfile.read(length))

            def _reply(self, body: bytes | None) -> None:
                try:
                    found = chosen.answer(self.path.lstrip("/"), body)
                except ValueError:
                    self.send_error(400)
                    return
                if found is None:
                    self.send_error(404)
                    return
                kind, data = found
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        address = ("127.0.0.1", port or Pki(Path(directory)).port)
        self.http = ThreadingHTTPServer(address, Handler)
        self.http.daemon_threads = True

    def __enter__(self) -> Server:
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.http.shutdown()
        self.http.server_close()


def serve(directory: str | os.PathLike[str], port: int | None = None) -> None:
    """Answer requests until the process ends.

    :param port: the recorded one if None; certificates name that one
    """
    Server(directory, port).http.serve_forever()


def main(argv: list[str] | None = None) -> None:
    """Run one of the commands that the module's text names."""
    parser = argparse.ArgumentParser(prog="demo.pki", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keys").add_argument("module")
    for name in ("serve", "revoke"):
        command = commands.add_parser(name)
        command.add_argument("directory")
        if name == "revoke":
            command.add_argument("code")
    arguments = parser.parse_args(argv)
    if arguments.command == "keys":
        _generate_keys(arguments.module)
    elif arguments.command == "serve":
        serve(arguments.directory)
    else:
        revoke(arguments.directory, arguments.code)


if __name__ == "__main__":
    main()
