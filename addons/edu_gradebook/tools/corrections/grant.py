# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a correction opens: an object of this process, which no call can send."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grant:
    """The cells that the system alone writes once after a lock, and why.

    :param cells: row and column of each
    :param reason: what the journal says of every value, with number and witnesses
    :param behalf: whose request it is
    """

    cells: frozenset[tuple[int, str]]
    reason: str
    behalf: str
    duty: str
