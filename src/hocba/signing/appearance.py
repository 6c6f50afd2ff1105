# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a PDF signature looks like: pictures to the millimetre, lines of text (KP Đ13).

A person's blue signature stands centred between title and name; the red seal has its
real size and covers the left third of it; number and time stand in 10 pt upright black.
"""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from hocba.problems import fail, register

#: Left, bottom, right and top in PDF points of the page.
Rectangle = tuple[float, float, float, float]

#: Where the Debian package ``fonts-croscore`` puts Tinos.
FONTS_DIR = "/usr/share/fonts/truetype/croscore"
FONT_FILE = "Tinos-Regular.ttf"
FONT_SIZE = 10.0
LEADING = 12.0
#: KP Đ13: the seal covers a third of the signature, on its left.
SEAL_OVERLAP = 1 / 3
SEAL_MM = 36.0
#: A signature picture is drawn no larger than this.
SIGNATURE_MM = (46.0, 22.0)
#: More pixels than a sheet of A4 at 600 dpi are no signature.
MAX_PIXELS = 35_000_000
_ALPHA_STEPS = 15
_TOLERANCE = 0.1

register(
    {
        "appearance.no_picture": {
            "en": "The picture of the signature or seal is no readable PNG.",
            "vi": "Hình ảnh chữ ký hoặc con dấu không phải tệp PNG đọc được.",
        },
        "appearance.empty_picture": {
            "en": "The picture of the signature or seal is wholly transparent.",
            "vi": "Hình ảnh chữ ký hoặc con dấu hoàn toàn trong suốt.",
        },
        "appearance.no_font": {
            "en": "The font file {path} is missing; install the fonts (Debian: "
            "fonts-croscore).",
            "vi": "Thiếu tệp phông chữ {path}; hãy cài đặt phông chữ (Debian: "
            "fonts-croscore).",
        },
        "appearance.no_letter": {
            "en": "The font has no letter “{letter}” for the line “{line}”.",
            "vi": "Phông chữ không có ký tự «{letter}» của dòng «{line}».",
        },
        "appearance.too_wide": {
            "en": "The line “{line}” does not fit into its place in {size} pt.",
            "vi": "Dòng «{line}» không vừa chỗ với cỡ chữ {size}.",
        },
        "appearance.outside": {
            "en": "The signature's picture or text does not lie within its field.",
            "vi": "Hình ảnh hoặc dòng chữ của chữ ký nằm ngoài ô chữ ký.",
        },
    }
)


@dataclass(frozen=True)
class Picture:
    """A PNG whose visible part fills ``box`` exactly."""

    png: bytes
    box: Rectangle


@dataclass(frozen=True)
class Appearance:
    """What a signature shows, in coordinates of the page.

    :param lines: printed centred from the top of ``lines_box``, 10 pt upright black
    """

    pictures: tuple[Picture, ...] = ()
    lines: tuple[str, ...] = ()
    lines_box: Rectangle | None = None


def points(millimetres: float) -> float:
    """Return millimetres in PDF points."""
    return millimetres * 72 / 25.4


def signature_box(
    png: bytes, place: Rectangle, max_mm: tuple[float, float] = SIGNATURE_MM
) -> Rectangle:
    """Return where a signature's visible part goes: centred, in its own proportions.

    :param place: the space between title and name
    :raises HocbaError: the picture is unusable
    """
    width, height = _drawing(png).size
    x0, y0, x1, y1 = place
    room = (min(points(max_mm[0]), x1 - x0), min(points(max_mm[1]), y1 - y0))
    scale = min(room[0] / width, room[1] / height)
    half_width, half_height = width * scale / 2, height * scale / 2
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return (x - half_width, y - half_height, x + half_width, y + half_height)


def seal_box(
    signature: Rectangle, size_mm: float = SEAL_MM, overlap: float = SEAL_OVERLAP
) -> Rectangle:
    """Return where the seal goes: real size, over the left part of a signature."""
    x0, y0, x1, y1 = signature
    side = points(size_mm)
    right = x0 + (x1 - x0) * overlap
    bottom = (y0 + y1) / 2 - side / 2
    return (right - side, bottom, right, bottom + side)


def union(boxes: Iterable[Rectangle]) -> Rectangle:
    """Return the smallest rectangle around all of them."""
    left, bottom, right, top = zip(*boxes, strict=True)
    return (min(left), min(bottom), max(right), max(top))


def draw(
    writer: BasePdfFileWriter,
    appearance: Appearance,
    field: Rectangle,
    fonts_dir: str | os.PathLike[str] = FONTS_DIR,
) -> generic.IndirectObject:
    """Add the appearance stream of a field to a file and return its reference.

    :raises HocbaError: a picture, font or text cannot be used, or lies outside
    """
    commands: list[str] = []
    xobjects, fonts = generic.DictionaryObject(), generic.DictionaryObject()
    for number, picture in enumerate(appearance.pictures):
        x0, y0, x1, y1 = _within(picture.box, field)
        name = f"/Im{number}"
        xobjects[pdf_name(name)] = _image(writer, picture.png)
        commands.append(
            f"q {x1 - x0:.4f} 0 0 {y1 - y0:.4f} {x0:.4f} {y0:.4f} cm {name} Do Q"
        )
    if appearance.lines:
        box = _within(appearance.lines_box or field, field)
        font = _font(str(Path(fonts_dir) / FONT_FILE), appearance.lines)
        fonts[pdf_name("/F0")] = font.embed(writer)
        commands.append(_text(font, appearance.lines, box))
    resources = generic.DictionaryObject()
    if xobjects:
        resources[pdf_name("/XObject")] = xobjects
    if fonts:
        resources[pdf_name("/Font")] = fonts
    form = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): _numbers(0, 0, field[2] - field[0], field[3] - field[1]),
            pdf_name("/Resources"): resources,
        },
        stream_data="\n".join(commands).encode("ascii"),
    )
    form.compress()
    return writer.add_object(form)


def _within(box: Rectangle, field: Rectangle) -> Rectangle:
    x0, y0, x1, y1 = box
    inside = (
        x0 >= field[0] - _TOLERANCE
        and y0 >= field[1] - _TOLERANCE
        and x1 <= field[2] + _TOLERANCE
        and y1 <= field[3] + _TOLERANCE
    )
    if not inside:
        raise fail("appearance.outside")
    return (x0 - field[0], y0 - field[1], x1 - field[0], y1 - field[1])


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(f"{v:.4f}") for v in values)


# ---------------------------------------------------------------------------
# Pictures


def _open(png: bytes) -> Image.Image:
    """Return the picture's visible part with its transparency."""
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise fail("appearance.no_picture")
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise fail("appearance.no_picture") from None
    visible = picture.getchannel("A").point(lambda alpha: 255 if alpha > 16 else 0)
    edges = visible.getbbox()
    if edges is None:
        raise fail("appearance.empty_picture")
    return picture.crop(edges)


