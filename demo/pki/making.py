# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Making what is missing of the infrastructure in a directory."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from demo.pki.certificates import certify, make_authorities
from demo.pki.folder import Pki, write
from demo.pki.members import FOREIGN, Organisation, Person, School
from demo.pki.tokens import make_tokens

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
SEAL_FONT = "/usr/share/fonts/truetype/croscore/Tinos-Bold.ttf"


def default_start(now: datetime | None = None) -> datetime:
    """Return 1 August of the year before, long before anything is signed."""
    year = (now or datetime.now(timezone.utc)).year - 1
    return datetime(year, 8, 1, tzinfo=timezone.utc)


def make(
    directory: str | os.PathLike[str],
    people: Iterable[Person],
    organisation: Organisation,
    *,
    foreign: School | None = FOREIGN,
    others: Iterable[School] = (),
    module: str = MODULE,
    port: int | None = None,
    start: datetime | None = None,
    seal_font: str = SEAL_FONT,
) -> Pki:
    """Make what is missing of the infrastructure and return it.

    A second call with the same arguments changes nothing; with further people it adds
    them.

    :param foreign: a school that nobody approved, for forgery tests
    :param others: further schools under the same authority
    :param port: where the services will answer; a free one is chosen and recorded
    :raises RuntimeError: SoftHSM2 cannot make a token
    """
    folder = Path(directory).resolve()
    schools = [School(organisation, tuple(people)), *others]
    schools += [foreign] if foreign else []
    for name in ("ca", "tokens", "certificates", "images"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    record_path = folder / "pki.json"
    record: dict[str, Any]
    if record_path.exists():
        record = json.loads(record_path.read_text("utf-8"))
    else:
        record = {
            "port": port or _free_port(),
            "module": module,
            "start": (start or default_start()).isoformat(),
            "organisation": asdict(organisation),
            "members": [],
        }
    begin = datetime.fromisoformat(record["start"])
    if not (folder / "ca/tsa.pem").exists():
        make_authorities(folder, begin, record["port"])
    conf = folder / "softhsm2.conf"
    conf.write_text(
        f"directories.tokendir = {folder / 'tokens'}\n"
        "objectstore.backend = file\nlog.level = ERROR\n",
        "utf-8",
    )
    known = {entry["code"] for entry in record["members"]}
    wanted = [entry for entry in _entries(schools) if entry["code"] not in known]
    if wanted:
        pins = make_tokens(folder, wanted, module)
        for entry in wanted:
            certify(folder, entry, begin, record["port"], pins, seal_font)
        record["members"] += [
            {key: value for key, value in entry.items() if key != "place"}
            for entry in wanted
        ]
        write(record_path, record)
    pki = Pki(folder)
    if wanted or not pki.issuers_path.exists():
        write(pki.issuers_path, _approvals(pki))
    return pki


def _entries(schools: list[School]) -> list[dict[str, Any]]:
    entries = []
    for school in schools:
        own = school.organisation
        holders = [(own.code, own.name, "", "organisation")]
        holders += [(p.code, p.name, p.title, "person") for p in school.people]
        for code, name, title, kind in holders:
            entries.append(
                {
                    "code": code,
                    "name": name,
                    "title": title,
                    "kind": kind,
                    "school_code": own.code,
                    "school_name": own.name,
                    "place": own.place,
                    "token_label": code,
                    "key_id": hashlib.sha256(code.encode()).hexdigest()[:16],
                    "certificate": f"certificates/{code}.pem",
                    "image": f"images/{code}.png",
                }
            )
    return entries


def _approvals(pki: Pki) -> dict[str, Any]:
    own = pki.organisation_member
    approval = {
        "sha256": own.sha256,
        "approved_from": pki.start.isoformat(),
        "approved_to": None,
        "decision": "QĐ-DEMO/2025",
    }
    school = {"code": own.code, "name": own.name, "certificates": [approval]}
    return {"schools": [school]}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
