# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDF signatures in two phases: PAdES-B-T with the evidence in the file.

All fields are appended in one revision before anybody signs; each signature then is one
revision. It begins with the chains and the answers of the certificate authorities (the
Document Security Store of ETSI EN 319 142-1), asked for before the act, so that the
file proves itself offline and the last signature is its last byte. The last field locks
the document; evidence follows it only where another key than the one foreseen made the
timestamp.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, crl, ocsp, x509
from cryptography import x509 as pyca_x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import (
    PreparedByteRangeDigest,
    SignatureObject,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore

from hocba.problems import fail, register
from hocba.signing.appearance import FONTS_DIR, Appearance, Rectangle, draw
from hocba.signing.claimed import check_in_force, check_stamped, check_taken_over
from hocba.signing.contract import Evidence, EvidenceSource, Prepared
from hocba.signing.keys import signing_key

#: Room for a timestamp whose size nobody has asked for: a token with a chain of
#: RSA-4096 takes up to 5,200 bytes. ``EvidenceClient.token_reserve`` asks.
TOKEN_RESERVE = 8192
_ATTRIBUTES_RESERVE = 1024
_STATE_MAGIC = b"HBPDF1\n"
_MD = "sha256"

register(
    {
        "pdf.unreadable": {
            "en": "The PDF cannot be read ({detail}).",
            "vi": "Không đọc được tệp PDF ({detail}).",
        },
        "pdf.no_field": {
            "en": "The PDF has no empty signature field “{field}”.",
            "vi": "Tệp PDF không có ô chữ ký còn trống «{field}».",
        },
        "pdf.field_exists": {
            "en": "The PDF already has a signature field “{field}”.",
            "vi": "Tệp PDF đã có ô chữ ký «{field}».",
        },
        "pdf.wrong_signature": {
            "en": "The signature value does not belong to this document and the "
            "certificate of its signer.",
            "vi": "Giá trị chữ ký không khớp với văn bản và chứng thư số của người ký.",
        },
        "pdf.reserve": {
            "en": "The signature with its timestamp needs {needed} bytes, but only "
            "{reserved} were reserved in the PDF.",
            "vi": "Chữ ký kèm dấu thời gian cần {needed} byte nhưng tệp PDF chỉ dành "
            "{reserved} byte.",
        },
    }
)


@dataclass(frozen=True)
class Field:
    """A place for one signature.

    :param name: the slot that the signature fills
    :param page: from 0
    :param box_pt: left, bottom, right, top in points; a box of no size is invisible
    :param lock: nothing but evidence may follow this signature
    """

    name: str
    page: int
    box_pt: Rectangle
    lock: bool = False


def add_fields(pdf: bytes, fields: Iterable[Field]) -> bytes:
    """Append empty signature fields, all in one revision (signing order is free).

    :raises HocbaError: ``pdf.unreadable``, ``pdf.field_exists``
    """
    writer = _writer(pdf)
    for field in fields:
        if any(name == field.name for name, _value, _ref in _fields(writer)):
            raise fail("pdf.field_exists", field=field.name)
        x0, y0, x1, y1 = field.box_pt
        spec = SigFieldSpec(
            field.name,
            on_page=field.page,
            # pyHanko takes any numbers; more digits only make rounding visible.
            box=(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)),  # type: ignore[arg-type]
            field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if field.lock else None,
            doc_mdp_update_value=MDPPerm.NO_CHANGES if field.lock else None,
        )
        append_signature_field(writer, spec)
    form = writer.root["/AcroForm"]
    form[pdf_name("/SigFlags")] = generic.NumberObject(3)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def field_names(pdf: bytes, *, signed: bool | None = None) -> list[str]:
    """Return the names of signature fields, of all or of the signed or empty ones.

    :raises HocbaError: ``pdf.unreadable``
    """
    return [
        name
        for name, value, _ref in _fields(_writer(pdf))
        if signed is None or signed == (value is not None)
    ]


