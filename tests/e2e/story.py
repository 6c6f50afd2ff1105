# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The main job as a process that can be watched and killed."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# while these steps run, the job is killed without warning
KILLED_AT = ("Giáo viên môn học ký", "Hiệu trưởng ký")
SECONDS_INTO = 3.0


@dataclass(frozen=True)
class Story:
    """What the job has left."""

    database: str
    folder: Path
    said: str
    killed: tuple[str, ...]

    @property
    def xml(self) -> list[Path]:
        return sorted((self.folder / "hocba").glob("*.xml"))

    @property
    def pdf(self) -> list[Path]:
        return sorted((self.folder / "hocba").glob("*.pdf"))

    @property
    def trust(self) -> Path:
        return self.folder / "trust.pem"

    @property
    def issuers(self) -> Path:
        return self.folder / "issuers.json"

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.folder / "report.json").read_text())
        return report

    def of(self, number: int, kind: str) -> Path:
        """The file of a learner by the number in the class list."""
        (found,) = (self.folder / "hocba").glob(f"{number:02d}-*.{kind}")
        return found


def start(database: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "demo", "job", database, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run_until(job: "subprocess.Popen[str]", step: str) -> str:
    """Read what the job says; kill it some time after it began the step."""
    said = ""
    assert job.stdout is not None
    while character := job.stdout.read(1):
        said += character
        if said.endswith(f"  {step}"):
            time.sleep(SECONDS_INTO)
            if job.poll() is None:
                os.killpg(job.pid, signal.SIGKILL)
            break
    job.communicate()
    return said