@dataclass(frozen=True)
class _Drawing:
    """A picture as a PDF holds it: one ink, and where it is."""

    size: tuple[int, int]
    colours: bytes
    transparency: bytes


# One person signs the pages of a class with the same picture.
@lru_cache(maxsize=16)
def _drawing(png: bytes) -> _Drawing:
    picture = _open(png)
    alpha = picture.getchannel("A").point(lambda value: (value + 8) // 17)
    # What is invisible takes the colour of the rest, so that one ink packs to nothing.
    colours: list[Any] = picture.getcolors(picture.width * picture.height) or []
    common = max((c for c in colours if c[1][3] > 16), key=lambda c: c[0])[1][:3]
    flat = Image.new("RGB", picture.size, common)
    flat.paste(picture.convert("RGB"), mask=alpha.point(lambda v: 255 if v else 0))
    # Compressed here, since pyHanko's own level is not the best.
    return _Drawing(
        picture.size,
        zlib.compress(flat.tobytes(), 9),
        zlib.compress(_pack(alpha), 9),
    )


def _image(writer: BasePdfFileWriter, png: bytes) -> generic.IndirectObject:
    drawing = _drawing(png)
    mask = _stream(drawing.size, "/DeviceGray", 4, drawing.transparency)
    image = _stream(drawing.size, "/DeviceRGB", 8, drawing.colours)
    image[pdf_name("/SMask")] = writer.add_object(mask)
    return writer.add_object(image)


def _pack(levels: Image.Image) -> bytes:
    """Pack 16 levels of transparency two to a byte, rows padded."""
    width = levels.width
    data = levels.tobytes()
    rows = []
    for start in range(0, len(data), width):
        row = data[start : start + width] + bytes(width % 2)
        rows.append(bytes(a << 4 | b for a, b in zip(row[::2], row[1::2], strict=True)))
    return b"".join(rows)


def _stream(
    size: tuple[int, int], space: str, bits: int, data: bytes
) -> generic.StreamObject:
    return generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Image"),
            pdf_name("/Width"): generic.NumberObject(size[0]),
            pdf_name("/Height"): generic.NumberObject(size[1]),
            pdf_name("/ColorSpace"): pdf_name(space),
            pdf_name("/BitsPerComponent"): generic.NumberObject(bits),
            pdf_name("/Filter"): pdf_name("/FlateDecode"),
        },
        encoded_data=data,
    )


