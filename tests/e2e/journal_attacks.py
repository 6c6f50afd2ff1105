# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What whoever owns the tables might do to a sealed and anchored journal."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from hocba import journal
from hocba.canonical import canonical
from hocba.journal.database import Database

#: Each run tries a seeded sample, ``./edu test --full`` all.
FULL = bool(os.environ.get("EDU_FULL"))
TABLES = ("edu_journal", "edu_journal_block")
INSERT = (
    "INSERT INTO edu_journal"
    " (at, model, res_id, field, user_id, school_code, year_code, payload)"
    " VALUES (%s, 'm', %s, 'tx1', 7, %s, %s, %s) RETURNING id"
)


@dataclass(frozen=True)
class Target:
    """One chain, and how far it is anchored outside.

    :param anchored: the number of the newest block that is
    :param numbers: of the entries that the blocks up to it seal
    """

    school: str
    year: str
    blocks: list[journal.Block]
    anchored: int
    numbers: list[int]

    @classmethod
    def of(cls, connection: Any, anchors: list[journal.Anchor], scope: Any) -> Target:
        """Return what of a chain an outside anchor covers."""
        newest = max(anchor.number for anchor in anchors if anchor.scope == scope)
        known = [b for b in Database(connection).blocks() if b.scope == scope]
        covered = _numbers([block for block in known if block.number <= newest])
        return cls(*scope, known, newest, sorted(covered))


def _numbers(blocks: list[journal.Block]) -> list[int]:
    return [number for block in blocks for number, _digest in block.items()]


def insert(
    cursor: Any, number: int, value: str, scope: tuple[str, str], hours_ago: float = 0
) -> int:
    """Insert an entry as the addon does, and return its number."""
    cursor.execute(
        "SELECT to_char(now() AT TIME ZONE 'UTC' - %s * interval '1 hour',"
        ' \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\')',
        (hours_ago,),
    )
    (at,) = cursor.fetchone()
    school, year = scope
    payload = canonical(
        {
            **{"at": at, "model": "m", "res_id": number, "field": "tx1"},
            **{"user_id": 7, "school_code": school, "year_code": year, "new": value},
        }
    )
    cursor.execute(INSERT, (at, number, school, year, payload))
    return int(cursor.fetchone()[0])


def _payload(cursor: Any, number: int) -> str:
    cursor.execute("SELECT payload FROM edu_journal WHERE id = %s", (number,))
    return str(cursor.fetchone()[0])


def _forged(cursor: Any, random: Random, target: Target) -> tuple[int, str]:
    number = random.choice(target.numbers)
    payload = _payload(cursor, number)
    values = [f'"new":"{mark}"' for mark in ("10", "9.5")]
    forged = re.sub(r'"new":"[^"]*"', lambda found: values[0], payload, count=1)
    if forged == payload:
        forged = re.sub(r'"new":"[^"]*"', lambda found: values[1], payload, count=1)
    assert forged != payload, payload
    return number, forged


def edit(cursor: Any, random: Random, target: Target) -> set[int]:
    number, forged = _forged(cursor, random, target)
    cursor.execute(
        "UPDATE edu_journal SET payload = %s WHERE id = %s", (forged, number)
    )
    return {number}


def edit_column(cursor: Any, random: Random, target: Target) -> set[int]:
    number = random.choice(target.numbers)
    cursor.execute(
        "UPDATE edu_journal SET user_id = user_id + 1 WHERE id = %s", (number,)
    )
    return {number}


def delete(cursor: Any, random: Random, target: Target) -> set[int]:
    number = random.choice(target.numbers)
    cursor.execute("DELETE FROM edu_journal WHERE id = %s", (number,))
    return {number}


def swap(cursor: Any, random: Random, target: Target) -> set[int]:
    one, two = random.sample(target.numbers, 2)
    # Entries of one transaction may say the same; to exchange these changes nothing.
    while _payload(cursor, one) == _payload(cursor, two):
        one, two = random.sample(target.numbers, 2)
    cursor.execute(
        "UPDATE edu_journal j SET payload = o.payload, at = o.at, model = o.model,"
        " res_id = o.res_id, field = o.field, user_id = o.user_id"
        " FROM edu_journal o WHERE (j.id, o.id) IN ((%s, %s), (%s, %s))",
        (one, two, two, one),
    )
    return {one, two}


def insert_behind(cursor: Any, random: Random, target: Target) -> set[int]:
    # More than the tests take on a busy machine: what is younger than the sealer's last
    # run may still be waiting, rightly.
    hours = random.randrange(26, 900)
    return {insert(cursor, 4, "10", (target.school, target.year), hours)}


