# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A class at once: each file by itself, several at a time, told in the order given."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hocba import cli
from hocba.problems import HocbaError, Problem
from hocba.verify import budget as budgets
from hocba.verify import judge_files
from hocba.verify.budget import Budget
from hocba.verify.report import INDETERMINATE, TOTAL_PASSED, FileReport

SOURCE = Path(__file__).resolve().parents[2] / "src"


def named(path: Path, **values: object) -> Iterator[tuple[FileReport, list[str]]]:
    yield FileReport(str(path), TOTAL_PASSED, **values), []


# Each stands for the judge of a file, in a process of its own ------------------------


def meets_the_other(*given):
    """Wait until the other of a pair is there too; one by one would never end."""
    path = given[-1]
    path.touch()
    while len(list(path.parent.glob(f"{path.name[:-1]}?"))) < 2:
        time.sleep(0.01)
    yield from named(path)


def waits_for_the_last(*given):
    path = given[-1]
    path.touch()
    while path.name == "slow" and not (path.parent / "last").exists():
        time.sleep(0.01)
    yield from named(path)


def counts_who_is_there(*given):
    path = given[-1]
    path.touch()
    time.sleep(0.05)
    found = len(list(path.parent.iterdir()))
    path.unlink()
    yield from named(path, signed_length=found)


def comes_to_grief(*given):
    path = given[-1]
    if path.name == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if path.name == "broken":
        raise KeyError(path)
    if path.name == "refused":
        raise HocbaError(Problem("verify.too_large"))
    while path.name == "late":
        time.sleep(0.01)
    yield from named(path)


def never_ends(*given):
    path = given[-1]
    path.write_text(str(os.getpid()))
    while path.name != "first":
        time.sleep(0.01)
    yield from named(path)


def told(reports) -> list[str]:
    return [Path(one.file).name for one in reports]


def test_several_files_are_judged_at_once_and_told_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(budgets, "_judge", meets_the_other)
    names = ["a1", "a2", "b1", "b2"]
    found = list(judge_files([tmp_path / name for name in names], jobs=2))
    assert told(found) == names
    assert {one.overall for one in found} == {TOTAL_PASSED}


def test_one_that_never_ends_holds_up_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(budgets, "_judge", waits_for_the_last)
    names = ["slow", *(f"file-{number}" for number in range(5)), "last"]
    assert told(judge_files([tmp_path / name for name in names], jobs=2)) == names


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_more_files_than_jobs_are_judged_at_once(tmp_path, monkeypatch, jobs):
    monkeypatch.setattr(budgets, "_judge", counts_who_is_there)
    paths = [tmp_path / f"file-{number}" for number in range(6)]
    found = list(judge_files(paths, jobs=jobs))
    assert len(found) == 6 and max(one.signed_length for one in found) <= jobs


def test_what_one_file_does_to_its_judge_touches_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(budgets, "_judge", comes_to_grief)
    names = ["good", "killed", "broken", "late", "refused", "good"]
    paths = [tmp_path / name for name in names]
    found = list(judge_files(paths, jobs=3, budget=Budget(wait=20)))
    assert told(found) == names
    assert [one.problems[0].code if one.problems else "" for one in found] == [
        "",
        "verify.stopped",
        "verify.unexpected",
        "verify.over_time",
        "verify.too_large",
        "",
    ]
    assert [one.overall for one in found[1:5]] == [INDETERMINATE] * 4
    assert found[0].overall == found[5].overall == TOTAL_PASSED


def test_who_stops_listening_leaves_no_judge_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(budgets, "_judge", never_ends)
    names = ["first", "second", "third"]
    reports = judge_files([tmp_path / name for name in names], jobs=3)
    assert Path(next(reports).file).name == "first"
    reports.close()
    for path in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.read_text() or 0), 0)


# The command ----------------------------------------------------------------------


@pytest.fixture
def given(files, tmp_path, pki) -> tuple[list[str], str, str]:
    issuers = tmp_path / "issuers.json"
    issuers.write_text(json.dumps(files.room.issuers()))
    good, forged = tmp_path / "good.xml", tmp_path / "forged.xml"
    good.write_bytes(files.good)
    forged.write_bytes(files.good.replace(b"<CaNam>8.3", b"<CaNam>9.3"))
    options = ["--trust", str(pki.trust_path), "--issuers", str(issuers)]
    return options, str(good), str(forged)


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_the_command_judges_alike_with_any_number_of_jobs(given, capsys, jobs):
    options, good, forged = given
    paths = [forged, good, "no-such.xml", good]
    assert cli.main(["verify", "--json", "--jobs", jobs, *options, *paths]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["file"] for one in found] == paths
    assert [one["overall"] for one in found] == [
        *("total-failed", "total-passed", "indeterminate", "total-passed"),
    ]


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_a_number_of_jobs_that_is_none_is_refused(jobs, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["verify", "--jobs", jobs, "x"])
    assert ended.value.code == 2 and "--jobs" in capsys.readouterr().err


def test_a_stopped_judge_beside_good_files_is_a_fault_of_the_machine(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(budgets, "_judge", comes_to_grief)
    paths = [str(tmp_path / name) for name in ("good", "killed", "good")]
    assert cli.main(["verify", "--jobs", "2", *paths]) == cli.STOPPED
    assert capsys.readouterr().out.count("HỢP LỆ (total-passed)") == 2


def test_an_interrupted_command_ends_with_all_its_judges(tmp_path):
    """Nobody ever writes into these pipes, so that their judges wait for ever."""
    pipes = [tmp_path / name for name in ("one", "two", "three")]
    for pipe in pipes:
        os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "hocba.cli", "verify", "--jobs", "2", *map(str, pipes)],
        env={"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # What a shell starts in the background ignores interrupts, tests among it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    # A writer can open a pipe without waiting only once somebody reads it.
    writers = [_opened(pipe) for pipe in pipes[:2]]
    os.killpg(process.pid, signal.SIGINT)
    out, said = process.communicate(timeout=60)
    for writer in writers:
        os.close(writer)
    assert process.returncode == cli.STOPPED and not out
    assert "bị ngắt" in said and "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def _opened(pipe: Path) -> int:
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.05)