# ---------------------------------------------------------------------------
# Text


@dataclass(frozen=True)
class _Font:
    """Tinos, reduced to the letters of some lines."""

    data: bytes
    name: str
    glyphs: dict[str, tuple[int, float]]
    metrics: dict[str, Any]

    def width(self, line: str) -> float:
        return sum(self.glyphs[letter][1] for letter in line) * FONT_SIZE / 1000

    def encode(self, line: str) -> str:
        return "".join(f"{self.glyphs[letter][0]:04X}" for letter in line)

    def embed(self, writer: BasePdfFileWriter) -> generic.IndirectObject:
        """Add the font as Type 0 with Identity-H and return its reference."""
        name = pdf_name(f"/{self.name}")
        file = generic.StreamObject(
            {
                pdf_name("/Length1"): generic.NumberObject(len(self.data)),
                pdf_name("/Filter"): pdf_name("/FlateDecode"),
            },
            encoded_data=zlib.compress(self.data, 9),
        )
        descriptor = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/FontDescriptor"),
                pdf_name("/FontName"): name,
                pdf_name("/Flags"): generic.NumberObject(4),
                pdf_name("/FontBBox"): _numbers(*self.metrics["box"]),
                pdf_name("/ItalicAngle"): generic.NumberObject(0),
                pdf_name("/Ascent"): generic.NumberObject(self.metrics["ascent"]),
                pdf_name("/Descent"): generic.NumberObject(self.metrics["descent"]),
                pdf_name("/CapHeight"): generic.NumberObject(self.metrics["caps"]),
                pdf_name("/StemV"): generic.NumberObject(80),
                pdf_name("/FontFile2"): writer.add_object(file),
            }
        )
        widths = generic.ArrayObject()
        for glyph, width in sorted(set(self.glyphs.values())):
            widths.append(generic.NumberObject(glyph))
            widths.append(_numbers(width))
        system = {
            pdf_name("/Registry"): generic.TextStringObject("Adobe"),
            pdf_name("/Ordering"): generic.TextStringObject("Identity"),
            pdf_name("/Supplement"): generic.NumberObject(0),
        }
        descendant = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/CIDFontType2"),
                pdf_name("/BaseFont"): name,
                pdf_name("/CIDSystemInfo"): generic.DictionaryObject(system),
                pdf_name("/FontDescriptor"): writer.add_object(descriptor),
                pdf_name("/W"): widths,
                pdf_name("/CIDToGIDMap"): pdf_name("/Identity"),
            }
        )
        unicode_map = generic.StreamObject(stream_data=self._to_unicode())
        unicode_map.compress()
        font = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/Type0"),
                pdf_name("/BaseFont"): name,
                pdf_name("/Encoding"): pdf_name("/Identity-H"),
                pdf_name("/DescendantFonts"): generic.ArrayObject(
                    [writer.add_object(descendant)]
                ),
                pdf_name("/ToUnicode"): writer.add_object(unicode_map),
            }
        )
        return writer.add_object(font)

    def _to_unicode(self) -> bytes:
        entries = [
            f"<{glyph:04X}> <{letter.encode('utf-16-be').hex().upper()}>"
            for letter, (glyph, _width) in sorted(self.glyphs.items())
        ]
        # A block holds at most a hundred entries (ISO 32000-1, 9.10.3).
        blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
        body = "\n".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar"
            for block in blocks
        )
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode("ascii")