def prepare(
    pdf: bytes,
    *,
    field: str,
    certificate: bytes,
    signing_time: datetime,
    appearance: Appearance | None = None,
    chain: Sequence[bytes] = (),
    reason: str = "",
    fonts_dir: str | os.PathLike[str] = FONTS_DIR,
    token_reserve: int = TOKEN_RESERVE,
    foreseen: Evidence | None = None,
) -> Prepared:
    """Write the revision of a signature and return the digest to be signed.

    :param field: the name of an empty field
    :param certificate: the signer's certificate in DER
    :param signing_time: aware; the signer's claim, written with its zone
    :param appearance: what the field shows, if it is visible
    :param chain: intermediate certificates in DER, for viewers that know none
    :param token_reserve: how large the timestamp may become, in bytes
    :param foreseen: chains and answers that will prove the signature; signed with it
    :raises HocbaError: the PDF, the field or the appearance cannot be used, the kind of
        key is not supported, or the certificate is not in force
    """
    signing_key(certificate)
    check_in_force(signing_time, certificate)
    leaf = x509.Certificate.load(certificate)
    writer = _writer(pdf)
    empty = {name for name, value, _ref in _fields(writer) if value is None}
    if field not in empty:
        raise fail("pdf.no_field", field=field)
    if foreseen is not None:
        DocumentSecurityStore.supply_dss_in_writer(writer, None, **_stored(foreseen))
    embedding = PdfCMSEmbedder().write_cms(field, writer, existing_fields_only=True)
    field_ref = next(embedding)
    widget = field_ref.get_object()
    if appearance is not None:
        stream = draw(writer, appearance, _rectangle(widget), fonts_dir)
        widget[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): stream})
    reserved = len(certificate) + sum(map(len, chain)) + token_reserve
    reserved += _ATTRIBUTES_RESERVE + _signature_size(leaf)
    embedding.send(
        SigObjSetup(
            SignatureObject(
                timestamp=signing_time,
                subfilter=SigSeedSubFilter.PADES,
                reason=reason or None,
                bytes_reserved=2 * reserved,
            ),
            mdp_setup=_lock_of(widget),
        )
    )
    digest, output = embedding.send(SigIOSetup(md_algorithm=_MD))
    attributes = _signed_attributes(leaf, digest.document_digest).dump()
    head = {
        "start": digest.reserved_region_start,
        "end": digest.reserved_region_end,
        "document": digest.document_digest.hex(),
        "attributes": _text(attributes),
        "certificate": _text(certificate),
        "claimed": signing_time.isoformat(),
        "chain": [_text(der) for der in chain],
        "foreseen": foreseen is not None,
    }
    state = _STATE_MAGIC + json.dumps(head).encode() + b"\n" + output.getvalue()
    return Prepared(hashlib.sha256(attributes).digest(), state)


def timestamp_data(prepared_state: bytes, signature: bytes) -> bytes:
    """Return what the timestamp of a signature is taken over: the bare value.

    :raises HocbaError: ``pdf.wrong_signature``
    """
    head, _pdf = _read_state(prepared_state)
    _check_value(_bytes(head["certificate"]), _bytes(head["attributes"]), signature)
    return signature


def foreseen(prepared_state: bytes) -> Evidence | None:
    """Return the evidence that the file of a prepared signature holds already."""
    head, pdf = _read_state(prepared_state)
    if not head.get("foreseen"):  # nor in what an earlier release prepared
        return None
    store = DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(pdf)))
    return Evidence(
        b"",
        tuple(certificate.dump() for certificate in store.load_certs()),
        tuple(ref.get_object().data for ref in store.ocsps),
        tuple(ref.get_object().data for ref in store.crls),
    )


def complete(
    prepared_state: bytes,
    signature: bytes,
    *,
    evidence: Evidence | None = None,
    client: EvidenceSource | None = None,
) -> bytes:
    """Put signature value, timestamp and evidence into the file.

    Safe to repeat with the same state and value.

    :param signature: PKCS#1 v1.5 (RSA) or DER ECDSA (EC) over the prepared digest
    :param evidence: timestamp over :func:`timestamp_data`, with its revocation answers
    :param client: collects the evidence, if none is given
    :raises HocbaError: ``pdf.wrong_signature``, ``pdf.reserve``,
        ``signing.time_ahead``, ``signing.wrong_timestamp``, or what the client raises
    """
    head, pdf = _read_state(prepared_state)
    attributes, certificate = _bytes(head["attributes"]), _bytes(head["certificate"])
    _check_value(certificate, attributes, signature)
    if evidence is None:
        if client is None:
            raise ValueError("evidence or client is needed")
        evidence = client.collect(signature, certificate, foreseen(prepared_state))
    check_taken_over(signature, evidence.timestamp_token)
    if "claimed" in head:  # not in what an earlier release prepared
        check_stamped(datetime.fromisoformat(head["claimed"]), evidence.timestamp_token)
    chain = [_bytes(der) for der in head["chain"]]
    data = _cms(certificate, chain, attributes, signature, evidence.timestamp_token)
    digest = PreparedByteRangeDigest(
        bytes.fromhex(head["document"]), head["start"], head["end"]
    )
    reserved = (head["end"] - head["start"] - 2) // 2
    if len(data) > reserved:
        raise fail("pdf.reserve", needed=len(data), reserved=reserved)
    output = io.BytesIO(pdf)
    digest.fill_with_cms(output, data)
    _add_evidence(output, evidence)
    return output.getvalue()


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(io.BytesIO(pdf))
    except (PdfError, ValueError, TypeError, KeyError) as error:
        raise fail("pdf.unreadable", detail=str(error)) from error


