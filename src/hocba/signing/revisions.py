# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Revisions of one file, each kept as what it adds to the one before.

A signature inserts bytes into an XML file and appends bytes to a PDF; nothing else
changes. So the pieces of a file with eighteen revisions take the room of the last one.
Any revision is given back byte for byte, or not at all (KP Đ25).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from hocba.problems import fail, register

register(
    {
        "revision.damaged": {
            "en": "The stored bytes do not match their SHA-256 ({sha256}). Nothing was "
            "given back; take the file from a backup or an archive package.",
            "vi": "Dữ liệu lưu trữ không khớp với mã SHA-256 của nó ({sha256}). Không "
            "trả về tệp nào; hãy lấy tệp từ bản sao lưu hoặc gói lưu trữ.",
        },
    }
)


@dataclass(frozen=True)
class Piece:
    """What one revision is made of.

    :param content: the bytes that the revision brings
    :param whole: it brings all its bytes and needs no revision before
    :param place: where they are put, counted from 0 in the revision before
    :param removed: how many bytes of the revision before they replace there
    """

    content: bytes
    whole: bool = True
    place: int = 0
    removed: int = 0


def difference(before: bytes | None, after: bytes) -> Piece:
    """Return the piece that makes ``after`` out of ``before``.

    Where less than a tenth of the bytes before stays, as in a page that was rendered
    anew, ``after`` is kept whole.

    :param before: the revision before, None for the first

    >>> difference(b"<a></a>", b"<a><b></b></a>")
    Piece(content=b'<b></b>', whole=False, place=3, removed=0)
    """
    if before is None:
        return Piece(after)
    front = _common(before, after)
    back = _common(before[front:][::-1], after[front:][::-1])
    if 10 * (front + back) < len(before):
        return Piece(after)
    return Piece(
        after[front : len(after) - back],
        whole=False,
        place=front,
        removed=len(before) - back - front,
    )


def restore(pieces: Iterable[Piece], sha256: str) -> bytes:
    """Return the bytes of a revision, proven by their SHA-256.

    :param pieces: those of the revision and all before it, oldest first; what stands
        before the last whole one may be left out
    :param sha256: of the revision, in hexadecimal
    :raises HocbaError: ``revision.damaged``; other bytes are never returned
    """
    data: bytes | None = None
    for piece in pieces:
        if piece.whole:
            data = piece.content
            continue
        end = piece.place + piece.removed
        if data is None or not 0 <= piece.place <= end <= len(data):
            raise fail("revision.damaged", sha256=sha256)
        data = data[: piece.place] + piece.content + data[end:]
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        raise fail("revision.damaged", sha256=sha256)
    return data


def _common(one: bytes, other: bytes) -> int:
    """Return how many bytes both begin with; looks at none of them twice."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
