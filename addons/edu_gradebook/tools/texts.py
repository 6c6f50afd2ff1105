# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from odoo.tools import format_datetime

from hocba.moment import ZONE
from hocba.problems import HocbaError
from hocba.rules import cells as law

#: What a mark or a level takes at most, as its column says; what is longer is text.
MARK_SIZE = 4


def moment(env, value) -> str:
    """Return a moment as a person in Vietnam reads it."""
    return format_datetime(env, value, tz=ZONE, dt_format="HH:mm dd/MM/yyyy")


def printable(text: str) -> str:
    """Leave out what no keyboard gives and no database stores."""
    return "".join(c for c in text if c.isprintable() or c.isspace())


def stored_text(env, field, value) -> str:
    """Return a stored value as its column shows it: 8.5 as 8,5, a remark as it is."""
    if field and field.type == "selection":
        return dict(field._description_selection(env)).get(value, value) or ""
    if field and field.type == "char" and 0 < (field.size or 0) <= MARK_SIZE:
        # What was kept once is shown, whatever it is.
        with suppress(HocbaError):
            return law.display(value)
    return value or ""
