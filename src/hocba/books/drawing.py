# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person can see on the pages of a PDF.

Text that is white, tiny, transparent, off the page or under something drawn later is
left out: it must not vouch for what the page shows instead. Letters are what the shapes
in their font are (:mod:`hocba.books.glyphs`), not what its table says alone.

Whatever could show words in another way is told with its place: our pages are drawn
with upright text, table lines, light boxes and images of signatures, and nothing else.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, StreamObject

from hocba.books import glyphs
from hocba.books.operations import operations
from hocba.problems import HocbaError, fail, register

_FORM_DEPTH = 4
_MAX_RUNS = 100_000
#: More than the contents of a book's pages have, unpacked, with all they draw.
_MAX_BYTES = 2 * 1024 * 1024
_MAX_PARTS = 1000
_MAX_COVERINGS = 20_000_000
#: Text counts if a person can read it: at least this high, at most this light (of 1).
_MIN_SIZE = 3.0
_MAX_LIGHT = 0.75
_MIN_ALPHA = 0.3
#: What is not wider or higher than this is a line and covers nothing.
_HAIRLINE = 3.0
#: Lines of tables are longer (5 mm); digits could be drawn with shorter ones.
_SHORTEST_LINE = 14.0
#: Boxes behind text are at least this light.
_MIN_LIGHT = 0.75
#: Letters of one piece are moved by less than this (in thousandths of their size).
_MAX_SPREAD = 300.0
#: What two boxes share at their edges is nothing (in points).
_EDGE = 0.75
_MAX_STRANGE = 20
_MAX_POINTS = 1000

register(
    {
        "page.unreadable": {
            "en": "The pages cannot be read: they are damaged, or drawn in a way that "
            "records of this system are not.",
            "vi": "Không đọc được nội dung các trang: tệp bị hỏng, hoặc các trang "
            "không được vẽ như học bạ của hệ thống này.",
        },
    }
)


@dataclass(frozen=True)
class Run:
    """One piece of text as it is drawn, with the place where it begins."""

    page: int
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Strange:
    """Something drawn that our pages do not have, with a corner of it.

    :param what: ``polygon``, ``stroke``, ``shading``, ``box``, ``hidden``, ``turned``,
        ``squeezed``, ``spread``, ``letter``, ``transparent``, ``colour`` or ``other``
    """

    page: int
    x: float
    y: float
    what: str


