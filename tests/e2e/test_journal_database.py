# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The journal on real PostgreSQL: its owner, late commits, and attacks."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace

import psycopg2
import pytest

from bench.sealer import running
from hocba import cli, journal
from hocba.journal.database import Database
from hocba.signing.trust import EvidenceClient, TrustStore

ROOT = Path(__file__).resolve().parents[2]
SQL = ROOT / "addons" / "edu_journal" / "sql"
TRIES = 300 if os.environ.get("EDU_FULL") else 36
SCHOOL, YEAR = "79-760-70909", "2025-2026"
INSERT = (
    "INSERT INTO edu_journal"
    " (at, model, res_id, field, user_id, school_code, year_code, payload)"
    " VALUES (%s, 'm', %s, 'tx1', 7, %s, %s, %s) RETURNING id"
)


def insert(cursor, number: int, value: str = "8", hours_ago: float = 0) -> int:
    cursor.execute(
        "SELECT to_char(now() AT TIME ZONE 'UTC' - %s * interval '1 hour',"
        ' \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\')',
        (hours_ago,),
    )
    (at,) = cursor.fetchone()
    payload = journal.canonical(
        {
            **{"at": at, "model": "m", "res_id": number, "field": "tx1"},
            **{"user_id": 7, "school_code": SCHOOL, "year_code": YEAR, "new": value},
        }
    )
    cursor.execute(INSERT, (at, number, SCHOOL, YEAR, payload))
    return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def place(tmp_path_factory, pki) -> Iterator[SimpleNamespace]:
    """A database of its own, its sealer, and the folder its anchors go to."""
    prefix = os.environ["EDU_PREFIX"]
    database = f"{prefix}_journal"
    copy = ["sh", str(ROOT / "edu"), "_copy", f"{prefix}_template", database]
    subprocess.run(copy, check=True)
    folder = tmp_path_factory.mktemp("anchors")
    with psycopg2.connect(dbname=database) as connection:
        connection.cursor().execute(
            "INSERT INTO ir_config_parameter (key, value)"
            " VALUES ('edu_journal.tsa_url', %s)",
            (pki.tsa_url,),
        )
    connection.close()
    with running(database, EDU_JOURNAL_ANCHORS=str(folder)) as sealer:
        yield SimpleNamespace(database=database, folder=folder, sealer=sealer)


@pytest.fixture
def connect(place):
    opened = []

    def connect(**options):
        opened.append(psycopg2.connect(dbname=place.database, **options))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def judge(connection, folder=None) -> journal.Report:
    database = Database(connection)
    anchors = journal.read_anchors(folder)[0] if folder else []
    return journal.audit(database.entries(), database.blocks(), anchors)


def sealed_numbers(connection) -> list[int]:
    blocks = Database(connection).blocks()
    return [number for block in blocks for number, _digest in block.items()]


def test_late_commits_are_sealed_exactly_once(place, connect):
    """BT-8.5: smaller numbers that commit after larger ones are in the next block."""
    late, early = connect(), connect()
    with late.cursor() as cursor:
        waiting = [insert(cursor, number) for number in range(3)]
    with early, early.cursor() as cursor:
        done = insert(cursor, 9)
    assert done > max(waiting)
    place.sealer.ask()
    sealed = sealed_numbers(early)
    assert done in sealed and not set(waiting) & set(sealed)
    early.rollback()
    late.commit()
    place.sealer.ask()
    place.sealer.ask()
    sealed = sealed_numbers(early)
    assert all(sealed.count(number) == 1 for number in (*waiting, done))
    assert not judge(early).broken


