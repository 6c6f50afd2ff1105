# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verification of a signed PDF with its attached XML (KP Đ13, Đ15, Đ31).

A PDF is judged three ways at once: by its own signatures (head, organisation), by the
signatures of teachers and homeroom teacher in the one XML that it carries, and by the
equality of its pages and that XML. The list of signers in the XML is believed when the
PDF's organisation signature, which covers the attachment, is valid and approved.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import (
    SignatureValidationError,
    ValidationInfoReadingError,
)

from hocba.books import kinds
from hocba.problems import HocbaError, Problem, fail, register
from hocba.safexml import MAX_BYTES
from hocba.signing.trust import TrustStore
from hocba.verify.additions import additions
from hocba.verify.container import is_exact, surplus
from hocba.verify.issuers import Issuers
from hocba.verify.pdf_signature import judge, stored
from hocba.verify.report import (
    FAILED,
    UNKNOWN,
    FileReport,
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
        "verify.too_many": {
            "en": "The PDF holds {count} signatures; no record has more than {limit}.",
            "vi": "Tệp PDF có {count} chữ ký; không học bạ nào có quá {limit}.",
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
        own = stored(reader)
        added = additions(data, end, reader, trust, own)
        known = (own, added.evidence)
        pdf = [judge(one, opened, trust, known, now) for one in embedded]
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
    return kinds.problems(data, xml)


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
