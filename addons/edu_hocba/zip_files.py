# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many files in one download."""

import io
import zipfile
from collections.abc import Iterable

#: A PDF is small already, and is not made smaller by trying.
STORED = (".pdf",)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of named files; the second of a name gets a number."""
    target, taken = io.BytesIO(), set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for wanted, content in files:
            stem, dot, kind = wanted.rpartition(".")
            name, number = wanted, 1
            while name in taken:
                number += 1
                name = f"{stem} ({number}){dot}{kind}"
            taken.add(name)
            how = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, how)
    return target.getvalue()
