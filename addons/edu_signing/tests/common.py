# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Certificates and images made on the spot, worth nothing elsewhere."""

import base64
import io
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from PIL import Image


def make_key(bits=None):
    if bits:
        return rsa.generate_private_key(public_exponent=65537, key_size=bits)
    return ec.generate_private_key(ec.SECP256R1())


def make_certificate(
    key, name="Nguyễn Thị Ưởng", ca=False, usage=True, days=365, more=()
):
    """``more`` are further parts of the subject, (oid, text)."""
    begin = datetime.now(timezone.utc) - timedelta(days=30)
    parts = [(NameOID.COMMON_NAME, name), *more]
    subject = x509.Name([x509.NameAttribute(*part) for part in parts])
    names = ("content_commitment", "key_encipherment", "data_encipherment")
    names += ("key_agreement", "crl_sign", "encipher_only", "decipher_only")
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=usage,
                key_cert_sign=ca,
                **dict.fromkeys(names, False),
            ),
            critical=True,
        )
    )
    return builder.sign(key, hashes.SHA256())


def der(certificate):
    return certificate.public_bytes(Encoding.DER)


def pem(certificate):
    return certificate.public_bytes(Encoding.PEM)


def private_files(key, certificate):
    """Every usual kind of file that would give a private key away."""
    secret = BestAvailableEncryption(b"1234")
    forms = (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL)
    return {
        "PEM": key.private_bytes(Encoding.PEM, forms[0], NoEncryption()),
        "PEM encrypted": key.private_bytes(Encoding.PEM, forms[0], secret),
        "PEM old": key.private_bytes(Encoding.PEM, forms[1], NoEncryption()),
        "PEM beside a certificate": pem(certificate)
        + key.private_bytes(Encoding.PEM, forms[0], NoEncryption()),
        "DER": key.private_bytes(Encoding.DER, forms[0], NoEncryption()),
        "DER encrypted": key.private_bytes(Encoding.DER, forms[0], secret),
        "PKCS#12": pkcs12.serialize_key_and_certificates(
            b"x", key, certificate, None, secret
        ),
    }


def png(colour=(20, 40, 200), size=(200, 90), alpha=True):
    image = Image.new("RGBA" if alpha else "RGB", size, (0, 0, 0, 0)[: 3 + alpha])
    mark = (*colour, 255)[: 3 + alpha]
    for x in range(20, size[0] - 20):
        for y in range(size[1] // 2 - 3, size[1] // 2 + 3):
            image.putpixel((x, y), mark)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def as_before_pieces(env, others=None):
    """Keep all revisions whole and in base64, as releases before 19.0.4 did.

    :param others: bytes that stand in the place of a revision's own, by its id
    """
    cr = env.cr
    revisions = env["edu.document.revision"].sudo().search([])
    whole = {revision.id: revision._content() for revision in revisions}
    env.flush_all()
    cr.execute("CREATE TEMPORARY TABLE edu_whole (id integer, content bytea)")
    for id_, content in (whole | (others or {})).items():
        cr.execute(
            "INSERT INTO edu_whole VALUES (%s, %s)", [id_, base64.b64encode(content)]
        )
    cr.execute(
        "CREATE FUNCTION pg_temp.edu_content(integer) RETURNS bytea LANGUAGE sql"
        " AS 'SELECT content FROM pg_temp.edu_whole WHERE id = $1'"
    )
    cr.execute("ALTER TABLE edu_document_revision ADD COLUMN content bytea")
    cr.execute(
        "ALTER TABLE edu_document_revision DROP COLUMN piece, DROP COLUMN whole,"
        " DROP COLUMN place, DROP COLUMN removed,"
        " ALTER COLUMN content TYPE bytea USING pg_temp.edu_content(id)"
    )
    cr.execute("ALTER TABLE edu_document_revision ALTER content SET NOT NULL")
    cr.execute("DROP FUNCTION pg_temp.edu_content(integer)")
    cr.execute("DROP TABLE edu_whole")
    env.invalidate_all()
