# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verification of a file, whichever kind it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hocba.problems import Problem, register
from hocba.signing.trust import TrustStore
from hocba.verify.issuers import Issuers
from hocba.verify.pdf import verify_pdf
from hocba.verify.report import INDETERMINATE, FileReport, refused
from hocba.verify.xml import verify_xml

#: No signed book is larger; more is not read into memory.
MAX_BYTES = 64 * 1024 * 1024

register(
    {
        "verify.unreadable": {
            "en": "The file cannot be read ({detail}).",
            "vi": "Không đọc được tệp ({detail}).",
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
) -> FileReport:
    """Verify an XML or PDF file by what it holds, not by its name.

    A file that cannot be read is ``indeterminate``: nothing is known about it.
    """
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
        problem = Problem("verify.unreadable", {"detail": error.strerror})
        return FileReport(name, INDETERMINATE, [], [problem])
    if data.startswith(b"%PDF-"):
        return verify_pdf(data, trust, issuers, file=name)
    return verify_xml(data, trust, issuers, file=name)
