# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How much the pages of a book may draw, before reading them is given up."""

from __future__ import annotations

#: More than the contents of a book's pages have, unpacked, with all they draw: of one
#: learner's, and of a whole class's.
OF_LEARNER = 2 * 1024 * 1024
OF_CLASS = 4 * OF_LEARNER
_MAX_PARTS = 1000
_MAX_COVERINGS = 20_000_000


class Budget:
    """Stops at pages that draw too much, most of it perhaps again and again."""

    def __init__(self, size: int = OF_LEARNER) -> None:
        self._bytes = size
        self._parts = _MAX_PARTS
        self._coverings = _MAX_COVERINGS

    def take(self, size: int) -> None:
        """Count one content stream."""
        self._bytes -= size
        self._parts -= 1
        self._check()

    def cover(self, count: int) -> None:
        """Count the pieces of text that something is drawn above."""
        self._coverings -= count
        self._check()

    def _check(self) -> None:
        if min(self._bytes, self._parts, self._coverings) < 0:
            raise ValueError("too much is drawn")
