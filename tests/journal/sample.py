# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A sealed and anchored journal in memory, and what somebody might do to it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from random import Random

from hocba.canonical import canonical
from hocba.journal import Anchor, Block, Entry, entry_hash, seal

SCHOOL, YEAR = "79-760-70123", "2025-2026"
START = datetime(2025, 9, 5, 1, tzinfo=timezone.utc)
BLOCKS, PER_BLOCK = 12, 8
ANCHORED = 9


def entry(number: int, at: datetime, value: str = "8.5") -> Entry:
    columns = {
        "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "model": "edu.gradebook.line",
        "res_id": number % 45 + 1,
        "field": "tx1",
        "user_id": 7,
        "school_code": SCHOOL,
        "year_code": YEAR,
    }
    payload = {**columns, "old": "", "new": value, "reason": f"số {number}"}
    return Entry(number, canonical(payload), columns)


def hashes(entries: list[Entry]) -> list[tuple[int, str]]:
    return [(one.id, entry_hash(one.id, one.payload)) for one in entries]


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclasses.dataclass
class Journal:
    """Twelve hours, a block each; the ninth is the newest that is anchored outside."""

    entries: list[Entry]
    blocks: list[Block]
    anchors: list[Anchor]

    @classmethod
    def make(cls) -> Journal:
        entries, blocks = [], []
        for hour in range(BLOCKS):
            begin = START + timedelta(hours=hour)
            fresh = [
                # numbers with gaps: what was rolled back took some
                entry(hour * 20 + i * 2 + 1, begin + timedelta(minutes=6 * i))
                for i in range(PER_BLOCK)
            ]
            entries += fresh
            after = (
                {"number": blocks[-1].number + 1, "previous": blocks[-1].hash}
                if blocks
                else {}
            )
            sealed = stamp(begin + timedelta(minutes=55))
            blocks.append(seal(SCHOOL, YEAR, hashes(fresh), sealed, **after))
        anchors = [
            Anchor.of(block.header(), b"", f"a-{block.number}.json")
            for block in blocks[2:ANCHORED:3]
        ]
        return cls(entries, blocks, anchors)

    def reseal(self, first: int = 1) -> None:
        """What who owns the tables can do: make the chain anew from a block on."""
        texts = {one.id: one.payload for one in self.entries}
        previous = self.blocks[first - 2].hash if first > 1 else ""
        for block in self.blocks[first - 1 :]:
            kept = [
                (number, entry_hash(number, texts[number]))
                for number, _digest in block.items()
                if number in texts
            ]
            fresh = seal(
                SCHOOL,
                YEAR,
                kept,
                block.sealed_at,
                number=block.number,
                previous=previous,
            )
            self.blocks[block.number - 1] = fresh
            previous = fresh.hash


def changed(old: Entry, **values: object) -> Entry:
    """The entry with another payload, its columns in step."""
    payload = canonical(json.loads(old.payload) | values)
    columns = {name: values.get(name, known) for name, known in old.columns.items()}
    return Entry(old.id, payload, columns)


def _sealed(journal: Journal, random: Random) -> int:
    """The place of an entry that is older than the newest anchor."""
    return random.randrange(ANCHORED * PER_BLOCK)


def edit(journal: Journal, random: Random) -> set[int]:
    place = _sealed(journal, random)
    old = journal.entries[place]
    journal.entries[place] = changed(old, new=str(random.randrange(8)))
    return {old.id}


def delete(journal: Journal, random: Random) -> set[int]:
    return {journal.entries.pop(_sealed(journal, random)).id}


def swap(journal: Journal, random: Random) -> set[int]:
    one, two = random.sample(range(ANCHORED * PER_BLOCK), 2)
    first, second = journal.entries[one], journal.entries[two]
    journal.entries[one] = Entry(first.id, second.payload, second.columns)
    journal.entries[two] = Entry(second.id, first.payload, first.columns)
    return {first.id, second.id}


def insert_behind(journal: Journal, random: Random) -> set[int]:
    newest = datetime.fromisoformat(journal.blocks[-1].sealed_at[:-1] + "+00:00")
    at = newest - timedelta(minutes=random.randrange(61, 600))
    number = random.choice([2 * random.randrange(1, 110), 9999])
    journal.entries.append(entry(number, at, "10"))
    return {number}


def truncate(journal: Journal, random: Random) -> set[int]:
    keep = random.randrange(ANCHORED)
    gone = {n for block in journal.blocks[keep:] for n, _digest in block.items()}
    journal.entries = [one for one in journal.entries if one.id not in gone]
    del journal.blocks[keep:]
    return set()


def recompute(journal: Journal, random: Random) -> set[int]:
    act = random.choice([edit, delete, swap])
    touched = act(journal, random)
    blocks = [
        block.number
        for block in journal.blocks
        if touched & {number for number, _digest in block.items()}
    ]
    journal.reseal(random.randrange(1, min(blocks) + 1))
    return set()


ATTACKS: tuple[Callable[[Journal, Random], set[int]], ...] = (
    edit,
    delete,
    swap,
    insert_behind,
    truncate,
    recompute,
)
