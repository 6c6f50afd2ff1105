# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fully signed files, made once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from demo.pki import Pki
from hocba.signing.trust import TrustStore
from hocba.verify import Issuers, verify_xml
from tests.books.sample import BOOK, other_learner
from tests.signing_xml.acts import Room
from tests.verify.keepers import Keepers
from tests.verify.papers import Desk


@dataclass
class Files:
    """A signed file, and those of another learner, revision and year."""

    room: Room
    trust: TrustStore
    good: bytes
    learner: bytes
    revision: bytes
    year: bytes

    @property
    def issuers(self) -> Issuers:
        return Issuers.from_data(self.room.issuers())

    def report(self, xml: bytes, **changes):
        given = {"trust": self.trust, "issuers": self.issuers, **changes}
        return verify_xml(xml, given["trust"], given["issuers"])


@pytest.fixture(scope="session")
def room(pki: Pki) -> Room:
    return Room(pki.directory, pki.port)


@pytest.fixture(scope="session")
def files(room: Room) -> Files:
    later = replace(
        BOOK, revision=2, document_uuid="00000000-0000-4000-8000-000000000032"
    )
    next_year = replace(
        BOOK, year="2026-2027", document_uuid="00000000-0000-4000-8000-000000000042"
    )
    return Files(
        room,
        room.pki.trust,
        room.sign(),
        room.sign(other_learner()),
        room.sign(later),
        room.sign(next_year),
    )


@pytest.fixture(scope="session")
def keepers(room: Room) -> Keepers:
    desk = Desk(room)
    return Keepers(desk, desk.sign(desk.rendered(desk.xml())))
