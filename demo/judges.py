# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Three judges of signed files: our verifier, xmlsec1 and pdfsig.

The latter two share no code with us. They say whether signature and certificate hold;
who was allowed to sign what, only our verifier asks.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

NAMESPACE = "urn:vn:hocba:1"
DSIG = "http://www.w3.org/2000/09/xmldsig#"


@dataclass
class Verdict:
    """What one judge says of one file."""

    judge: str
    file: Path
    signatures: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return bool(self.signatures) and not self.problems


def ours(
    files: Iterable[Path], trust: Path, issuers: Path | None
) -> tuple[int, list[dict[str, Any]]]:
    """Run `hocba verify --json` as a stranger would; its exit code and its answers."""
    command = [sys.executable, "-m", "hocba.cli", "verify", "--json"]
    command += ["--trust", str(trust)]
    command += ["--issuers", str(issuers)] if issuers else []
    done = subprocess.run(
        [*command, *map(str, files)], capture_output=True, text=True, check=False
    )
    if done.returncode not in {0, 1, 2}:
        raise RuntimeError(done.stderr)
    return done.returncode, read_json(done.stdout)


def read_json(text: str) -> list[dict[str, Any]]:
    """Objects that follow each other, or one list of them."""
    decoder, found, position = json.JSONDecoder(), [], 0
    text = text.strip()
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        found += value if isinstance(value, list) else [value]
        while position < len(text) and text[position].isspace():
            position += 1
    return found


def xmlsec1(file: Path, trust: Path, between: Path) -> Verdict:
    """Judge each signature of an XML file by itself."""
    verdict = Verdict("xmlsec1", file)
    tree = etree.parse(str(file))
    names = {
        (etree.QName(node).namespace or "", etree.QName(node).localname)
        for node in tree.iter("*")
        if node.get("Id")
    }
    options = []
    for namespace, name in sorted(names):
        options += ["--id-attr:Id", f"{namespace}:{name}"]
    for signature in tree.iter(f"{{{DSIG}}}Signature"):
        verdict.signatures += 1
        done = subprocess.run(
            [
                *("xmlsec1", "--verify", *options),
                *("--trusted-pem", str(trust), "--untrusted-pem", str(between)),
                *("--enabled-key-data", "x509", "--node-id", signature.get("Id", "")),
                str(file),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or "OK" not in (done.stdout + done.stderr).split("\n")[0]:
            said = (done.stdout + done.stderr).strip().splitlines()
            verdict.problems.append(f"{signature.get('Id')}: {' '.join(said[-2:])}")
    return verdict


def trust_database(folder: Path, trust: Path) -> Path:
    """A certificate store that pdfsig reads, trusting one root and nothing else."""
    if not (folder / "cert9.db").exists():
        folder.mkdir(parents=True, exist_ok=True)
        store = f"sql:{folder}"
        for command in (
            ["certutil", "-N", "-d", store, "--empty-password"],
            [
                "certutil",
                "-A",
                "-d",
                store,
                "-n",
                "root",
                "-t",
                "C,C,C",
                "-i",
                str(trust),
            ],
        ):
            subprocess.run(command, check=True, capture_output=True)
    return folder


def pdfsig(file: Path, store: Path) -> Verdict:
    """Judge the signatures of a PDF file."""
    verdict = Verdict("pdfsig", file)
    done = subprocess.run(
        ["pdfsig", "-nssdir", str(store), "-no-ocsp", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    for block in re.split(r"^Signature #\d+:$", done.stdout, flags=re.M)[1:]:
        verdict.signatures += 1
        for wanted in (
            "Signature Validation: Signature is Valid.",
            "Certificate Validation: Certificate is Trusted.",
        ):
            if wanted not in block:
                kind = wanted.split(":")[0]
                said = re.search(rf"{kind}: .*", block)
                verdict.problems.append(said[0] if said else f"{kind}: nothing said")
    if verdict.signatures and "Total document signed" not in block:
        verdict.problems.append("the last signature is not the last byte")
    if done.returncode and not verdict.problems:
        verdict.problems.append((done.stdout + done.stderr).strip())
    return verdict


def all_ours(files: list[Path], trust: Path, issuers: Path) -> list[Verdict]:
    """Our verdicts, one process for each processor."""
    share = max(1, os.cpu_count() or 1)
    chunks = [chunk for i in range(share) if (chunk := files[i::share])]
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda chunk: ours(chunk, trust, issuers)[1], chunks)
        reports = [report for answer in found for report in answer]
    return [
        Verdict(
            "hocba verify",
            Path(report["file"]),
            len(report["signatures"]),
            [] if report["overall"] == "total-passed" else [report["overall"]],
        )
        for report in reports
    ]


def all_xmlsec1(files: list[Path], trust: Path, between: Path) -> list[Verdict]:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda file: xmlsec1(file, trust, between), files))


def all_pdfsig(files: list[Path], store: Path) -> list[Verdict]:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda file: pdfsig(file, store), files))
