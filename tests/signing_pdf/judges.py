# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Other people's verifiers: poppler with NSS, and pyHanko."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

from asn1crypto import tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    PdfSignatureStatus,
    validate_pdf_signature,
)

from hocba.signing.trust import TrustStore


def run(*command: str | Path) -> str:
    """Run a tool and return what it prints; its failure is the test's."""
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=True
    ).stdout


def nss_database(folder: Path, trust_pem: Path) -> Path:
    """Make an NSS database that trusts one root, as a viewer's user would."""
    folder.mkdir(exist_ok=True)
    run("certutil", "-N", "-d", f"sql:{folder}", "--empty-password")
    run(
        *("certutil", "-A", "-d", f"sql:{folder}", "-n", "demo", "-t", "CT,C,C"),
        *("-i", trust_pem),
    )
    return folder


def pdfsig(pdf: Path, nss: Path) -> dict[str, dict[str, str]]:
    """Return what pdfsig says, by field."""
    text = run("pdfsig", "-nssdir", f"sql:{nss}", "-no-ocsp", pdf)
    found: dict[str, dict[str, str]] = {}
    for block in re.split(r"^Signature #\d+:$", text, flags=re.MULTILINE)[1:]:
        lines = [line.strip(" -") for line in block.splitlines()]
        said = dict(line.split(": ", 1) for line in lines if ": " in line)
        said["total"] = str("Total document signed" in lines)
        found[said["Signature Field Name"]] = said
    return found


def pyhanko(pdf: bytes, trust: TrustStore) -> dict[str, PdfSignatureStatus]:
    """Validate every signature at its timestamp's time with the file's evidence only.

    Revocation is required for every certificate below the root, nothing is fetched.
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    found = {}
    for signature in reader.embedded_signatures:
        (token,) = (
            value["content"]
            for attribute in signature.signer_info["unsigned_attrs"]
            if attribute["type"].native == "signature_time_stamp_token"
            for value in attribute["values"]
        )
        info = tsp.TSTInfo.load(bytes(token["encap_content_info"]["content"]))
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(
            {
                "trust_roots": [x509.Certificate.load(der) for der in trust.anchors],
                "moment": info["gen_time"].native,
                "revocation_mode": "require",
                "retroactive_revinfo": True,
                "allow_fetching": False,
            }
        )
        found[signature.field_name] = validate_pdf_signature(
            signature, context, ts_validation_context=context
        )
    return found