def test_savers_who_race_the_sealer_lose_nothing(place, connect):
    """BT-8.5: eight savers, some rolled back, while the sealer runs all the time."""
    kept: list[int] = []

    def save(seed: int) -> None:
        random, connection = Random(seed), connect()
        for _save in range(12):
            with connection.cursor() as cursor:
                numbers = [insert(cursor, n) for n in range(random.randrange(1, 6))]
                time.sleep(random.random() / 20)
                numbers += [insert(cursor, n) for n in range(random.randrange(3))]
            if random.random() < 0.2:
                connection.rollback()
            else:
                connection.commit()
                kept.extend(numbers)

    place.sealer.ask("loop 0.02")
    threads = [threading.Thread(target=save, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    place.sealer.ask("rest")
    place.sealer.ask()
    reader = connect()
    sealed = sealed_numbers(reader)
    assert len(sealed) == len(set(sealed))
    assert set(kept) <= set(sealed)
    report = judge(reader)
    assert not report.broken
    assert not sum(scope.unsealed for scope in report.scopes)


def test_two_sealers_at_once_make_one_chain(place, connect):
    other = connect()
    with other, other.cursor() as cursor:
        insert(cursor, 1)
    with running(place.database, EDU_JOURNAL_ANCHORS="") as second:
        threads = [threading.Thread(target=one.ask) for one in (place.sealer, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    place.sealer.ask()
    assert not judge(other).broken


@pytest.fixture(scope="module")
def sealed(place, pki):
    """Six blocks more, all anchored: the newest anchor is made to be the last block."""
    with psycopg2.connect(dbname=place.database) as connection:
        for _block in range(6):
            with connection.cursor() as cursor:
                numbers = [insert(cursor, number) for number in range(5)]
            connection.commit()
            place.sealer.ask()
        blocks = [b for b in Database(connection).blocks() if b.school == SCHOOL]
    connection.close()
    # the sealer anchors half-hourly; what left the database in six hours stands here
    client = EvidenceClient(TrustStore(()), pki.tsa_url)
    for header in (block.header() for block in blocks[-4:]):
        journal.write_anchor(place.folder, header, client.timestamp(header))
    last = {number for block in blocks[-6:] for number, _digest in block.items()}
    assert last >= set(numbers)
    return SimpleNamespace(numbers=sorted(last), blocks=blocks)


def edit(cursor, random, sealed):
    number = random.choice(sealed.numbers)
    cursor.execute(
        'UPDATE edu_journal SET payload = replace(payload, \'"new":"8"\','
        ' \'"new":"9"\') WHERE id = %s',
        (number,),
    )
    return {number}


def edit_column(cursor, random, sealed):
    number = random.choice(sealed.numbers)
    cursor.execute("UPDATE edu_journal SET user_id = 8 WHERE id = %s", (number,))
    return {number}


def delete(cursor, random, sealed):
    number = random.choice(sealed.numbers)
    cursor.execute("DELETE FROM edu_journal WHERE id = %s", (number,))
    return {number}


def swap(cursor, random, sealed):
    one, two = random.sample(sealed.numbers, 2)
    cursor.execute(
        "UPDATE edu_journal j SET payload = o.payload, at = o.at, res_id = o.res_id"
        " FROM edu_journal o WHERE (j.id, o.id) IN ((%s, %s), (%s, %s))",
        (one, two, two, one),
    )
    return {one, two}


def insert_behind(cursor, random, sealed):
    return {insert(cursor, 4, "10", hours_ago=random.randrange(2, 900))}


def truncate(cursor, random, sealed):
    keep = random.choice(sealed.blocks[:-1])
    cursor.execute(
        "DELETE FROM edu_journal_block WHERE school_code = %s AND number > %s",
        (SCHOOL, keep.number),
    )
    gone = [b for b in sealed.blocks if b.number > keep.number]
    numbers = [number for block in gone for number, _digest in block.items()]
    cursor.execute("DELETE FROM edu_journal WHERE id = ANY(%s)", (numbers,))
    return set()


def recompute(cursor, random, sealed):
    random.choice([edit, delete])(cursor, random, sealed)
    previous = ""
    for block in sealed.blocks:
        numbers = [number for number, _digest in block.items()]
        cursor.execute(
            "SELECT id, payload FROM edu_journal WHERE id = ANY(%s)", (numbers,)
        )
        fresh = journal.seal(
            SCHOOL,
            YEAR,
            [(n, journal.entry_hash(n, payload)) for n, payload in cursor.fetchall()],
            block.sealed_at,
            number=block.number,
            previous=previous,
        )
        cursor.execute(
            "UPDATE edu_journal_block SET previous = %s, listing = %s, count = %s,"
            " first_id = %s, last_id = %s, hash = %s"
            " WHERE school_code = %s AND number = %s",
            (
                *(fresh.previous, fresh.listing, fresh.count),
                *(fresh.first_id, fresh.last_id, fresh.hash, SCHOOL, fresh.number),
            ),
        )
        previous = fresh.hash
    return set()


ATTACKS = (edit, edit_column, delete, swap, insert_behind, truncate, recompute)


def test_whoever_owns_the_tables_is_found(place, connect, sealed):
    """BT-4.8, BT-8.5: triggers off, then each attack; entry or block is named."""
    connection = connect()
    assert not judge(connection, place.folder).broken
    for attempt in range(TRIES):
        random, attack = Random(attempt), ATTACKS[attempt % len(ATTACKS)]
        with connection.cursor() as cursor:
            for table in ("edu_journal", "edu_journal_block"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            touched = attack(cursor, random, sealed)
            report = judge(connection, place.folder)
        connection.rollback()
        errors = [p for p in report.findings if p.level == "error"]
        named = {p.params.get(key) for p in errors for key in ("entry", "other")}
        assert errors, attack.__name__
        if touched:
            assert touched <= named, attack.__name__
        else:
            codes = {p.code for p in errors}
            assert codes & {"journal.chain_truncated", "journal.chain_recomputed"}


def test_the_command_reads_a_database_and_saves_it(
    place, pki, sealed, tmp_path, capsys
):
    """BT-8.5: without Odoo; timestamps proven; what it saves is judged alike."""
    outside = ["--anchors", str(place.folder), "--trust", str(pki.trust_path)]
    outside += ["--trust", str(pki.directory / "ca/issuing.pem")]
    export = tmp_path / "journal.jsonl"
    database = ["audit", "--database", f"dbname={place.database}"]
    assert cli.main([*database, *outside, "--save", str(export)]) == 0
    first = capsys.readouterr().out
    assert "nhật ký nguyên vẹn" in first and SCHOOL in first
    assert cli.main(["audit", "--export", str(export), *outside]) == 0
    assert capsys.readouterr().out == first
    assert cli.main([*database, "--save", str(export)]) == 2
    assert "Không ghi được" in capsys.readouterr().err
    assert cli.main(["audit", "--database", "dbname=no_such_database_here"]) == 2


@pytest.fixture
def hardened(place, sealed):
    def run(script: str, *variables: str) -> None:
        command = ["psql", "-q", "-v", "odoo=odoo", *variables, "-d", place.database]
        subprocess.run(
            [*command, "-f", str(SQL / script)],
            check=True,
            env={**os.environ, "PGUSER": "postgres"},
        )

    keeper = f"keeper_{place.database}"
    run("harden.sql", "-v", f"keeper={keeper}")
    run("harden.sql", "-v", f"keeper={keeper}")
    yield keeper
    run("soften.sql")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER USER",
        "DROP TRIGGER {}_no_change ON {}",
        "DROP TABLE {} CASCADE",
        "ALTER TABLE {} OWNER TO odoo",
        "CREATE RULE r AS ON INSERT TO {} DO INSTEAD NOTHING",
        "SET session_replication_role = replica",
        "DROP SCHEMA public CASCADE",
        "CREATE OR REPLACE FUNCTION edu_journal_refuse_change() RETURNS trigger"
        " AS 'BEGIN RETURN OLD; END' LANGUAGE plpgsql",
    ],
)
def test_hardened_not_even_odoos_role_gets_round_the_guards(
    statement, hardened, connect
):
    """BT-4.8: the journal belongs to a second role."""
    for table in ("edu_journal", "edu_journal_block", "edu_journal_anchor"):
        connection = connect()
        with (
            connection.cursor() as cursor,
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
        ):
            cursor.execute(statement.replace("{}", table))
        connection.rollback()


def test_hardened_odoo_saves_seals_and_updates_as_before(hardened, place, connect):
    connection = connect()
    with connection, connection.cursor() as cursor:
        fresh = insert(cursor, 1)
    place.sealer.ask()
    assert fresh in sealed_numbers(connection)
    assert not judge(connection, place.folder).broken
    connection.close()
    path = f"{os.environ['EDU_ODOO']}{os.pathsep}{ROOT}"
    command = [
        "-m",
        "odoo",
        "server",
        "-c",
        os.environ["EDU_CONF"],
        "-u",
        "edu_journal",
    ]
    done = subprocess.run(
        [
            *(sys.executable, *command),
            *("-d", place.database, "--stop-after-init", "--no-http"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert " ERROR " not in done.stderr
