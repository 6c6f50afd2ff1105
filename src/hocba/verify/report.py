# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a verification says: four answers per signature, one for the file (KP Đ15)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hocba.problems import Problem

OK = "ok"
FAILED = "failed"
UNKNOWN = "unknown"

TOTAL_PASSED = "total-passed"
INDETERMINATE = "indeterminate"
TOTAL_FAILED = "total-failed"

#: The four questions, in the order in which they are answered.
VERDICTS = ("content", "certificate", "timestamp", "authority")

Values = dict[str, Any]


@dataclass
class Cover:
    """A region that a signature covers.

    :param values: what stands in it, read from the verified bytes; empty if the content
        did not verify
    """

    region: str
    name: str
    values: Values = field(default_factory=dict)


@dataclass
class SignatureReport:
    """What is known about one signature.

    :param id: the slot in the XML, or the field in the PDF
    :param signer: the common name in the certificate
    :param listed: for whom it is listed: by the record, or by the list of issuers
    :param signed_at: the signer's own claim, ISO 8601; None if it is not proven his
    :param stamped_at: the time of the timestamp, ISO 8601
    :param content: the regions are as they were signed, and belong to this document
    :param certificate: it was in force, trusted and not revoked when stamped
    :param timestamp: it proves that the signature existed then
    :param authority: this school's, this person's to sign
    :param reasons: why a verdict is not ``ok``, and warnings that change none
    :param evidence: the unsigned evidence beside it, by ``kind`` and ``sha256``
    """

    id: str
    role: str
    signer: str = ""
    listed: str = ""
    signed_at: str | None = None
    stamped_at: str | None = None
    covers: list[Cover] = field(default_factory=list)
    content: str = UNKNOWN
    certificate: str = UNKNOWN
    timestamp: str = UNKNOWN
    authority: str = UNKNOWN
    reasons: list[Problem] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)

    @property
    def verdicts(self) -> dict[str, str]:
        """Return the four answers by name."""
        return {name: getattr(self, name) for name in VERDICTS}

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "id": self.id,
            "role": self.role,
            "signer": self.signer,
            "listed": self.listed,
            "signed_at": self.signed_at,
            "covers": [
                {"region": c.region, "name": c.name, "values": c.values}
                for c in self.covers
            ],
            **self.verdicts,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "evidence": self.evidence,
        }


@dataclass
class FileReport:
    """What is known about one file.

    :param overall: ``total-passed``, ``indeterminate`` or ``total-failed``
    :param problems: what is wrong with the file itself, or missing in it
    :param additions: what stands in a PDF behind its last signature, by name; it
        changes nothing that the file says
    :param signed_length: how many of its bytes are the PDF as it was last signed
    """

    file: str
    overall: str
    signatures: list[SignatureReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    additions: list[Problem] = field(default_factory=list)
    signed_length: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain values, as ``hocba verify --json`` prints them."""
        return {
            "file": self.file,
            "overall": self.overall,
            "signatures": [signature.to_json() for signature in self.signatures],
            "problems": [problem.to_dict() for problem in self.problems],
            "additions": [addition.to_dict() for addition in self.additions],
            "signed_length": self.signed_length,
        }

    def to_line(self) -> str:
        """Return :meth:`to_json` as one line of JSON."""
        return json.dumps(self.to_json(), ensure_ascii=False)


def overall(signatures: Iterable[SignatureReport], problems: Iterable[Problem]) -> str:
    """Return the answer for a whole file: one failure makes it void (KP Đ15)."""
    verdicts = {v for signature in signatures for v in signature.verdicts.values()}
    if FAILED in verdicts or any(p.level == "error" for p in problems):
        return TOTAL_FAILED
    return TOTAL_PASSED if verdicts == {OK} else INDETERMINATE


def refused(file: str, problems: list[Problem]) -> FileReport:
    """Return the report of a file that is not a book at all."""
    return FileReport(file, TOTAL_FAILED, [], problems)
