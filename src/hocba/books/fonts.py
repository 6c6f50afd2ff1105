# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The letters of an embedded font: what its shapes are, not what its table says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from hocba.books import glyphs
from hocba.books.budget import Budget
from hocba.books.operations import resolve

#: Letters of one piece are moved by less than this (in thousandths of their size).
_MAX_SPREAD = 300.0


class Font:
    """A font as it is embedded: its table of letters, its widths and its shapes."""

    def __init__(self, font: Any, budget: Budget) -> None:
        table = resolve(font["/ToUnicode"]).get_data()
        budget.take(len(table))
        self._letters = _unicode_map(table)
        (below,) = resolve(font["/DescendantFonts"])
        below = resolve(below)
        program = resolve(resolve(below["/FontDescriptor"])["/FontFile2"])
        mapped = resolve(below.get("/CIDToGIDMap", "/Identity"))
        if font["/Encoding"] != "/Identity-H" or mapped != "/Identity":
            raise ValueError("a font with a map of its own")
        data = program.get_data()
        budget.take(len(data))
        self._shapes = _shapes_of(data)
        self._widths = _widths(resolve(below.get("/W", [])))
        self._standard = float(resolve(below.get("/DW", 1000)))
        self._right: dict[int, bool] = {}

    def read(self, shown: Any) -> tuple[str, float, str]:
        """Return a piece's text, its width in thousandths, and what is odd in it."""
        text, wide, odd = [], 0.0, ""
        for part in shown if isinstance(shown, list) else [shown]:
            codes = _codes(part)
            if codes is None:
                # Between letters a little is moved; more would move them elsewhere.
                wide -= float(part)
                odd = odd or ("spread" if abs(float(part)) > _MAX_SPREAD else "")
                continue
            for high, low in zip(codes[::2], codes[1::2], strict=True):
                code = high << 8 | low
                letters = self._letters.get(code, "\ufffd")
                text.append(letters)
                wide += self._widths.get(code, self._standard)
                right = self._right.get(code)
                if not (self._is_right(code, letters) if right is None else right):
                    odd = "letter"
        return "".join(text), wide, odd

    def _is_right(self, code: int, letters: str) -> bool:
        digest, advance = self._shapes(code)
        near = abs(advance - self._widths.get(code, self._standard)) <= 1
        self._right[code] = near and glyphs.is_letter(digest, letters)
        return self._right[code]


@lru_cache(16)
def _shapes_of(data: bytes) -> Any:
    """Return how to ask a font file for a glyph; one that is malformed has none.

    Pages of a book share their fonts: each is read once.
    """
    try:
        font = glyphs.Font(data)
    # A font that somebody made up breaks its reader in more ways than can be listed.
    except Exception:
        return lambda code: ("", 0.0)

    def shape(code: int) -> tuple[str, float]:
        try:
            return font.glyph(code)
        except Exception:
            return "", 0.0

    return shape


def _widths(listed: Any) -> dict[int, float]:
    """Read the widths of a font: ``first [width …]`` or ``first last width``."""
    widths: dict[int, float] = {}
    items = [resolve(item) for item in listed]
    at = 0
    while at < len(items):
        first, second = int(items[at]), items[at + 1]
        if isinstance(second, list):
            pairs = enumerate(map(resolve, second), first)
            widths.update((code, float(width)) for code, width in pairs)
            at += 2
        else:
            last = min(int(second), 0xFFFF)
            width = float(items[at + 2])
            widths.update(dict.fromkeys(range(first, last + 1), width))
            at += 3
        if len(items) > 0x20000:
            raise ValueError("widths")
    return widths


def _codes(part: Any) -> bytes | None:
    """Return the codes of a string; None for a distance between letters."""
    # pypdf guesses which strings are text; the bytes are what was written.
    if isinstance(part, bytes):
        return part
    return bytes(part.original_bytes) if hasattr(part, "original_bytes") else None


_HEX = r"<([0-9A-Fa-f]+)>"
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)


def _unicode_map(data: bytes) -> dict[int, str]:
    """Read the table of a font that tells which letter a glyph stands for."""
    letters: dict[int, str] = {}
    left = 0x10000
    for kind, body in _BLOCK.findall(data):
        text = body.decode("latin-1")
        if kind == b"bfchar":
            for code, target in re.findall(rf"{_HEX}\s*{_HEX}", text):
                letters[int(code, 16)] = _letters(target)
            continue
        for first, last, target in re.findall(rf"{_HEX}\s*{_HEX}\s*{_HEX}", text):
            count = int(last, 16) - int(first, 16) + 1
            left -= max(count, 0)
            if left < 0:
                raise ValueError("ToUnicode")
            for step in range(count):
                shifted = int(target, 16) + step
                letters[int(first, 16) + step] = _letters(f"{shifted:0{len(target)}x}")
    return letters


def _letters(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be")
