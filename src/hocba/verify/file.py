# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verification of a file, whichever kind it is."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from hocba.problems import Problem, io_reason, register
from hocba.signing.trust import TrustStore
from hocba.verify import foreign
from hocba.verify.issuers import Issuers
from hocba.verify.kinds import XML, kind_of
from hocba.verify.pdf import verify_pdf
from hocba.verify.report import (
    INDETERMINATE,
    TOTAL_FAILED,
    FileReport,
    no_record,
    refused,
)
from hocba.verify.xml import verify_xml

#: No signed book is larger; more is not read into memory.
MAX_BYTES = 64 * 1024 * 1024

register(
    {
        "verify.unreadable": {
            "en": "The file cannot be read ({reason}).",
            "vi": "Không đọc được tệp ({reason}).",
        },
        "verify.too_large": {
            "en": "The file has {size} bytes; at most {limit} are read.",
            "vi": "Tệp có {size} byte; chỉ đọc tệp không quá {limit} byte.",
        },
    }
)


def verify_file(
    path: str | os.PathLike[str],
    trust: TrustStore | None = None,
    issuers: Issuers | dict[str, Any] | None = None,
    *,
    now: datetime | None = None,
) -> FileReport:
    """Verify an XML or PDF file by what it holds, not by its name.

    A file that cannot be read is ``indeterminate``: nothing is known about it. So is
    one that is no record of this system; the report then says what it is.

    :param now: the time of the check, aware; None for this moment
    """
    data = read_file(path)
    if isinstance(data, FileReport):
        return data
    return verify_bytes(data, trust, issuers, file=os.fspath(path), now=now)


def read_file(path: str | os.PathLike[str]) -> bytes | FileReport:
    """Return what a file holds, or the report of one that is not read."""
    name = os.fspath(path)
    try:
        size = os.path.getsize(path)
        if size > MAX_BYTES:
            values = {"size": size, "limit": MAX_BYTES}
            return refused(name, [Problem("verify.too_large", values)])
        with Path(path).open("rb") as file:
            # A pipe or device has no size, or no end.
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            values = {"size": len(data), "limit": MAX_BYTES}
            return refused(name, [Problem("verify.too_large", values)])
    except OSError as error:
        problem = Problem("verify.unreadable", {"reason": io_reason(error)})
        return FileReport(name, INDETERMINATE, [], [problem])
    return data


def verify_bytes(
    data: bytes,
    trust: TrustStore | None = None,
    issuers: Issuers | dict[str, Any] | None = None,
    *,
    file: str = "",
    now: datetime | None = None,
) -> FileReport:
    """Verify what somebody handed in; the rest is as in :func:`verify_file`."""
    kind = kind_of(data)
    if isinstance(kind, Problem):
        return no_record(file, kind)
    if kind == XML:
        return verify_xml(data, trust, issuers, file=file, now=now)
    report = verify_pdf(data, trust, issuers, file=file, now=now)
    if report.overall == TOTAL_FAILED and not report.signatures:
        return foreign.pdf(data, file) or report
    return report
