# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people hand in that can be no record: pictures, archives, documents, mails.

Told by what a file holds, not by its name. None of them carries the signature of a
school, which is no fault of the record: so the answer says what the file is and what to
ask for instead, and not that something is invalid (KP Đ15, Đ31).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from asn1crypto import cms, pem, x509

from hocba.problems import Problem, register
from hocba.signing.trust import MALFORMED, subject_name

XML = "xml"
PDF = "pdf"

_ASK_VI = (
    " Hãy xin tệp gốc (PDF hoặc XML) của học bạ, hoặc tra cứu bằng mã tra cứu in trên "
    "học bạ."
)
_ASK_EN = (
    " Ask for the original file (PDF or XML) of the record, or look up the code that "
    "is printed on it."
)
_TEXTS = {
    "empty": (
        "The file is empty; it has no content and no digital signature.",
        "Tệp rỗng, không có nội dung và không có chữ ký số nào.",
    ),
    "picture": (
        "This is a picture ({format}), a photograph or scan; there is no digital "
        "signature of the school in it, and a pictured seal proves nothing.",
        "Đây là ảnh ({format}), tức bản chụp hoặc bản quét; trong đó không có chữ ký "
        "số của nhà trường, hình con dấu không chứng minh được gì.",
    ),
    "archive": (
        "This is a packed file ({format}); there is no digital signature of the school "
        "on it. If it holds the record, unpack it and hand in the PDF or XML itself.",
        "Đây là tệp nén ({format}); trên đó không có chữ ký số của nhà trường. Nếu "
        "bên trong có học bạ, hãy giải nén rồi nộp chính tệp PDF hoặc XML.",
    ),
    "packed": (
        "This is a packed file ({format}) with {names} in it; there is no digital "
        "signature of the school on the packed file itself. Unpack it and hand in "
        "these files one by one.",
        "Đây là tệp nén ({format}), bên trong có {names}; bản thân tệp nén không có "
        "chữ ký số của nhà trường. Hãy giải nén rồi nộp từng tệp đó.",
    ),
    "container": (
        "This is a container of signed files (ASiC) of another system; there is no "
        "digital signature of a record of this system in it.",
        "Đây là gói tệp ký số (ASiC) của hệ thống khác; trong đó không có chữ ký số "
        "của học bạ thuộc hệ thống này.",
    ),
    "document": (
        "This is an office document ({format}); there is no digital signature of the "
        "school in it. Records of this system are PDF or XML.",
        "Đây là tệp văn phòng ({format}); trong đó không có chữ ký số của nhà trường. "
        "Học bạ của hệ thống này là tệp PDF hoặc XML.",
    ),
    "cms": (
        "This is a signature or a signed message by itself (CMS, .p7s or .p7m; signer: "
        "{signer}); there is no digital signature of a record of this system in it.",
        "Đây là tệp chữ ký rời hoặc thông điệp đã ký (CMS, .p7s hoặc .p7m; người ký: "
        "{signer}); trong đó không có chữ ký số của học bạ thuộc hệ thống này.",
    ),
    "certificate": (
        "This is a certificate ({subject}), not a record; there is no digital "
        "signature of a record in it.",
        "Đây là chứng thư số ({subject}), không phải học bạ; trong đó không có chữ ký "
        "số của học bạ.",
    ),
    "key": (
        "This file may hold a private key. There is no digital signature of a record "
        "in it. Do not pass it on to anybody.",
        "Tệp này có thể chứa khóa bí mật, không có chữ ký số của học bạ. Không gửi "
        "tệp này cho bất cứ ai.",
    ),
    "mail": (
        "This is an e-mail; there is no digital signature of the school on it. If the "
        "record is attached, save the attachment and hand in that file.",
        "Đây là thư điện tử; trên đó không có chữ ký số của nhà trường. Nếu học bạ "
        "được đính kèm, hãy lưu tệp đính kèm rồi nộp tệp đó.",
    ),
    "page": (
        "This is a web page (HTML); there is no digital signature of the school in it.",
        "Đây là trang web (HTML); trong đó không có chữ ký số của nhà trường.",
    ),
    "text": (
        "This is a plain text; there is no digital signature of the school in it.",
        "Đây là tệp văn bản thuần; trong đó không có chữ ký số của nhà trường.",
    ),
    "other": (
        "This is no file of a kind that records have (PDF or XML); no digital "
        "signature of the school can be found in it.",
        "Đây không phải loại tệp của học bạ (PDF hoặc XML); không tìm thấy trong đó "
        "chữ ký số của nhà trường: không có chữ ký số nào để xét.",
    ),
}

register(
    {
        f"received.{kind}": {"en": en + _ASK_EN, "vi": vi + _ASK_VI, "level": "warning"}
        for kind, (en, vi) in _TEXTS.items()
    }
)

_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
)
_ARCHIVES = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "GZIP"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\0", "XZ"),
    (b"\x28\xb5\x2f\xfd", "ZSTD"),
)
_HEIF = {b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif", b"heif"}
_PARTS = (
    ("word/", "Word, .docx"),
    ("xl/", "Excel, .xlsx"),
    ("ppt/", "PowerPoint, .pptx"),
)
_OPEN_DOCUMENTS = {
    b"text": "OpenDocument, .odt",
    b"spreadsheet": "OpenDocument, .ods",
    b"presentation": "OpenDocument, .odp",
}
_MAX_NAMES = 500
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_MAIL = re.compile(
    rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}", re.DOTALL
)
_MAIL_NAMES = (
    b"from:",
    b"received:",
    b"mime-version:",
    b"return-path:",
    b"message-id:",
)


