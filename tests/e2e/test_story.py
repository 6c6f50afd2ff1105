# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The whole way of one class, judged from outside (KP-24.5, BT-1.1)."""

import hashlib
import json
import re
import subprocess
import sys

import psycopg2
import pytest
from lxml import etree

from demo import judges
from demo.levels_people import CLASSES, GIVEN
from hocba import cli, journal
from hocba.books import xml as books
from tests.e2e.journal_attacks import ATTACKS, FULL, Target, attempt
from tests.e2e.story import KILLED_AT, ROOT, start

LEARNERS = 40
SUBJECTS = 12
# KHTN has two teachers; then homeroom, head and organisation
SIGNATURES = SUBJECTS + 1 + 3


def verify(story, *files, issuers=True):
    return judges.ours(files, story.trust, story.issuers if issuers else None)


def content_of(report):
    return {s["id"]: s["content"] for s in report["signatures"]}


def edited(story, number, change, tmp_path):
    """A learner's XML with one change, nothing re-serialised but that."""
    path = tmp_path / story.of(number, "xml").name
    data = story.of(number, "xml").read_bytes()
    path.write_bytes(change(data))
    assert path.read_bytes() != data
    return path


def subject(data, code):
    found = re.search(
        rb'<MonHoc Id="mon-%s-CN".*?</MonHoc>' % code.encode(), data, re.S
    )
    assert found
    return found[0]


def test_a_killed_job_goes_on_and_loses_and_doubles_nothing(story):
    """KP-24.5: every learner has every signature exactly once, after two kills."""
    assert story.killed == KILLED_AT
    assert len(story.xml) == len(story.pdf) == LEARNERS
    for path in story.xml:
        slots = [
            node.getparent().get("Id")
            for node in etree.parse(str(path)).iter(f"{{{judges.DSIG}}}Signature")
        ]
        assert len(slots) == len(set(slots)) == SIGNATURES, path.name


def test_every_judge_passes_every_file(story):
    """KP-3.1, KP-3.2, KP-14, KP-15: ours, xmlsec1 and pdfsig, on XML and PDF."""
    said = {(v["judge"], v["kind"]): v for v in story.report["verdicts"]}
    assert set(said) == {
        ("hocba verify", "XML"),
        ("hocba verify", "PDF"),
        ("xmlsec1", "XML"),
        ("pdfsig", "PDF"),
    }
    for verdict in said.values():
        assert (verdict["files"], verdict["failed"]) == (LEARNERS, 0), verdict
    assert said["xmlsec1", "XML"]["signatures"] == LEARNERS * SIGNATURES
    assert said["hocba verify", "XML"]["signatures"] == LEARNERS * SIGNATURES
    assert said["pdfsig", "PDF"]["signatures"] == LEARNERS * 2


def test_all_revisions_take_little_more_room_than_the_finished_files(story):
    """KP-25.4: nothing is thrown away for it; an auditor gives every revision back
    with SQL alone, and each has its SHA-256."""
    revisions = story.report["revisions"]
    # each book: the first XML, each signature on it, its issue; the PDF and two on it
    xml = [
        row
        for row in story.report["verdicts"] + story.report["levels"]
        if (row["judge"], row["kind"]) == ("hocba verify", "XML")
    ]
    wanted = sum(row["signatures"] + row["files"] * (2 + 3) for row in xml)
    assert revisions["count"] == wanted > LEARNERS * SIGNATURES
    assert revisions["stored"] <= 1.3 * revisions["finished"]
    script = ROOT / "addons/edu_signing/sql/prove_revisions.sql"
    with psycopg2.connect(dbname=story.database) as connection:
        with connection.cursor() as cursor:
            cursor.execute(script.read_text())
            assert cursor.fetchall() == []
    connection.close()


def test_a_second_run_changes_nothing(story):
    before = {p: hashlib.sha256(p.read_bytes()).digest() for p in story.xml + story.pdf}
    job = start(story.database, story.folder)
    said, _nothing = job.communicate()
    assert job.returncode == 0, said
    after = {p: hashlib.sha256(p.read_bytes()).digest() for p in story.xml + story.pdf}
    assert after == before


