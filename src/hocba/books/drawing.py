# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The text that a person can see on the pages of a PDF.

Text that is white, tiny, transparent, off the page or under something drawn later is
left out: it must not vouch for what the page shows instead. What is seen is told by the
table of its font; whether the font's shapes are those letters is not judged here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, StreamObject

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


def text_runs(pdf: bytes) -> list[Run]:
    """Return the text of all pages in the order in which it is drawn.

    :raises HocbaError: ``page.unreadable``
    """
    try:
        reader = PdfReader(io.BytesIO(pdf))
        runs: list[Run] = []
        budget = _Budget()
        for number, page in enumerate(reader.pages):
            runs.extend(_Drawing(reader, number, page, budget).visible())
            if len(runs) > _MAX_RUNS:
                raise fail("page.unreadable", detail=f"> {_MAX_RUNS}")
        return runs
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


class _Drawing:
    """The text operators of one page, and of the forms that it draws."""

    def __init__(
        self, reader: PdfReader, number: int, page: PageObject, budget: _Budget
    ) -> None:
        self._reader = reader
        self._number = number
        self._page = page
        self._budget = budget
        self._fonts: dict[int, dict[int, str]] = {}
        self._seen: list[tuple[Run, tuple[float, float]]] = []

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
        return [run for run, _middle in self._seen]

    def _cover(self, box: _Box) -> None:
        if min(box.x1 - box.x0, box.y1 - box.y0) > _HAIRLINE:
            self._budget.cover(len(self._seen))
            self._seen = [one for one in self._seen if not box.has(*one[1])]

    def _draw(self, contents: Any, resources: Any, state: _State, depth: int) -> None:
        if depth > _FORM_DEPTH:
            raise ValueError("forms within forms")
        self._budget.take(len(contents.get_data()))
        first = state.copy()
        stack: list[_State] = []
        for operands, operator in contents.operations:
            if operator == b"q":
                stack.append(state.copy())
            elif operator == b"Q":
                state = stack.pop() if stack else first.copy()
            elif operator in (b"Tj", b"TJ", b"'", b'"'):
                self._show(operands[-1], state)
            elif operator == b"Do":
                self._object(operands[0], resources, state, depth)
            elif operator == b"INLINE IMAGE":
                self._cover(state.box(_UNIT))
            elif operator == b"Tf":
                state.font = self._font(resources, operands[0])
                state.size = float(operands[1])
            elif operator == b"gs":
                known = _resolve(resources.get("/ExtGState", {}))
                state.faint = _faint(_resolve(known.get(operands[0])))
            elif operator in _FILLS:
                for box in state.path:
                    self._cover(box.within(state.clip))
                state.end_path()
            elif operator in _PATH_ENDS:
                state.end_path()
            else:
                state.change(operator, operands)

    def _show(self, shown: Any, state: _State) -> None:
        text = _decode(shown, state.font)
        place = state.text @ state.matrix
        size = abs(state.size) * (place.c**2 + place.d**2) ** 0.5
        middle = place.at(state.size / 4, state.size / 4)
        hidden = state.mode in (3, 7) or state.light > _MAX_LIGHT or state.faint
        if not hidden and size >= _MIN_SIZE and state.clip.has(*middle):
            x, y = place.origin
            self._seen.append((Run(self._number, x, y, text), middle))

    def _object(self, name: Any, resources: Any, state: _State, depth: int) -> None:
        drawn = _resolve(_resolve(resources.get("/XObject", {})).get(name))
        if not isinstance(drawn, StreamObject):
            return
        if drawn.get("/Subtype") != "/Form":
            self._cover(state.box(_UNIT).within(state.clip))
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

    def _font(self, resources: Any, name: Any) -> dict[int, str]:
        font = _resolve(_resolve(resources.get("/Font", {})).get(name))
        if id(font) not in self._fonts:
            if font.get("/Subtype") != "/Type0" or "/ToUnicode" not in font:
                raise ValueError(f"font {font.get('/BaseFont')}")
            data = _resolve(font["/ToUnicode"]).get_data()
            self._budget.take(len(data))
            letters = _unicode_map(data)
            self._fonts[id(font)] = letters
        return self._fonts[id(font)]


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

    def has(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def within(self, other: _Box) -> _Box:
        return _Box(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )


_UNIT = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
_FILLS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
_PATH_ENDS = (b"n", b"S", b"s")
_CURVES = (b"m", b"l", b"c", b"v", b"y")


@dataclass
class _State:
    """What the operators of a page have set.

    :param light: how light the colour of text is, from 0 for black
    :param faint: text is nearly or wholly transparent
    :param path: the rectangles of the path that is being made
    :param points: its other points
    """

    matrix: _Matrix
    clip: _Box
    font: dict[int, str] = field(default_factory=dict)
    size: float = 0.0
    text: _Matrix = field(default_factory=_Matrix)
    line: _Matrix = field(default_factory=_Matrix)
    mode: int = 0
    light: float = 0.0
    faint: bool = False
    path: tuple[_Box, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    clipping: bool = False

    def copy(self) -> _State:
        return replace(self)

    def box(self, corners: Iterable[tuple[float, float]]) -> _Box:
        return _Box.around(self.matrix.at(x, y) for x, y in corners)

    def change(self, operator: bytes, operands: Any) -> None:
        """Follow an operator that draws nothing."""
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
            x, y = (float(side) for side in operands[-2:])
            self.points += (self.matrix.at(x, y),)
        elif operator in (b"W", b"W*"):
            self.clipping = True

    def end_path(self) -> None:
        """Forget the path, after clipping by what lies around it."""
        corners = [(box.x0, box.y0) for box in self.path]
        corners += [(box.x1, box.y1) for box in self.path]
        if self.clipping:
            around = [*corners, *self.points] or [(0.0, 0.0)]
            self.clip = _Box.around(around).within(self.clip)
        self.path, self.points, self.clipping = (), (), False


def _faint(state: Any) -> bool:
    """Tell whether a graphics state leaves hardly anything of what is drawn."""
    if not state:
        return False
    mask = _resolve(state.get("/SMask", "/None"))
    return mask != "/None" or float(state.get("/ca", 1)) < _MIN_ALPHA


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


def _decode(shown: Any, font: dict[int, str]) -> str:
    parts = shown if isinstance(shown, list) else [shown]
    codes = b"".join(map(_codes, parts))
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(font.get(high << 8 | low, "\ufffd") for high, low in pairs)


def _codes(part: Any) -> bytes:
    # pypdf guesses which strings are text; the bytes are what was written. The other
    # parts are distances between letters.
    if isinstance(part, bytes):
        return part
    return bytes(part.original_bytes) if hasattr(part, "original_bytes") else b""


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