@lru_cache(maxsize=4)
def _small_font(path: str) -> bytes:
    """Return the font without what no line ever needs; reducing it again is fast."""
    letters = {chr(code) for code in range(0x20, 0x17F)} | {
        "ơ",
        "Ơ",
        "ư",
        "Ư",
        "–",
        "…",
    }
    letters |= {chr(code) for code in range(0x1EA0, 0x1EFA)} | set("“”‘’·№")
    try:
        with TTFont(path, recalcTimestamp=False) as font:
            return _reduce(font, letters)
    except (OSError, TTLibError):
        raise fail("appearance.no_font", path=path) from None


def _font(path: str, lines: tuple[str, ...]) -> _Font:
    """Return a font for some lines.

    With all digits, so that the pages of a class, which differ in number and time,
    share one.
    """
    font = _reduced(path, frozenset("".join(lines)) | frozenset("0123456789"))
    for line in lines:
        if missing := sorted(set(line) - set(font.glyphs)):
            raise fail("appearance.no_letter", letter=missing[0], line=line)
    return font


@lru_cache(maxsize=16)
def _reduced(path: str, letters: frozenset[str]) -> _Font:
    with TTFont(io.BytesIO(_small_font(path)), recalcTimestamp=False) as font:
        data = _reduce(font, letters)
    with TTFont(io.BytesIO(data)) as font:
        names, order = font.getBestCmap() or {}, font.getReverseGlyphMap()
        scale = 1000 / font["head"].unitsPerEm
        glyphs = {
            letter: (
                order[names[ord(letter)]],
                round(font["hmtx"][names[ord(letter)]][0] * scale, 2),
            )
            for letter in letters
            if ord(letter) in names
        }
        head, lines = font["head"], font["hhea"]
        metrics = {
            "box": [
                side * scale for side in (head.xMin, head.yMin, head.xMax, head.yMax)
            ],
            "ascent": round(lines.ascent * scale),
            "descent": round(lines.descent * scale),
            "caps": 662,
        }
    tag = hashlib.sha256(data).digest()[:6]
    prefix = "".join(chr(ord("A") + byte % 26) for byte in tag)
    return _Font(data, f"{prefix}+Tinos", glyphs, metrics)


def _reduce(font: TTFont, letters: Iterable[str]) -> bytes:
    options = subset.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        glyph_names=False,
        name_IDs=[],
        drop_tables=["GSUB", "GPOS", "GDEF", "kern", "DSIG", "FFTM", "gasp", "meta"],
    )
    reducer = subset.Subsetter(options)
    reducer.populate(unicodes=[ord(letter) for letter in letters])
    reducer.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _text(font: _Font, lines: tuple[str, ...], box: Rectangle) -> str:
    x0, _bottom, x1, top = box
    commands = ["q BT 0 g", f"/F0 {FONT_SIZE:g} Tf"]
    for number, line in enumerate(lines):
        width = font.width(line)
        if width > x1 - x0 + _TOLERANCE:
            raise fail("appearance.too_wide", line=line, size=f"{FONT_SIZE:g}")
        x = (x0 + x1 - width) / 2
        y = top - FONT_SIZE * 0.9 - LEADING * number
        commands.append(f"1 0 0 1 {x:.4f} {y:.4f} Tm <{font.encode(line)}> Tj")
    commands.append("ET Q")
    return "\n".join(commands)
