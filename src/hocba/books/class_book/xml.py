# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The canonical XML of a class book: written and read as :mod:`hocba.books.xml` does.

Slots, regions and issue are those of all books and are asked for there.
"""

from __future__ import annotations

from hocba.books import xml as books
from hocba.books.class_book.markup import data_markup
from hocba.books.class_book.model import ClassBook, ClassDocument
from hocba.books.class_book.reading import problems, read_book
from hocba.books.markup import identity
from hocba.problems import HocbaError
from hocba.safexml import element, load
from hocba.words import DATA

ROOT = "SoTheoDoi"


def build(book: ClassBook) -> bytes:
    """Return a class book as XML with an empty place for every signature.

    :raises HocbaError: a value that may not stand in a book, or a line of a learner who
        is not in the class's list
    """
    data = element("DuLieu", data_markup(book, identity(book)), Id=DATA)
    result = books.enclose(ROOT, book, data)
    found = problems(load(result).root)
    if found:
        raise HocbaError(found)
    return result


def parse(data: bytes) -> ClassDocument:
    """Return the facts of a class book; says nothing about its signatures.

    :raises HocbaError: not a class book in the exact form that :func:`build` writes,
        a region of another record, or lines that do not agree with the class's list
    """
    tree = books.strict(data, ClassBook.kind)
    found = problems(tree.root)
    if found:
        raise HocbaError(found)
    return ClassDocument(
        read_book(tree.root), books.read_issue(tree), books.signed_slots(tree)
    )
