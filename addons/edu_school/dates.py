# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, time, timedelta, timezone

from hocba.moment import VIETNAM

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
