# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Seal and signature, measured on the pixels of a rendered page (KP Đ13)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

_GAP_MM = 3.0


@dataclass(frozen=True)
class Measure:
    """What the page shows.

    :param seal_mm: width and height of all that is red
    :param signature_mm: width of the blue signature that the seal touches
    :param overlap: the part of its width, from its left, that the seal covers
    :param seal_on_left: whether the seal begins left of the signature and ends in it
    """

    seal_mm: tuple[float, float]
    signature_mm: float
    overlap: float
    seal_on_left: bool


def measure_seal(png: bytes | Path | str, dpi: int = 300) -> Measure:
    """Measure the red seal and the blue signature under it.

    :raises ValueError: the page shows no seal, or no signature that it touches
    """
    source = io.BytesIO(png) if isinstance(png, bytes) else png
    with Image.open(source) as opened:
        page = opened.convert("RGB")
    red, green, blue = page.split()
    reds = _where(ImageChops.subtract(red, ImageChops.lighter(green, blue)))
    blues = _where(ImageChops.subtract(blue, red))
    seal = reds.getbbox()
    if seal is None:
        raise ValueError("no seal")
    band = blues.crop((0, seal[1], page.width, seal[3]))
    left, right = _touching(band.getprojection()[0], seal, round(_GAP_MM / 25.4 * dpi))
    mm = 25.4 / dpi
    return Measure(
        seal_mm=((seal[2] - seal[0]) * mm, (seal[3] - seal[1]) * mm),
        signature_mm=(right - left) * mm,
        overlap=(seal[2] - left) / (right - left),
        seal_on_left=seal[0] < left < seal[2] < right,
    )


def _where(difference: Image.Image) -> Image.Image:
    return difference.point(lambda value: 255 if value > 60 else 0)


def _touching(
    columns: list[int], seal: tuple[int, int, int, int], gap: int
) -> tuple[int, int]:
    """Return the ends of the blue that the seal touches, other blue left aside."""
    groups: list[list[int]] = []
    for x, filled in enumerate(columns):
        if not filled:
            continue
        if groups and x - groups[-1][1] <= gap:
            groups[-1][1] = x
        else:
            groups.append([x, x])
    for left, right in groups:
        if left <= seal[2] and right >= seal[0]:
            return left, right + 1
    raise ValueError("no signature under the seal")
