# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The first page of a browser that has nothing yet: `./edu bench first-load`.

Two builds are opened by turns over a line of 10 Mbit/s: 88d5940 as it was served then,
by Odoo alone, and today's behind nginx. Each has a database of its own code; what a
server makes once for all (bundles of scripts) is made before. The time ends when the
menus stand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.before import build_of, make, odoo, surroundings
from bench.ratio import measure
from demo.__main__ import free_port
from demo.front import listens, serving
from demo.screenshots import Browser, log_in
from demo.world import ROOT, wait_until

BEFORE = "88d5940"
LIMIT = 0.4
RUNS = 5
MEGABIT = 1_000_000 / 8
LINE = {"downloadThroughput": 10 * MEGABIT, "uploadThroughput": 10 * MEGABIT}
LATENCY = 20
#: Whom Odoo makes in every new database.
ADMINISTRATOR = "admin"
STAND = "document.querySelector('.o_main_navbar .o_user_menu')"


@contextmanager
def served(database: str, build: Path, log: Path, *options: str) -> Iterator[int]:
    port = free_port(8600)
    command = odoo(database, build, f"--http-port={port}", f"--logfile={log}", *options)
    server = subprocess.Popen(command, env=surroundings(build), cwd=build)
    try:
        wait_until(lambda: listens(port), "Odoo", 120)
        yield port
    finally:
        server.terminate()
        server.wait()


class Reader:
    """A person with an account and a browser that keeps nothing."""

    def __init__(self, port: int, profile: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.browser = Browser(profile)
        for domain in ("Network", "Page"):
            self.browser.call(f"{domain}.enable")
        log_in(self.browser, self.url, ADMINISTRATOR, ADMINISTRATOR)

    def opens(self) -> None:
        """Open the web client for the first time."""
        call = self.browser.call
        call("Page.navigate", url="about:blank")
        call("Network.clearBrowserCache")
        kept = "cache_storage,indexeddb,local_storage,service_workers"
        call("Storage.clearDataForOrigin", origin=self.url, storageTypes=kept)
        call("Network.emulateNetworkConditions", offline=False, latency=LATENCY, **LINE)
        call("Page.navigate", url=f"{self.url}/odoo")
        end = time.monotonic() + 120
        while not self.browser.evaluate(f"!!({STAND})"):
            if time.monotonic() > end:
                raise TimeoutError(self.url)
            time.sleep(0.02)


def main() -> int:
    prefix = os.environ["EDU_PREFIX"]
    with ExitStack() as open_:
        work = Path(open_.enter_context(tempfile.TemporaryDirectory()))
        before = open_.enter_context(build_of(BEFORE))
        for database, build in ((f"{prefix}_before", before), (f"{prefix}_now", ROOT)):
            make(database, build, work / f"{database}.log")
        old = open_.enter_context(served(f"{prefix}_before", before, work / "old.log"))
        new = open_.enter_context(
            served(f"{prefix}_now", ROOT, work / "new.log", "--proxy-mode")
        )
        port = free_port(8700)
        open_.enter_context(serving(work / "front", port, new))
        readers = {
            name: Reader(at, work / name) for name, at in (("o", old), ("n", port))
        }
        for reader in readers.values():
            open_.callback(reader.browser.close)
        print("The first page over 10 Mbit/s")
        ratio = measure(
            "today's build behind nginx",
            readers["n"].opens,
            f"{BEFORE} as it was served",
            readers["o"].opens,
            most=LIMIT,
            runs=RUNS,
        )
        print(ratio.line())
    for database in ("before", "now"):
        subprocess.run(["dropdb", "--if-exists", "--force", f"{prefix}_{database}"])
    return 0 if ratio.good else 1


if __name__ == "__main__":
    sys.exit(main())
