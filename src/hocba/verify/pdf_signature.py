# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One signature of a PDF: what it covers, who made it, and with which evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from hocba.moment import iso
from hocba.problems import Problem, register
from hocba.signing.answers import STRONG_HASHES
from hocba.signing.contract import Evidence
from hocba.signing.trust import TrustStore, subject_name
from hocba.verify import values
from hocba.verify.proof import claim, prove
from hocba.verify.report import FAILED, OK, Cover, SignatureReport
from hocba.verify.signature import Judged
from hocba.verify.xml import Opened
from hocba.words import DATA, ISSUE, ORGANISATION

_SUBFILTERS = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")

register(
    {
        "verify.pdf_changed": {
            "en": "The PDF was changed after it was signed.",
            "vi": "Tệp PDF đã bị thay đổi sau khi ký.",
        },
        "verify.pdf_not_covered": {
            "en": "The signature does not cover the whole file.",
            "vi": "Chữ ký không bao phủ toàn bộ tệp.",
        },
        "verify.pdf_added": {
            "en": "Something was added to the PDF after this signature.",
            "vi": "Tệp PDF bị bổ sung nội dung không được phép sau chữ ký này.",
        },
        "verify.pdf_kind": {
            "en": "The signature is of a kind that is not allowed ({kind}).",
            "vi": "Chữ ký thuộc loại không được phép ({kind}).",
        },
    }
)


@dataclass(frozen=True)
class _Signed:
    certificate: bytes
    claimed: datetime | None
    problems: list[Problem]
    own: list[Problem]


def judge(
    one: EmbeddedPdfSignature,
    opened: Opened,
    trust: TrustStore | None,
    known: Iterable[Evidence],
    now: datetime | None = None,
) -> Judged:
    name = str(one.field_name)
    report = SignatureReport(id=name, role=_role(name, opened))
    signed = _content_of(one, last=report.role == ORGANISATION)
    report.signer = subject_name(signed.certificate)
    report.reasons += signed.own + signed.problems
    report.content = FAILED if report.reasons else OK
    if not signed.own and signed.claimed:
        report.signed_at = iso(signed.claimed)
    proven = report.content == OK
    report.covers = [
        Cover(
            "pdf",
            "Toàn bộ tệp PDF cùng tệp XML đính kèm",
            {"Bản sửa đổi": f"{one.signed_revision}"} if proven else {},
        ),
        values.cover(opened.tree, DATA, proven=proven),
        values.cover(opened.tree, ISSUE, proven=proven),
    ]
    evidence = _evidence(one, known)
    # Nobody signed these as they stand: others may prove the same.
    beside = [("timestamp", evidence.timestamp_token)]
    beside += [("certificate", der.dump()) for der in one.other_embedded_certs]
    report.evidence = [
        {"kind": kind, "sha256": hashlib.sha256(der).hexdigest()}
        for kind, der in beside
    ]
    proven_at = prove(
        report,
        signed.certificate,
        one.signer_info["signature"].native,
        evidence,
        signed.claimed,
        trust,
        now,
    )
    return Judged(
        report,
        hashlib.sha256(signed.certificate).hexdigest(),
        proven_at,
        signed.certificate,
    )


def _role(name: str, opened: Opened) -> str:
    roles = {spec.slot_id: spec.role for spec in opened.slots}
    return roles.get(name, "")


def _content_of(one: EmbeddedPdfSignature, *, last: bool) -> _Signed:
    """Return what a signature covers, and what is wrong with that."""
    certificate = one.signer_cert.dump()
    own, problems = [], []
    # ``get`` would return a reference as it is.
    value = one.sig_object
    kind = value["/SubFilter"] if "/SubFilter" in value else None
    weak = one.md_algorithm not in STRONG_HASHES
    if one.sig_object_type != "/Sig" or kind not in _SUBFILTERS or weak:
        what = f"{one.sig_object_type} {kind} {one.md_algorithm}"
        own.append(Problem("verify.pdf_kind", {"kind": what}))
    if not _names_certificate(one, certificate):
        own.append(Problem("verify.wrong_certificate"))
    one.compute_integrity_info()
    intact, valid = validate_sig_integrity(
        one.signer_info,
        one.signer_cert,
        expected_content_type="data",
        actual_digest=one.compute_digest(),
    )
    if not valid:
        own.append(Problem("verify.wrong_value"))
    elif not intact:
        problems.append(Problem("verify.pdf_changed"))
    problems += _coverage(one, last=last)
    claimed = claim(one.self_reported_timestamp)
    return _Signed(certificate, claimed, problems, own)


def _coverage(one: EmbeddedPdfSignature, *, last: bool) -> list[Problem]:
    """Judge what was added after a signature; after the last one: only evidence."""
    summary = one.summarise_integrity_info()
    if summary["coverage"] < SignatureCoverageLevel.ENTIRE_REVISION:
        return [Problem("verify.pdf_not_covered")]
    result = summary["diff_result"]
    if not summary["docmdp_ok"] or not isinstance(result, DiffResult):
        return [Problem("verify.pdf_added", {"detail": str(result)})]
    allowed = ModificationLevel.LTA_UPDATES if last else ModificationLevel.FORM_FILLING
    if result.modification_level > allowed:
        level = result.modification_level.name
        return [Problem("verify.pdf_added", {"detail": level})]
    return []


def _names_certificate(one: EmbeddedPdfSignature, certificate: bytes) -> bool:
    """Return whether the signed attributes name this very certificate (ESS)."""
    for attribute in one.signer_info["signed_attrs"]:
        if attribute["type"].native == "signing_certificate_v2":
            named = attribute["values"][0]["certs"][0]
            algorithm = named["hash_algorithm"]["algorithm"].native
            if algorithm not in STRONG_HASHES:
                return False
            digest = hashlib.new(algorithm, certificate).digest()
            return bool(named["cert_hash"].native == digest)
    return False


def _evidence(one: EmbeddedPdfSignature, known: Iterable[Evidence]) -> Evidence:
    """Return the evidence of a signature itself, and all that the file holds beside."""
    token = b""
    ocsps: list[bytes] = []
    crls: list[bytes] = []
    certificates = [certificate.dump() for certificate in one.other_embedded_certs]
    for attribute in _attributes(one.signer_info):
        name = attribute["type"].native
        if name == "signature_time_stamp_token" and not token:
            token = attribute["values"][0].dump()
        elif name == "adobe_revocation_info_archival":
            info = attribute["values"][0]
            ocsps += [item.dump() for item in info["ocsp"] or ()]
            crls += [item.dump() for item in info["crl"] or ()]
    for stored in known:
        certificates += stored.certificates
        ocsps += stored.ocsps
        crls += stored.crls
    return Evidence(token, tuple(certificates), tuple(ocsps), tuple(crls))


def stored(reader: PdfFileReader) -> Evidence:
    """Return the evidence in the Document Security Store."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Evidence(b"")
    return Evidence(
        b"",
        tuple(certificate.dump() for certificate in store.load_certs()),
        tuple(ref.get_object().data for ref in store.ocsps),
        tuple(ref.get_object().data for ref in store.crls),
    )


def _attributes(signer_info: cms.SignerInfo) -> list[cms.CMSAttribute]:
    groups = (signer_info["signed_attrs"], signer_info["unsigned_attrs"])
    return [
        attribute
        for group in groups
        if not isinstance(group, core.Void)
        for attribute in group
    ]
