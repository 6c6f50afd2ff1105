# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one door to the network: what is asked of the services of authorities.

Each answer belongs to its question; whether it may be believed is judged elsewhere.
"""

from __future__ import annotations

import hashlib
import secrets
import urllib.request
from datetime import datetime
from http.client import HTTPException
from typing import Protocol
from urllib.parse import urlsplit

from asn1crypto import algos, core, crl, ocsp, pem, tsp, x509

from hocba.moment import shown
from hocba.signing.answers import CLOCK_TOLERANCE, read_token

#: No answer, token or CRL of an authority is larger.
MAX_ANSWER_BYTES = 8 * 1024 * 1024


class Fetch(Protocol):
    """Send one HTTP request and return the body of the answer; OSError if it fails."""

    def __call__(
        self, url: str, body: bytes | None = None, content_type: str | None = None
    ) -> bytes:
        """Send ``body`` with POST, or without one ask with GET."""
        ...


def http_fetch(timeout: float = 5.0) -> Fetch:
    """Return a fetcher for http(s) without redirects to anything else."""

    class OnlyHttp(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
            if not newurl.startswith(("http://", "https://")):
                raise OSError(f"redirected to {newurl}")
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    opener = urllib.request.build_opener(OnlyHttp)
    direct = urllib.request.build_opener(OnlyHttp, urllib.request.ProxyHandler({}))

    def fetch(
        url: str, body: bytes | None = None, content_type: str | None = None
    ) -> bytes:
        if not url.startswith(("http://", "https://")):
            raise OSError(f"not an http address: {url}")
        headers = {"Content-Type": content_type} if content_type else {}
        request = urllib.request.Request(url, data=body, headers=headers)
        # A proxy cannot reach this machine's own services.
        local = urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")
        try:
            with (direct if local else opener).open(request, timeout=timeout) as reply:
                data: bytes = reply.read(MAX_ANSWER_BYTES + 1)
        except HTTPException as error:
            raise OSError(str(error) or type(error).__name__) from error
        if len(data) > MAX_ANSWER_BYTES:
            raise OSError("the answer is too large")
        return data

    return fetch


def ask_ocsp(
    fetch: Fetch, url: str, one: x509.Certificate, issuer: x509.Certificate
) -> bytes:
    """Return what a responder says about a certificate.

    :raises OSError: it does not answer
    :raises ValueError: it refuses, or answers another question
    """
    nonce = secrets.token_bytes(16)
    request = ocsp.OCSPRequest(
        {
            "tbs_request": {
                "request_list": [{"req_cert": _cert_id(one, issuer)}],
                "request_extensions": [
                    {"extn_id": "nonce", "extn_value": core.OctetString(nonce)}
                ],
            }
        }
    )
    data = fetch(url, request.dump(), "application/ocsp-request")
    answer = ocsp.OCSPResponse.load(data, strict=True)
    status = answer["response_status"].native
    if status != "successful":
        raise ValueError(f"OCSP: {status}")
    said = answer.basic_ocsp_response["tbs_response_data"]
    # Responders may leave the nonce out, but a wrong one is a replay.
    given = next(
        (
            extension["extn_value"].parsed.native
            for extension in said["response_extensions"] or ()
            if extension["extn_id"].native == "nonce"
        ),
        nonce,
    )
    if given != nonce:
        raise ValueError("OCSP: another nonce")
    single = said["responses"][0]
    serial = single["cert_id"]["serial_number"].native
    if len(said["responses"]) != 1 or serial != one.serial_number:
        raise ValueError("OCSP: another certificate")
    if single["cert_status"].name == "unknown":
        raise ValueError("OCSP: unknown certificate")
    return data


def ask_crl(fetch: Fetch, url: str, issuer: x509.Certificate, now: datetime) -> bytes:
    """Return an issuer's list of revoked certificates, in DER.

    :raises OSError: it cannot be had
    :raises ValueError: it is somebody else's, or over
    """
    data = fetch(url)
    if pem.detect(data):
        _kind, _headers, data = pem.unarmor(data)
    revoked = crl.CertificateList.load(data, strict=True)
    if revoked.issuer != issuer.subject:
        raise ValueError("CRL: another issuer")
    until = revoked["tbs_cert_list"]["next_update"].native
    if until is None or until + CLOCK_TOLERANCE < now:
        raise ValueError(f"CRL: {shown(until) if until else '–'}")
    return data


def ask_timestamp(fetch: Fetch, url: str, message: bytes) -> bytes:
    """Return an RFC 3161 token over SHA-256 of ``message``.

    :raises OSError: the service does not answer
    :raises ValueError: it refuses, or answers another question
    """
    nonce = secrets.randbits(63) | 1 << 62
    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": hashlib.sha256(message).digest(),
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    data = fetch(url, request.dump(), "application/timestamp-query")
    response = tsp.TimeStampResp.load(data)
    status = response["status"]["status"].native
    if status not in ("granted", "granted_with_mods"):
        raise ValueError(status)
    token: bytes = response["time_stamp_token"].dump()
    _signed, info = read_token(token)
    if info["nonce"].native != nonce:
        raise ValueError("another nonce")
    return token


def _cert_id(one: x509.Certificate, issuer: x509.Certificate) -> ocsp.CertId:
    # SHA-1 only names the certificate here; many responders know nothing else.
    return ocsp.CertId(
        {
            "hash_algorithm": {"algorithm": "sha1"},
            "issuer_name_hash": issuer.subject.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": one.serial_number,
        }
    )
