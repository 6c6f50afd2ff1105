# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Judging a file costs so much and no more, and faults of the machine are no verdict.

The functions below stand for what a stranger's file makes a library do.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hocba import cli
from hocba.problems import HocbaError, fail
from hocba.verify import budget as budgets
from hocba.verify import judge_file, verify_file, verify_pdf
from hocba.verify.budget import Budget, alone

SOURCE = Path(__file__).resolve().parents[2] / "src"


def for_ever() -> None:
    while True:
        pass


def asleep() -> None:
    time.sleep(600)


def fill_memory() -> None:
    kept = []
    while True:
        kept.append(bytearray(1 << 22))


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stopped(*given: object) -> Iterator[None]:
    yield killed()


def crashed() -> None:
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


def broken() -> None:
    raise KeyError("x")


def refused() -> None:
    raise fail("verify.too_large", size=1, limit=0)


def memory() -> int:
    return len(bytearray(200 << 20))


@pytest.mark.parametrize(
    ("function", "budget", "code"),
    [
        (for_ever, Budget(seconds=1), "verify.over_time"),
        (asleep, Budget(wait=1), "verify.over_time"),
        (fill_memory, Budget(), "verify.over_memory"),
        (killed, Budget(), "verify.stopped"),
        (crashed, Budget(), "verify.unexpected"),
        (broken, Budget(), "verify.unexpected"),
        (refused, Budget(), "verify.too_large"),
    ],
)
def test_what_ends_without_an_answer_says_why(function, budget, code, capfd):
    with pytest.raises(HocbaError) as caught:
        alone(function, budget=budget)
    assert caught.value.problems[0].code == code
    assert "Traceback" not in capfd.readouterr().err


def test_the_budget_is_what_it_says():
    """What a record needs is there; what it leaves free is not missed later."""
    assert (budgets.BUDGET.seconds, budgets.BUDGET.memory) == (5, 300 << 20)
    assert alone(memory) == 200 << 20
    assert len(bytearray(400 << 20)) == 400 << 20


def test_a_file_is_judged_alone_as_it_is_judged_here(files, tmp_path):
    path = tmp_path / "good.xml"
    path.write_bytes(files.good)
    here = verify_file(path, files.trust, files.issuers)
    there = judge_file(path, files.trust, files.issuers)
    assert there.to_json() == here.to_json() and there.overall == "total-passed"


def test_a_file_over_the_budget_is_indeterminate(files, tmp_path):
    path = tmp_path / "good.xml"
    path.write_bytes(files.good)
    report = judge_file(path, files.trust, files.issuers, budget=Budget(wait=0))
    assert report.overall == "indeterminate" and report.file == str(path)
    assert [problem.code for problem in report.problems] == ["verify.over_time"]
    assert "Chưa kiểm tra xong" in report.problems[0].text()


# Small files that declare much ----------------------------------------------------


def pdf(*objects: bytes, size: int = 0, root: bytes = b"1 0 R") -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root %b>>\n"
        b"startxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, size or len(objects) + 1, root, len(out))
    )


def stream(data: bytes, entries: bytes = b"", length: int | None = None) -> bytes:
    given = len(data) if length is None else length
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, given, data)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)3 0 R]>>>>>>"
PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
BOMB = zlib.compress(b"\0" * (1 << 28), 9)
HUGE = {
    "a length": (CATALOGUE, PAGES, stream(b"x", length=1 << 40)),
    "an attached file": (
        CATALOGUE,
        PAGES,
        b"<</EF<</F 4 0 R>>>>",
        stream(BOMB, b"/Filter/FlateDecode"),
    ),
    "a filter on a filter": (
        CATALOGUE,
        PAGES,
        b"<</EF<</F 4 0 R>>>>",
        stream(zlib.compress(BOMB), b"/Filter[/FlateDecode/FlateDecode]"),
    ),
    "a tree of pages": (
        CATALOGUE,
        b"<</Type/Pages/Count 99999999/Kids[%b]>>" % (b"2 0 R " * 5000),
    ),
    "a predictor": (
        CATALOGUE,
        PAGES,
        b"<</EF<</F 4 0 R>>>>",
        stream(
            BOMB,
            b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2147483647>>",
        ),
    ),
    "nested arrays": (CATALOGUE, b"[" * 100_000 + b"]" * 100_000),
}


