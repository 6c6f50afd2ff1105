# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import format_datetime


def moment(env, value) -> str:
    """Return a moment as a person in Vietnam reads it."""
    return format_datetime(
        env, value, tz="Asia/Ho_Chi_Minh", dt_format="HH:mm dd/MM/yyyy"
    )


def language(env) -> str:
    """Return the language of the library's texts for this user."""
    return "vi" if (env.lang or "vi").startswith("vi") else "en"


def printable(text: str) -> str:
    """Leave out what no keyboard gives and no database stores."""
    return "".join(c for c in text if c.isprintable() or c.isspace())
