# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A record that another program saved again, brought back to the form it was issued in.

Editors, mail gateways and archives write the same XML with other bytes: a byte order
mark, other line breaks, indentation, other quotes. A record has one form only (see
:func:`hocba.safexml.is_exact`), so it can be made again from what they saved, byte for
byte, and the signatures tell whether it is the same. What passes is the issued file
alone, since records are named by their SHA-256 (KP Đ15).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from lxml import etree

from hocba.books.schema import FIRST, NAMESPACE, SCHEMAS, version_of
from hocba.safexml import Tree, canonical_file, load, plain
from hocba.signing.xml import DS, XADES

#: What stands in base64; another spelling of the same bytes is another file.
_BASE64 = {
    *(f"{{{DS}}}{name}" for name in ("SignatureValue", "X509Certificate")),
    f"{{{DS}}}DigestValue",
    *(
        f"{{{XADES}}}Encapsulated{name}"
        for name in ("TimeStamp", "X509Certificate", "OCSPValue", "CRLValue")
    ),
}
#: Where this library declares a namespace: wherever else it stood, the same is signed.
_DECLARED = {
    **{f"{{{NAMESPACE}}}{root}": (None, NAMESPACE) for root in SCHEMAS},
    f"{{{DS}}}Signature": ("ds", DS),
    f"{{{XADES}}}QualifyingProperties": ("xades", XADES),
}
_SCHEMA_HINTS = "{http://www.w3.org/2001/XMLSchema-instance}"


def is_spelled(tree: Tree) -> bool:
    """Return whether base64 and names are spelled as this library writes them."""
    return (
        all(_respelled(node) == node.text for node in _base64(tree.root))
        and all(node.get(key) == name for node, key, name in _names(tree.root))
        and all(_declares(node) == _wanted(node) for node in tree.root.iter())
        and tree.root.get("PhienBan") == _version(tree.root)
    )


def restore(data: bytes) -> bytes | None:
    """Return the form in which a record was issued, whatever saved it since.

    :return: None for what is no record of this system
    :raises HocbaError: what :func:`hocba.safexml.load` refuses
    """
    root = load(plain(data)).root
    if root.tag not in _DECLARED or etree.QName(root).namespace != NAMESPACE:
        return None
    for node in root.iter():
        for name in [key for key in node.attrib if str(key).startswith(_SCHEMA_HINTS)]:
            del node.attrib[name]
        if len(node) and node.text and node.text.isspace():
            node.text = None
        if node.tail and node.tail.isspace():
            node.tail = None
    for node in _base64(root):
        node.text = _respelled(node) or node.text
    for node, key, name in _names(root):
        if key in node.attrib:
            node.set(key, name)
    if root.get("PhienBan") in (FIRST, *SCHEMAS[etree.QName(root).localname].since):
        root.set("PhienBan", _version(root))
    etree.cleanup_namespaces(root)
    return canonical_file(Tree(_redeclared(root), {}))


def _version(root: etree._Element) -> str:
    """Return the oldest version of the schema that holds a record; nobody signs it."""
    return version_of(
        etree.QName(root).localname,
        lambda name: next(root.iter(f"{{{NAMESPACE}}}{name}"), None) is not None,
    )


def _wanted(node: etree._Element) -> dict[str | None, str]:
    if node.tag in _DECLARED:
        return dict([_DECLARED[node.tag]])
    # What keepers add is named with its digest, and brings a namespace of its own.
    uri = etree.QName(node).namespace
    above = {} if node.getparent() is None else node.getparent().nsmap
    return {} if uri in above.values() else {node.prefix: str(uri)}


def _declares(node: etree._Element) -> dict[str | None, str]:
    above = {} if node.getparent() is None else node.getparent().nsmap
    return {key: uri for key, uri in node.nsmap.items() if above.get(key) != uri}


def _redeclared(
    node: etree._Element, parent: etree._Element | None = None
) -> etree._Element:
    """Return a copy that declares each namespace where this library does."""
    spaces = dict([_DECLARED[node.tag]]) if node.tag in _DECLARED else None
    if spaces is None and parent is not None:
        uri = etree.QName(node).namespace
        spaces = None if uri in parent.nsmap.values() else {node.prefix: uri}
    made = (
        etree.Element(node.tag, dict(node.attrib), nsmap=spaces)
        if parent is None
        else etree.SubElement(parent, node.tag, dict(node.attrib), nsmap=spaces)
    )
    made.text, made.tail = node.text, node.tail
    for child in node:
        _redeclared(child, made)
    return made


def _base64(root: etree._Element) -> list[etree._Element]:
    return [node for node in root.iter() if node.tag in _BASE64]


def _respelled(node: etree._Element) -> str | None:
    # Readers pass over what is no base64, so it could hold anything.
    try:
        return base64.b64encode(base64.b64decode(node.text or "")).decode()
    except ValueError:
        return None


def _names(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Return the attributes that name parts of a signature and that nobody signs."""
    for node in root.iter(f"{{{DS}}}Signature"):
        place = node.getparent()
        slot = "" if place is None else place.get("Id") or ""
        yield node, "Id", f"chu-ky-{slot}"
        for part in node.iterfind(f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties"):
            yield part, "Target", f"#chu-ky-{slot}"
            for stamp in part.iter(f"{{{XADES}}}SignatureTimeStamp"):
                yield stamp, "Id", f"dau-thoi-gian-{slot}"
