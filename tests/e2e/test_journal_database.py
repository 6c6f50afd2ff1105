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

from hocba import cli, journal
from hocba.journal.database import Database
from hocba.signing.asking import EvidenceClient
from hocba.signing.trust import TrustStore
from tests.e2e import journal_attacks
from tests.e2e.journal_attacks import FULL, Target, attempt, judge
from tests.e2e.sealer import running

ROOT = Path(__file__).resolve().parents[2]
SQL = ROOT / "addons" / "edu_journal" / "sql"
SCOPE = ("79-760-70909", "2025-2026")
TABLES_OF_THE_JOURNAL = (
    "edu_journal",
    "edu_journal_block",
    "edu_journal_anchor",
    "edu_journal_delivery",
)


def insert(cursor, number: int) -> int:
    return journal_attacks.insert(cursor, number, "8", SCOPE)


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
    assert not judge(early, []).broken


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
    report = judge(reader, [])
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
    assert not judge(other, []).broken


@pytest.fixture(scope="module")
def sealed(place, pki):
    """Six blocks more, all anchored: the newest anchor is made to be the last block."""
    with psycopg2.connect(dbname=place.database) as connection:
        for _block in range(6):
            with connection.cursor() as cursor:
                numbers = [insert(cursor, number) for number in range(5)]
            connection.commit()
            place.sealer.ask()
        blocks = [b for b in Database(connection).blocks() if b.scope == SCOPE]
    connection.close()
    # the sealer anchors half-hourly; what left the database in six hours stands here
    client = EvidenceClient(TrustStore(()), pki.tsa_url)
    for header in (block.header() for block in blocks[-4:]):
        journal.write_anchor(place.folder, header, client.timestamp(header))
    last = {number for block in blocks[-6:] for number, _digest in block.items()}
    assert last >= set(numbers)
    return numbers


def test_whoever_owns_the_tables_is_found(place, connect, sealed):
    """BT-4.8, BT-8.5: triggers off, then each attack; entry or block is named."""
    connection, anchors = connect(), journal.read_anchors(place.folder)[0]
    assert not judge(connection, anchors).broken
    target = Target.of(connection, anchors, SCOPE)
    assert set(target.numbers) >= set(sealed)
    for number in range(1000 if FULL else 100):
        attempt(connection, number, target, anchors)
    assert not judge(connection, anchors).broken


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET id = id",
        "UPDATE ONLY {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "TRUNCATE ONLY {} RESTART IDENTITY CASCADE",
        "WITH gone AS (DELETE FROM {} RETURNING id) SELECT count(*) FROM gone",
        "INSERT INTO {} (id) SELECT id FROM {}"
        " ON CONFLICT (id) DO UPDATE SET id = excluded.id",
        "MERGE INTO {} t USING {} s ON t.id = s.id WHEN MATCHED THEN DELETE",
        "MERGE INTO {} t USING {} s ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET id = s.id",
        "CREATE VIEW door AS SELECT * FROM {}; UPDATE door SET id = id",
        "CREATE TABLE door (n int); CREATE RULE way AS ON INSERT TO door"
        " DO INSTEAD DELETE FROM {}; INSERT INTO door VALUES (1)",
        "CREATE TABLE door (id int); ALTER TABLE {} INHERIT door;"
        " UPDATE door SET id = id",
        "CREATE TABLE door (id int); ALTER TABLE {} INHERIT door; DELETE FROM door",
        "CREATE TABLE door (id int); ALTER TABLE {} INHERIT door; TRUNCATE door",
        "SET session_replication_role = replica",
        "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
        "COPY {} FROM PROGRAM 'cat'",
        "UPDATE pg_trigger SET tgenabled = 'D'",
    ],
)
def test_plain_sql_of_odoos_role_changes_nothing(statement, sealed, connect):
    """BT-4.8: not by another statement, a view, a rule or a parent table either."""
    for table in TABLES_OF_THE_JOURNAL:
        connection = connect()
        with (
            connection.cursor() as cursor,
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
        ):
            cursor.execute(statement.replace("{}", table))
        connection.rollback()


