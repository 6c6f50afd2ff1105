# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which certificates lead to a trusted root, before any path is sought."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from asn1crypto import x509
from cryptography import x509 as pyca_x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from hocba.signing.remembered import parsed

#: No signature needs more certificates to lead to its root; more are not looked at.
MAX_CERTIFICATES = 64


def rooted(
    chain: Iterable[x509.Certificate], anchors: tuple[bytes, ...]
) -> list[x509.Certificate]:
    """Return the certificates that a trusted root has issued, at first or second hand.

    Paths are sought in every order of the certificates at hand, and strangers can send
    any number that name each other as issuer.
    """
    unknown = dict.fromkeys(one.dump() for one in chain)
    left = {
        der: _certificate(der)
        for der in list(unknown)[:MAX_CERTIFICATES]
        if der not in anchors
    }
    issuers = [_certificate(der) for der in anchors]
    found: list[x509.Certificate] = []
    while issuers:
        issuer = issuers.pop()
        for der in [der for der, one in left.items() if _issued(one, issuer)]:
            found.append(parsed.load(der))
            child = left.pop(der)
            if found[-1].ca:
                issuers.append(child)
    return found


@lru_cache(maxsize=4 * MAX_CERTIFICATES)
def _certificate(der: bytes) -> pyca_x509.Certificate | None:
    try:
        return pyca_x509.load_der_x509_certificate(der)
    except (ValueError, TypeError, UnsupportedAlgorithm, pyca_x509.InvalidVersion):
        return None


@lru_cache(maxsize=16 * MAX_CERTIFICATES)
def _issued(
    one: pyca_x509.Certificate | None, issuer: pyca_x509.Certificate | None
) -> bool:
    if one is None or issuer is None:
        return False
    try:
        one.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
