# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The schema of all kinds of books, and what a schema cannot say."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

from hocba.problems import HocbaError, Problem, register
from hocba.safexml import Tree, clean, load

NAMESPACE = "urn:vn:hocba:1"
FIRST = "1.0"
FOLDER = Path(__file__).with_name("xsd")


@dataclass(frozen=True)
class Schema:
    """The schema of the files with one root.

    :param since: what each version brought, the newest first; a book is written in the
        oldest that holds it
    """

    file: str
    since: dict[str, tuple[str, ...]] = field(default_factory=dict)


SCHEMAS = {
    "HocBaSo": Schema(
        "hocba-1.0.xsd",
        {"1.2": ("PhamChat", "ChuongTrinh"), "1.1": ("TruongCu", "GiayToKhac")},
    ),
    "SoTheoDoi": Schema("so-theo-doi-1.0.xsd"),
}

_KIND_OF_CONTENT = {
    "SoYeuLyLich": "khoi-tao",
    "BangDiem": "nam-hoc",
    "ChuyenTruong": "chuyen-truong",
    "BanQuet": "ban-quet",
}
#: Stands before what a book holds.
_BEFORE_CONTENT = "HocSinh"
LAST_PRIMARY_GRADE = 5
# An lxml schema keeps its error log on itself.
_LOCK = threading.Lock()

register(
    {
        "book.schema": {
            "en": "The file does not have the structure of a school record "
            "(line {line}, “{element}”).",
            "vi": "Tệp không đúng cấu trúc học bạ số (dòng {line}, phần «{element}»).",
        },
        "book.unclean_text": {
            "en": "The text of “{name}” is not in Unicode NFC with single spaces.",
            "vi": "Nội dung «{name}» không ở dạng NFC hoặc thừa khoảng trắng.",
        },
        "book.level_differs": {
            "en": "Grade {grade} is assessed by other rules than the file's results.",
            "vi": "Khối {grade} không được đánh giá theo cách ghi trong tệp.",
        },
        "book.kind_differs": {
            "en": "The file calls itself “{kind}” but holds “{found}”.",
            "vi": "Tệp ghi loại «{kind}» nhưng chứa nội dung loại «{found}».",
        },
    }
)


@cache
def compiled(root: str = "HocBaSo") -> etree.XMLSchema:
    """Return the schema of the files with a root, read once."""
    return etree.XMLSchema(etree.parse(str(FOLDER / SCHEMAS[root].file)))


def root_of(tree: Tree) -> str:
    """Return the root of a file; that of a học bạ where it is no book's."""
    name = etree.QName(tree.root).localname
    return name if name in SCHEMAS else "HocBaSo"


def problems(tree: Tree) -> list[Problem]:
    """Return how a parsed file departs from its schema; at most the first five."""
    schema = compiled(root_of(tree))
    with _LOCK:
        if not schema.validate(tree.root):
            return [
                Problem(
                    "book.schema",
                    {
                        "line": entry.line,
                        "element": _element(entry),
                        "detail": _short(entry),
                    },
                )
                for entry in list(schema.error_log)[:5]
            ]
    if root_of(tree) == "HocBaSo" and (found := _of_hocba(tree)):
        return found
    return [found for node in tree.root.iter() for found in _unclean(node)][:5]


def _of_hocba(tree: Tree) -> list[Problem]:
    """Return what the schema cannot say of a học bạ: its kind, and its rules."""
    kind = tree.root.get("Loai")
    before = tree.root[0].find(f"{{{NAMESPACE}}}{_BEFORE_CONTENT}")
    content = None if before is None else before.getnext()
    found = (
        None if content is None else _KIND_OF_CONTENT[etree.QName(content).localname]
    )
    if kind != found:
        return [Problem("book.kind_differs", {"kind": kind, "found": found})]
    return _of_another_level(tree)


def _of_another_level(tree: Tree) -> list[Problem]:
    """Return where a year is assessed by the rules of another level than its grade's.

    Primary is assessed by TT27, what follows by TT22 and TT43.
    """
    data = tree.root[0]
    grade = int(data.findtext(f"{{{NAMESPACE}}}Khoi") or 0)
    primary = grade <= LAST_PRIMARY_GRADE
    found = {
        node.findtext(f"{{{NAMESPACE}}}Loai") == "MUC_DAT_DUOC"
        for node in data.iterfind(f"{{{NAMESPACE}}}BangDiem/{{{NAMESPACE}}}MonHoc")
    }
    summary = data.find(f"{{{NAMESPACE}}}TongKet")
    if summary is not None:
        found.add(summary.find(f"{{{NAMESPACE}}}PhamChat") is not None)
    if found <= {primary}:
        return []
    return [Problem("book.level_differs", {"grade": grade})]


def version_of(root: str, holds: Callable[[str], bool]) -> str:
    """Return the oldest version of the schema that holds a book.

    :param holds: tells whether an element of this name stands in the book
    """
    since = SCHEMAS[root].since if root in SCHEMAS else {}
    return next((v for v, names in since.items() if any(map(holds, names))), FIRST)


def _unclean(node: etree._Element) -> list[Problem]:
    name = etree.QName(node)
    if name.namespace != NAMESPACE:
        return []
    values = list(node.attrib.values())
    if not len(node) and node.text and node.text.strip():
        values.append(node.text)
    try:
        ok = all(clean(str(value), name.localname) == value for value in values)
    except HocbaError as error:
        return error.problems
    return [] if ok else [Problem("book.unclean_text", {"name": name.localname})]


def validate(data: bytes) -> Tree:
    """Return the parsed file if it is a book of a known kind.

    :raises HocbaError: what ``safexml.load`` raises; ``book.schema``,
        ``book.kind_differs``, ``book.unclean_text``, ``xml.bad_character``
    """
    tree = load(data)
    found = problems(tree)
    if found:
        raise HocbaError(found)
    return tree


def _short(entry: etree._LogEntry) -> str:
    return str(entry.message).replace(f"{{{NAMESPACE}}}", "")[:300]


def _element(entry: etree._LogEntry) -> str:
    """Return which element a message is about."""
    found = re.match(r"Element '(?:\{[^}]*\})?([^']+)'", str(entry.message))
    return found[1][:60] if found else "?"
