# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The evidence that stands beside a signature, and is itself not signed.

Timestamp, certificates and answers about revocation can be exchanged for others that
prove the same. So a report names each by its SHA-256, and what proves nothing has no
place in a record: of the forms that a file could have, one passes (KP Đ15, Đ31).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import core, crl, x509
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature
from pyhanko.sign.general import extract_certificate_info

from hocba.signing.chains import MAX_CERTIFICATES
from hocba.signing.contract import Evidence
from hocba.signing.remembered import parsed
from hocba.signing.trust import (
    MALFORMED,
    TrustStore,
    subject_name,
)


@dataclass(frozen=True)
class Status:
    """The answer about revocation that a verdict on a certificate rests on.

    :param source: ``ocsp`` or ``crl``
    :param at: when the authority gave it
    """

    source: str
    at: datetime


def named(evidence: Evidence) -> list[dict[str, str]]:
    """Return kind and SHA-256 of each item, in the order of the file."""
    groups = (
        ("timestamp", (evidence.timestamp_token,) if evidence.timestamp_token else ()),
        ("certificate", evidence.certificates),
        ("ocsp", evidence.ocsps),
        ("crl", evidence.crls),
    )
    return [
        {"kind": kind, "sha256": hashlib.sha256(der).hexdigest()}
        for kind, items in groups
        for der in items
    ]


def status(
    certificate: bytes, evidence: Evidence, near: datetime | None
) -> Status | None:
    """Return the answer about a certificate that was given closest to a moment."""
    try:
        leaf = parsed.load(certificate)
        found = list(_answers(leaf, evidence))
    except MALFORMED:
        return None
    if not found or near is None:
        return found[0] if found else None
    return min(found, key=lambda one: abs(one.at - near))


def stamp_ends(
    evidence: Evidence, trust: TrustStore | None
) -> tuple[str, datetime] | None:
    """Return which certificate under a timestamp ends first, and when.

    Until then the timestamp proves by itself when it was taken; after that something
    younger has to prove that it was there before.
    """
    try:
        signer, others = _token_certificates(evidence.timestamp_token)
        anchors = trust.anchors if trust else ()
        above = _above(signer, (*others, *evidence.certificates, *anchors))
        line = map(parsed.load, (signer, *above))
        first = min(line, key=lambda one: one.not_valid_after)
        return subject_name(first), first.not_valid_after
    except MALFORMED:
        return None


def known_issuer(
    certificate: bytes, evidence: Evidence, trust: TrustStore | None
) -> bool:
    """Return whether a certificate names an issuer that a trusted root vouches for.

    If it does and still does not prove itself, it is a forgery; if not, it may be good
    under a root that the verifier did not name.
    """
    try:
        leaf = parsed.load(certificate)
        anchors = trust.certificates if trust else []
        pool = _Pool(map(parsed.load, evidence.certificates))
        rooted = {one.subject.dump() for one in anchors}
        for one in pool.parsed[:MAX_CERTIFICATES]:
            line = [one, *_issuers(one, _Pool([*pool.parsed, *anchors]))]
            if any(upper.dump() in (trust or ()) for upper in line):
                rooted.add(one.subject.dump())
        return leaf.issuer.dump() in rooted
    except MALFORMED:
        return True


def term(certificate: bytes) -> tuple[datetime, datetime] | None:
    """Return from when until when a certificate is in force, by its own words."""
    try:
        one = parsed.load(certificate)
        return one.not_valid_before, one.not_valid_after
    except MALFORMED:
        return None


def token_signer(token: bytes) -> bytes:
    """Return the certificate of the authority that made a timestamp, DER.

    :raises ValueError: and others of :data:`MALFORMED`: it is no timestamp
    """
    return _token_certificates(token)[0]


def surplus(certificate: bytes, evidence: Evidence) -> list[str]:
    """Return what beside a signature proves nothing, or stands in another place.

    A record holds the chain of the signer from below, then the timestamping authority
    and its chain, and one answer for each of them at most, in the same order.

    :return: kinds as in :func:`named`; empty for what this library writes
    """
    try:
        signer, others = _token_certificates(evidence.timestamp_token)
        pool = (*evidence.certificates, *others)
        ders = [certificate, *_above(certificate, pool)]
        ders += [signer, *_above(signer, pool)]
        line = [parsed.load(der) for der in ders]
    except MALFORMED:
        return ["timestamp"]
    found = []
    if _has_additions(evidence.timestamp_token):
        found.append("timestamp")
    wanted = list(dict.fromkeys(one.dump() for one in line[1:] if not _is_root(one)))
    given = set(evidence.certificates)
    if [der for der in wanted if der in given] != list(evidence.certificates):
        found.append("certificate")
    if not _in_order(map(_ocsp_place, evidence.ocsps), line):
        found.append("ocsp")
    if not _in_order(map(_crl_place, evidence.crls), line):
        found.append("crl")
    return found


