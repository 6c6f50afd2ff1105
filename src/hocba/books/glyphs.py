# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether the shapes in a font are the letters that its table says they are.

Programs read a page by the table of its font (ToUnicode), people by its shapes. Pages
are printed with Tinos alone, so the shape of each letter is known: ``tinos.json`` holds
for each letter the digests of its outline and advance in the four faces.
"""

from __future__ import annotations

import hashlib
import io
import json
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("tinos.json")

#: No glyph of ours has more steps; composites of composites could have millions.
_MAX_STEPS = 2000
_MAX_DEPTH = 4
#: Programs in a font may move its outlines.
_PROGRAMS = {"fpgm", "prep", "cvt ", "cvar", "gvar", "CFF ", "CFF2", "SVG ", "COLR"}
_RANGES = (
    *((0x20, 0x17F), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x300, 0x323)),
    *((0x1E00, 0x1EFF), (0x2010, 0x2044), (0x20AB, 0x20AC), (0xFB01, 0xFB02)),
)


class Font:
    """The shapes of one embedded font, judged as they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Read a font file.

        :raises Exception: whatever a malformed font raises
        """
        from fontTools.ttLib import TTFont

        self._font: Any = TTFont(io.BytesIO(data), lazy=True)
        if _PROGRAMS & set(self._font.keys()):
            raise ValueError("a font with programs")
        self._order = self._font.getGlyphOrder()
        self._scale = 1000 / self._font["head"].unitsPerEm
        self._known: dict[int, tuple[str, float]] = {}

    def glyph(self, number: int) -> tuple[str, float]:
        """Return digest and advance (in thousandths) of a glyph."""
        if number not in self._known:
            program = getattr(self._font["glyf"][self._order[number]], "program", None)
            if program is not None and program.getBytecode():
                raise ValueError("a glyph with a program")
            digest, advance = _digest(self._font, self._order[number])
            self._known[number] = digest, advance * self._scale
        return self._known[number]


def prepare() -> None:
    """Load what judging any font needs, before a process is copied that judges many."""
    from fontTools import agl
    from fontTools.ttLib import getTableModule

    for tag in ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post"):
        getTableModule(tag)
    agl.toUnicode("space")
    _shapes()


def is_letter(digest: str, letters: str) -> bool:
    """Return whether a shape is that of a letter, or of letters written as one."""
    return digest in _shapes().get(unicodedata.normalize("NFKC", letters), ())


def table(fonts: Iterable[Path]) -> dict[str, list[str]]:
    """Return what :data:`TABLE` holds: for each letter its digest in each font file."""
    from fontTools.ttLib import TTFont

    result: dict[str, list[str]] = {}
    for path in fonts:
        font: Any = TTFont(str(path))
        glyphs = font.getBestCmap()
        for first, last in _RANGES:
            for code in range(first, last + 1):
                if code in glyphs:
                    digest, _advance = _digest(font, glyphs[code])
                    result.setdefault(f"{code:04X}", []).append(digest)
    return result


def _digest(font: Any, name: str) -> tuple[str, float]:
    steps: list[object] = []
    _outline(font["glyf"], name, steps, 0, 0, 0)
    advance = font["hmtx"][name][0]
    text = json.dumps([advance, *steps], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16], advance


def _outline(
    glyphs: Any, name: str, steps: list[object], x: int, y: int, depth: int
) -> None:
    """Collect the points of an outline, those of composites at their place."""
    glyph = glyphs[name]
    if not glyph.isComposite():
        points, ends, flags = glyph.getCoordinates(glyphs)
        steps.append([[px + x, py + y] for px, py in points])
        steps.append([list(ends), [flag & 1 for flag in flags]])
    else:
        for part in glyph.components:
            scale = getattr(part, "transform", None)
            if scale or not hasattr(part, "x") or depth >= _MAX_DEPTH:
                raise ValueError("a composite that is not only moved")
            _outline(glyphs, part.glyphName, steps, x + part.x, y + part.y, depth + 1)
    if len(steps) > _MAX_STEPS:
        raise ValueError("too large a glyph")


@cache
def _shapes() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for code, digests in json.loads(TABLE.read_text("ascii")).items():
        letters = unicodedata.normalize("NFKC", chr(int(code, 16)))
        found[letters] = found.get(letters, frozenset()) | frozenset(digests)
    return found
