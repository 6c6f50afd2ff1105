# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading certificates, and checking a signature value against one."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

from odoo.exceptions import ValidationError

MAX_SIZE = 64 * 1024
MIN_RSA_BITS = 2048
MIN_EC_BITS = 256
# id-data of PKCS#7, which every PKCS#12 file names within its first bytes.
_PKCS7_DATA = bytes.fromhex("06092a864886f70d010701")


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
    """Read the one signer's certificate in a DER or PEM file.

    A PEM file may bring its issuers along; they belong to the trust anchors and
    are left out here.

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
    """Return the certificates in a PEM bundle or a DER file."""
    if len(data) > MAX_SIZE:
        raise ValidationError(env._("The file is too large for a certificate."))
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError as error:
        raise ValidationError(
            env._("The file holds no certificate in DER or PEM form.")
        ) from error


def refuse_private_key(env, data: bytes) -> None:
    """Refuse a file with a private key before anything of it is stored (KP Đ11)."""
    if b"PRIVATE KEY" in data or _PKCS7_DATA in data[:64] or _is_der_key(data):
        raise ValidationError(
            env._(
                "This file holds a private key. Private keys stay on the key device"
                " and are never given to the server (Article 11). Nothing was"
                " stored. Export the certificate alone (.cer, .crt, .pem)."
            )
        )


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
    key = certificate.public_key()
    strong = (isinstance(key, rsa.RSAPublicKey) and key.key_size >= MIN_RSA_BITS) or (
        isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= MIN_EC_BITS
    )
    if not strong:
        raise ValidationError(
            env._(
                "The key of this certificate is not accepted: RSA of at least"
                " %(rsa)s bits or an elliptic curve of at least %(ec)s bits is"
                " needed.",
                rsa=MIN_RSA_BITS,
                ec=MIN_EC_BITS,
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
