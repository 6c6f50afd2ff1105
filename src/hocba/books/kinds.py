# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The kinds of books: how each is read, judged beyond its schema, and printed.

What books have in common is written once for all; where they differ, the kind is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from hocba.books import form, xml
from hocba.books.class_book import form as class_form
from hocba.books.class_book import reading as class_reading
from hocba.books.class_book import xml as class_xml
from hocba.problems import Problem
from hocba.safexml import Tree, load


def _nothing(_root: etree._Element) -> list[Problem]:
    return []


def _compare_year(pdf: bytes, texts: Any) -> list[Problem]:
    from hocba.books.page import compare

    return compare(pdf, texts)


def _compare_tables(pdf: bytes, texts: Any) -> list[Problem]:
    from hocba.books.tables_page import compare

    return compare(pdf, texts)


@dataclass(frozen=True)
class Kind:
    """One kind of book.

    :param title: as people call it
    :param parse: returns the document of a file
    :param form: returns the printed texts of a document
    :param compare: returns how the pages of a PDF differ from these texts
    :param check: returns what the schema cannot say of a file's root
    """

    title: str
    parse: Callable[[bytes], Any]
    form: Callable[[Any], Any]
    compare: Callable[[bytes, Any], list[Problem]]
    check: Callable[[etree._Element], list[Problem]] = _nothing


#: By the root of the file.
KINDS = {
    "HocBaSo": Kind("Học bạ", xml.parse, form.year_form, _compare_year),
    "SoTheoDoi": Kind(
        "Sổ theo dõi và đánh giá học sinh",
        class_xml.parse,
        class_form.class_form,
        _compare_tables,
        class_reading.problems,
    ),
}


def of(source: bytes | Tree) -> Kind:
    """Return the kind of a file; that of a học bạ where it is no book's."""
    tree = load(source) if isinstance(source, bytes) else source
    return KINDS.get(etree.QName(tree.root).localname, KINDS["HocBaSo"])


def problems(pdf: bytes, data: bytes) -> list[Problem]:
    """Return how the pages of a PDF differ from an XML of whatever kind.

    :raises HocbaError: the XML is no book
    """
    kind = of(data)
    return kind.compare(pdf, kind.form(kind.parse(data)))