def test_the_door_verifies_for_a_stranger(story):
    """KP-15: without Odoo or database, in Vietnamese, exit code 0."""
    command = [str(ROOT / "edu"), "verify", "--trust", str(story.trust)]
    command += ["--issuers", str(story.issuers)]
    done = subprocess.run(
        [*command, str(story.of(1, "xml")), str(story.of(1, "pdf"))],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Phạm Thị Thu Hằng" in done.stdout


def test_the_journal_of_the_year_is_whole(story, capsys):
    """BT-8.5: every change, sealed and anchored, proven without Odoo."""
    anchors = ["--anchors", str(story.folder / "anchors")]
    for authority in ("trust.pem", "ca/issuing.pem"):
        anchors += ["--trust", str(story.folder / "pki" / authority)]
    command = ["audit", "--json", "--database", f"dbname={story.database}"]
    code = cli.main([*command, *anchors])
    said = json.loads(capsys.readouterr().out)
    assert code == 0, said["findings"]
    assert sum(scope["entries"] for scope in said["scopes"]) > 1000
    assert all(scope["anchored_block"] for scope in said["scopes"])


def test_every_issued_book_is_an_anchor_of_the_journal(story, capsys):
    """BT-8.5: what head and school signed names a block of the chain, and proves it."""
    trust = ["--trust", str(story.trust), "--issuers", str(story.issuers)]
    command = ["audit", "--json", "--database", f"dbname={story.database}", *trust]
    some = story.xml[:5] + story.pdf[:5]
    cli.main([*command, "--book", *map(str, some)])
    said = json.loads(capsys.readouterr().out)
    codes = {f["code"] for f in said["findings"]}
    assert codes <= {"journal.no_anchor", "journal.unanchored"}, said["findings"]
    (year,) = [scope for scope in said["scopes"] if scope["anchored_block"]]
    assert year["entries"] > 1000 and year["anchored_at"]
    heads = {
        books.parse(path.read_bytes()).issue.journal.anchored_block
        for path in story.xml
    }
    assert all(heads)


def test_the_journal_of_the_year_withstands_who_owns_it(story):
    """BT-4.8, BT-8.5: attacks on what Odoo itself wrote in a school's year."""
    anchors = journal.read_anchors(story.folder / "anchors")[0]
    connection = psycopg2.connect(dbname=story.database)
    try:
        scope = max(anchors, key=lambda anchor: anchor.number).scope
        target = Target.of(connection, anchors, scope)
        assert len(target.numbers) > 1000
        for number in range(180 if FULL else len(ATTACKS)):
            attempt(connection, number, target, anchors)
    finally:
        connection.close()


#: What happens to a book after it was issued.
ALIVE = {
    *("state", "withdrawn_at", "withdrawn_by_id", "withdraw_reason"),
    *("verified_at", "verdict", "verification", "preparation", "problem"),
    *("leader_duty_id", "sort_key"),
    *("id", "create_uid", "create_date", "write_uid", "write_date"),
}


def test_what_an_issued_book_holds_is_frozen_for_plain_sql(story):
    """BT-4.8, KP-25.4: no column that was signed changes, by no kind of statement."""
    connection = psycopg2.connect(dbname=story.database)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'edu_hocba_year' ORDER BY 1"
        )
        columns = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT count(*) FROM edu_hocba_year WHERE state = 'issued'")
        assert cursor.fetchone() == (LEARNERS + len(CLASSES) * len(GIVEN),)
    assert columns >= ALIVE
    one = "SELECT min(id) FROM edu_hocba_year WHERE state = 'issued'"
    frozen = sorted(columns - ALIVE)
    assert {"snapshot", "number", "signers", "placement"} <= set(frozen)
    # what is empty gets a value, what is filled loses its own
    statements = [
        f"UPDATE edu_hocba_year SET {name} = CASE WHEN {name} IS NULL THEN"
        f" (SELECT {name} FROM edu_hocba_year WHERE {name} IS NOT NULL LIMIT 1) END"
        f" WHERE id = ({one})"
        for name in frozen
        if name not in ("replaces_id", "previous_id", "previous_sha256")
    ]
    statements += [
        f"UPDATE edu_hocba_year SET {name} = {value} WHERE id = ({one})"
        for name, value in (
            ("replaces_id", "id"),
            ("previous_id", "id"),
            ("previous_sha256", "uuid"),
            ("state", "'draft'"),
            ("state", "'leadership'"),
            ("id", "id + 100000, snapshot = '{}'"),
        )
    ]
    statements += [
        f"DELETE FROM edu_hocba_year WHERE id = ({one})",
        "TRUNCATE edu_hocba_year CASCADE",
        f"MERGE INTO edu_hocba_year b USING ({one}) s(id) ON b.id = s.id"
        " WHEN MATCHED THEN UPDATE SET snapshot = '{}'",
        f"INSERT INTO edu_hocba_year SELECT * FROM edu_hocba_year WHERE id = ({one})"
        " ON CONFLICT (id) DO UPDATE SET snapshot = '{}'",
        "UPDATE edu_document_revision SET piece = NULL",
        "UPDATE edu_document_revision SET place = 0, removed = 0, whole = true",
        "DELETE FROM edu_document_revision",
        "TRUNCATE edu_document_revision CASCADE",
    ]
    try:
        for statement in statements:
            with (
                connection.cursor() as cursor,
                pytest.raises(psycopg2.errors.InsufficientPrivilege),
            ):
                cursor.execute(statement)
                raise AssertionError(statement)
            connection.rollback()
    finally:
        connection.close()


