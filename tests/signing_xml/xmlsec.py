# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An independent judge: the command xmlsec1 with its own XML and crypto libraries."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

BOOK = "urn:vn:hocba:1"
ELEMENTS = (
    *(
        f"{BOOK}:{name}"
        for name in (
            "DuLieu",
            "MonHoc",
            "ChuKyGiaoVien",
            "ChuKyChuNhiem",
            "PhatHanh",
            "ChuKyLanhDao",
        )
    ),
    "http://www.w3.org/2000/09/xmldsig#:Signature",
    "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
)


def verify(xml: bytes, slot_id: str, trusted: Path, issuing: Path) -> bool:
    """Return whether xmlsec1 says OK for the signature of one slot."""
    names = [part for name in ELEMENTS for part in ("--id-attr:Id", name)]
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(xml)
        file.flush()
        done = subprocess.run(
            [
                "xmlsec1",
                "--verify",
                *names,
                *("--node-id", f"chu-ky-{slot_id}"),
                *("--trusted-pem", str(trusted)),
                *("--untrusted-pem", str(issuing)),
                *("--enabled-key-data", "x509"),
                *("--enabled-reference-uris", "same-doc"),
                file.name,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    said = (done.stdout + done.stderr).splitlines()
    return done.returncode == 0 and "OK" in said
