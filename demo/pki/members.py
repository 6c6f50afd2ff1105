# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who holds a key: people and schools, and the tokens that were made for them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from hocba.signing.contract import Credential


@dataclass(frozen=True)
class Organisation:
    """A school with a key and a seal of its own; ``code`` is its MOET code."""

    code: str
    name: str
    place: str = ""


@dataclass(frozen=True)
class Person:
    """A member of staff; ``code`` is unique in the infrastructure."""

    code: str
    name: str
    title: str = "Giáo viên"


@dataclass(frozen=True)
class School:
    """An organisation with its people."""

    organisation: Organisation
    people: tuple[Person, ...]


#: Same CA, never approved: its valid signatures must not pass as another school's.
FOREIGN = School(
    Organisation("79-760-70999", "Trường THCS Giả Định", "Phường Tân Thử"),
    (
        Person("GD-HT", "Hồ Văn Giả", "Hiệu trưởng"),
        Person("GD-GV01", "Mai Thị Thử"),
        Person("GD-GV02", "Cao Văn Mạo"),
    ),
)


@dataclass(frozen=True)
class Member:
    """Who holds a token: a person, or a school (``kind`` ``organisation``)."""

    code: str
    name: str
    title: str
    kind: str
    school_code: str
    token_label: str
    key_id: str
    pin: str
    certificate: bytes
    image: Path

    @property
    def credential(self) -> Credential:
        """Return where the key lives."""
        return Credential("pkcs11", self.token_label, self.key_id)

    @property
    def sha256(self) -> str:
        """Return the fingerprint by which an authority approves the certificate."""
        return hashlib.sha256(self.certificate).hexdigest()
