# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A journal read from its PostgreSQL database, without Odoo and without writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from hocba.journal.chain import COLUMNS, Block, Entry
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