# ---------------------------------------------------------------------------


class _Pool:
    """Certificates by the name that others give as their issuer's."""

    def __init__(self, certificates: Iterable[x509.Certificate]) -> None:
        self.parsed = list({one.dump(): one for one in certificates}.values())
        self._by_name: dict[bytes, list[x509.Certificate]] = {}
        for one in self.parsed[: 2 * MAX_CERTIFICATES]:
            self._by_name.setdefault(one.subject.dump(), []).append(one)

    def issuer(self, one: x509.Certificate) -> x509.Certificate | None:
        for candidate in self._by_name.get(one.issuer.dump(), ()):
            if issued(one.dump(), candidate.dump()):
                return candidate
        return None


@lru_cache(1024)
def issued(below: bytes, above: bytes) -> bool:
    """Return whether one certificate is signed by the key of another."""
    try:
        one, issuer = map(pyca.load_der_x509_certificate, (below, above))
        one.verify_directly_issued_by(issuer)
    except (InvalidSignature, *MALFORMED):
        # What only looks like a certificate was issued by nobody and issues nothing.
        return False
    return True


def _issuers(one: x509.Certificate, pool: _Pool) -> list[x509.Certificate]:
    """Return the chain above a certificate, as far as it is at hand."""
    chain: list[x509.Certificate] = []
    seen = {one.dump()}
    while (above := pool.issuer(one)) is not None and above.dump() not in seen:
        seen.add(above.dump())
        chain.append(above)
        one = above
    return chain


def _is_root(one: x509.Certificate) -> bool:
    return bool(one.subject.dump() == one.issuer.dump())


@lru_cache(64)
def _above(der: bytes, pool: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return :func:`_issuers` among certificates; the same few are asked for often."""
    chain = _issuers(parsed.load(der), _Pool(map(parsed.load, pool)))
    return tuple(one.dump() for one in chain)


@lru_cache(64)
def _token_certificates(token: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    found = extract_certificate_info(parsed.token(token)["content"])
    return found.signer_cert.dump(), tuple(one.dump() for one in found.other_certs)


def _has_additions(token: bytes) -> bool:
    """Return whether something was put into a timestamp since it was made."""
    try:
        signed = parsed.token(token)["content"]
    except ValueError:
        # Something stands behind it.
        return True
    certificates = [choice.chosen.dump() for choice in signed["certificates"]]
    return (
        len(set(certificates)) != len(certificates)
        or any(choice.name != "certificate" for choice in signed["certificates"])
        or not isinstance(signed["crls"], core.Void)
        or any(
            not isinstance(info["unsigned_attrs"], core.Void)
            for info in signed["signer_infos"]
        )
    )


def _in_order(places: Iterator[Any], line: Sequence[x509.Certificate]) -> bool:
    """Return whether answers concern the certificates of a line, once and in order."""
    at = 0
    try:
        for concerns in places:
            while at < len(line) and not concerns(line[at]):
                at += 1
            if at == len(line):
                return False
            at += 1
    except MALFORMED:
        return False
    return True


def _ocsp_place(der: bytes) -> Any:
    answer = parsed.answer(der)
    if not answer.exact:
        raise ValueError("something stands behind it")
    said = answer.response.basic_ocsp_response["tbs_response_data"]
    (single,) = said["responses"]
    serial = single["cert_id"]["serial_number"].native
    return lambda one: one.serial_number == serial


def _crl_place(der: bytes) -> Any:
    issuer = crl.CertificateList.load(der, strict=True).issuer.dump()
    return lambda one: one.issuer.dump() == issuer


def _answers(leaf: x509.Certificate, evidence: Evidence) -> Iterator[Status]:
    for der in evidence.ocsps:
        answer = parsed.answer(der).response
        if answer["response_status"].native != "successful":
            continue
        for single in answer.basic_ocsp_response["tbs_response_data"]["responses"]:
            if single["cert_id"]["serial_number"].native == leaf.serial_number:
                yield Status("ocsp", single["this_update"].native)
    for der in evidence.crls:
        revoked = parsed.list(der)
        if revoked.issuer == leaf.issuer:
            yield Status("crl", revoked["tbs_cert_list"]["this_update"].native)
