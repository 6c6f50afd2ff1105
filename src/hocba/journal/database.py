# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A journal read from its PostgreSQL database, without Odoo and without writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from hocba.journal.chain import COLUMNS, Block, Entry
from hocba.journal.guards import EXPECTED, Found, Table
from hocba.problems import fail, register

register(
    {
        "journal.no_database": {
            "en": "The journal cannot be read from the database ({detail}).",
            "vi": "Không đọc được nhật ký từ cơ sở dữ liệu ({detail}).",
        },
    }
)

_ENTRIES = """
    SELECT id, payload, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), model, res_id,
           field, user_id, school_code, year_code
      FROM edu_journal ORDER BY id
"""
_BLOCKS = """
    SELECT coalesce(school_code, ''), coalesce(year_code, ''), coalesce(number, 0),
           coalesce(previous, ''),
           coalesce(to_char(sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''),
           coalesce(listing, ''), coalesce(count, 0), coalesce(first_id, 0),
           coalesce(last_id, 0), coalesce(hash, '')
      FROM edu_journal_block ORDER BY 1, 2, 3
"""

_TABLES = """
    SELECT c.oid, c.relname, pg_get_userbyid(c.relowner),
           c.relkind = 'r' AND c.relpersistence = 'p' AND NOT c.relispartition,
           ARRAY(SELECT 'rule ' || rulename FROM pg_rewrite WHERE ev_class = c.oid)
           || ARRAY(SELECT 'policy ' || polname FROM pg_policy WHERE polrelid = c.oid)
           || ARRAY(SELECT 'parent ' || inhparent::regclass FROM pg_inherits
                     WHERE inhrelid = c.oid)
           || ARRAY(SELECT 'child ' || inhrelid::regclass FROM pg_inherits
                     WHERE inhparent = c.oid)
      FROM pg_class c
     WHERE c.oid = ANY(SELECT to_regclass(name) FROM unnest(%s) AS name)
     ORDER BY array_position(%s, c.relname::text)
"""
_TRIGGERS = """
    SELECT t.tgrelid, t.tgname, t.tgtype, p.proname, p.prosrc, t.tgenabled,
           t.tgqual IS NOT NULL OR t.tgattr::text <> ''
      FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE NOT t.tgisinternal AND t.tgrelid = ANY(%s)
"""


class Database:
    """One moment of a journal: all queries see the same snapshot."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def entries(self) -> Iterator[Entry]:
        """Return the entries, read in portions."""
        with self._connection.cursor("entries") as cursor:
            cursor.itersize = 10000
            cursor.execute(_ENTRIES)
            for id, payload, *columns in cursor:
                yield Entry(id, payload or "", dict(zip(COLUMNS, columns, strict=True)))

    def blocks(self) -> list[Block]:
        """Return the blocks of all chains."""
        with self._connection.cursor() as cursor:
            cursor.execute(_BLOCKS)
            return [Block(*values) for values in cursor.fetchall()]

    def guards(self) -> list[Table]:
        """Return the tables of evidence that there are, with their triggers."""
        names = list(EXPECTED)
        with self._connection.cursor() as cursor:
            cursor.execute(_TABLES, (names, names))
            rows = cursor.fetchall()
            cursor.execute(_TRIGGERS, ([row[0] for row in rows],))
            triggers: dict[int, dict[str, Found]] = {}
            for oid, name, *values in cursor.fetchall():
                triggers.setdefault(oid, {})[name] = Found(name, *values)
        return [
            Table(name, owner, ordinary, triggers.get(oid, {}), tuple(extras))
            for oid, name, owner, ordinary, extras in rows
        ]


@contextmanager
def open_database(dsn: str) -> Iterator[Database]:
    """Connect, read only.

    :param dsn: what libpq takes: ``dbname=… host=…`` or ``postgresql://…``
    :raises HocbaError: ``journal.no_database``
    """
    try:
        connection = psycopg2.connect(dsn)
        try:
            connection.set_session("REPEATABLE READ", readonly=True)
            yield Database(connection)
        finally:
            connection.close()
    except psycopg2.Error as error:
        detail = " ".join(str(error).split())
        raise fail("journal.no_database", detail=detail) from error