OTHERWISE = (
    "CREATE FUNCTION otherwise() RETURNS trigger AS 'BEGIN RETURN NULL; END'"
    " LANGUAGE plpgsql; "
)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("ALTER TABLE {} DISABLE TRIGGER USER", "guard_off"),
        ("ALTER TABLE {} DISABLE TRIGGER ALL", "guard_off"),
        ("ALTER TABLE {} ENABLE REPLICA TRIGGER {}_no_change", "guard_off"),
        ("DROP TRIGGER {}_no_truncate ON {}", "guard_missing"),
        ("ALTER TRIGGER {}_no_change ON {} RENAME TO other", "guard_missing"),
        (
            "ALTER TABLE {} RENAME TO other; CREATE TABLE {} AS TABLE other",
            "guard_missing",
        ),
        (
            "CREATE OR REPLACE FUNCTION edu_journal_refuse_change() RETURNS trigger"
            " AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
            "guard_changed",
        ),
        (
            "CREATE OR REPLACE TRIGGER {}_no_change BEFORE UPDATE OR DELETE ON {}"
            " FOR EACH ROW WHEN (false) EXECUTE FUNCTION edu_journal_refuse_change()",
            "guard_changed",
        ),
        (
            "CREATE OR REPLACE TRIGGER {}_no_change BEFORE UPDATE OF id OR DELETE"
            " ON {} FOR EACH ROW EXECUTE FUNCTION edu_journal_refuse_change()",
            "guard_changed",
        ),
        (
            f"{OTHERWISE} CREATE OR REPLACE TRIGGER {{}}_no_change BEFORE UPDATE OR"
            " DELETE ON {} FOR EACH ROW EXECUTE FUNCTION otherwise()",
            "guard_changed",
        ),
        (
            f"{OTHERWISE} CREATE TRIGGER mine BEFORE INSERT ON {{}} FOR EACH ROW"
            " EXECUTE FUNCTION otherwise()",
            "guard_extra",
        ),
        ("CREATE RULE mine AS ON INSERT TO {} DO INSTEAD NOTHING", "guard_extra"),
        ("CREATE POLICY mine ON {} USING (false)", "guard_extra"),
        ("CREATE TABLE mine () INHERITS ({})", "guard_extra"),
        ("CREATE TABLE mine (id int); ALTER TABLE {} INHERIT mine", "guard_extra"),
        ("ALTER TABLE {} SET UNLOGGED", "guard_table"),
    ],
)
def test_the_audit_notices_guards_that_do_not_guard(statement, code, sealed, connect):
    """BT-4.8: what only the owner of the tables can do is told, with the table."""
    for table in TABLES_OF_THE_JOURNAL:
        connection = connect()
        assert not journal.judge_guards(Database(connection).guards())
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("{}", table))
        found = journal.judge_guards(Database(connection).guards())
        connection.rollback()
        told = {(p.code, p.params["table"]) for p in found}
        assert (f"journal.{code}", table) in told
        assert {problem.level for problem in found} == {"warning"}


def test_the_command_tells_of_guards_and_owner(place, sealed, connect, capsys):
    """BT-4.8: a trigger that is off makes the audit end without a verdict."""
    connection, database = connect(), f"dbname={place.database}"
    switch = "ALTER TABLE edu_journal_block {} TRIGGER edu_journal_block_no_change"
    command = ["audit", "--database", database]
    for word, told in (("DISABLE", True), ("ENABLE", False)):
        with connection, connection.cursor() as cursor:
            cursor.execute(switch.format(word))
        assert cli.main(command) == 2
        said = capsys.readouterr().out
        assert ("edu_journal_block_no_change đang bị tắt" in said) is told
    assert cli.main([*command, "--owner", "keeper"]) == 2
    assert "edu_journal thuộc về odoo, không phải keeper" in capsys.readouterr().out


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
    assert "nhật ký nguyên vẹn" in first and SCOPE[0] in first
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
    for table in TABLES_OF_THE_JOURNAL:
        connection = connect()
        with (
            connection.cursor() as cursor,
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
        ):
            cursor.execute(statement.replace("{}", table))
        connection.rollback()


def test_hardened_odoo_saves_seals_and_updates_as_before(hardened, place, connect):
    connection = connect()
    assert not journal.judge_guards(Database(connection).guards(), hardened)
    assert journal.judge_guards(Database(connection).guards(), "odoo")
    with connection, connection.cursor() as cursor:
        fresh = insert(cursor, 1)
    place.sealer.ask()
    assert fresh in sealed_numbers(connection)
    assert not judge(connection, journal.read_anchors(place.folder)[0]).broken
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
