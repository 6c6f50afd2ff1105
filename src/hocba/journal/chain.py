# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Entries, and the blocks that seal them, as they are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hocba.canonical import canonical

FORMAT = "hocba-journal-block/1"
#: What a row repeats of its payload so that entries are found.
COLUMNS = ("at", "model", "res_id", "field", "user_id", "school_code", "year_code")


@dataclass(frozen=True)
class Entry:
    """One row of the journal.

    :param payload: the evidence, a canonical text that is hashed as it stands
    :param columns: the :data:`COLUMNS`, which must say the same as the payload
    """

    id: int
    payload: str
    columns: Mapping[str, Any]

    @property
    def scope(self) -> tuple[str, str]:
        """Return school and year, which name the chain that seals this entry."""
        return (
            str(self.columns.get("school_code") or ""),
            str(self.columns.get("year_code") or ""),
        )


def entry_hash(id: int, payload: str) -> str:
    """Return what a block keeps of an entry: SHA-256 over its number and payload."""
    return hashlib.sha256(f"{id}\n{payload}".encode()).hexdigest()


@dataclass(frozen=True)
class Block:
    """A sealed list of entries, with all that is stored of it.

    :param listing: one line per entry: number, space, :func:`entry_hash`
    :param sealed_at: UTC to the second, ``2026-05-31T10:00:00Z``
    :param hash: SHA-256 of :meth:`header`
    """

    school: str
    year: str
    number: int
    previous: str
    sealed_at: str
    listing: str
    count: int
    first_id: int
    last_id: int
    hash: str

    @property
    def scope(self) -> tuple[str, str]:
        """Return school and year, which name the chain."""
        return self.school, self.year

    def header(self) -> bytes:
        """Return the text whose SHA-256 is the block's hash, without the listing.

        It is what leaves the database and what a timestamp is taken over.
        """
        listing = hashlib.sha256(self.listing.encode()).hexdigest()
        values = {
            "format": FORMAT,
            "school": self.school,
            "year": self.year,
            "number": self.number,
            "previous": self.previous,
            "sealed_at": self.sealed_at,
            "listing_sha256": listing,
            "count": self.count,
            "first_id": self.first_id,
            "last_id": self.last_id,
        }
        return canonical(values).encode()

    def digest(self) -> str:
        """Return the hash that follows from the stored values."""
        return hashlib.sha256(self.header()).hexdigest()

    def items(self) -> list[tuple[int, str]]:
        """Return number and hash of each listed entry.

        :raises ValueError: the listing has another form
        """
        pairs = [line.split(" ") for line in self.listing.split("\n")]
        return [(int(number), digest) for number, digest in pairs]


def seal(
    school: str,
    year: str,
    entries: Iterable[tuple[int, str]],
    sealed_at: str,
    *,
    number: int = 1,
    previous: str = "",
) -> Block:
    """Make the block ``number`` over entries, given as number and hash, in any order.

    :param previous: the hash of the block before, empty for the first
    :raises ValueError: there is no entry
    """
    ordered = sorted(entries)
    if not ordered:
        raise ValueError("a block seals at least one entry")
    values: dict[str, Any] = {
        "school": school,
        "year": year,
        "number": number,
        "previous": previous,
        "sealed_at": sealed_at,
        "listing": "\n".join(f"{entry} {digest}" for entry, digest in ordered),
        "count": len(ordered),
        "first_id": ordered[0][0],
        "last_id": ordered[-1][0],
    }
    return Block(**values, hash=Block(**values, hash="").digest())
