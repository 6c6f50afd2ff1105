# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Packed streams of a PDF, unpacked no further than their place allows."""

from __future__ import annotations

import zlib

from hocba.verify.spelling import Stream, Value


def unpack(stream: Stream, limit: int, size: int | None, row: int | None) -> bytes:
    """Unpack a stream that holds no more than it must.

    :param limit: no more than so many bytes of it
    :param size: how many bytes it must hold, if that is known
    :param row: how many bytes make a row, for the predictor
    :raises ValueError: it is packed in another way, or holds something else
    """
    predicted = _is_predicted(stream.entries.get("DecodeParms"), row)
    match stream.entries.get("Filter"):
        case None:
            data = stream.raw
        case "FlateDecode" | ["FlateDecode"]:
            data = inflate(stream.raw, limit)
        case _:
            raise ValueError("the filter of a stream")
    if predicted and row:
        data = _unpredicted(data, row)
    if size is not None and len(data) != size:
        raise ValueError("the length of the list of objects")
    return data


def _is_predicted(parms: Value, row: int | None) -> bool:
    if parms is None:
        return False
    if not isinstance(parms, dict) or not set(parms) <= {"Predictor", "Columns"}:
        raise ValueError("the parameters of a stream")
    if parms.get("Predictor", 1) == 1:
        return False
    if parms["Predictor"] not in range(10, 16) or parms.get("Columns") != row:
        raise ValueError("the parameters of a stream")
    return True


def _unpredicted(data: bytes, row: int) -> bytes:
    if len(data) % (row + 1):
        raise ValueError("the rows of a stream")
    out = bytearray()
    before = bytes(row)
    for at in range(0, len(data), row + 1):
        line = data[at + 1 : at + 1 + row]
        if data[at] == 2:
            line = bytes((a + b) & 255 for a, b in zip(line, before, strict=True))
        elif data[at]:
            raise ValueError("the rows of a stream")
        out += line
        before = line
    return bytes(out)


def inflate(raw: bytes, limit: int) -> bytes:
    """Unpack bytes that hold one packed stream, no more than ``limit`` bytes of it.

    :raises ValueError: they hold something else, or more
    """
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(raw, max(1, limit))
    except zlib.error as error:
        raise ValueError("a stream that cannot be unpacked") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("a stream that holds more than it must")
    return data
