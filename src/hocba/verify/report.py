# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a verification says: four answers per signature, one for the file (KP Đ15)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hocba.problems import Problem
from hocba.words import DATA

OK = "ok"
FAILED = "failed"
UNKNOWN = "unknown"

TOTAL_PASSED = "total-passed"
INDETERMINATE = "indeterminate"
TOTAL_FAILED = "total-failed"

#: The four questions, in the order in which they are answered.
VERDICTS = ("content", "certificate", "timestamp", "authority")

#: What a file is: a record of this system, a file that others signed or that holds
#: data of another system, or what can hold no signature of a school at all.
RECORD = "record"
FOREIGN = "foreign"
UNSIGNED = "unsigned"

#: A file with one of these is not the one that was issued, though nothing in it is
#: proven wrong.
NOT_AS_ISSUED = frozenset(
    {"verify.saved_again", "verify.surplus_evidence", "verify.attached_alone"}
)

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
    :param status: the answer about revocation that was used: ``source`` (``ocsp`` or
        ``crl``), ``at`` (ISO 8601) and ``seconds`` before the timestamp, negative after
    :param evidence: the unsigned evidence beside it, by ``kind`` and ``sha256``
    :param added: what others added to it later, by ``kind``, ``by``, ``at``, ``sha256``
    :param second: what another program says of its value and digests, ``ok`` or
        ``failed``; None if it was not asked
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
    status: Values | None = None
    evidence: list[dict[str, str]] = field(default_factory=list)
    added: list[dict[str, str]] = field(default_factory=list)
    second: str | None = None

    @property
    def good(self) -> bool:
        """Return whether all four answers are ``ok``."""
        return set(self.verdicts.values()) == {OK}

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
            "stamped_at": self.stamped_at,
            "covers": [
                {"region": c.region, "name": c.name, "values": c.values}
                for c in self.covers
            ],
            **self.verdicts,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "status": self.status,
            "evidence": self.evidence,
            "added": self.added,
            **({} if self.second is None else {"second_opinion": self.second}),
        }


@dataclass
class SecondOpinion:
    """What another program says of the XML signatures of a file.

    :param judge: its name and version, empty if there is none
    :param missing: why there is no answer
    :param differs: signatures of which it says otherwise than this library
    """

    judge: str = ""
    missing: Problem | None = None
    differs: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "judge": self.judge,
            "missing": self.missing.to_dict() if self.missing else None,
            "differs": self.differs,
        }


@dataclass
class FileReport:
    """What is known about one file.

    :param overall: ``total-passed``, ``indeterminate`` or ``total-failed``
    :param problems: what is wrong with the file itself, or missing in it
    :param additions: what stands in a PDF behind its last signature, by name; it
        changes nothing that the file says
    :param signed_length: how many of its bytes are the PDF as it was last signed
    :param kind: ``record``, ``foreign`` or ``unsigned``; only a record can pass
    :param second: another program's opinion, None if it was not asked
    """

    file: str
    overall: str
    signatures: list[SignatureReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    additions: list[Problem] = field(default_factory=list)
    signed_length: int | None = None
    kind: str = RECORD
    second: SecondOpinion | None = None

    @property
    def about(self) -> dict[str, str]:
        """Return ``learner``, ``born``, ``school``, ``year`` and ``class``.

        Read from what a valid signature covers; empty if nothing is proven.
        """
        for signature in self.signatures:
            for cover in signature.covers:
                if cover.region == DATA and cover.values:
                    return _about(cover.values)
        return {}

    @property
    def count(self) -> tuple[int, int]:
        """Return how many signatures are good, and how many there must be."""
        good = sum(signature.good for signature in self.signatures)
        missing = [p for p in self.problems if p.code == "verify.missing_signature"]
        return good, len(self.signatures) + len(missing)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, as ``hocba verify --json`` prints them."""
        return {
            "file": self.file,
            "kind": self.kind,
            "overall": self.overall,
            "about": self.about,
            "signatures": [signature.to_json() for signature in self.signatures],
            "problems": [problem.to_dict() for problem in self.problems],
            "additions": [addition.to_dict() for addition in self.additions],
            "signed_length": self.signed_length,
            **({"second_opinion": self.second.to_json()} if self.second else {}),
        }

    def to_line(self) -> str:
        """Return :meth:`to_json` as one line of JSON."""
        return json.dumps(self.to_json(), ensure_ascii=False)


def overall(signatures: Iterable[SignatureReport], problems: list[Problem]) -> str:
    """Return the answer for a whole file: one failure makes it void (KP Đ15)."""
    verdicts = {v for signature in signatures for v in signature.verdicts.values()}
    if FAILED in verdicts or any(p.level == "error" for p in problems):
        return TOTAL_FAILED
    as_issued = not any(p.code in NOT_AS_ISSUED for p in problems)
    return TOTAL_PASSED if verdicts == {OK} and as_issued else INDETERMINATE


def no_record(
    file: str,
    problem: Problem,
    signatures: Iterable[SignatureReport] = (),
    kind: str = UNSIGNED,
) -> FileReport:
    """Return the report of a file that is not a record of this system.

    Nothing is proven wrong about it, so it is ``indeterminate``.
    """
    return FileReport(file, INDETERMINATE, list(signatures), [problem], kind=kind)


def _about(values: Values) -> dict[str, str]:
    def find(*path: str) -> str:
        node: Any = values
        for step in path:
            node = node.get(step, "") if isinstance(node, dict) else ""
        return node if isinstance(node, str) else ""

    found = {
        "learner": find("Học sinh", "Họ và tên"),
        "born": find("Học sinh", "Ngày sinh"),
        "school": find("Trường", "Tên trường"),
        "year": find("Năm học"),
        "class": find("Lớp"),
    }
    return {key: value for key, value in found.items() if value}


def refused(file: str, problems: list[Problem]) -> FileReport:
    """Return the report of a file that is not a book at all."""
    return FileReport(file, TOTAL_FAILED, [], problems)
