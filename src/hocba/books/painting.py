# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the operators of a page have set, when something is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from hocba.books.geometry import Box, Matrix, matrix
from hocba.books.operations import resolve

_MIN_ALPHA = 0.3
_MAX_POINTS = 1000
_SPACING = {b"Tz": 100.0, b"Ts": 0.0, b"Tc": 0.0, b"Tw": 0.0}
_CURVES = (b"m", b"l", b"c", b"v", b"y")


@dataclass
class State:
    """What the operators of a page have set.

    :param light: how light the colour of text is, from 0 for black
    :param faint: text is nearly or wholly transparent
    :param path: the rectangles of the path that is being made
    :param points: its other points
    :param segments: the lines between them
    :param width: of lines, on the page
    :param plain: letters are neither squeezed nor raised
    """

    matrix: Matrix
    clip: Box
    font: Any = None
    size: float = 0.0
    text: Matrix = field(default_factory=Matrix)
    line: Matrix = field(default_factory=Matrix)
    mode: int = 0
    light: float = 0.0
    faint: bool = False
    path: tuple[Box, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    segments: tuple[tuple[tuple[float, float], tuple[float, float]], ...] = ()
    clipping: bool = False
    width: float = 1.0
    plain: bool = True

    def copy(self) -> State:
        return replace(self)

    def box(self, corners: Iterable[tuple[float, float]]) -> Box:
        return Box.around(self.matrix.at(x, y) for x, y in corners)

    def change(self, operator: bytes, operands: Any) -> None:
        """Follow an operator that draws nothing."""
        if len(self.points) + len(self.path) > _MAX_POINTS:
            raise ValueError("too long a path")
        if operator == b"cm":
            self.matrix = matrix(operands) @ self.matrix
        elif operator == b"BT":
            self.text = self.line = Matrix()
        elif operator == b"Tm":
            self.text = self.line = matrix(operands)
        elif operator in (b"Td", b"TD"):
            moved = Matrix(1, 0, 0, 1, float(operands[0]), float(operands[1]))
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
            self.clip = Box.around(around).within(self.clip)
        self.path, self.points, self.segments, self.clipping = (), (), (), False


def faint(state: Any) -> bool:
    """Tell whether a graphics state leaves hardly anything of what is drawn."""
    if not state:
        return False
    mask = resolve(state.get("/SMask", "/None"))
    return mask != "/None" or float(state.get("/ca", 1)) < _MIN_ALPHA


def blends(state: Any) -> bool:
    """Tell whether a graphics state mixes what is drawn with what is there."""
    if not state:
        return False
    mode = resolve(state.get("/BM", "/Normal"))
    seen = min(float(state.get(key, 1)) for key in ("/ca", "/CA"))
    return mode not in ("/Normal", "/Compatible") or seen < 1
