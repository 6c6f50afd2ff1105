# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading certificates, and checking a signature value against one."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from odoo.exceptions import ValidationError

from hocba.signing.keys import RSA_BITS, unsupported

MAX_SIZE = 64 * 1024
# A PKCS#12 file begins with its version, 3, and what it holds is PKCS#7 data or, when
# signed with a key, signed data. A PKCS#7 file of certificates begins with its kind.
_PFX_VERSION = b"\x02\x01\x03"
_PKCS7 = bytes.fromhex("06092a864886f70d0107")
_SIGNED_DATA = _PKCS7 + b"\x02"
_PEM = re.compile(
    rb"-----BEGIN ((?:TRUSTED |X509 )?CERTIFICATE|PKCS ?#?7[A-Z #0-9]*)-----"
    rb"(.*?)-----END \1-----",
    re.DOTALL,
)


@dataclass(frozen=True)
class CertificateFacts:
    """What the registry keeps of a certificate, read from its own bytes."""

    der: bytes
    sha256: str
    common_name: str
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime


def decode_file(env, value) -> bytes:
    """The bytes of a file as a form sends it.

    :raises ValidationError: none was chosen, or it is damaged
    """
    if not value:
        raise ValidationError(env._("Choose the certificate's file."))
    try:
        return base64.b64decode(value)
    except (binascii.Error, ValueError) as error:
        raise ValidationError(env._("The file is damaged.")) from error


def read_certificate(env, data: bytes) -> CertificateFacts:
    """Read the one signer's certificate in a DER, PEM or PKCS#7 (.p7b) file.

    The file may bring its issuers along; they belong to the trust anchors and are left
    out here.

    :raises ValidationError: a private key in the file, no certificate, several
        signers', a CA's, a key too weak or not meant for signing
    """
    refuse_private_key(env, data)
    found = [c for c in load_certificates(env, data) if not is_ca(c)]
    if len(found) != 1:
        raise ValidationError(
            env._(
                "The file must hold the certificate of exactly one signer;"
                " %(count)s found (certificates of CAs are not counted).",
                count=len(found),
            )
        )
    certificate = found[0]
    _check_key(env, certificate)
    der = certificate.public_bytes(serialization.Encoding.DER)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return CertificateFacts(
        der=der,
        sha256=hashlib.sha256(der).hexdigest(),
        common_name=str(names[0].value) if names else "",
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc.replace(tzinfo=None),
        valid_to=certificate.not_valid_after_utc.replace(tzinfo=None),
    )


def load_certificates(env, data: bytes) -> list[x509.Certificate]:
    """Return the certificates in a PEM bundle, a DER or a PKCS#7 file."""
    if len(data) > MAX_SIZE:
        raise ValidationError(env._("The file is too large for a certificate."))
    try:
        if b"-----BEGIN" in data:
            parts = [base64.b64decode(body) for _kind, body in _PEM.findall(data)]
        else:
            parts = [data]
        found = [certificate for part in parts for certificate in _load(part)]
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValidationError(_no_certificate(env)) from error
    if not found:
        raise ValidationError(_no_certificate(env))
    return found


def _load(der: bytes) -> list[x509.Certificate]:
    # Windows writes PKCS#7 under the headline of a certificate, too.
    if _SIGNED_DATA in der[:24]:
        return pkcs7.load_der_pkcs7_certificates(der)
    return [x509.load_der_x509_certificate(der)]


def _no_certificate(env) -> str:
    return env._(
        "The file holds no certificate in DER, PEM or PKCS#7 (.p7b) form. Export the"
        " certificate alone as .cer."
    )


def refuse_private_key(env, data: bytes) -> None:
    """Refuse a file with a private key before anything of it is stored (KP Đ11)."""
    if b"PRIVATE KEY" in data or _is_pkcs12(data) or _is_der_key(data):
        raise ValidationError(
            env._(
                "This file holds a private key. Private keys stay on the key device"
                " and are never given to the server (Article 11). Nothing was"
                " stored. Export the certificate alone (.cer, .crt, .pem)."
            )
        )


def _is_pkcs12(data: bytes) -> bool:
    head = data[:64]
    return _PFX_VERSION in head[:12] and _PKCS7 in head


def _is_der_key(data: bytes) -> bool:
    try:
        serialization.load_der_private_key(data, password=None)
    except TypeError:  # an encrypted key wants its password
        return True
    except Exception:
        # OpenSSL raises several kinds for bytes that are no key; none is wanted.
        return False
    return True


def is_ca(certificate: x509.Certificate) -> bool:
    """Return whether the certificate may issue others."""
    try:
        extension = certificate.extensions.get_extension_for_class(
            x509.BasicConstraints
        )
    except x509.ExtensionNotFound:
        return False
    return extension.value.ca


def _check_key(env, certificate: x509.Certificate) -> None:
    kind = unsupported(certificate.public_key())
    if kind:
        raise ValidationError(
            env._(
                "The key of this certificate (%(kind)s) is not accepted, as other"
                " programs could not judge its signatures: RSA of at least %(rsa)s"
                " bits or one of the curves P-256, P-384 and P-521 is needed.",
                kind=kind,
                rsa=RSA_BITS,
            )
        )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise ValidationError(env._("This certificate is not meant for signing."))


def signature_matches(der: bytes, digest: bytes, signature: bytes) -> bool:
    """Return whether the certificate's key made ``signature`` over ``digest``.

    ``digest`` is the SHA-256 that was prepared; RSA PKCS#1 v1.5 and DER ECDSA, as
    the drivers' contract says.
    """
    key = x509.load_der_x509_certificate(der).public_key()
    prehashed = utils.Prehashed(hashes.SHA256())
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, digest, padding.PKCS1v15(), prehashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(prehashed))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True
