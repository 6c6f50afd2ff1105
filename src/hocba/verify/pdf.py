# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verification of a signed PDF with its attached XML (KP Đ13, Đ15, Đ31).

A PDF is judged three ways at once: by its own signatures (head, organisation), by the
signatures of teachers and homeroom teacher in the one XML that it carries, and by the
equality of its pages and that XML. The list of signers in the XML is believed when the
PDF's organisation signature, which covers the attachment, is valid and approved.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import (
    NoDSSFoundError,
    SignatureValidationError,
    ValidationInfoReadingError,
)
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from hocba.books import xml as books
from hocba.books.form import year_form
from hocba.problems import HocbaError, Problem, fail, register
from hocba.safexml import MAX_BYTES
from hocba.signing.answers import STRONG_HASHES
from hocba.signing.contract import Evidence
from hocba.signing.trust import TrustStore, subject_name
from hocba.verify import values
from hocba.verify.additions import additions
from hocba.verify.container import is_exact, surplus
from hocba.verify.issuers import Issuers
from hocba.verify.proof import claim, prove, text
from hocba.verify.report import (
    FAILED,
    OK,
    UNKNOWN,
    Cover,
    FileReport,
    SignatureReport,
    overall,
    refused,
)
from hocba.verify.signature import Judged
from hocba.verify.xml import (
    Opened,
    as_issuers,
    check_listed,
    judge_organisation,
    judge_person,
    judge_signatures,
    open_book,
)
from hocba.words import HEAD, HEAD_SLOT, ORGANISATION, ORGANISATION_SLOT

_SUBFILTERS = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")
_RANGES = re.compile(
    rb"/ByteRange\s{0,9}\[\s{0,9}0\s{1,9}\d{1,10}\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})"
)
#: More nodes than any book's page tree and list of attached files have together.
_MAX_NODES = 1000
#: More than signers of a book and renewals of a century together.
_MAX_SIGNATURES = 100
_REQUIRED = {HEAD_SLOT: HEAD, ORGANISATION_SLOT: ORGANISATION}
#: pyHanko meets malformed files with any of these.
_UNREADABLE = (
    PdfError,
    SignatureValidationError,
    ValidationInfoReadingError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    OSError,
    zlib.error,
)

register(
    {
        "verify.pdf_unreadable": {
            "en": "The PDF is damaged or incomplete and cannot be read. Ask for the "
            "original file.",
            "vi": "Tệp PDF bị hỏng hoặc chưa đủ nên không đọc được. Hãy xin tệp gốc.",
        },
        "verify.pdf_encrypted": {
            "en": "The PDF is encrypted.",
            "vi": "Tệp PDF bị mã hóa.",
        },
        "verify.pdf_active": {
            "en": "The PDF holds active or hidden content ({what}), which is not "
            "allowed.",
            "vi": "Tệp PDF có nội dung động hoặc ẩn ({what}), không được phép.",
        },
        "verify.attachments": {
            "en": "The PDF carries {count} attached files instead of exactly one.",
            "vi": "Tệp PDF có {count} tệp đính kèm, trong khi phải có đúng một tệp.",
        },
        "verify.attachment_unreadable": {
            "en": "The attached file cannot be read.",
            "vi": "Không đọc được tệp đính kèm.",
        },
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
        "verify.too_many": {
            "en": "The PDF holds {count} signatures; no record has more than {limit}.",
            "vi": "Tệp PDF có {count} chữ ký; không học bạ nào có quá {limit}.",
        },
        "verify.pdf_kind": {
            "en": "The signature is of a kind that is not allowed ({kind}).",
            "vi": "Chữ ký thuộc loại không được phép ({kind}).",
        },
    }
)


