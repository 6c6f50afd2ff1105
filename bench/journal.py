# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether the journal holds savers up: `./edu bench journal`.

1. Twenty savers at once, each a column of 45 entries in each of its transactions, with
   a sealer that begins anew half a second after it is done, against the same without
   one. (A server seals every five minutes.)
2. Twenty savers whose transactions stay open for a while after their entries are
   inserted, against one alone: who had to wait for another would take twenty times as
   long.
"""

from __future__ import annotations

import json
import statistics
import sys
import threading
import time
from collections.abc import Callable

import psycopg2

from bench.ratio import Ratio, measure
from tests.e2e.sealer import running

SAVERS, SAVES, CELLS, RUNS = 20, 20, 45, 9
OPEN_SECONDS = 0.5
PAYLOAD = json.dumps({"field": "tx1", "old": "7", "new": "8.5", "x": "x" * 420})
INSERT = (
    "INSERT INTO edu_journal (at, model, res_id, field, user_id, school_code,"
    " year_code, payload) SELECT now() AT TIME ZONE 'UTC', 'edu.gradebook.line', n,"
    " 'tx1', %s, '79-760-70123', '2025-2026', %s FROM generate_series(1, %s) n"
)


class Savers:
    """Connections that save at the same time, each in a thread."""

    def __init__(self, database: str) -> None:
        self.connections = [psycopg2.connect(dbname=database) for _ in range(SAVERS)]

    def close(self) -> None:
        for connection in self.connections:
            connection.close()

    def at_once(self, act: Callable[[int], None], savers: int = SAVERS) -> None:
        threads = [
            threading.Thread(target=act, args=(number,)) for number in range(savers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def save(self, number: int) -> None:
        connection = self.connections[number]
        for _save in range(SAVES):
            with connection, connection.cursor() as cursor:
                cursor.execute(INSERT, (number, PAYLOAD, CELLS))

    def linger(self, number: int) -> None:
        connection = self.connections[number]
        with connection, connection.cursor() as cursor:
            cursor.execute(INSERT, (number, PAYLOAD, CELLS))
            cursor.execute("SELECT pg_sleep(%s)", (OPEN_SECONDS,))


def beside_the_sealer(database: str, savers: Savers) -> Ratio:
    """Turns with and without the sealer; its starts and stops are not counted."""
    taken: dict[str, list[float]] = {"rest": [], "loop 0.5": []}
    with running(database, EDU_JOURNAL_ANCHORS="") as sealer:
        for run in range(RUNS + 1):
            for order, seconds in taken.items():
                sealer.ask(order)
                start = time.perf_counter()
                savers.at_once(savers.save)
                if run:
                    seconds.append(time.perf_counter() - start)
    without, beside = (statistics.median(seconds) for seconds in taken.values())
    what = f"{SAVERS} savers beside the sealer"
    return Ratio(what, "without it", beside, without, most=1.3)


def ratios(database: str) -> list[Ratio]:
    savers = Savers(database)
    try:
        return [
            beside_the_sealer(database, savers),
            measure(
                f"{SAVERS} savers at once, each open for {OPEN_SECONDS} s",
                lambda: savers.at_once(savers.linger),
                "one alone",
                lambda: savers.at_once(savers.linger, 1),
                most=1.3,
                runs=5,
            ),
        ]
    finally:
        savers.close()


def main(database: str) -> int:
    found = ratios(database)
    for ratio in found:
        print(ratio.line())
    return 0 if all(ratio.good for ratio in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
