# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An issued book as witness of the journal: the block that it names, and since when."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from hocba.books.model import JournalHead
from hocba.problems import HocbaError, fail, register
from hocba.signing.trust import TrustStore
from hocba.verify.file import verify_file
from hocba.verify.issuers import Issuers
from hocba.verify.kinds import PDF, kind_of
from hocba.verify.pdf import open_attached
from hocba.verify.report import FAILED, OK, TOTAL_FAILED, UNKNOWN, FileReport
from hocba.verify.xml import Opened, open_issued

#: Both sign the issue data and with it the head of the journal.
_SIGNERS = ("organisation", "head")

register(
    {
        "verify.no_journal_head": {
            "en": "{file} names no block of the journal.",
            "vi": "{file} không ghi khối nhật ký nào.",
            "level": "warning",
        },
    }
)


@dataclass(frozen=True)
class Witness:
    """The block that a book names.

    :param state: ``ok``, ``unknown`` or ``failed``: whether head or school signed it
    :param stamped_at: when it was there at the latest
    """

    school: str
    year: str
    head: JournalHead
    state: str
    detail: str
    stamped_at: datetime | None


def journal_witness(
    path: str | os.PathLike[str],
    trust: TrustStore | None = None,
    issuers: Issuers | None = None,
) -> Witness:
    """Return the block of the journal that a book names, and what proves it.

    :raises HocbaError: ``verify.no_journal_head``, or what makes it no book
    """
    report = verify_file(path, trust, issuers)
    opened = _open(path, report)
    head = opened.issue.journal if opened.issue else None
    if head is None:
        raise fail("verify.no_journal_head", file=os.path.basename(path))
    return Witness(opened.school, opened.year, head, *_proof(report))


def _open(path: str | os.PathLike[str], report: FileReport) -> Opened:
    if not report.signatures:
        raise HocbaError(report.problems)
    data = Path(path).read_bytes()
    return open_attached(data) if kind_of(data) == PDF else open_issued(data)[0]


def _utc(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment).astimezone(timezone.utc) if moment else None


def _proof(report: FileReport) -> tuple[str, str, datetime | None]:
    reasons = [*report.problems]
    for role in _SIGNERS:
        for signature in report.signatures:
            if signature.role != role:
                continue
            reasons += signature.reasons
            proven = (signature.content, signature.certificate, signature.timestamp)
            if set(proven) == {OK} and report.overall != TOTAL_FAILED:
                return OK, "", _utc(signature.stamped_at)
    state = FAILED if report.overall == TOTAL_FAILED else UNKNOWN
    return state, reasons[0].text() if reasons else "", None
