# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Names of people as names of files."""

from __future__ import annotations

import re
import unicodedata


def file_name(text: str) -> str:
    """A name that any file system and any shell takes."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-")


def ascii_name(name: str) -> str:
    """A Vietnamese name for a file: no diacritics, lower case, joined by hyphens."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return file_name(plain.encode("ascii", "ignore").decode().lower())
