# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Revocation, OCSP, CRL and timestamps, as functions and behind a port."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

from demo.pki.certificates import SHA256, authority
from demo.pki.folder import Pki, write

#: How long an OCSP answer and a CRL say that they hold.
OCSP_HOURS = 1
CRL_DAYS = 7
_TSA_POLICY = "1.3.6.1.4.1.99999.1"


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
    revoked = revocations(folder)
    when = at or datetime.now(timezone.utc)
    revoked[f"{serial:x}"] = {"at": when.isoformat(), "reason": reason, "code": code}
    write(folder / "ca/revoked.json", revoked)


def restore(directory: str | os.PathLike[str], code: str) -> None:
    """Forget a revocation, so that tests can share one infrastructure."""
    folder = Path(directory)
    revoked = {
        serial: entry
        for serial, entry in revocations(folder).items()
        if entry["code"] != code
    }
    write(folder / "ca/revoked.json", revoked)


def revocations(folder: Path) -> dict[str, dict[str, str]]:
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
            name: authority(self.folder, name)
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
        revoked = revocations(self.folder).get(f"{request.serial_number:x}")
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
        response = builder.sign(key, SHA256)
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
        entries = revocations(self.folder) if authority == "issuing" else {}
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
        return builder.sign(key, SHA256).public_bytes(serialization.Encoding.DER)

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
                "signature": key.sign(attributes.dump(), padding.PKCS1v15(), SHA256),
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
