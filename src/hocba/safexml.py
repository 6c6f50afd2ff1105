# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading XML that a stranger made.

A file is refused before it is parsed when it is too large, is not UTF-8, or holds a
document type, a comment, CDATA or a processing instruction: none of them has a place in
a signed book, and each has been used to make a program read something else than what
was signed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lxml import etree

from hocba.problems import fail, register

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
MAX_BYTES = 16 * 1024 * 1024

_DECLARATION = re.compile(
    rb"<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'](?i:utf-8)[\"'])?"
    rb"(?: standalone=[\"'](?:yes|no)[\"'])?\s*\?>\s*"
)
#: How a file begins that is not in plain UTF-8.
_BYTE_ORDER = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
#: What programs save XML in; each says the same letters, so nothing is lost.
_READ = {
    *("utf-8", "utf-16-le", "utf-16-be", "us-ascii", "iso-8859-1"),
    *("windows-1252", "windows-1258"),
}
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding=["']([A-Za-z0-9_.-]+)["']""")
_BEFORE = re.compile(r"(?:\s+|<!--(?:(?!--).)*-->|<\?(?:(?!\?>).)*\?>)*", re.DOTALL)
_ID = "Id"
_WITH_ID = etree.XPath(f"//*[@{_ID}]")
_ALL_IDS = etree.XPath(
    "//@*[translate(local-name(), 'ID', 'id') = 'id']", smart_strings=False
)

register(
    {
        "xml.empty": {"en": "The file is empty.", "vi": "Tệp rỗng."},
        "xml.too_large": {
            "en": "The file has {size} bytes; at most {limit} are read.",
            "vi": "Tệp có {size} byte; chỉ đọc tệp không quá {limit} byte.",
        },
        "xml.not_utf8": {
            "en": "The file is not XML in UTF-8.",
            "vi": "Tệp không phải là XML mã hóa UTF-8.",
        },
        "xml.encoding": {
            "en": "The letters of the file cannot be read: it is damaged, or was saved "
            "by a program in a spelling (encoding) of its own. Ask for the original.",
            "vi": "Không đọc được chữ trong tệp: tệp bị hỏng hoặc đã bị một chương "
            "trình khác ghi lại với bảng mã riêng. Hãy xin tệp gốc.",
        },
        "xml.doctype": {
            "en": "The file declares a document type (DOCTYPE), which is not allowed.",
            "vi": "Tệp có khai báo DOCTYPE, không được phép trong học bạ số.",
        },
        "xml.foreign_markup": {
            "en": "The file holds a comment, CDATA or processing instruction, "
            "which is not allowed.",
            "vi": "Tệp có chú thích, CDATA hoặc chỉ thị xử lí, "
            "không được phép trong học bạ số.",
        },
        "xml.malformed": {
            "en": "The file is damaged or incomplete: it is not well-formed XML (line "
            "{line}).",
            "vi": "Tệp bị hỏng hoặc chưa đủ: không phải là XML đúng cú pháp (dòng "
            "{line}).",
        },
        "xml.duplicate_id": {
            "en": "The identifier “{id}” stands more than once in the file.",
            "vi": "Định danh «{id}» xuất hiện nhiều lần trong tệp.",
        },
        "xml.not_canonical": {
            "en": "The file is not in the exact form in which this system writes "
            "books; it must have been rewritten by another program.",
            "vi": "Tệp không đúng dạng chính xác mà hệ thống ghi ra; "
            "có thể đã bị một chương trình khác ghi lại.",
        },
        "xml.bad_character": {
            "en": "“{name}” holds a character that may not stand in a book "
            "(U+{character}).",
            "vi": "«{name}» có ký tự không được phép trong học bạ số (U+{character}).",
        },
    }
)


@dataclass(frozen=True)
class Tree:
    """A parsed file: its root, and every element that has an ``Id``, by it."""

    root: etree._Element
    ids: dict[str, etree._Element]


def load(data: bytes, *, limit: int = MAX_BYTES) -> Tree:
    """Parse bytes that nobody vouches for.

    :raises HocbaError: ``xml.empty``, ``xml.too_large``, ``xml.not_utf8``,
        ``xml.doctype``, ``xml.foreign_markup``, ``xml.malformed``, ``xml.duplicate_id``
    """
    _check_bytes(data, limit)
    parser = etree.XMLParser(
        encoding="UTF-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise fail("xml.malformed", line=error.lineno or 1, detail=error.msg)
    return Tree(root, _unique_ids(root))


def plain(data: bytes, *, limit: int = MAX_BYTES) -> bytes:
    """Return what another program saved, without what it put around the root.

    A byte order mark, another encoding or declaration, line breaks, comments and
    instructions before and after the root change nothing of what was signed.

    :return: UTF-8 that begins with the root, for :func:`load`
    :raises HocbaError: ``xml.too_large``, ``xml.encoding``
    """
    if len(data) > limit:
        raise fail("xml.too_large", size=len(data), limit=limit)
    start = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    declared = _ENCODING.match(data[:200])
    name = _MARKS.get(start) or (declared[1].decode().lower() if declared else "utf-8")
    try:
        if name not in _READ:
            raise LookupError(name)
        text = data.removeprefix(start if start in _BYTE_ORDER else b"").decode(name)
        # Some encodings have letters and tone marks apart.
        text = unicodedata.normalize("NFC", text)
    except (ValueError, LookupError):
        raise fail("xml.encoding") from None
    before = _BEFORE.match(text)
    return text[before.end() if before else 0 : _end_of_root(text)].encode()


def _end_of_root(text: str) -> int:
    """Return where comments, instructions and blanks begin that end a text."""
    end = len(text)
    while end:
        part = text[max(end - 256, 0) : end]
        if part[-1].isspace():
            end -= len(part) - len(part.rstrip())
        elif text.endswith("-->", 0, end):
            end = max(text.rfind("<!--", 0, end), 0)
        elif text.endswith("?>", 0, end):
            end = max(text.rfind("<?", 0, end), 0)
        else:
            break
    return end


def _check_bytes(data: bytes, limit: int) -> None:
    if not data or data.isspace():
        raise fail("xml.empty")
    if len(data) > limit:
        raise fail("xml.too_large", size=len(data), limit=limit)
    declaration = _DECLARATION.match(data)
    start = declaration.end() if declaration else 0
    # Other encodings would hide markup from the tests below.
    if not data.startswith(b"<", start) or data.startswith(b"<?xml", start):
        raise fail("xml.not_utf8")
    if b"\0" in data:
        raise fail("xml.not_utf8")
    # A literal "<" is markup wherever it stands, so these tests need no parser.
    if (at := data.find(b"<!", start)) >= 0:
        doctype = data.startswith((b"<!DOCTYPE", b"<!ENTITY"), at)
        raise fail("xml.doctype" if doctype else "xml.foreign_markup")
    if data.find(b"<?", start) >= 0:
        raise fail("xml.foreign_markup")


def _unique_ids(root: etree._Element) -> dict[str, etree._Element]:
    ids: dict[str, etree._Element] = {}
    seen = set()
    for value in _ALL_IDS(root):
        if value in seen:
            raise fail("xml.duplicate_id", id=value)
        seen.add(value)
    # Only our own spelling may be referred to.
    for node in _WITH_ID(root):
        ids[node.get(_ID)] = node
    return ids


def canonical_file(tree: Tree) -> bytes:
    """Return the one spelling of a file that this library writes.

    :raises HocbaError: ``xml.malformed``: a namespace that has no canonical form
    """
    try:
        return DECLARATION + etree.tostring(tree.root, method="c14n")
    except etree.C14NError as error:
        raise fail("xml.malformed", line=1, detail=str(error)) from None


def is_exact(tree: Tree, data: bytes) -> bool:
    """Return whether a file is spelled as this library writes it, and holds no more.

    Parts that nobody signs could otherwise hold blanks, other namespaces and hints to a
    schema, which other programs might follow.
    """
    spaces = set()
    for node in tree.root.iter():
        spaces.update(node.nsmap.items())
        if node.tail or (len(node) and node.text):
            return False
        if any(key.startswith("{") for key in node.attrib):
            return False
    used = {etree.QName(node).namespace for node in tree.root.iter()}
    return (
        len(spaces) == len(used)
        and {uri for _prefix, uri in spaces} == used
        and canonical_file(tree) == data
    )


def clean(text: str, name: str = "") -> str:
    """Return text as it may stand in a signed file: NFC, single spaces, no controls.

    :param name: what the text is, for the message
    :raises HocbaError: ``xml.bad_character`` for controls, and for invisible or
        direction-changing characters, which let a page show something else than it says
    """
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    for character in normal:
        if character != " " and unicodedata.category(character)[0] in "CZ":
            raise fail(
                "xml.bad_character", name=name, character=f"{ord(character):04X}"
            )
    return normal


def escape(text: str) -> str:
    """Return text as Canonical XML spells it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(name: str, *content: str, **attributes: str) -> str:
    """Return an element as Canonical XML spells it; ``content`` is markup already."""
    spelled = "".join(
        f' {key}="{_attribute(value)}"' for key, value in sorted(attributes.items())
    )
    return f"<{name}{spelled}>{''.join(content)}</{name}>"


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
