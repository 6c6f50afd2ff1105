# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What others added to a PDF behind the last signature, named as what it is.

Three things may be added by whoever keeps or receives a book, and change nothing that
it says: evidence for checking signatures (the Document Security Store of ETSI EN
319 142-1), timestamps over the whole document, and invisible signatures of others. Each
object of an addition must have its place in one of them; an object that was there may
change only in the way in which these three change it. All else fails, and the file is
still there as it was signed: its first bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyhanko.pdf_utils.reader import PdfFileReader

from hocba.moment import iso
from hocba.problems import Problem, register
from hocba.signing.contract import Evidence
from hocba.signing.trust import TrustStore, validate_timestamp
from hocba.verify.report import OK
from hocba.verify.spelling import Refused
from hocba.verify.tail import revisions
from hocba.verify.walk import Additions, Walk, plain
from hocba.verify.whole import Stamp

register(
    {
        "verify.pdf_hidden": {
            "en": "The PDF holds data after the last signature that other programs may "
            "show instead of the signed pages (from byte {at} on).",
            "vi": "Sau chữ ký cuối, tệp PDF có dữ liệu mà phần mềm khác có thể "
            "hiển thị thay cho các trang đã ký (từ byte thứ {at}).",
        },
        "verify.last_signed": {
            "en": "The file as it was last signed is still in it: its first {length} "
            "bytes. Take them out with --last-signed and verify those.",
            "vi": "Trong tệp vẫn còn nguyên bản đã ký cuối cùng: {length} byte đầu. "
            "Có thể tách bản đó bằng --last-signed rồi kiểm tra lại.",
            "level": "warning",
        },
        "verify.added_evidence": {
            "en": "After the last signature, evidence for checking signatures was "
            "added (certificates: {certificates}, OCSP: {ocsps}, CRL: {crls}).",
            "vi": "Sau chữ ký cuối có bổ sung dữ liệu phục vụ kiểm tra chữ ký "
            "(chứng thư số: {certificates}, OCSP: {ocsps}, CRL: {crls}).",
            "level": "warning",
        },
        "verify.added_timestamp": {
            "en": "After the last signature, a timestamp over the whole document was "
            "added: {signer}, {time}.",
            "vi": "Sau chữ ký cuối có bổ sung dấu thời gian cho toàn bộ tài liệu: "
            "{signer}, {time}.",
            "level": "warning",
        },
        "verify.added_unproven": {
            "en": "Whether that timestamp can be trusted is not proven.",
            "vi": "Chưa đủ căn cứ để tin cậy dấu thời gian đó.",
            "level": "warning",
        },
        "verify.added_signature": {
            "en": "After the last signature, another party signed the document: "
            "{signer}. That signature is no part of the record and was not judged.",
            "vi": "Sau chữ ký cuối, một bên khác đã ký thêm vào tài liệu: {signer}. "
            "Chữ ký này không thuộc học bạ và không được đánh giá ở đây.",
            "level": "warning",
        },
        "verify.added_nothing": {
            "en": "After the last signature, a program saved the file again without "
            "changing what it says.",
            "vi": "Sau chữ ký cuối, có phần mềm đã ghi lại tệp mà không thay đổi "
            "nội dung.",
            "level": "warning",
        },
        "verify.added_visible": {
            "en": "After the last signature, a signature “{field}” was added that "
            "shows something upon the pages.",
            "vi": "Sau chữ ký cuối có bổ sung chữ ký «{field}» hiển thị đè lên "
            "các trang.",
        },
        "verify.added_broken": {
            "en": "After the last signature, a timestamp or signature was added that "
            "does not fit the document ({field}).",
            "vi": "Sau chữ ký cuối có bổ sung dấu thời gian hoặc chữ ký không khớp với "
            "tài liệu ({field}).",
        },
    }
)


def additions(
    data: bytes,
    end: int,
    signed: PdfFileReader,
    trust: TrustStore | None,
    evidence: Evidence,
) -> Additions:
    """Account for every byte behind the last signature.

    :param end: how many bytes are signed
    :param signed: reads these bytes, and no others
    :param evidence: what they hold themselves, for the timestamps of others
    """
    found = Additions()
    if end == len(data):
        return found
    try:
        size = plain(signed.trailer.raw_get("/Size"))
        walk = Walk(data, signed, found)
        for revision in revisions(data, end, size):
            walk.revision(revision)
        found.notes = list(_told(walk.notes, trust, evidence, found.evidence))
    except Refused as refused:
        values = {"at": refused.at, "detail": refused.why}
        found.problems.append(Problem("verify.pdf_hidden", values))
    if found.problems:
        found.problems.append(Problem("verify.last_signed", {"length": end}))
    return found


def _told(
    notes: list[Problem | Stamp],
    trust: TrustStore | None,
    signed: Evidence,
    added: Evidence,
) -> Iterator[Problem]:
    """Judge the timestamps, which later additions may prove."""
    known = Evidence(
        b"",
        signed.certificates + added.certificates,
        signed.ocsps + added.ocsps,
        signed.crls + added.crls,
    )
    for note in notes:
        if isinstance(note, Problem):
            yield note
            continue
        values = {
            "signer": note.signer,
            "time": iso(note.at),
            "sha256": note.sha256,
        }
        yield Problem("verify.added_timestamp", values)
        verdict, _at = validate_timestamp(note.token, note.covered, trust, known)
        if verdict.state != OK:
            detail = verdict.reason.text() if verdict.reason else ""
            yield Problem("verify.added_unproven", {"detail": detail})
