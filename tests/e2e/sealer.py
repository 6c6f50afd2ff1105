# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The journal's sealer in a process of its own, as on a server.

``python -m tests.e2e.sealer DATABASE`` seals once for each line it reads and answers
each with a line; ``loop SECONDS`` makes it go on by itself until the input ends.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]


class Sealer:
    """The process as seen from outside."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, line: str = "seal") -> str:
        """Send a line and wait for the answer."""
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in and pipe_out
        pipe_in.write(f"{line}\n")
        pipe_in.flush()
        if not (said := pipe_out.readline()):
            raise RuntimeError("the sealer died")
        return said.strip()


@contextlib.contextmanager
def running(database: str, **environment: str) -> Iterator[Sealer]:
    """Start the process and end it after the block."""
    path = f"{os.environ['EDU_ODOO']}{os.pathsep}{ROOT}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.sealer", database],
        cwd=ROOT,
        env={**os.environ, **environment, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        sealer = Sealer(process)
        sealer.ask("ready")
        yield sealer
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait(timeout=60)


def main(database: str, lines: IO[str]) -> None:
    """Do what the lines say."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-c", os.environ["EDU_CONF"], "-d", database, "--no-http", "--log-level=warn"],
        setup_logging=True,
    )
    registry: Any = Registry(database)
    stop = threading.Event()

    def seal() -> None:
        with registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["edu.journal.sealer"]._cron_seal()

    def go_on(seconds: float) -> None:
        while not stop.wait(seconds):
            seal()

    thread = None
    for line in lines:
        word, _, seconds = line.strip().partition(" ")
        if word == "seal":
            seal()
        elif word == "loop":
            thread = threading.Thread(target=go_on, args=(float(seconds),))
            thread.start()
        elif word == "rest" and thread:
            stop.set()
            thread.join()
            stop.clear()
            thread = None
        print(word, flush=True)
    stop.set()


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin)
