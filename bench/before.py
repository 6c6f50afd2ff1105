# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The library and the addons of an earlier commit, to be run beside today's."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def build_of(commit: str) -> Iterator[Path]:
    """Yield a folder with what runs, as a commit had it."""
    packed = subprocess.run(
        ["git", "archive", commit, "src", "addons", "demo", "data"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if packed.returncode:
        raise SystemExit(f"The history here does not reach back to {commit}.")
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(place)
        yield Path(place)


@contextmanager
def library_of(commit: str) -> Iterator[Path]:
    """Yield a folder with the sources of a commit, to be named in ``PYTHONPATH``."""
    with build_of(commit) as build:
        yield build / "src"


def addons_paths(build: Path) -> str:
    return f"{build / 'addons'},{ROOT / '.local' / 'oca' / 'odoo' / 'addons'}"


def odoo(database: str, build: Path, *options: str) -> list[str]:
    """The command that runs Odoo with the addons of a build."""
    command = [sys.executable, "-m", "odoo", "server", "-c", os.environ["EDU_CONF"]]
    command += [
        f"--addons-path={addons_paths(build)}",
        "-d",
        database,
        f"--db-filter=^{database}$",
    ]
    return [*command, "--max-cron-threads=0", *options]


def surroundings(build: Path) -> dict[str, str]:
    path = os.pathsep.join([str(build / "src"), os.environ["PYTHONPATH"]])
    return {**os.environ, "PYTHONPATH": path}


def make(database: str, build: Path, log: Path) -> None:
    """A new database with the suite as that build installs it."""
    base = f"{os.environ['EDU_PREFIX']}_base"
    copy = ["sh", str(ROOT / "edu"), "_copy", base, database]
    subprocess.run(copy, check=True)
    addons = ",".join(
        path.parent.name for path in build.glob("addons/edu_*/*fest__.py")
    )
    command = odoo(database, build, "-i", addons, "--load-language=vi_VN")
    command += ["--stop-after-init", "--no-http", f"--logfile={log}"]
    subprocess.run(command, check=True, env=surroundings(build), cwd=build)
