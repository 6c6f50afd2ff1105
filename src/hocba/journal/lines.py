# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A journal as JSON Lines, one object per entry or block."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from hocba.journal.chain import COLUMNS, Block, Entry
from hocba.problems import Where, fail, register

register(
    {
        "journal.unreadable_line": {
            "en": "This line holds neither an entry nor a block ({detail}).",
            "vi": "Dòng này không phải mục nhật ký hay khối niêm phong ({detail}).",
        },
    }
)


def write_export(entries: Iterable[Entry], blocks: Iterable[Block]) -> Iterator[str]:
    """Return the lines of an export, without their ends."""
    for entry in entries:
        yield _line(
            {"kind": "entry", "id": entry.id, "payload": entry.payload}
            | {name: entry.columns.get(name) for name in COLUMNS}
        )
    for block in blocks:
        yield _line({"kind": "block", **asdict(block)})


def _line(values: dict[str, Any]) -> str:
    # Not the canonical text: a payload that is no longer canonical must stay so.
    return json.dumps(values, ensure_ascii=False)


def read_export(lines: Iterable[bytes | str]) -> tuple[list[Entry], list[Block]]:
    """Read an export.

    :raises HocbaError: ``journal.unreadable_line``, with the line
    """
    entries: list[Entry] = []
    blocks: list[Block] = []
    for row, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values: dict[str, Any] = json.loads(line)
            kind = values.pop("kind")
            if kind == "block":
                blocks.append(_block(values))
            elif kind == "entry":
                columns = {name: values[name] for name in COLUMNS}
                entries.append(
                    Entry(int(values["id"]), str(values["payload"]), columns)
                )
            else:
                raise ValueError(kind)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            where = Where(row=row)
            raise fail("journal.unreadable_line", where, detail=str(error)) from error
    return entries, blocks


def _block(values: dict[str, Any]) -> Block:
    block = Block(**values)
    for name, kind in Block.__annotations__.items():
        if type(getattr(block, name)).__name__ != kind:
            raise ValueError(name)
    return block
