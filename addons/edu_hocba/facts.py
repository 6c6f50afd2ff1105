# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Frozen facts of any book: plain values, kept as canonical text with their SHA-256.

A book can be written again from them at any time, whatever became of the gradebook
(KP Đ5.1).
"""

import hashlib
from dataclasses import fields, is_dataclass
from typing import get_args, get_origin, get_type_hints

from hocba.canonical import canonical

SOURCE_KIND = "so-diem-da-khoa"


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def source(id_: str, results: dict) -> dict:
    """Return what names the gradebook's record from which results were taken."""
    return {"kind": SOURCE_KIND, "id": id_, "sha256": digest(canonical(results))}


def pick(kind, values: dict) -> dict:
    """Return what a dataclass of the library takes; an absent value stays out."""
    names = {field.name for field in fields(kind)}
    return {
        name: value
        for name, value in values.items()
        # What few learners have is not said of the others.
        if name in names and value is not None and (name != "former" or value)
    }


def read(kind, value):
    """Return plain values as the library's, by the types that its classes name."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: read(hints[name], part) for name, part in value.items()})
    if get_origin(kind) is tuple:
        return tuple(read(get_args(kind)[0], part) for part in value)
    return value
