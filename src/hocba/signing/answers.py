# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What authorities answer about certificates and times, read without a network.

OCSP answers and lists of revoked certificates (CRL) with the rules of their freshness,
and RFC 3161 tokens with their own signature. Whether their signers may be believed is
judged in :mod:`hocba.signing.trust`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from asn1crypto import cms, core, crl, ocsp, tsp, x509
from cryptography import x509 as pyca_x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from hocba.moment import shown
from hocba.problems import Problem
from hocba.signing.remembered import parsed

#: An OCSP answer may be this much older than the timestamp that it supports; policy,
#: of which a :class:`TrustStore` may have its own (EN 319 102-1).
OCSP_MAX_AGE = timedelta(hours=24)
#: The same for an answer that does not say when the next one comes.
OCSP_MAX_AGE_OPEN = timedelta(minutes=10)
#: Evidence is collected when the signature is made; an answer from long after says
#: nothing about a certificate that was only on hold then.
ANSWER_MAX_DELAY = timedelta(days=7)
#: Clocks of certificate and timestamp authorities may differ by this.
CLOCK_TOLERANCE = timedelta(seconds=60)
#: Signatures and timestamps of other years are nobody's; they cannot be reckoned with.
YEARS = range(1990, 9000)
STRONG_HASHES = frozenset({"sha256", "sha384", "sha512"})

#: What ASN.1 that somebody made up can raise, in asn1crypto and below.
MALFORMED = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    UnsupportedAlgorithm,
    pyca_x509.InvalidVersion,
    SignatureValidationError,
)


def fresh_ocsps(
    answers: Iterable[bytes], at: datetime, max_age: timedelta
) -> list[ocsp.OCSPResponse]:
    fresh = []
    for der in answers:
        answer = parsed.answer(der).response
        if answer["response_status"].native != "successful":
            continue
        single = answer.basic_ocsp_response["tbs_response_data"]["responses"]
        # More than one answer in a response is not what was asked for.
        if len(single) == 1 and stale(single[0], at, max_age) is None:
            fresh.append(answer)
    return fresh


def fresh_crls(lists: Iterable[bytes], at: datetime) -> list[crl.CertificateList]:
    read = map(parsed.list, lists)
    return [one for one in read if stale(one["tbs_cert_list"], at) is None]


def stale(data: Any, at: datetime, max_age: timedelta | None = None) -> Problem | None:
    """Return which rule of freshness an answer breaks at a moment.

    :param max_age: for an answer to a question; a list's own validity is its issuer's
        promise
    """
    issued: datetime = data["this_update"].native
    until: datetime | None = data["next_update"].native
    limit = max_age
    if until is None:
        limit = None if max_age is None else min(max_age, OCSP_MAX_AGE_OPEN)
    over = until + CLOCK_TOLERANCE < at if until else limit is None
    if over or issued > at + ANSWER_MAX_DELAY:
        return Problem("trust.ocsp_over", {"until": shown(until or issued)})
    if limit is not None and at - issued > limit:
        ages = {"age": span(at - issued), "limit": span(limit)}
        return Problem("trust.ocsp_old", ages)
    return None


def span(length: timedelta) -> str:
    """Return a length of time as both languages write it: ``72 h``, ``15 min``."""
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes >= 120 else f"{minutes} min"


def read_token(token: bytes) -> tuple[cms.SignedData, tsp.TSTInfo]:
    content = parsed.token(token)
    if content["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    signed = content["content"]
    encapsulated = signed["encap_content_info"]
    if encapsulated["content_type"].native != "tst_info":
        raise ValueError("not a timestamp")
    return signed, tsp.TSTInfo.load(bytes(encapsulated["content"]), strict=True)


@dataclass(frozen=True)
class Stamp:
    """A timestamp that belongs to a message and proves to be by its signer's key.

    Whether the signer may be believed is another question.

    :param time: what it states, in UTC
    :param chain: further certificates that the token brings
    """

    time: datetime
    signer: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def open_token(token: bytes, message: bytes) -> Stamp | Problem:
    """Return what an RFC 3161 token over ``message`` states, or what is wrong with it.

    Its own signature and its link to the message are checked.
    """
    try:
        signed, info = read_token(token)
        imprint = info["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        time: datetime = info["gen_time"].native
        if time.year not in YEARS:
            raise ValueError("no time of ours")
        strong = name in STRONG_HASHES
        if not strong or digest(name, message) != imprint["hashed_message"].native:
            return Problem("trust.timestamp_other_data")
        signer, chain = _token_signer(signed)
    except MALFORMED:
        return Problem("trust.timestamp_unreadable")
    if signer is None:
        return Problem("trust.timestamp_invalid")
    return Stamp(time.astimezone(timezone.utc), signer, tuple(chain))


def _token_signer(
    signed: cms.SignedData,
) -> tuple[x509.Certificate | None, list[x509.Certificate]]:
    """Return who signed the token, None if the signature is invalid, and the chain."""
    info = extract_signer_info(signed)
    found = extract_certificate_info(signed)
    name = info["digest_algorithm"]["algorithm"].native
    if name not in STRONG_HASHES or info["signed_attrs"] is core.VOID:
        return None, []
    # XML and PDF of a learner hold the same timestamps.
    key = ("token", hashlib.sha256(signed.dump()).digest())
    if not (parsed.proven.get(key) or parsed.learned.get(key)):
        content = bytes(signed["encap_content_info"]["content"])
        intact, valid = validate_sig_integrity(
            info,
            found.signer_cert,
            expected_content_type="tst_info",
            actual_digest=digest(name, content),
        )
        if not (intact and valid):
            return None, found.other_certs
        parsed.proven.keep(key, True)
    return parsed.load(found.signer_cert.dump()), found.other_certs


def digest(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data).digest()