def test_without_the_list_of_issuers_nothing_is_certain(story):
    code, reports = verify(story, story.of(1, "xml"), story.of(1, "pdf"), issuers=False)
    assert code == 2
    assert {r["overall"] for r in reports} == {"indeterminate"}


def test_one_changed_score_breaks_exactly_who_signed_it(story, tmp_path):
    """KP-14, KP-15: the subject's teacher, the homeroom, the head, the organisation."""

    def change(data):
        old = subject(data, "VAN")
        new = re.sub(rb"<HKI>([^<]*)</HKI>", b"<HKI>9.9</HKI>", old)
        return data.replace(old, new)

    code, (report,) = verify(story, edited(story, 2, change, tmp_path))
    broken = {key for key, content in content_of(report).items() if content == "failed"}
    assert (code, report["overall"]) == (1, "total-failed")
    assert broken == {"o-VAN-CN-1", "ky-chu-nhiem", "ky-lanh-dao", "ky-to-chuc"}


def test_a_subject_of_another_learner_breaks_its_teachers_signature(story, tmp_path):
    other = story.of(3, "xml").read_bytes()

    def change(data):
        data = data.replace(subject(data, "TOAN"), subject(other, "TOAN"))
        place = rb'<O Id="o-TOAN-CN-1">.*?</O>'
        return re.sub(
            place, lambda _: re.search(place, other, re.S)[0], data, flags=re.S
        )

    code, (report,) = verify(story, edited(story, 2, change, tmp_path))
    assert code == 1
    assert content_of(report)["o-TOAN-CN-1"] == "failed"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, ["Học sinh Xuất sắc"]),
        (12, ["Được lên lớp"]),
        (13, ["Công Tằng Tôn Nữ Nguyễn Phước Đoàn Thụy Quỳnh Hương Trường Giang"]),
        (26, ["Miễn"]),
    ],
)
def test_the_page_says_it(story, number, words):
    """KP-3.2, KP-22: what the special learners' pages say, as text."""
    command = ["pdftotext", "-layout", str(story.of(number, "pdf")), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    text = " ".join(text.split())
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("number", "promotion"),
    [(5, "PROMOTED"), (12, "PROMOTED"), (16, "NOT_PROMOTED"), (29, "PROMOTED")],
)
def test_the_year_of_the_special_learners(story, number, promotion):
    from hocba.books import xml

    document = xml.parse(story.of(number, "xml").read_bytes())
    assert document.book.summary.promotion == promotion


def test_one_font_family(story):
    """KP-13.2c: Times New Roman's metric twin everywhere, diacritics included."""
    command = ["pdffonts", str(story.of(13, "pdf"))]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    fonts = [line.split()[0] for line in lines.splitlines()[2:]]
    assert fonts and all(re.fullmatch(r"[A-Z]{6}\+Tinos.*", f) for f in fonts), fonts


def test_one_flipped_bit_in_the_archive_is_found(story, tmp_path):
    """BT-12.3a: the class's package, labelled, and a check that finds damage."""
    (label,) = (story.folder / "archive").rglob("label.txt")
    package = tmp_path / "package"
    subprocess.run(["cp", "-r", str(label.parent), str(package)], check=True)
    text = (package / "label.txt").read_text()
    assert "Trường THCS Nguyễn Du" in text and "7A1" in text
    check = [sys.executable, "-m", "hocba.cli", "archive", "check", str(package)]
    assert subprocess.run(check).returncode == 0
    victim = sorted(package.rglob("*.pdf"))[7]
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o644)
    victim.write_bytes(data)
    done = subprocess.run(check, capture_output=True, text=True)
    assert done.returncode == 1
    assert victim.name in done.stdout + done.stderr