@dataclass(frozen=True)
class Picture:
    """An image, by the corners of the box that it fills."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass
class Drawn:
    """All that is drawn upon the pages of a file.

    :param runs: the text that can be seen, in the order in which it is drawn
    """

    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    strange: list[Strange] = field(default_factory=list)


def read_pages(pdf: bytes) -> Drawn:
    """Return what is drawn upon all pages.

    :raises HocbaError: ``page.unreadable``
    """
    try:
        reader = PdfReader(io.BytesIO(pdf))
        drawn = Drawn()
        budget = _Budget()
        for number, page in enumerate(reader.pages):
            drawing = _Drawing(reader, number, page, budget, drawn)
            drawn.runs.extend(drawing.visible())
            if len(drawn.runs) > _MAX_RUNS:
                raise fail("page.unreadable", detail=f"> {_MAX_RUNS}")
        return drawn
    except HocbaError:
        raise
    # Pages may come from anybody, and pypdf meets malformed ones with any of these.
    except (
        PyPdfError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        NotImplementedError,
        RecursionError,
    ) as error:
        raise fail(
            "page.unreadable", detail=f"{type(error).__name__}: {error}"
        ) from None


def text_runs(pdf: bytes) -> list[Run]:
    """Return the text of all pages in the order in which it is drawn.

    :raises HocbaError: ``page.unreadable``
    """
    return read_pages(pdf).runs


class _Drawing:
    """The text operators of one page, and of the forms that it draws."""

    def __init__(
        self,
        reader: PdfReader,
        number: int,
        page: PageObject,
        budget: _Budget,
        drawn: Drawn,
    ) -> None:
        self._reader = reader
        self._number = number
        self._page = page
        self._budget = budget
        self._drawn = drawn
        self._fonts: dict[int, _Font] = {}
        self._seen: list[tuple[Run, _Box]] = []

    def visible(self) -> list[Run]:
        """Return the pieces of text that nothing hides, in the order of drawing."""
        contents = self._page.get_contents()
        if contents is not None:
            box = [float(side) for side in self._page.cropbox]
            state = _State(_Matrix(), clip=_Box(*box))
            resources = _resolve(self._page.get("/Resources", {}))
            self._draw(contents, resources, state, 0)
        # Whatever hangs on a page is shown above it.
        notes: Any = _resolve(self._page.get("/Annots", []))
        for note in notes:
            sides = [float(side) for side in _resolve(note)["/Rect"]]
            self._cover(_Box.around([(sides[0], sides[1]), (sides[2], sides[3])]))
        return [run for run, _band in self._seen]

    def _strange(self, what: str, x: float, y: float) -> None:
        if len(self._drawn.strange) < _MAX_STRANGE:
            self._drawn.strange.append(Strange(self._number, x, y, what))

    def _cover(self, box: _Box) -> None:
        if box.thickness > _HAIRLINE:
            self._budget.cover(len(self._seen))
            self._seen = [one for one in self._seen if not box.meets(one[1])]

    def _line(self, box: _Box) -> None:
        """Take a thin line: it must be long, and cross no text."""
        self._budget.cover(len(self._seen))
        crossed = any(box.meets(band) for _run, band in self._seen)
        if crossed or max(box.x1 - box.x0, box.y1 - box.y0) < _SHORTEST_LINE:
            self._strange("stroke", box.x0, box.y0)

    def _paint(self, operator: bytes, state: _State) -> None:
        if operator in _FILLS:
            self._fill(state)
        if operator in _STROKES:
            self._stroke(state)
        state.end_path()

    def _fill(self, state: _State) -> None:
        for box in state.path:
            seen = box.within(state.clip)
            if seen.x1 <= seen.x0 or seen.y1 <= seen.y0:
                continue
            if seen.thickness > _HAIRLINE and state.light < _MIN_LIGHT:
                self._strange("box", seen.x0, seen.y0)
            elif seen.thickness <= _HAIRLINE and state.light < _MIN_LIGHT:
                self._line(seen)
            self._cover(seen)
        if state.points:
            around = _Box.around(state.points).within(state.clip)
            if around.thickness > 0:
                self._strange("polygon", around.x0, around.y0)
                self._cover(around)

    def _stroke(self, state: _State) -> None:
        for box in state.path:
            self._strange("stroke", box.x0, box.y0)
        for start, end in state.segments:
            box = _Box.around((start, end)).within(state.clip)
            if box.x1 < box.x0 or box.y1 < box.y0:
                continue
            straight = start[0] == end[0] or start[1] == end[1]
            if not straight or state.width > _HAIRLINE:
                self._strange("stroke", box.x0, box.y0)
            else:
                self._line(box)

    def _draw(self, contents: Any, resources: Any, state: _State, depth: int) -> None:
        if depth > _FORM_DEPTH:
            raise ValueError("forms within forms")
        self._budget.take(len(contents.get_data()))
        first = state.copy()
        stack: list[_State] = []
        for operands, operator in operations(contents):
            if operator == b"q":
                stack.append(state.copy())
            elif operator == b"Q":
                state = stack.pop() if stack else first.copy()
            elif operator in (b"Tj", b"TJ", b"'", b'"'):
                self._show(operands[-1], state)
            elif operator == b"Do":
                self._object(operands[0], resources, state, depth)
            elif operator in (b"INLINE IMAGE", b"sh"):
                box = state.clip if operator == b"sh" else state.box(_UNIT)
                self._strange(
                    "shading" if operator == b"sh" else "other", box.x0, box.y0
                )
                self._cover(box)
            elif operator == b"Tf":
                state.font = self._font(resources, operands[0])
                state.size = float(operands[1])
            elif operator == b"gs":
                known = _resolve(resources.get("/ExtGState", {}))
                values = _resolve(known.get(operands[0]))
                state.faint = _faint(values)
                if state.faint or _blends(values):
                    self._strange("transparent", *state.matrix.origin)
            elif operator in _PATH_ENDS:
                self._paint(operator, state)
            elif operator in _STRANGE or (operator == b"BDC" and operands[0] == "/OC"):
                self._strange(_STRANGE.get(operator, "other"), *state.matrix.origin)
                state.change(operator, operands)
            else:
                state.change(operator, operands)

    def _show(self, shown: Any, state: _State) -> None:
        place = state.text @ state.matrix
        size = abs(state.size) * (place.c**2 + place.d**2) ** 0.5
        text, wide, odd = state.font.read(shown)
        x, y = place.origin
        if not text.strip() and not odd:
            return
        end = place.at(abs(state.size) * wide / 1000, 0)
        # What a person reads of a letter lies between the line and its middle.
        band = _Box.around([(x, y + size / 10), (end[0], end[1] + size / 2)])
        upright = place.b == place.c == 0 and min(place.a, place.d) * state.size > 0
        if not upright:
            odd = odd or "turned"
        elif abs(place.a - place.d) > place.d / 50 or not state.plain:
            odd = odd or "squeezed"
        if odd:
            self._strange(odd, x, y)
        hidden = state.mode != 0 or state.light > _MAX_LIGHT or state.faint
        if hidden or size < _MIN_SIZE or not state.clip.holds(band):
            self._strange("hidden", x, y)
        else:
            self._seen.append((Run(self._number, x, y, text), band))

    def _object(self, name: Any, resources: Any, state: _State, depth: int) -> None:
        drawn = _resolve(_resolve(resources.get("/XObject", {})).get(name))
        if not isinstance(drawn, StreamObject):
            return
        if drawn.get("/Subtype") != "/Form":
            box = state.box(_UNIT).within(state.clip)
            picture = Picture(self._number, box.x0, box.y0, box.x1, box.y1)
            self._drawn.pictures.append(picture)
            self._cover(box)
            return
        own = _resolve(drawn.get("/Resources", resources))
        inner = state.copy()
        if "/Matrix" in drawn:
            inner.matrix = _matrix(drawn["/Matrix"]) @ inner.matrix
        if "/BBox" in drawn:
            sides: Any = _resolve(drawn["/BBox"])
            x0, y0, x1, y1 = map(float, sides)
            corners = (x0, y0), (x1, y0), (x1, y1), (x0, y1)
            inner.clip = inner.box(corners).within(inner.clip)
        self._draw(ContentStream(drawn, self._reader), own, inner, depth + 1)

    def _font(self, resources: Any, name: Any) -> _Font:
        font = _resolve(_resolve(resources.get("/Font", {})).get(name))
        if id(font) not in self._fonts:
            if font.get("/Subtype") != "/Type0" or "/ToUnicode" not in font:
                raise ValueError(f"font {font.get('/BaseFont')}")
            self._fonts[id(font)] = _Font(font, self._budget)
        return self._fonts[id(font)]


class _Font:
    """A font as it is embedded: its table of letters, its widths and its shapes."""

    def __init__(self, font: Any, budget: _Budget) -> None:
        table = _resolve(font["/ToUnicode"]).get_data()
        budget.take(len(table))
        self._letters = _unicode_map(table)
        (below,) = _resolve(font["/DescendantFonts"])
        below = _resolve(below)
        program = _resolve(_resolve(below["/FontDescriptor"])["/FontFile2"])
        mapped = _resolve(below.get("/CIDToGIDMap", "/Identity"))
        if font["/Encoding"] != "/Identity-H" or mapped != "/Identity":
            raise ValueError("a font with a map of its own")
        data = program.get_data()
        budget.take(len(data))
        self._shapes = _shapes_of(data)
        self._widths = _widths(_resolve(below.get("/W", [])))
        self._standard = float(_resolve(below.get("/DW", 1000)))
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
    items = [_resolve(item) for item in listed]
    at = 0
    while at < len(items):
        first, second = int(items[at]), items[at + 1]
        if isinstance(second, list):
            pairs = enumerate(map(_resolve, second), first)
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


@dataclass(frozen=True)
class _Matrix:
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def __matmul__(self, other: _Matrix) -> _Matrix:
        return _Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    @property
    def origin(self) -> tuple[float, float]:
        return self.e, self.f

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def _matrix(values: Any) -> _Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return _Matrix(a, b, c, d, e, f)


@dataclass(frozen=True)
class _Box:
    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> _Box:
        across, up = zip(*points, strict=True)
        return cls(min(across), min(up), max(across), max(up))

    @property
    def thickness(self) -> float:
        return min(self.x1 - self.x0, self.y1 - self.y0)

    def meets(self, other: _Box) -> bool:
        """Return whether more than an edge is shared."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        up = min(self.y1, other.y1) - max(self.y0, other.y0)
        return across > _EDGE and (up > _EDGE or self.y0 == self.y1 and up >= 0)

    def holds(self, other: _Box) -> bool:
        return (
            self.x0 - _EDGE <= other.x0
            and other.x1 <= self.x1 + _EDGE
            and self.y0 - _EDGE <= other.y0
            and other.y1 <= self.y1 + _EDGE
        )

    def within(self, other: _Box) -> _Box:
        return _Box(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )


