# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# Later than any duty, and far from the years that PostgreSQL or Odoo bend.
NEVER = datetime(2999, 1, 1)


def today() -> date:
    """The date in Vietnam, whatever the server's or the caller's time zone."""
    return datetime.now(timezone.utc).astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """Midnight in Vietnam at the start of ``day``, as naive UTC."""
    midnight = datetime.combine(day, time.min, tzinfo=VIETNAM)
    return midnight.astimezone(timezone.utc).replace(tzinfo=None)


def end_of(day: date | None) -> datetime:
    """The first moment after ``day`` in Vietnam, as naive UTC."""
    return start_of(day + timedelta(days=1)) if day else NEVER


def day_month(text: str) -> tuple[int, int]:
    """Return day and month of a date that comes every year, written 31/05.

    The day stands first, as people here write it; another separator or order is
    refused, for nobody sees whether 05-06 is in May or in June. 29 February does not
    come every year.

    :raises ValueError: ``text`` is no such date
    """
    found = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})", text.strip())
    if not found:
        raise ValueError(text)
    day, month = int(found[1]), int(found[2])
    date(2023, month, day)
    return day, month
