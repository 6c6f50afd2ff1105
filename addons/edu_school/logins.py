# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names of accounts and first passwords that are typed easily on any keyboard."""

import re
import secrets
import unicodedata
from collections.abc import Container

#: Neither 0 and o nor 1, i and l: a slip is read by many eyes.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUP = 4
VALID = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,}")


def ascii_login(text: str) -> str:
    """Return a name or code in small ASCII letters with dots, such as nguyen.van.an."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9@_+-]+", ".", text).strip(".")


def free_login(base: str, taken: Container[str]) -> str:
    """Return ``base``, or it with the first number that makes it free."""
    login, number = base, 1
    while login in taken:
        number += 1
        login = f"{base}{number}"
    return login


def first_password(at_least: int = 0) -> str:
    """Return a random password of groups that are read out easily, three or more."""
    groups = max(3, -(-(at_least + 1) // (GROUP + 1)))
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(groups)
    )
