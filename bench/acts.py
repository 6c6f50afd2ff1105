# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The acts of a class beside the build before: `./edu bench acts`.

Each build runs its own demo on a database of its own: forty learners, their signers,
key devices, timestamps and OCSP on loopback. What its report says of an act counts,
with all that a person waits for. One build follows the other, so the machine should
have nothing else to do meanwhile.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from bench.before import ROOT, addons_paths, build_of, make, surroundings
from bench.ratio import Ratio

BEFORE = "88d5940"
#: What an act may take beside that build, by its name in the demo.
MOST = {
    "Giáo viên môn học ký": 0.2,
    "Chuẩn bị phát hành (số, bản PDF)": 0.35,
    "Hiệu trưởng ký XML và PDF": 0.3,
    "Văn thư ký bằng khóa của trường, phát hành": 0.3,
}
LAST = list(MOST)[-1]


def settings(build: Path, folder: Path) -> Path:
    """The set-up's settings with the addons of a build."""
    lines = Path(os.environ["EDU_CONF"]).read_text().splitlines()
    conf = folder / "odoo.conf"
    conf.write_text(
        "\n".join(
            f"addons_path = {addons_paths(build)}"
            if line.startswith("addons_path")
            else line
            for line in lines
        )
    )
    conf.chmod(0o600)
    return conf


def seconds(build: Path, database: str, work: Path) -> dict[str, float]:
    """Run a build's demo up to the last act; return what each act took."""
    folder = work / database
    folder.mkdir()
    make(database, build, work / f"{database}.log")
    found = surroundings(build)
    found["PYTHONPATH"] += f"{os.pathsep}{build}"
    found |= {"EDU_CONF": str(settings(build, folder)), "EDU_ROOT": str(build)}
    report = folder / "demo" / "report.json"
    with (work / f"{database}.txt").open("w") as said:
        job = subprocess.Popen(
            [sys.executable, "-m", "demo", "job", database, str(folder / "demo")],
            cwd=build,
            env=found,
            stdout=said,
            stderr=subprocess.STDOUT,
            # with the services that it starts
            start_new_session=True,
        )
        try:
            while LAST not in (steps := told(report)):
                if job.poll() is not None:
                    raise SystemExit((work / f"{database}.txt").read_text())
                time.sleep(0.5)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(job.pid, signal.SIGTERM)
            job.wait()
    return {name: steps[name] for name in MOST}


def told(report: Path) -> dict[str, float]:
    try:
        found: dict[str, Any] = json.loads(report.read_text())
    except (OSError, ValueError):  # not there, or just being written
        return {}
    return {step["name"]: float(step["seconds"]) for step in found["steps"]}


def main() -> int:
    prefix = os.environ["EDU_PREFIX"]
    names = {"before": f"{prefix}_before", "now": f"{prefix}_now"}
    try:
        with ExitStack() as open_:
            work = Path(open_.enter_context(tempfile.TemporaryDirectory()))
            before = open_.enter_context(build_of(BEFORE))
            old = seconds(before, names["before"], work)
            new = seconds(ROOT, names["now"], work)
    finally:
        for database in names.values():
            subprocess.run(["dropdb", "--if-exists", "--force", database])
    print("A class of forty")
    ratios = [
        Ratio(name, f"as in {BEFORE}", new[name], old[name], most)
        for name, most in MOST.items()
    ]
    for ratio in ratios:
        print(ratio.line())
    return 0 if all(ratio.good for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
