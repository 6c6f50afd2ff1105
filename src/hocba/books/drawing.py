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
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, StreamObject

from hocba.books.budget import OF_LEARNER, Budget
from hocba.books.fonts import Font
from hocba.books.geometry import UNIT, Box, Matrix, matrix
from hocba.books.operations import operations, resolve
from hocba.books.painting import State, blends, faint
from hocba.problems import HocbaError, fail, register

_FORM_DEPTH = 4
_MAX_RUNS = 100_000
#: Text counts if a person can read it: at least this high, at most this light (of 1).
_MIN_SIZE = 3.0
_MAX_LIGHT = 0.75
#: What is not wider or higher than this is a line and covers nothing.
_HAIRLINE = 3.0
#: Lines of tables are longer (5 mm); digits could be drawn with shorter ones.
_SHORTEST_LINE = 14.0
#: Boxes behind text are at least this light.
_MIN_LIGHT = 0.75
_MAX_STRANGE = 20

_FILLS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
_STROKES = (b"S", b"s", b"B", b"B*", b"b", b"b*")
_PATH_ENDS = (*_FILLS, *_STROKES, b"n")
#: Operators that our pages do without, by what they could do.
_STRANGE = {
    **dict.fromkeys((b"cs", b"sc", b"scn", b"CS", b"SC", b"SCN"), "colour"),
    **dict.fromkeys((b"d0", b"d1", b"PS"), "other"),
}

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
    """One piece of text as it is drawn, with the place where it begins.

    :param end: where it ends, from the left
    """

    page: int
    x: float
    y: float
    text: str
    end: float = 0.0


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


