# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The authorities and the certificates that they issue."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

from demo.pki import stamps

PEOPLE_YEARS = 3
SHA256 = hashes.SHA256()
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


def make_authorities(folder: Path, begin: datetime, port: int) -> None:
    root_key, root = _new_key(), distinguished_name("Hoc Ba So Demo Root CA")
    ca_usage = usage(key_cert_sign=True, crl_sign=True)
    root_cert = (
        unsigned(root, root, root_key.public_key(), begin, 20)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(ca_usage, critical=True)
        .sign(root_key, SHA256)
    )
    issuing_key, issuing = _new_key(), distinguished_name("Hoc Ba So Demo Issuing CA")
    issuing_cert = (
        unsigned(issuing, root, issuing_key.public_key(), begin, 10, root_cert)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(ca_usage, critical=True)
        .add_extension(crl_at(port, "root"), critical=False)
        .sign(root_key, SHA256)
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
        builder = unsigned(
            distinguished_name(common),
            issuing,
            key.public_key(),
            begin,
            5,
            issuing_cert,
        )
        builder = builder.add_extension(
            usage(digital_signature=True), critical=True
        ).add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        if code == "ocsp":
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
        else:
            builder = with_status(builder, port)
        _save(folder / "ca" / code, key, builder.sign(issuing_key, SHA256))


def certify(
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
    issuing_key, issuing_cert = authority(folder, "issuing")
    school = entry.pop("school_name")
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, school),
            x509.NameAttribute(NameOID.COMMON_NAME, entry["name"]),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, entry["code"]),
        ]
    )
    builder = unsigned(
        subject, issuing_cert.subject, public, begin, PEOPLE_YEARS, issuing_cert
    )
    certificate = (
        with_status(builder, port)
        .add_extension(
            usage(digital_signature=True, content_commitment=True), critical=True
        )
        .add_extension(
            x509.ExtendedKeyUsage(
                [ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING]
            ),
            critical=False,
        )
        .sign(issuing_key, SHA256)
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / entry["certificate"]).write_bytes(pem)
    if entry["kind"] == "organisation":
        picture = stamps.seal(entry["name"], entry["place"], Path(seal_font))
    else:
        picture = stamps.signature(entry["name"])
    (folder / entry["image"]).write_bytes(picture)


def unsigned(
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


def with_status(builder: x509.CertificateBuilder, port: int) -> x509.CertificateBuilder:
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
    ).add_extension(crl_at(port, "issuing"), critical=False)


def crl_at(port: int, authority: str) -> x509.CRLDistributionPoints:
    url = f"http://127.0.0.1:{port}/crl/{authority}.crl"
    name = [x509.UniformResourceIdentifier(url)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(name, None, None, None)])


def usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment "
        "key_agreement key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names.split()})


def distinguished_name(common: str) -> x509.Name:
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


def authority(folder: Path, name: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    stem = folder / "ca" / name
    key = serialization.load_pem_private_key(
        stem.with_suffix(".key").read_bytes(), password=None
    )
    assert isinstance(key, rsa.RSAPrivateKey)
    return key, x509.load_pem_x509_certificate(stem.with_suffix(".pem").read_bytes())
