# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tests of several rooms share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
for path in (str(ROOT), str(ROOT / "src")):
    if path not in sys.path:
        sys.path.insert(0, path)

from demo import pki as demo_pki  # noqa: E402

SCHOOL = demo_pki.Organisation(
    "79-760-70123", "Trường THCS Nguyễn Du", "Phường Sài Gòn"
)
PEOPLE = (
    demo_pki.Person("HT", "Đặng Quốc Khánh", "Hiệu trưởng"),
    demo_pki.Person("CN", "Nguyễn Thị Ánh Tuyết"),
    demo_pki.Person("GV01", "Trần Văn Bình"),
    demo_pki.Person("GV02", "Lê Thị Cẩm Hường"),
)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[demo_pki.Pki]:
    """Make a small infrastructure and serve it for the whole session.

    ``pki.members`` has HT (head), CN (homeroom), GV01, GV02, the school by its code,
    and those of an unapproved school (``demo.pki.FOREIGN``).
    """
    made = demo_pki.make(tmp_path_factory.mktemp("pki"), PEOPLE, SCHOOL)
    # The PKCS#11 module reads this when it is first loaded, once per process.
    os.environ["SOFTHSM2_CONF"] = str(made.softhsm_conf)
    with demo_pki.Server(made.directory):
        yield made
