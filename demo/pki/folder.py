# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the infrastructure leaves in a directory, as whoever uses it reads it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from demo.pki.members import Member, Organisation
from hocba.signing.asking import EvidenceClient
from hocba.signing.services import Fetch
from hocba.signing.trust import TrustStore


class Pki:
    """What :func:`make` has left in a directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        record = json.loads((directory / "pki.json").read_text("utf-8"))
        pins = json.loads((directory / "accounts.json").read_text("utf-8"))
        self.port: int = record["port"]
        self.start = datetime.fromisoformat(record["start"])
        self.organisation = Organisation(**record["organisation"])
        self.members: dict[str, Member] = {
            entry["code"]: Member(
                **{key: entry[key] for key in ("code", "name", "title", "kind")},
                **{key: entry[key] for key in ("school_code", "token_label", "key_id")},
                pin=pins[entry["code"]]["pin"],
                certificate=load(directory / entry["certificate"]),
                image=directory / entry["image"],
            )
            for entry in record["members"]
        }
        self.module_path: str = record["module"]
        self.softhsm_conf = directory / "softhsm2.conf"
        self.trust_path = directory / "trust.pem"
        self.issuers_path = directory / "issuers.json"
        self.issuing_certificate = load(directory / "ca/issuing.pem")

    @property
    def url(self) -> str:
        """Return the address of the services."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def tsa_url(self) -> str:
        """Return the address of the timestamping service."""
        return f"{self.url}/tsa"

    @property
    def trust(self) -> TrustStore:
        """Return the root as a verifier takes it."""
        return TrustStore.from_pem(self.trust_path.read_bytes())

    @property
    def issuers(self) -> dict[str, Any]:
        """Return the list of approved schools, as the authority publishes it."""
        data: dict[str, Any] = json.loads(self.issuers_path.read_text("utf-8"))
        return data

    @property
    def organisation_member(self) -> Member:
        """Return the holder of the approved school's key."""
        return self.members[self.organisation.code]

    def client(self, fetch: Fetch | None = None) -> EvidenceClient:
        """Return a client of these services."""
        return EvidenceClient(
            self.trust, self.tsa_url, (self.issuing_certificate,), fetch
        )


def load(path: Path) -> bytes:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return certificate.public_bytes(serialization.Encoding.DER)


def write(path: Path, data: Any) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
