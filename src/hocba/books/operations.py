# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The operators of a page, read quickly where they are spelled as ours are.

pypdf reads whatever the standard allows, byte by byte, and most of the time that a book
takes goes there. Our pages are written by one program in one plain spelling: a line for
each operator, numbers, names, arrays of hexadecimal strings. A stream that keeps to
that, to the last byte, is read by lines and says the same (proven against pypdf); any
other is left to pypdf as a whole.
"""

from __future__ import annotations

import re
from typing import Any

from pypdf.generic import ContentStream

_NUMBER = rb"-?[0-9]{1,9}(?:\.[0-9]{1,15})?"
_NAME = rb"/[A-Za-z0-9._-]{1,99}"
_ARRAY = rb"\[(?:<(?:[0-9A-Fa-f]{2}){0,999}>|%b(?=[<\]]))*\]" % _NUMBER
_LINE = re.compile(
    rb"((?:(?:%b|%b|%b) )*)([A-Za-z]{1,3}\*?)" % (_NUMBER, _NAME, _ARRAY)
)
_OPERAND = re.compile(rb"(%b)|(%b)|(%b)" % (_NUMBER, _NAME, _ARRAY))
_PART = re.compile(rb"<([0-9A-Fa-f]*)>|(%b)" % _NUMBER)
#: Operators behind which something else is read, and what makes a reference.
_NOT_PLAIN = {b"BI", b"ID", b"EI", b"R"}
#: More is left to pypdf, which has limits of its own.
_MAX_LINES = 50_000

Operations = list[tuple[Any, bytes]]


def operations(contents: ContentStream) -> Operations:
    """Return operands and operator of each step, as pypdf does."""
    found = plain(contents.get_data())
    return contents.operations if found is None else found


def plain(data: bytes) -> Operations | None:
    """Return the steps of a stream in our spelling, None for any other.

    Names are text, strings in arrays the bytes that they stand for.

    >>> plain(b"q\\n/F1 12 Tf\\n[<0041>-3] TJ\\n")
    [([], b'q'), (['/F1', 12], b'Tf'), ([[b'\\x00A', -3]], b'TJ')]
    >>> plain(b"(text) Tj") is None
    True
    """
    lines = data.split(b"\n")
    if len(lines) > _MAX_LINES:
        return None
    found: Operations = []
    for line in lines:
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None or match[2] in _NOT_PLAIN:
            return None
        operands = _operands(match[1]) if match[1] else []
        found.append((operands, match[2]))
    return found


def _operands(text: bytes) -> list[Any]:
    found: list[Any] = []
    for number, name, array in _OPERAND.findall(text):
        if number:
            found.append(_number(number))
        elif name:
            found.append(name.decode("ascii"))
        else:
            found.append(
                [
                    _number(move) if move else bytes.fromhex(digits.decode("ascii"))
                    for digits, move in _PART.findall(array)
                ]
            )
    return found


def _number(text: bytes) -> int | float:
    return float(text) if b"." in text else int(text)


def resolve(node: Any) -> Any:
    """Return what a node stands for, its reference followed."""
    return node.get_object() if hasattr(node, "get_object") else node