def kind_of(data: bytes) -> str | Problem:
    """Return :data:`XML` or :data:`PDF`, or the problem that says what a file is.

    >>> kind_of(b"")
    Problem(code='received.empty', params={}, where=None)
    >>> kind_of(b"<a/>")
    'xml'
    """
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return Problem("received.empty")
    if data.startswith(b"%PDF-"):
        return PDF
    if (known := _binary(data)) is not None:
        return known
    # Readers look for the head of a PDF in the first kilobyte.
    return PDF if b"%PDF-" in data[:1024] else _readable(data)


def _binary(data: bytes) -> Problem | None:
    for start, name in _PICTURES:
        if data.startswith(start):
            return Problem("received.picture", {"format": name})
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Problem("received.picture", {"format": "WEBP"})
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        return Problem("received.picture", {"format": "HEIC"})
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    for start, name in _ARCHIVES:
        if data.startswith(start):
            return Problem("received.archive", {"format": name})
    if data[257:262] == b"ustar":
        return Problem("received.archive", {"format": "TAR"})
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        values = {"format": "Word, Excel, PowerPoint 97–2003"}
        return Problem("received.document", values)
    if data.startswith(b"{\\rtf"):
        return Problem("received.document", {"format": "RTF"})
    return _der(data) if data[:1] == b"0" else None


def _zip(data: bytes) -> Problem:
    names = list(_zip_names(data))
    if any(name.startswith("META-INF/") and "signature" in name for name in names):
        return Problem("received.container")
    for start, kind in _PARTS:
        if any(name.startswith(start) for name in names):
            return Problem("received.document", {"format": kind})
    head = data[:200]
    for part, kind in _OPEN_DOCUMENTS.items():
        if b"application/vnd.oasis.opendocument." + part in head:
            return Problem("received.document", {"format": kind})
    known = [name for name in names if name.lower().endswith((".pdf", ".xml"))]
    if known:
        shown = ", ".join(f"«{name[-60:]}»" for name in known[:3])
        shown += " …" if len(known) > 3 else ""
        return Problem("received.packed", {"format": "ZIP", "names": shown})
    return Problem("received.archive", {"format": "ZIP"})


def _zip_names(data: bytes) -> Iterator[str]:
    """Return the first names in an archive's list, unpacking nothing."""
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or len(data) < at + 22:
        return
    (place,) = struct.unpack_from("<L", data, at + 16)
    for _number in range(_MAX_NAMES):
        if data[place : place + 4] != b"PK\x01\x02" or len(data) < place + 46:
            return
        flags, sizes = data[place + 9], struct.unpack_from("<3H", data, place + 28)
        name = data[place + 46 : place + 46 + sizes[0]]
        yield name.decode("utf-8" if flags & 8 else "cp437", "replace")
        place += 46 + sum(sizes)


def _der(data: bytes) -> Problem | None:
    """Know signatures, certificates and keys by themselves."""
    try:
        if _SIGNED_DATA in data[:40]:
            signed = cms.ContentInfo.load(data)["content"]
            certificates = [one.chosen for one in list(signed["certificates"])[:16]]
            issuers = {one.issuer.hashable for one in certificates}
            ends = [one for one in certificates if one.subject.hashable not in issuers]
            names = [subject_name(one) for one in (ends or certificates)[:1]]
            return Problem("received.cms", {"signer": names[0] if names else "?"})
        try:
            subject = subject_name(x509.Certificate.load(data))
            return Problem("received.certificate", {"subject": subject})
        except MALFORMED:
            pass
        # PKCS#12 and PKCS#8 begin with a version.
        if data[:40].find(b"\x02\x01", 0, 10) > 0:
            return Problem("received.key")
    except MALFORMED:
        return None
    return None


def _readable(data: bytes) -> str | Problem:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    head = data[:2048].lower()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        head = data[:4096].replace(b"\0", b"").lstrip(b"\xff\xfe").lower()
        start = head.lstrip()
    if b"-----begin" in head:
        return _pem(data)
    if start[:1] == b"<":
        page = re.search(rb"<(!doctype\s+html|html)[\s>]", head)
        return Problem("received.page") if page and b"<?xml" not in head[:9] else XML
    mail = _MAIL.match(data[:8192])
    if mail and any(name in mail[0].lower() for name in _MAIL_NAMES):
        return Problem("received.mail")
    try:
        data[:4096].decode("utf-8", "strict" if len(data) <= 4096 else "ignore")
        plain = not re.search(rb"[\0-\x08\x0e-\x1f]", data[:4096])
    except ValueError:
        plain = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return Problem("received.text" if plain else "received.other")


def _pem(data: bytes) -> Problem:
    try:
        kind, _headers, der = pem.unarmor(data.lstrip(b"\xef\xbb\xbf"))
    except MALFORMED:
        return Problem("received.text")
    if "PRIVATE" in kind:
        return Problem("received.key")
    return _der(der) or Problem("received.text")
