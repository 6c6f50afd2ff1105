# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Timestamps and signatures of others over the whole document, behind the last one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_sig_integrity,
)

from hocba.signing.trust import subject_name, validate_timestamp


@dataclass(frozen=True)
class Stamp:
    """A timestamp that fits the document; who made it is still to be judged."""

    token: bytes
    covered: bytes
    sha256: str
    signer: str
    at: datetime


def without_padding(content: bytes) -> bytes:
    """Return the one structure that a signature's place holds; zeros may follow."""
    info = core.Any.load(content)
    length = len(info.dump())
    if content[length:].strip(b"\0"):
        raise ValueError("more than a signature")
    return content[:length]


def stamp(token: bytes, covered: bytes, digest: str) -> Stamp:
    """Return a timestamp over the document.

    :raises ValueError: it is over something else
    """
    _verdict, at = validate_timestamp(token, covered, None, None)
    if at is None:
        raise ValueError("another document")
    signed = cms.ContentInfo.load(token)["content"]
    name = subject_name(extract_certs_for_validation(signed).signer_cert)
    return Stamp(token, covered, digest, name, at)


def signer(content: bytes, covered: bytes) -> str:
    """Return who signed the document.

    :raises ValueError: another document was signed
    """
    signed = cms.ContentInfo.load(content)["content"]
    (info,) = signed["signer_infos"]
    certificate = extract_certs_for_validation(signed).signer_cert
    digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, covered).digest()
    intact, valid = validate_sig_integrity(
        info, certificate, expected_content_type="data", actual_digest=digest
    )
    if not (intact and valid):
        raise ValueError("another document")
    return subject_name(certificate)
