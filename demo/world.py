# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a run of the demo takes place: a database, a folder, a PKI, its services.

The folder and the database belong together: certificates registered in the database are
those of the PKI in the folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from demo import pki as demo_pki
from demo.levels_people import CLASSES, OFFICE, SCHOOL

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "samples" / "lop-7a1"
PASSWORD = "hocba-demo"
#: The second school, whose people sign too.
LEVELS = demo_pki.School(
    demo_pki.Organisation(SCHOOL["code"], SCHOOL["name"], SCHOOL["commune"]),
    (
        *(demo_pki.Person(o[0].upper(), o[1], o[2]) for o in OFFICE),
        *(demo_pki.Person(c.login.upper(), c.teacher) for c in CLASSES),
    ),
)


@dataclass(frozen=True)
class World:
    """A database, and the folder for what is made with it."""

    database: str
    folder: Path
    samples: Path = SAMPLES

    @property
    def pki_folder(self) -> Path:
        return self.folder / "pki"

    @property
    def levels(self) -> Path:
        """Where the second school's files are laid out, a folder for each class."""
        return self.folder / "lien-cap"

    @property
    def anchors(self) -> Path:
        """Where the journal is anchored outside the database."""
        return self.folder / "anchors"

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What truong.json says of school, year, class, staff and duties."""
        text = (self.samples / "truong.json").read_text("utf-8")
        facts: dict[str, Any] = json.loads(text)
        return facts

    @cached_property
    def pki(self) -> demo_pki.Pki:
        """The certificate authority and keys of the sample school, made if missing."""
        school = self.facts["school"]
        people = [
            demo_pki.Person(person["code"], person["name"], person["title"])
            for person in self.facts["staff"]
        ]
        module = os.environ.get("EDU_PKCS11_MODULE") or demo_pki.MODULE
        return demo_pki.make(
            self.pki_folder,
            people,
            demo_pki.Organisation(school["code"], school["name"], school["commune"]),
            others=(LEVELS,),
            module=module,
        )

    @contextlib.contextmanager
    def services(self) -> Iterator[None]:
        """OCSP and timestamps while the block runs; those that run already serve."""
        url = f"{self.pki.url}/crl/issuing.crl"
        if answers(url):
            yield
            return
        command = [sys.executable, "-m", "demo.pki", "serve", str(self.pki_folder)]
        server = subprocess.Popen(command, cwd=ROOT)
        try:
            wait_until(lambda: answers(url), "the demo's OCSP and timestamp services")
            yield
        finally:
            server.terminate()
            server.wait()

    def enter(self) -> None:
        """Let this process, and those it starts, find keys and anchors."""
        self.anchors.mkdir(parents=True, exist_ok=True)
        os.environ["EDU_JOURNAL_ANCHORS"] = str(self.anchors)
        os.environ["SOFTHSM2_CONF"] = str(self.pki.softhsm_conf)
        os.environ.setdefault("EDU_PKCS11_MODULE", self.pki.module_path)

    def registry(self) -> Any:
        """Odoo's registry of the database, with the configuration that ./edu wrote."""
        from odoo.tools import config

        log = self.folder / "odoo.log"
        config.parse_config(
            [
                *("-c", os.environ["EDU_CONF"], "-d", self.database, "--no-http"),
                *("--logfile", str(log), "--log-level", "warn"),
            ],
            setup_logging=True,
        )
        from odoo.modules.registry import Registry

        return Registry(self.database)


def answers(url: str) -> bool:
    """Whether the services answer there, and not something else."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


def wait_until(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not start within {seconds:.0f} s")
        time.sleep(0.1)