def read_pages(pdf: bytes, size: int = OF_LEARNER) -> Drawn:
    """Return what is drawn upon all pages.

    :param size: how many bytes of contents they may have, unpacked
    :raises HocbaError: ``page.unreadable``
    """
    try:
        reader = PdfReader(io.BytesIO(pdf))
        drawn = Drawn()
        budget = Budget(size)
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
        budget: Budget,
        drawn: Drawn,
    ) -> None:
        self._reader = reader
        self._number = number
        self._page = page
        self._budget = budget
        self._drawn = drawn
        self._fonts: dict[int, Font] = {}
        self._seen: list[tuple[Run, Box]] = []

    def visible(self) -> list[Run]:
        """Return the pieces of text that nothing hides, in the order of drawing."""
        contents = self._page.get_contents()
        if contents is not None:
            box = [float(side) for side in self._page.cropbox]
            state = State(Matrix(), clip=Box(*box))
            resources = resolve(self._page.get("/Resources", {}))
            self._draw(contents, resources, state, 0)
        # Whatever hangs on a page is shown above it.
        notes: Any = resolve(self._page.get("/Annots", []))
        for note in notes:
            sides = [float(side) for side in resolve(note)["/Rect"]]
            self._cover(Box.around([(sides[0], sides[1]), (sides[2], sides[3])]))
        return [run for run, _band in self._seen]

    def _strange(self, what: str, x: float, y: float) -> None:
        if len(self._drawn.strange) < _MAX_STRANGE:
            self._drawn.strange.append(Strange(self._number, x, y, what))

    def _cover(self, box: Box) -> None:
        if box.thickness > _HAIRLINE:
            self._budget.cover(len(self._seen))
            self._seen = [one for one in self._seen if not box.meets(one[1])]

    def _line(self, box: Box) -> None:
        """Take a thin line: it must be long, and cross no text."""
        self._budget.cover(len(self._seen))
        crossed = any(box.meets(band) for _run, band in self._seen)
        if crossed or max(box.x1 - box.x0, box.y1 - box.y0) < _SHORTEST_LINE:
            self._strange("stroke", box.x0, box.y0)

    def _paint(self, operator: bytes, state: State) -> None:
        if operator in _FILLS:
            self._fill(state)
        if operator in _STROKES:
            self._stroke(state)
        state.end_path()

    def _fill(self, state: State) -> None:
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
            around = Box.around(state.points).within(state.clip)
            if around.thickness > 0:
                self._strange("polygon", around.x0, around.y0)
                self._cover(around)

    def _stroke(self, state: State) -> None:
        for box in state.path:
            self._strange("stroke", box.x0, box.y0)
        for start, end in state.segments:
            box = Box.around((start, end)).within(state.clip)
            if box.x1 < box.x0 or box.y1 < box.y0:
                continue
            straight = start[0] == end[0] or start[1] == end[1]
            if not straight or state.width > _HAIRLINE:
                self._strange("stroke", box.x0, box.y0)
            else:
                self._line(box)

    def _draw(self, contents: Any, resources: Any, state: State, depth: int) -> None:
        if depth > _FORM_DEPTH:
            raise ValueError("forms within forms")
        self._budget.take(len(contents.get_data()))
        first = state.copy()
        stack: list[State] = []
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
                box = state.clip if operator == b"sh" else state.box(UNIT)
                self._strange(
                    "shading" if operator == b"sh" else "other", box.x0, box.y0
                )
                self._cover(box)
            elif operator == b"Tf":
                state.font = self._font(resources, operands[0])
                state.size = float(operands[1])
            elif operator == b"gs":
                known = resolve(resources.get("/ExtGState", {}))
                values = resolve(known.get(operands[0]))
                state.faint = faint(values)
                if state.faint or blends(values):
                    self._strange("transparent", *state.matrix.origin)
            elif operator in _PATH_ENDS:
                self._paint(operator, state)
            elif operator in _STRANGE or (operator == b"BDC" and operands[0] == "/OC"):
                self._strange(_STRANGE.get(operator, "other"), *state.matrix.origin)
                state.change(operator, operands)
            else:
                state.change(operator, operands)

    def _show(self, shown: Any, state: State) -> None:
        place = state.text @ state.matrix
        size = abs(state.size) * (place.c**2 + place.d**2) ** 0.5
        text, wide, odd = state.font.read(shown)
        x, y = place.origin
        if not text.strip() and not odd:
            return
        end = place.at(abs(state.size) * wide / 1000, 0)
        # What a person reads of a letter lies between the line and its middle.
        band = Box.around([(x, y + size / 10), (end[0], end[1] + size / 2)])
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
            self._seen.append((Run(self._number, x, y, text, end[0]), band))

    def _object(self, name: Any, resources: Any, state: State, depth: int) -> None:
        drawn = resolve(resolve(resources.get("/XObject", {})).get(name))
        if not isinstance(drawn, StreamObject):
            return
        if drawn.get("/Subtype") != "/Form":
            box = state.box(UNIT).within(state.clip)
            picture = Picture(self._number, box.x0, box.y0, box.x1, box.y1)
            self._drawn.pictures.append(picture)
            self._cover(box)
            return
        own = resolve(drawn.get("/Resources", resources))
        inner = state.copy()
        if "/Matrix" in drawn:
            inner.matrix = matrix(drawn["/Matrix"]) @ inner.matrix
        if "/BBox" in drawn:
            sides: Any = resolve(drawn["/BBox"])
            x0, y0, x1, y1 = map(float, sides)
            corners = (x0, y0), (x1, y0), (x1, y1), (x0, y1)
            inner.clip = inner.box(corners).within(inner.clip)
        self._draw(ContentStream(drawn, self._reader), own, inner, depth + 1)

    def _font(self, resources: Any, name: Any) -> Font:
        font = resolve(resolve(resources.get("/Font", {})).get(name))
        if id(font) not in self._fonts:
            if font.get("/Subtype") != "/Type0" or "/ToUnicode" not in font:
                raise ValueError(f"font {font.get('/BaseFont')}")
            self._fonts[id(font)] = Font(font, self._budget)
        return self._fonts[id(font)]
