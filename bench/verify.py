# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the strict reader costs: `./edu bench verify`.

Two processes judge the same issued files by turns: one with the library as it was when
what stands behind the last signature was searched for and not read, one with today's.
Seconds are those of a processor, so that a busy machine hits neither. A further line
tells what a process of its own for each file adds, and the last what the whole command
costs for a class, on one processor, with all that starting it costs.
"""

from __future__ import annotations

import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.before import library_of
from bench.ratio import Ratio

ROOT = Path(__file__).resolve().parents[1]
#: The last build without a strict reader.
BEFORE = "88d5940"
FILES, RUNS = 4, 5
#: What the whole command for a class may take beside that build; 0.3 is the goal.
COMMAND_LIMIT = 0.6


def judge(folder: str, alone: bool) -> None:
    """Judge the file that each line names; answer with the seconds that it took."""
    from hocba.signing.trust import TrustStore
    from hocba.verify import Issuers, verify_file

    judge_file = verify_file
    if alone:
        from hocba.verify import judge_file
    trust = TrustStore.from_pem((Path(folder) / "trust.pem").read_bytes())
    issuers = Issuers.from_json((Path(folder) / "issuers.json").read_bytes())
    for line in sys.stdin:
        start = _seconds()
        report = judge_file(line.strip(), trust, issuers)
        print(json.dumps([report.overall, _seconds() - start]), flush=True)


def _seconds() -> float:
    own, children = (
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Judge:
    """A process that judges files with one build of the library."""

    def __init__(self, source: Path, folder: str, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, folder, *options],
            env={"PYTHONPATH": f"{source}:{ROOT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def seconds(self, path: Path) -> float:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        overall, seconds = json.loads(self.process.stdout.readline())
        if overall != "total-passed":
            raise SystemExit(f"{path.name}: {overall}")
        return float(seconds)

    def close(self) -> None:
        self.process.communicate()


def reader_share(folder: Path, paths: list[Path]) -> Ratio:
    """Compare the strict reader alone with the whole verification."""
    from hocba.signing.contract import Evidence
    from hocba.signing.trust import TrustStore
    from hocba.verify import additions, verify_pdf
    from hocba.verify import pdf as whole

    trust = TrustStore.from_pem((folder / "trust.pem").read_bytes())
    taken: tuple[list[float], list[float]] = [], []
    for path in paths:
        data = path.read_bytes()
        end, reader = whole._signed_part(data)
        if end is None:
            raise SystemExit(f"{path.name} is not signed by a school")
        start = time.process_time()
        additions.additions(data, end, reader, trust, Evidence(b""))
        taken[0].append(time.process_time() - start)
        start = time.process_time()
        verify_pdf(data, trust)
        taken[1].append(time.process_time() - start)
    reading, verifying = map(statistics.median, taken)
    return Ratio("the strict reader", "the verification", reading, verifying, 0.1)


def ratios(folder: Path, before: Path) -> list[Ratio]:
    paths = sorted((folder / "hocba").glob("*.pdf"))[:FILES]
    judges = {
        "before": Judge(before, str(folder)),
        "today": Judge(ROOT / "src", str(folder)),
        "alone": Judge(ROOT / "src", str(folder), "--alone"),
    }
    taken: dict[str, list[float]] = {name: [] for name in judges}
    try:
        for run in range(RUNS + 1):
            for path in paths:
                for name, one in judges.items():
                    seconds = one.seconds(path)
                    if run:
                        taken[name].append(seconds)
    finally:
        for one in judges.values():
            one.close()
    was, today, alone = (statistics.median(taken[name]) for name in judges)
    return [
        Ratio("a PDF with the strict reader", f"as in {BEFORE}", today, was, 1.1),
        reader_share(folder, paths),
        Ratio("a PDF in a process of its own", "in one", alone, today, math.inf),
    ]


def command(folder: Path, source: Path) -> float:
    """Return the seconds that ``hocba verify`` takes for all files on one processor."""
    paths = sorted((folder / "hocba").glob("*.*"))
    options = ["--trust", folder / "trust.pem", "--issuers", folder / "issuers.json"]
    before = _seconds()
    done = subprocess.run(
        [sys.executable, "-m", "hocba.cli", "verify", "--json", *options, *paths],
        env={"PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.DEVNULL,
        preexec_fn=_one_processor,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"hocba verify of {source} ends with {done.returncode}")
    return _seconds() - before


def _one_processor() -> None:
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])


def whole_command(folder: Path, before: Path) -> Ratio:
    """Compare the whole command on a class with the build before, by turns."""
    taken = [
        (command(folder, ROOT / "src"), command(folder, before)) for _run in range(2)
    ]
    today, was = map(min, zip(*taken, strict=True))
    label = "hocba verify of a class on one processor"
    return Ratio(label, f"as in {BEFORE}", today, was, COMMAND_LIMIT)


def main(folder: str) -> int:
    with library_of(BEFORE) as before:
        found = ratios(Path(folder), before)
        found.append(whole_command(Path(folder), before))
    for ratio in found:
        print(ratio.line())
    return 0 if all(ratio.good for ratio in found) else 1


if __name__ == "__main__":
    if sys.path[0] == str(Path(__file__).parent):
        judge(sys.argv[1], "--alone" in sys.argv)
    else:
        sys.exit(main(sys.argv[1]))
