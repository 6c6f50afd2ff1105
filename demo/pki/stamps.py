# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pictures for trials: handwritten signatures in blue and round seals in red.

Real ones are scans that each person and school hands in; these only have their
properties: transparent PNG, one colour, a seal at its real size (KP Đ13, NĐ 30/2020).
"""

from __future__ import annotations

import io
import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

BLUE = (16, 52, 166)
RED = (208, 18, 34)
SEAL_MM = 36.0
DPI = 300
#: Signature pictures are 46 mm wide at about 260 dpi.
SIGNATURE_PX = (472, 185)
_FINE = 4


def signature(name: str) -> bytes:
    """Return a PNG that looks handwritten, always the same for the same name."""
    chance = random.Random(f"signature of {name}")
    width, height = (side * _FINE for side in SIGNATURE_PX)
    ink = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(ink)
    for stroke in (_letters(chance), _flourish(chance)):
        _draw(pen, stroke, width, height)
    # The picture ends where the ink ends, so that its size on paper is what is seen.
    ink = ink.crop(ink.getbbox())
    size = (SIGNATURE_PX[0], round(SIGNATURE_PX[0] * ink.height / ink.width))
    return _png(ink.resize(size, Image.Resampling.LANCZOS), BLUE)


def _letters(chance: random.Random) -> list[tuple[float, float]]:
    """Return a running row of loops: a tall capital, smaller letters, a tail."""
    loops = chance.randint(3, 8)
    low = chance.uniform(0.1, 0.3)
    tall = [1.0] + [chance.uniform(low, 0.5) for _ in range(loops)]
    for _ in range(chance.randint(0, 2)):
        tall[chance.randint(1, loops)] = chance.uniform(0.7, 1.05)
    wide = [chance.uniform(0.4, 2.2) for _ in tall]
    lean = chance.uniform(0.1, 1.3)
    depth = chance.uniform(0.1, 0.3)
    points = []
    for step in range(1200):
        place = step / 1199 * loops
        index = min(int(place), loops - 1)
        part = place - index
        smooth = part * part * (3 - 2 * part)
        high = tall[index] * (1 - smooth) + tall[index + 1] * smooth
        broad = wide[index] * (1 - smooth) + wide[index + 1] * smooth
        angle = 2 * math.pi * place
        x = 0.15 + 0.6 * place / loops - 0.05 * broad * math.sin(angle)
        y = 0.62 - 0.5 * high * (0.5 - 0.5 * math.cos(angle)) * 1.05
        y += depth * (high - 0.3) * max(0.0, math.sin(angle * 0.5)) ** 2 * 0.4
        points.append((x + lean * 0.3 * (0.62 - y), y))
    return points


def _flourish(chance: random.Random) -> list[tuple[float, float]]:
    """Return the line that swings back under the name."""
    begin = (chance.uniform(0.7, 0.8), chance.uniform(0.56, 0.66))
    ends = [
        (chance.uniform(0.9, 1.05), chance.uniform(0.3, 0.6)),
        (chance.uniform(0.2, 0.8), chance.uniform(0.8, 1.3)),
        (chance.uniform(0.05, 0.45), chance.uniform(0.6, 0.85)),
        (chance.uniform(0.88, 0.96), chance.uniform(0.68, 0.84)),
    ]
    a, b, c, d = ends
    points = _bezier(begin, a, b, c)
    # The second half leaves in the direction in which the first arrived.
    ahead = (2 * c[0] - b[0] * 0.9, 2 * c[1] - b[1])
    turn = (max(-0.1, min(0.2, ahead[0])), max(0.5, min(0.9, ahead[1])))
    return points + _bezier(c, turn, (0.5, chance.uniform(0.72, 0.95)), d)


def _bezier(
    p: tuple[float, float],
    q: tuple[float, float],
    r: tuple[float, float],
    s: tuple[float, float],
) -> list[tuple[float, float]]:
    points = []
    for step in range(400):
        t = step / 399
        u = 1 - t
        factors = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        points.append(
            (
                sum(f * n[0] for f, n in zip(factors, (p, q, r, s), strict=True)),
                sum(f * n[1] for f, n in zip(factors, (p, q, r, s), strict=True)),
            )
        )
    return points


def _draw(
    pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: int, height: int
) -> None:
    """Draw a stroke, thicker where the pen goes down, thin at both ends."""
    margin = 0.03
    inner = 1 - 2 * margin
    placed = [
        (
            (margin + inner * min(1.0, max(0.0, x))) * width,
            (margin + inner * min(1.0, max(0.0, y))) * height,
        )
        for x, y in points
    ]
    last = len(placed) - 1
    radius = 1.2 * _FINE
    for number, ((x0, y0), (x1, y1)) in enumerate(
        zip(placed, placed[1:], strict=False)
    ):
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        down = max(0.0, (y1 - y0) / length)
        ends = min(1.0, number / 40, (last - number) / 60)
        wanted = _FINE * (1.0 + 1.5 * down) * (0.45 + 0.55 * ends)
        radius += (wanted - radius) * 0.08
        steps = max(1, int(length))
        for step in range(steps):
            x = x0 + (x1 - x0) * step / steps
            y = y0 + (y1 - y0) * step / steps
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def seal(upper: str, lower: str, font: Path) -> bytes:
    """Return a round seal of 36 mm at 300 dpi, its outer ring touching the edges.

    :param upper: the text of the upper rim (the school)
    :param lower: the text of the lower rim (where it is)
    :param font: a bold TrueType font with all Vietnamese letters
    """
    side = round(SEAL_MM / 25.4 * DPI)
    big = side * _FINE
    ink = Image.new("L", (big, big), 0)
    pen = ImageDraw.Draw(ink)
    unit = big / SEAL_MM
    pen.ellipse((0, 0, big - 1, big - 1), outline=255, width=round(0.9 * unit))
    for inset, thick in ((1.5, 0.25), (8.0, 0.35)):
        edge = inset * unit
        pen.ellipse(
            (edge, edge, big - 1 - edge, big - 1 - edge),
            outline=255,
            width=round(thick * unit),
        )
    _rim(ink, upper.upper(), font, radius=11.5 * unit, top=True)
    _rim(ink, lower.upper(), font, radius=13.7 * unit, top=False)
    for angle in (199, 341):
        _star(pen, big / 2, 13.2 * unit, math.radians(angle), 0.9 * unit)
    _star(pen, big / 2, 0, 0, 6.6 * unit)
    return _png(ink.resize((side, side), Image.Resampling.LANCZOS), RED)


def _rim(
    ink: Image.Image,
    text: str,
    font: Path,
    *,
    radius: float,
    top: bool,
) -> None:
    """Write a text along the rim, letter by letter, centred above or below."""
    centre = ink.width / 2
    limit = math.radians(205 if top else 112) * radius
    size = 3.5 / SEAL_MM * ink.width
    while True:
        face = ImageFont.truetype(str(font), round(size))
        widths = [face.getlength(letter) * 1.1 for letter in text]
        if sum(widths) <= limit or size < 20:
            break
        size *= 0.96
    angle = -sum(widths) / radius / 2
    for letter, wide in zip(text, widths, strict=True):
        middle = angle + wide / radius / 2
        angle += wide / radius
        box = Image.new("L", (round(face.size * 2), round(face.size * 3)), 0)
        ImageDraw.Draw(box).text(
            (box.width / 2, box.height / 2), letter, font=face, fill=255, anchor="ms"
        )
        if top:
            turn, x, y = -middle, math.sin(middle), -math.cos(middle)
        else:
            turn, x, y = middle, math.sin(middle), math.cos(middle)
        turned = box.rotate(math.degrees(turn), Image.Resampling.BICUBIC)
        place = (
            round(centre + radius * x - box.width / 2),
            round(centre + radius * y - box.height / 2),
        )
        ink.paste(255, place, turned)


def _star(
    pen: ImageDraw.ImageDraw, centre: float, away: float, angle: float, size: float
) -> None:
    """Draw a five-pointed star, one point up."""
    x = centre + away * math.cos(angle)
    y = centre - away * math.sin(angle)
    points = []
    for corner in range(10):
        radius = size if corner % 2 == 0 else size * 0.382
        turn = math.pi / 5 * corner
        points.append((x + radius * math.sin(turn), y - radius * math.cos(turn)))
    pen.polygon(points, fill=255)


def _png(ink: Image.Image, colour: tuple[int, int, int]) -> bytes:
    """Return the ink as a PNG of one colour in 16 degrees of transparency."""
    picture = ink.point(lambda value: (value + 8) // 17).convert("L")
    picture.putpalette(bytes(colour) * 16)
    out = io.BytesIO()
    clear = bytes(17 * degree for degree in range(16))
    picture.save(out, "PNG", optimize=True, bits=4, transparency=clear, dpi=(DPI, DPI))
    return out.getvalue()
