# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Steps and values in the tree of a book."""

from __future__ import annotations

from lxml import etree

from hocba.books.refs import FormerTerm, TeacherRef
from hocba.books.schema import NAMESPACE
from hocba.problems import fail


def q(path: str) -> str:
    """Return a path with the namespace of books."""
    return "/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))


def child(node: etree._Element, path: str) -> etree._Element:
    """Return a part that the schema demands.

    :raises HocbaError: ``book.schema`` where it is missing
    """
    found = node.find(q(path))
    if found is None:
        raise fail("book.schema", line=node.sourceline or 1, detail=path)
    return found


def value(node: etree._Element, path: str) -> str:
    """Return the text of a part, empty if it is absent."""
    return node.findtext(q(path)) or ""


def teacher_ref(node: etree._Element) -> TeacherRef:
    """Return whom an element names."""
    return TeacherRef(str(node.get("MaNhanSu")), node.text or "")


def teachers(node: etree._Element) -> tuple[TeacherRef, ...]:
    """Return the teachers of a subject, in the order of their places."""
    return tuple(map(teacher_ref, node.iterfind(q("GiaoVien"))))


def former_terms(node: etree._Element) -> tuple[FormerTerm, ...]:
    """Return which terms a former school answers for."""
    return tuple(
        FormerTerm(str(found.get("Ky")), found.text or "")
        for found in node.iterfind(q("TruongCu"))
    )
