# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which keys may sign: those whose signatures every usual verifier can judge.

A record must be judged by programs that are not ours. Viewers of PDF call a good
signature by a Brainpool or secp256k1 key invalid, and one by Ed25519 damaged.
"""

from __future__ import annotations

from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hocba.problems import fail, register

RSA_BITS = 2048
#: P-256, P-384 and P-521 (FIPS 186), by the names that ``cryptography`` gives them.
CURVES = ("secp256r1", "secp384r1", "secp521r1")

#: What ``cryptography`` raises for malformed certificates.
UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)

register(
    {
        "signing.unsupported_key": {
            "en": "Keys of kind “{kind}” cannot sign, as other programs could not "
            "judge it: RSA of 2048 bits or more and the curves P-256, P-384 and P-521 "
            "can.",
            "vi": "Không ký được bằng khóa loại «{kind}» vì phần mềm khác không kiểm "
            "tra được; chỉ dùng RSA từ 2048 bit hoặc đường cong P-256, P-384, P-521.",
        },
    }
)


def signing_key(certificate: bytes) -> Any:
    """Return the public key of a DER certificate that may sign.

    :raises HocbaError: ``signing.unsupported_key``
    """
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except UNREADABLE:
        raise fail("signing.unsupported_key", kind="?") from None
    if kind := unsupported(key):
        raise fail("signing.unsupported_key", kind=kind)
    return key


def unsupported(key: Any) -> str:
    """Return what kind of key this is if it cannot sign; empty when it can."""
    if isinstance(key, rsa.RSAPublicKey):
        return "" if key.key_size >= RSA_BITS else f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "" if key.curve.name in CURVES else key.curve.name
    return type(key).__name__.strip("_").removesuffix("PublicKey")