def truncate(cursor: Any, random: Random, target: Target) -> set[int]:
    keep = random.randrange(target.anchored)
    cursor.execute(
        "DELETE FROM edu_journal_block"
        " WHERE school_code = %s AND year_code = %s AND number > %s",
        (target.school, target.year, keep),
    )
    gone = _numbers([b for b in target.blocks if b.number > keep])
    cursor.execute("DELETE FROM edu_journal WHERE id = ANY(%s)", (gone,))
    return set()


def recompute(cursor: Any, random: Random, target: Target) -> set[int]:
    random.choice([edit, delete, swap])(cursor, random, target)
    cursor.execute(
        "SELECT id, payload FROM edu_journal WHERE id = ANY(%s)",
        (_numbers(target.blocks),),
    )
    payloads = dict(cursor.fetchall())
    previous = ""
    for block in target.blocks:
        kept = [
            (number, journal.entry_hash(number, payloads[number]))
            for number in _numbers([block])
            if number in payloads
        ]
        if not kept:
            cursor.execute(
                "DELETE FROM edu_journal_block"
                " WHERE school_code = %s AND year_code = %s AND number = %s",
                (target.school, target.year, block.number),
            )
            continue
        fresh = journal.seal(
            target.school,
            target.year,
            kept,
            block.sealed_at,
            number=block.number,
            previous=previous,
        )
        cursor.execute(
            "UPDATE edu_journal_block SET previous = %s, listing = %s, count = %s,"
            " first_id = %s, last_id = %s, hash = %s"
            " WHERE school_code = %s AND year_code = %s AND number = %s",
            (
                *(fresh.previous, fresh.listing, fresh.count),
                *(fresh.first_id, fresh.last_id, fresh.hash),
                *(target.school, target.year, fresh.number),
            ),
        )
        previous = fresh.hash
    return set()


def rewrite(cursor: Any, random: Random, target: Target) -> set[int]:
    """No trigger fires when a column gets another type."""
    number, forged = _forged(cursor, random, target)
    cursor.execute(
        "ALTER TABLE edu_journal ALTER COLUMN payload TYPE text"
        " USING CASE WHEN id = %s THEN %s ELSE payload END",
        (number, forged),
    )
    return {number}


def exchange(cursor: Any, random: Random, target: Target) -> set[int]:
    """Another table takes the journal's name."""
    number, forged = _forged(cursor, random, target)
    cursor.execute(
        "ALTER TABLE edu_journal RENAME TO edu_journal_true;"
        "CREATE TABLE edu_journal AS SELECT id, at, model, res_id, field, user_id,"
        " school_code, year_code, CASE WHEN id = %s THEN %s ELSE payload END AS payload"
        " FROM edu_journal_true",
        (number, forged),
    )
    return {number}


#: Those that need the triggers switched off, and those that no trigger stops.
ATTACKS: tuple[Callable[[Any, Random, Target], set[int]], ...] = (
    edit,
    edit_column,
    delete,
    swap,
    insert_behind,
    truncate,
    recompute,
    rewrite,
    exchange,
)
UNSTOPPED = (insert_behind, rewrite, exchange)


def judge(connection: Any, anchors: list[journal.Anchor]) -> journal.Report:
    """Return what the audit says of a database and its outside anchors."""
    database = Database(connection)
    return journal.audit(database.entries(), database.blocks(), anchors)


def attempt(
    connection: Any, number: int, target: Target, anchors: list[journal.Anchor]
) -> None:
    """Attack, audit, take it back: something is found, and entry or block named."""
    random, attack = Random(number), ATTACKS[number % len(ATTACKS)]
    with connection.cursor() as cursor:
        if attack not in UNSTOPPED:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        touched = attack(cursor, random, target)
        report = judge(connection, anchors)
    connection.rollback()
    errors = [p for p in report.findings if p.level == "error"]
    named = {p.params.get(key) for p in errors for key in ("entry", "other")}
    assert errors, (number, attack.__name__)
    if touched:
        assert touched <= named, (number, attack.__name__)
    else:
        codes = {p.code for p in errors}
        wanted = {"journal.chain_truncated", "journal.chain_recomputed"}
        # of a block whose one entry was deleted, the newest that is anchored
        wanted.add("journal.block_missing")
        assert codes & wanted, (number, attack.__name__, codes)
        assert any("block" in p.params for p in errors)
