# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The people who sign in these tests."""

from __future__ import annotations

import pytest

from demo.pki import Pki
from tests.signing_xml.acts import Room


@pytest.fixture(scope="session")
def room(pki: Pki) -> Room:
    return Room(pki.directory, pki.port)