@pytest.mark.parametrize("name", HUGE)
def test_small_files_with_absurd_sizes_take_neither_memory_nor_time(name, tmp_path):
    path = tmp_path / "small.pdf"
    path.write_bytes(pdf(*HUGE[name]))
    report = judge_file(path)
    assert report.overall != "total-passed" and report.problems
    found = {problem.code for problem in report.problems}
    assert not found & {"verify.over_time", "verify.over_memory", "verify.unexpected"}


@pytest.mark.parametrize("size", [0, 1 << 31, 1 << 60])
def test_a_number_of_objects_that_cannot_be(size, tmp_path):
    path = tmp_path / "small.pdf"
    path.write_bytes(pdf(CATALOGUE, PAGES, size=size))
    report = judge_file(path)
    assert report.overall != "total-passed"
    assert not {p.code for p in report.problems} & {"verify.over_memory"}


def test_many_signatures_are_refused_before_they_are_judged(files, monkeypatch):
    from tests.verify.papers import Desk

    desk = Desk(files.room)
    good = desk.sign(desk.rendered(desk.xml()))
    monkeypatch.setattr("hocba.verify.pdf._MAX_SIGNATURES", 1)
    (problem,) = verify_pdf(good).problems
    assert problem.code == "verify.too_many"


# Faults of the machine ------------------------------------------------------------


def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hocba.cli", "verify", *arguments],
        text=True,
        env={"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
        check=False,
        **options,
    )


@pytest.fixture
def forged(files, tmp_path) -> str:
    path = tmp_path / "forged.xml"
    path.write_bytes(files.good.replace(b"8.3", b"9.3"))
    return str(path)


def test_a_full_disk_is_no_verdict(forged):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = run(forged, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == cli.UNWRITTEN == 3
    assert "Traceback" not in done.stderr and "No space" in done.stderr


def test_a_closed_pipe_is_no_verdict(forged):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = run(forged, stdout=closed, stderr=subprocess.PIPE)
    assert done.returncode == cli.UNWRITTEN
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_a_judge_that_is_stopped_is_no_verdict(files, tmp_path, monkeypatch, capsys):
    path = tmp_path / "good.xml"
    path.write_bytes(files.good)

    monkeypatch.setattr(budgets, "_judge", stopped)
    assert cli.main(["verify", str(path)]) == cli.STOPPED == 4
    assert "total-failed" not in capsys.readouterr().out


def test_no_memory_for_the_command_is_no_verdict(monkeypatch, capsys):
    def none_left(arguments):
        raise MemoryError

    monkeypatch.setattr(cli, "_verify", none_left)
    assert cli.main(["verify", "x"]) == cli.STOPPED
    assert "chưa có kết luận" in capsys.readouterr().err


def test_the_signed_part_can_be_taken_out(files, tmp_path, capsys):
    """A file that somebody added to is given back as the school signed it."""
    from tests.verify.papers import Desk

    desk = Desk(files.room)
    good = desk.sign(desk.rendered(desk.xml()))
    path, out = tmp_path / "more.pdf", tmp_path / "signed.pdf"
    path.write_bytes(good + b"more")
    options = ["--trust", str(files.room.pki.trust_path), "--last-signed", str(out)]
    assert cli.main(["verify", *options, str(path)]) == 1
    assert good.startswith(out.read_bytes()) and b"ByteRange" in out.read_bytes()
    # What is there is never overwritten.
    assert cli.main(["verify", *options, str(path)]) == 2
    path.write_bytes(files.good)
    assert cli.main(["verify", "--last-signed", str(out) + "2", str(path)]) == 2
    assert "không ghi được" in capsys.readouterr().err.lower()
