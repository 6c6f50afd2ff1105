# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every test, in three lanes side by side: `./edu test`.

One lane runs the library's tests, then the whole story on a database of its own; two
run the addons' tests inside Odoo, each on a database of its own: those of the gradebook
and of what stands on it alone, whose browser waits for a typist, and all others. A
skipped test, an unexpected line in Odoo's log and a lane without a single test are
failures.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOG = ROOT / ".local" / "log"
ADDONS = sorted(path.parent.name for path in ROOT.glob("addons/*/__manifest__.py"))
# as long as all others together
LONG = ["edu_gradebook", "edu_monitoring", "edu_workbook"]
LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ "
    r"(?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): (?P<text>.*)$"
)
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


@dataclass
class Outcome:
    name: str
    passed: int = 0
    failed: int = 0
    details: list[str] = field(default_factory=list)
    seconds: float = 0.0


def allowed_lines(text: str) -> list[re.Pattern[str]]:
    """Patterns of log lines that are known; each stands below a comment saying why."""
    lines = (line.strip() for line in text.splitlines())
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def judge_odoo(
    lines: Iterable[str], allowed: list[re.Pattern[str]], name: str = "odoo"
) -> Outcome:
    """What Odoo's log says of a test run."""
    outcome = Outcome(name)
    total = failed = 0
    finished = False
    for line in lines:
        if not (match := LINE.match(line)):
            continue
        text, logger = match["text"], match["logger"]
        if found := TOTAL.search(text):
            finished = True
            failed += int(found[1]) + int(found[2])
            total += int(found[3])
        elif logger == "odoo.tests.result":
            continue
        elif match["level"] in {"WARNING", "ERROR", "CRITICAL"}:
            known = any(p.search(f"{logger}: {text}") for p in allowed)
            if not known and not re.match(r"(FAIL|ERROR): ", text):
                outcome.details.append(f"{match['level']} {logger}: {text}")
        if re.match(r"skipped \S+", text):
            outcome.details.append(text)
    outcome.passed = max(0, total - failed)
    outcome.failed = failed + len(outcome.details)
    if not finished or not total:
        outcome.details.append("Odoo ran no test")
        outcome.failed += 1
    return outcome


def judge_pytest(name: str, report: Path) -> Outcome:
    """What pytest's report says; a skip counts as a failure."""
    outcome = Outcome(name)
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
            if kinds:
                outcome.failed += 1
                where = f"{case.get('classname')}::{case.get('name')}"
                outcome.details.append(f"{'/'.join(sorted(kinds))}: {where}")
            else:
                outcome.passed += 1
    if not outcome.passed + outcome.failed:
        outcome.failed = 1
        outcome.details.append("pytest ran no test")
    return outcome


def run_pytest(name: str, arguments: list[str]) -> Outcome:
    report, log = LOG / f"test-{name}.xml", LOG / f"test-{name}.log"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", *arguments, f"--junitxml={report}"]
    with log.open("w") as output:
        done = subprocess.run(
            [*command, "-o", "junit_family=xunit2"],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    outcome = judge_pytest(name, report)
    if done.returncode and not outcome.failed:
        outcome.failed = 1
        outcome.details.append(f"pytest ended with {done.returncode}")
    if outcome.failed:
        outcome.details.append(f"see {log}")
    return outcome


def run_odoo(name: str, addons: list[str]) -> Outcome:
    """Install every addon on a new database; run the tests of some."""
    log = LOG / f"test-{name}.log"
    screenshots = LOG / f"screenshots-{name}"
    shutil.rmtree(screenshots, ignore_errors=True)
    prefix = os.environ["EDU_PREFIX"]
    database = f"{prefix}_test_{name}"
    copy = ["sh", str(ROOT / "edu"), "_copy", f"{prefix}_base", database]
    subprocess.run(copy, check=True)
    command = [sys.executable, "-m", "odoo", "server", "-c", os.environ["EDU_CONF"]]
    command += ["-d", database, "-i", ",".join(ADDONS), "--load-language=vi_VN"]
    command += ["--test-tags", ",".join(f"/{addon}" for addon in addons)]
    command += [
        "--stop-after-init",
        f"--http-port={free_port()}",
        "--max-cron-threads=0",
    ]
    command += ["--db-filter", f"^{database}$", f"--screenshots={screenshots}"]
    path = f"{os.environ['PYTHONPATH']}{os.pathsep}{ROOT}"
    with log.open("w") as output:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    allowed = allowed_lines((ROOT / "tests" / "odoo-log-allowed.txt").read_text())
    with log.open(errors="replace") as lines:
        outcome = judge_odoo(lines, allowed, name)
    if done.returncode and not outcome.failed:
        outcome.failed = 1
        outcome.details.append(f"Odoo ended with {done.returncode}")
    if outcome.failed:
        outcome.details.append(f"see {log}")
    return outcome


def inside_odoo_lanes() -> list[tuple[str, list[str]]]:
    """Each lane's name, and the addons whose tests it runs."""
    return [("gradebook", LONG), ("odoo", [a for a in ADDONS if a not in LONG])]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    outcomes: list[Outcome] = []

    def report(outcome: Outcome, start: float) -> None:
        outcome.seconds = time.monotonic() - start
        outcomes.append(outcome)
        print(
            f"  {outcome.name:9} {outcome.passed} passed, {outcome.failed} failed"
            f" in {outcome.seconds:.0f} s"
        )
        for detail in outcome.details[:40]:
            print(f"      {detail}")

    def inside_odoo(name: str, addons: list[str]) -> None:
        start = time.monotonic()
        report(run_odoo(name, addons), start)

    print(
        "Tests: the library, the whole story and the wheel beside those inside Odoo ..."
    )
    lanes = [
        threading.Thread(target=inside_odoo, args=lane) for lane in inside_odoo_lanes()
    ]
    for lane in lanes:
        lane.start()
    beside = {
        "library": ["tests", "--ignore=tests/e2e", "--ignore=tests/door"],
        "door": ["tests/door"],
        "story": ["tests/e2e"],
    }
    for name, arguments in beside.items():
        start = time.monotonic()
        report(run_pytest(name, arguments), start)
    for lane in lanes:
        lane.join()
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