_UNIT = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
_FILLS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
_STROKES = (b"S", b"s", b"B", b"B*", b"b", b"b*")
_PATH_ENDS = (*_FILLS, *_STROKES, b"n")
#: Operators that our pages do without, by what they could do.
_STRANGE = {
    **dict.fromkeys((b"cs", b"sc", b"scn", b"CS", b"SC", b"SCN"), "colour"),
    **dict.fromkeys((b"d0", b"d1", b"PS"), "other"),
}
_SPACING = {b"Tz": 100.0, b"Ts": 0.0, b"Tc": 0.0, b"Tw": 0.0}
_CURVES = (b"m", b"l", b"c", b"v", b"y")


@dataclass
class _State:
    """What the operators of a page have set.

    :param light: how light the colour of text is, from 0 for black
    :param faint: text is nearly or wholly transparent
    :param path: the rectangles of the path that is being made
    :param points: its other points
    :param segments: the lines between them
    :param width: of lines, on the page
    :param plain: letters are neither squeezed nor raised
    """

    matrix: _Matrix
    clip: _Box
    font: Any = None
    size: float = 0.0
    text: _Matrix = field(default_factory=_Matrix)
    line: _Matrix = field(default_factory=_Matrix)
    mode: int = 0
    light: float = 0.0
    faint: bool = False
    path: tuple[_Box, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    segments: tuple[tuple[tuple[float, float], tuple[float, float]], ...] = ()
    clipping: bool = False
    width: float = 1.0
    plain: bool = True

    def copy(self) -> _State:
        return replace(self)

    def box(self, corners: Iterable[tuple[float, float]]) -> _Box:
        return _Box.around(self.matrix.at(x, y) for x, y in corners)

    def change(self, operator: bytes, operands: Any) -> None:
        """Follow an operator that draws nothing."""
        if len(self.points) + len(self.path) > _MAX_POINTS:
            raise ValueError("too long a path")
        if operator == b"cm":
            self.matrix = _matrix(operands) @ self.matrix
        elif operator == b"BT":
            self.text = self.line = _Matrix()
        elif operator == b"Tm":
            self.text = self.line = _matrix(operands)
        elif operator in (b"Td", b"TD"):
            moved = _Matrix(1, 0, 0, 1, float(operands[0]), float(operands[1]))
            self.text = self.line = moved @ self.line
        elif operator == b"Tr":
            self.mode = int(operands[0])
        elif operator in (b"g", b"rg"):
            self.light = min(float(part) for part in operands)
        elif operator == b"k":
            self.light = 1 - max(float(part) for part in operands)
        elif operator in (b"cs", b"sc", b"scn"):
            # How light a colour of another space is, we do not know.
            self.light = 1.0
        elif operator == b"re":
            x, y, width, height = (float(side) for side in operands)
            corners = (x, y), (x + width, y), (x + width, y + height), (x, y + height)
            self.path += (self.box(corners),)
        elif operator in _CURVES:
            self._extend(operator, [float(side) for side in operands])
        elif operator == b"w":
            across = abs(self.matrix.a * self.matrix.d - self.matrix.b * self.matrix.c)
            self.width = float(operands[0]) * across**0.5
        elif operator in _SPACING:
            self.plain = float(operands[0]) == _SPACING[operator]
        elif operator in (b"W", b"W*"):
            self.clipping = True

    def _extend(self, operator: bytes, sides: list[float]) -> None:
        points = [
            self.matrix.at(*pair) for pair in zip(sides[::2], sides[1::2], strict=True)
        ]
        if operator != b"m" and self.points:
            self.segments += ((self.points[-1], points[-1]),)
        if operator not in (b"m", b"l"):
            # Not straight, whatever its ends.
            x, y = points[-1]
            self.segments += ((points[-1], (x + 1, y + 1)),)
        self.points += tuple(points)

    def end_path(self) -> None:
        """Forget the path, after clipping by what lies around it."""
        corners = [(box.x0, box.y0) for box in self.path]
        corners += [(box.x1, box.y1) for box in self.path]
        if self.clipping:
            around = [*corners, *self.points] or [(0.0, 0.0)]
            self.clip = _Box.around(around).within(self.clip)
        self.path, self.points, self.segments, self.clipping = (), (), (), False


def _faint(state: Any) -> bool:
    """Tell whether a graphics state leaves hardly anything of what is drawn."""
    if not state:
        return False
    mask = _resolve(state.get("/SMask", "/None"))
    return mask != "/None" or float(state.get("/ca", 1)) < _MIN_ALPHA


def _blends(state: Any) -> bool:
    """Tell whether a graphics state mixes what is drawn with what is there."""
    if not state:
        return False
    mode = _resolve(state.get("/BM", "/Normal"))
    seen = min(float(state.get(key, 1)) for key in ("/ca", "/CA"))
    return mode not in ("/Normal", "/Compatible") or seen < 1


class _Budget:
    """Stops at pages that draw too much, most of it perhaps again and again."""

    def __init__(self) -> None:
        self._bytes = _MAX_BYTES
        self._parts = _MAX_PARTS
        self._coverings = _MAX_COVERINGS

    def take(self, size: int) -> None:
        """Count one content stream."""
        self._bytes -= size
        self._parts -= 1
        self._check()

    def cover(self, count: int) -> None:
        """Count the pieces of text that something is drawn above."""
        self._coverings -= count
        self._check()

    def _check(self) -> None:
        if min(self._bytes, self._parts, self._coverings) < 0:
            raise ValueError("too much is drawn")


def _resolve(node: Any) -> Any:
    return node.get_object() if hasattr(node, "get_object") else node


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