def _fields(writer: IncrementalPdfFileWriter) -> list[tuple[str, Any, Any]]:
    return list(enumerate_sig_fields(writer))


def _rectangle(widget: generic.DictionaryObject) -> Rectangle:
    x0, y0, x1, y1 = (float(side) for side in widget["/Rect"])
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _lock_of(widget: generic.DictionaryObject) -> SigMDPSetup | None:
    """Repeat the field's lock in the signature, where it becomes binding."""
    lock = widget.get("/Lock")
    if lock is None:
        return None
    lock = lock.get_object()
    return SigMDPSetup(
        md_algorithm=_MD,
        field_lock=FieldMDPSpec.from_pdf_object(lock),
        docmdp_perms=MDPPerm(lock["/P"]) if "/P" in lock else None,
    )


def _signature_size(leaf: x509.Certificate) -> int:
    # An ECDSA value is smaller than this, an RSA value as long as its modulus.
    size = leaf.public_key.byte_size if leaf.public_key.algorithm == "rsa" else 160
    return int(size)


def _signed_attributes(leaf: x509.Certificate, digest: bytes) -> cms.CMSAttributes:
    # EN 319 142-1: the time of signing stands in the signature dictionary only.
    values: list[tuple[str, Any]] = [
        ("content_type", "data"),
        ("message_digest", digest),
        ("signing_certificate_v2", as_signing_certificate_v2(leaf)),
        (
            "cms_algorithm_protection",
            cms.CMSAlgorithmProtection(
                {
                    "digest_algorithm": {"algorithm": _MD},
                    "signature_algorithm": _mechanism(leaf),
                }
            ),
        ),
    ]
    return cms.CMSAttributes(
        [simple_cms_attribute(name, value) for name, value in values]
    )


def _mechanism(leaf: x509.Certificate) -> algos.SignedDigestAlgorithm:
    name = "sha256_rsa" if leaf.public_key.algorithm == "rsa" else "sha256_ecdsa"
    return algos.SignedDigestAlgorithm({"algorithm": name})


def _check_value(certificate: bytes, attributes: bytes, signature: bytes) -> None:
    key = pyca_x509.load_der_x509_certificate(certificate).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, attributes, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, attributes, ec.ECDSA(hashes.SHA256()))
        else:
            raise InvalidSignature
    except InvalidSignature:
        raise fail("pdf.wrong_signature") from None


def _cms(
    certificate: bytes,
    chain: list[bytes],
    attributes: bytes,
    signature: bytes,
    token: bytes,
) -> bytes:
    leaf = x509.Certificate.load(certificate)
    digest = algos.DigestAlgorithm({"algorithm": _MD})
    sid = cms.IssuerAndSerialNumber(
        {"issuer": leaf.issuer, "serial_number": leaf.serial_number}
    )
    stamp = cms.ContentInfo.load(token)
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": sid}),
            "digest_algorithm": digest,
            "signature_algorithm": _mechanism(leaf),
            "signed_attrs": cms.CMSAttributes.load(attributes),
            "signature": signature,
            "unsigned_attrs": cms.CMSAttributes(
                [simple_cms_attribute("signature_time_stamp_token", stamp)]
            ),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data"},
            "certificates": [leaf, *map(x509.Certificate.load, chain)],
            "signer_infos": [signer],
        }
    )
    content = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return bytes(content.dump())


def _add_evidence(output: io.BytesIO, evidence: Evidence) -> None:
    """Append what the file does not hold yet."""
    if evidence.certificates or evidence.ocsps or evidence.crls:
        DocumentSecurityStore.add_dss(output, None, **_stored(evidence))


def _stored(evidence: Evidence) -> dict[str, Any]:
    return {
        "certs": [x509.Certificate.load(der) for der in evidence.certificates],
        "ocsps": [ocsp.OCSPResponse.load(der) for der in evidence.ocsps],
        "crls": [crl.CertificateList.load(der) for der in evidence.crls],
    }


def _read_state(state: bytes) -> tuple[dict[str, Any], bytes]:
    if not state.startswith(_STATE_MAGIC):
        raise ValueError("not the state of a prepared PDF signature")
    head, _newline, pdf = state[len(_STATE_MAGIC) :].partition(b"\n")
    return json.loads(head), pdf


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
