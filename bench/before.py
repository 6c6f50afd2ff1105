# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The library and the addons of an earlier commit, to be run beside today's."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def build_of(commit: str) -> Iterator[Path]:
    """Yield a folder with ``src`` and ``addons`` as a commit had them."""
    packed = subprocess.run(
        ["git", "archive", commit, "src", "addons"],
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
