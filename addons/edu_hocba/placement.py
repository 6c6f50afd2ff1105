# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where the head's signature and the seal stand on the page, in millimetres.

The seal keeps its real size and covers about a third of the signature's image, on its
left (KP Đ13; NĐ 30/2020, Phụ lục I). The page gives the middle only.
"""

import io
from typing import NamedTuple

from PIL import Image

MM = 72 / 25.4
#: The room for a signature between title and name.
SIGNATURE_MM = (50.0, 20.0)


class Box(NamedTuple):
    """A rectangle in PDF points, from the lower left corner of the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def image_box(room: Box, image: bytes) -> Box:
    """Return the largest box of the image's shape in the middle of ``room``."""
    with Image.open(io.BytesIO(image)) as picture:
        ratio = picture.width / picture.height
    width = min(SIGNATURE_MM[0] * MM, SIGNATURE_MM[1] * MM * ratio, room.width)
    height = width / ratio
    x = (room.x0 + room.x1) / 2
    y = (room.y0 + room.y1) / 2
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def seal_box(signature: Box, diameter_mm: float, overlap: float) -> Box:
    """Return the seal's box at real size, over ``overlap`` of the signature's width."""
    size = diameter_mm * MM
    right = signature.x0 + overlap * signature.width
    middle = (signature.y0 + signature.y1) / 2
    return Box(right - size, middle - size / 2, right, middle + size / 2)


def union(*boxes: Box) -> Box:
    """Return the smallest box that holds all."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
