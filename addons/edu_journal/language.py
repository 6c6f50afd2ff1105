# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def language(env) -> str:
    """Return the language of the library's texts for this user, ``vi`` or ``en``."""
    return "vi" if (env.lang or "vi").startswith("vi") else "en"