def verify_pdf(
    data: bytes,
    trust: TrustStore | None = None,
    issuers: Issuers | dict[str, Any] | None = None,
    *,
    file: str = "",
    now: datetime | None = None,
) -> FileReport:
    """Verify a signed PDF with attached XML, without any network.

    Parameters and result as in :func:`hocba.verify.verify_xml`; the report lists the
    signatures of the attached XML first, then those of the PDF.
    """
    try:
        length, reader = _signed_part(data)
        end = len(data) if length is None else length
        if reader.encrypted:
            raise fail("verify.pdf_encrypted")
        problems = _active_content(reader)
        opened, xml = _attached(reader)
        embedded = reader.embedded_signatures
        if len(embedded) > _MAX_SIGNATURES:
            raise fail("verify.too_many", count=len(embedded), limit=_MAX_SIGNATURES)
        judged, missing = judge_signatures(opened, trust, set(_REQUIRED), now)
        stored = _stored(reader)
        added = additions(data, end, reader, trust, stored)
        known = (stored, added.evidence)
        pdf = [_judge(one, opened, trust, known, now) for one in embedded]
        problems += added.problems + missing + _missing(pdf)
        for one in embedded:
            if one.field_name == ORGANISATION_SLOT:
                # Whatever fills the earlier places is signed by this one.
                if not is_exact(data, one):
                    problems.append(Problem("verify.other_spelling"))
                added.notes[:0] = surplus(one)
        problems += _compare(data[:end], xml)
    except HocbaError as error:
        return refused(file, error.problems)
    except _UNREADABLE as error:
        detail = f"{type(error).__name__}: {error}"
        return refused(file, [Problem("verify.pdf_unreadable", {"detail": detail})])
    _authorise(judged, pdf, opened, as_issuers(issuers))
    reports = [one.report for one in (*judged, *pdf)]
    return FileReport(
        file, overall(reports, problems), reports, problems, added.notes, length
    )


def open_attached(data: bytes) -> Opened:
    """Return the book that a PDF carries, of whatever worth its signatures are.

    :raises HocbaError: not one book, or none that keeps the schema
    """
    return _carried(data)[0]


def attached_xml(data: bytes) -> bytes:
    """Return the bytes of the book that a PDF carries; raises as the above."""
    return _carried(data)[1]


def _carried(data: bytes) -> tuple[Opened, bytes]:
    try:
        return _attached(_signed_part(data)[1])
    except _UNREADABLE as error:
        detail = f"{type(error).__name__}: {error}"
        raise fail("verify.pdf_unreadable", detail=detail) from error


def _authorise(
    judged: list[Judged], pdf: list[Judged], opened: Opened, issuers: Issuers | None
) -> None:
    final = next((j for j in pdf if j.report.role == ORGANISATION), None)
    list_state = UNKNOWN
    if final is not None:
        list_state = judge_organisation(final, opened, issuers)
        check_listed(final, opened.issue, demand=False)
    for one in (*judged, *pdf):
        if one is final:
            continue
        if one.report.role:
            judge_person(one, opened.issue, list_state, issuers, opened.school)
        else:
            one.report.authority = FAILED
            one.report.reasons.append(
                Problem("verify.unknown_field", {"slot": one.report.id})
            )


def _missing(pdf: list[Judged]) -> list[Problem]:
    present = {one.report.id for one in pdf}
    return [
        Problem("verify.missing_signature", {"slot": slot})
        for slot in _REQUIRED
        if slot not in present
    ]


def _compare(data: bytes, xml: bytes) -> list[Problem]:
    from hocba.books.page import compare

    return compare(data, year_form(books.parse(xml)))


# The file -----------------------------------------------------------------------------


def _signed_part(data: bytes) -> tuple[int | None, PdfFileReader]:
    """Return how many bytes the organisation signed, and what reads these alone.

    All that the file says is read from there; what stands behind is nobody's word. A
    file without that signature is read as a whole (None).
    """
    ends = {int(match[1]) + int(match[2]) for match in _RANGES.finditer(data)}
    for end in sorted(ends, reverse=True)[:_MAX_SIGNATURES]:
        if end > len(data):
            continue
        try:
            reader = PdfFileReader(io.BytesIO(data[:end]))
            if _signed_by_organisation(reader) == end:
                return end, reader
        except _UNREADABLE:
            continue
    return None, PdfFileReader(io.BytesIO(data))


def _active_content(reader: PdfFileReader) -> list[Problem]:
    root = reader.root
    found = [key for key in ("/OpenAction", "/AA", "/OCProperties") if key in root]
    found += sorted(_notes(reader.root["/Pages"], 0, iter(range(_MAX_NODES))))
    if "/JavaScript" in _dictionary(root, "/Names"):
        found.append("/JavaScript")
    if "/XFA" in _dictionary(root, "/AcroForm"):
        found.append("/XFA")
    return [Problem("verify.pdf_active", {"what": ", ".join(found)})] if found else []


def _signed_by_organisation(reader: PdfFileReader) -> int:
    """Return how many bytes a signature in the organisation's field covers."""
    fields = _get(_dictionary(reader.root, "/AcroForm"), "/Fields", ())
    if len(fields) > _MAX_SIGNATURES:
        return 0
    for at in range(len(fields)):
        if fields[at]["/T"] == ORGANISATION_SLOT and "/V" in fields[at]:
            ranges = fields[at]["/V"]["/ByteRange"]
            return int(ranges[2] + ranges[3]) if len(ranges) == 4 else 0
    return 0


