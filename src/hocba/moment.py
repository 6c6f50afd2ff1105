# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vietnam's time: in it the law counts its days, and people read when something was.

Vietnam knows no summer time; since 1975 the whole country is seven hours ahead of UTC.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
#: The same by its name, for what takes names only.
ZONE = "Asia/Ho_Chi_Minh"


def read_iso(text: str) -> datetime:
    """Return a moment that is written in ISO 8601, ``Z`` included.

    :raises ValueError: the text is no moment
    """
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def iso(moment: datetime) -> str:
    """Return a moment in Vietnam's time, ISO 8601 to the second (KP Đ13.2c).

    >>> iso(read_iso("2026-05-31T10:00:00Z"))
    '2026-05-31T17:00:00+07:00'
    """
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def shown(moment: datetime) -> str:
    """Return a moment as people in Vietnam read it.

    >>> shown(read_iso("2026-05-31T10:00:00Z"))
    '31/05/2026 17:00:00'
    """
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