def _notes(node: Any, depth: int, nodes: Iterator[int]) -> set[str]:
    """Return what lies upon the pages below a branch, but is no place for a signature.

    Attached files are counted by themselves.
    """
    if depth > 16 or next(nodes, None) is None:
        raise fail("verify.attachment_unreadable")
    found = set()
    for note in _items(node, "/Annots"):
        kind = str(_get(note, "/Subtype"))
        signature = kind == "/Widget" and _get(note, "/FT") == "/Sig"
        if not signature and kind != "/FileAttachment":
            found.add(kind)
        found |= {key for key in ("/A", "/AA") if key in note}
    if "/AA" in node:
        found.add("/AA")
    for kid in _items(node, "/Kids"):
        found |= _notes(kid, depth + 1, nodes)
    return found


def _get(node: Any, key: str, default: Any = None) -> Any:
    """Return a member, its reference followed; ``get`` would return that."""
    return node[key] if key in node else default


def _dictionary(node: Any, key: str) -> Any:
    found = _get(node, key)
    return found if isinstance(found, dict) else {}


def _attached(reader: PdfFileReader) -> tuple[Opened, bytes]:
    """Return the one attached XML, ready to be judged.

    :raises HocbaError: none or several files, or one that is no book
    """
    tree = _dictionary(_dictionary(reader.root, "/Names"), "/EmbeddedFiles")
    nodes = iter(range(_MAX_NODES))
    files = list(_leaves(tree, 0, nodes))
    hidden = _hidden_files(reader.root["/Pages"], 0, nodes)
    # The catalogue may name the same file as the source of the pages.
    hidden += sum(one not in files for one in _items(reader.root, "/AF"))
    if len(files) != 1 or hidden:
        raise fail("verify.attachments", count=len(files) + hidden)
    xml = _content(files[0])
    opened = open_book(xml)
    if not isinstance(opened, Opened):
        raise HocbaError(opened)
    return opened, xml


def _leaves(node: Any, depth: int, nodes: Iterator[int]) -> Any:
    """Return the attached files below a branch.

    :param nodes: runs out when there are too many; few branches, each named often, make
        a tree that nobody can walk
    """
    if depth > 8 or next(nodes, None) is None:
        raise fail("verify.attachment_unreadable")
    yield from _items(node, "/Names")[1::2]
    for kid in _items(node, "/Kids"):
        yield from _leaves(kid, depth + 1, nodes)


def _hidden_files(node: Any, depth: int, nodes: Iterator[int]) -> int:
    """Return how many files hang on a page, or on the pages below a branch."""
    if depth > 16 or next(nodes, None) is None:
        raise fail("verify.attachment_unreadable")
    notes = _items(node, "/Annots")
    own = sum(_get(note, "/Subtype") == "/FileAttachment" for note in notes)
    own += len(_items(node, "/AF"))
    kids = _items(node, "/Kids")
    return own + sum(_hidden_files(kid, depth + 1, nodes) for kid in kids)


def _items(node: Any, key: str) -> list[Any]:
    """Return the members of an array; iterating over it would give references."""
    found = _get(node, key, ())
    return [found[at] for at in range(len(found))]


def _content(file_spec: Any) -> bytes:
    """Return an attached file, never unpacking more than a book may have."""
    embedded = file_spec["/EF"]
    stream = embedded["/F"]
    # A viewer may take another of these than we do.
    variants = {embedded.raw_get(key) for key in embedded}
    if len(variants) != 1 or not isinstance(stream, generic.StreamObject):
        raise fail("verify.attachment_unreadable")
    filters = _get(stream, "/Filter")
    packed = stream.encoded_data
    if filters is None:
        return packed
    if filters not in ("/FlateDecode", ["/FlateDecode"]) or "/DecodeParms" in stream:
        raise fail("verify.attachment_unreadable")
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, MAX_BYTES + 1)
    except zlib.error:
        raise fail("verify.attachment_unreadable")
    return data


# One signature ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Signed:
    certificate: bytes
    claimed: datetime | None
    problems: list[Problem]
    own: list[Problem]


def _judge(
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
        report.signed_at = text(signed.claimed)
    proven = report.content == OK
    report.covers = [
        Cover(
            "pdf",
            "Toàn bộ tệp PDF cùng tệp XML đính kèm",
            {"Bản sửa đổi": f"{one.signed_revision}"} if proven else {},
        ),
        values.cover(opened.tree, books.DATA, proven=proven),
        values.cover(opened.tree, books.ISSUE, proven=proven),
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
    kind = _get(one.sig_object, "/SubFilter")
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


def _stored(reader: PdfFileReader) -> Evidence:
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
