# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A page that shows words in another way than as text is found (KP-13.2, KP-15).

Each page here says to a program that reads its text what the XML says, and shows a
person something more, or something else.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
)

from hocba.books import glyphs
from hocba.books.form import year_form
from hocba.books.page import compare
from hocba.books.pdf import FONTS_DIR
from tests.pages import sample_page

#: A place on the first page where nothing stands.
BLANK = "300 12"


@pytest.fixture(scope="module")
def page() -> bytes:
    return sample_page.render().pdf


def told(pdf: bytes) -> set[str]:
    """Return codes, and of strange drawings what they are."""
    problems = compare(pdf, year_form(sample_page.book()))
    assert all(problem.text("vi") and problem.text("en") for problem in problems)
    return {problem.params.get("what", problem.code) for problem in problems}


def changed(pdf: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def stream(writer: PdfWriter, data: bytes) -> object:
    made = DecodedStreamObject()
    made.set_data(data)
    return writer._add_object(made)


def after(data: bytes) -> Callable[[PdfWriter], None]:
    """Draw something above the page, in its plain coordinates."""

    def change(writer: PdfWriter) -> None:
        first = writer.pages[0]
        old = first["/Contents"].get_data()
        parts = [stream(writer, b"q " + old + b" Q "), stream(writer, data)]
        first[NameObject("/Contents")] = ArrayObject(parts)

    return change


def rewritten(pattern: bytes, new: bytes, count: int = 1) -> Callable:
    def change(writer: PdfWriter) -> None:
        first = writer.pages[0]
        old = first["/Contents"].get_data()
        data, times = re.subn(pattern, new, old, count=count)
        assert times
        first[NameObject("/Contents")] = stream(writer, data)

    return change


def test_a_page_of_ours_has_nothing_strange(page: bytes) -> None:
    assert told(page) == set()


@pytest.mark.parametrize(
    ("drawn", "what"),
    [
        (b"300 12 m 306 12 l 306 24 l 300 24 l h f", "hình tô màu"),
        (b"300 12 m 310 20 320 20 330 12 c f", "hình tô màu"),
        (b"300 12 m 330 40 l 300 40 l h B*", "hình tô màu"),
        (b"1 w 300 12 m 304 24 l S", "nét vẽ"),
        (b"1 w 300 12 m 304 12 l 304 20 l S", "nét vẽ"),
        (b"12 w 300 12 m 360 12 l S", "nét vẽ"),
        (b"1 w 300 12 m 310 30 320 30 330 12 c S", "nét vẽ"),
        (b"0 g 300 12 1 8 re f", "nét vẽ"),
        (b"1 w 300 12 30 30 re S", "nét vẽ"),
        (b"/Sh0 sh", "mảng chuyển màu"),
        (b"0 g 300 12 30 30 re f", "mảng màu tối"),
        (b"0.2 0.2 0.9 rg 300 12 30 30 re f", "mảng màu tối"),
        (b"/Pattern cs /P0 scn 300 12 30 30 re f", "màu đặc biệt"),
        (b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI", "phần vẽ khác thường"),
        (b"/OC /Layer BDC 300 12 m 340 12 l S EMC", "phần vẽ khác thường"),
    ],
)
def test_drawings_that_could_show_words(page: bytes, drawn: bytes, what: str) -> None:
    """Polygons, strokes, shadings, outlined text: our pages have none of them."""
    assert what in told(changed(page, after(drawn)))


def test_a_line_through_a_mark(page: bytes) -> None:
    """A mark that is struck through says something else than the mark."""
    lines = b"0.8 w 120 %d m 340 %d l S "
    drawn = b"".join(lines % (y, y) for y in range(300, 560, 2))
    assert "nét vẽ" in told(changed(page, after(drawn)))


@pytest.mark.parametrize(
    ("pattern", "new", "what"),
    [
        (rb"BT", b"BT 60 Tz", "chữ bị kéo giãn hoặc nâng lên"),
        (rb"BT", b"BT 9 Ts", "chữ bị kéo giãn hoặc nâng lên"),
        (rb"BT", b"BT 20 Tc", "chữ bị kéo giãn hoặc nâng lên"),
        (rb"1 0 0 -1 (\S+ \S+) Tm", rb"0.4 0 0 -1 \1 Tm", "chữ bị kéo giãn"),
        (rb"1 0 0 -1 (\S+ \S+) Tm", rb"1 0 0 1 \1 Tm", "chữ bị xoay hoặc lật"),
        (rb"1 0 0 -1 (\S+ \S+) Tm", rb"-1 0 0 -1 \1 Tm", "chữ bị xoay hoặc lật"),
        (rb"1 0 0 -1 (\S+ \S+) Tm", rb"1 0.3 0 -1 \1 Tm", "chữ bị xoay hoặc lật"),
        (rb"BT", b"BT 1 Tr", "chữ bị ẩn"),
        (rb"\[(<[^>]*>)", rb"[-9000 \1", "chữ bị dời chỗ"),
    ],
)
def test_text_that_is_scaled_turned_or_moved(
    page: bytes, pattern: bytes, new: bytes, what: str
) -> None:
    found = told(changed(page, rewritten(pattern, new)))
    assert any(one.startswith(what) for one in found), found


def test_letters_at_the_end_of_a_piece_that_nobody_sees(page: bytes) -> None:
    """Its first letter stands on the page, the others are cut off at its edge."""
    moved = rewritten(rb"1 0 0 -1 \S+ (\S+) Tm", rb"1 0 0 -1 790 \1 Tm")
    assert "chữ bị ẩn" in told(changed(page, moved))


def fonts(writer: PdfWriter) -> list[DictionaryObject]:
    known = writer.pages[0]["/Resources"]["/Font"]
    return [font.get_object() for font in known.values()]


def exchanged_table(writer: PdfWriter) -> None:
    """The font's table calls an 8 a 9 and a 9 an 8; the text is turned to fit it."""
    for font in fonts(writer):
        table = font["/ToUnicode"].get_object().get_data()
        swapped = table.replace(b"<0038>", b"<00xx>").replace(b"<0039>", b"<0038>")
        font[NameObject("/ToUnicode")] = stream(
            writer, swapped.replace(b"<00xx>", b"<0039>")
        )


def exchanged_shapes(writer: PdfWriter) -> None:
    """The 8 is drawn as a 9, under a table that is right."""
    for font in fonts(writer):
        below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        file = below.get_object()["/FontFile2"].get_object()
        known = TTFont(io.BytesIO(file.get_data()))
        order, glyf = known.getGlyphOrder(), known["glyf"]
        glyf[order[27]] = glyf[order[28]]
        out = io.BytesIO()
        known.save(out)
        below.get_object()[NameObject("/FontFile2")] = stream(writer, out.getvalue())


def other_widths(writer: PdfWriter) -> None:
    """Every letter is drawn upon the one before."""
    for font in fonts(writer):
        font["/DescendantFonts"][0].get_object()[NameObject("/W")] = ArrayObject(
            [NumberObject(0), NumberObject(3000), FloatObject(0)]
        )


def no_font_at_all(writer: PdfWriter) -> None:
    for font in fonts(writer):
        below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        below.get_object()[NameObject("/FontFile2")] = stream(writer, b"no font")


@pytest.mark.parametrize(
    "change", [exchanged_table, exchanged_shapes, other_widths, no_font_at_all]
)
def test_letters_that_are_drawn_as_others(page: bytes, change: Callable) -> None:
    """A font may call a 9 an 8; what counts is what a person sees."""
    assert "chữ có nét khác với chữ được ghi" in told(changed(page, change))


def test_a_map_between_codes_and_shapes_is_refused(page: bytes) -> None:
    def change(writer: PdfWriter) -> None:
        for font in fonts(writer):
            below = font["/DescendantFonts"][0].get_object()
            below[NameObject("/CIDToGIDMap")] = stream(writer, bytes(2048))

    assert told(changed(page, change)) == {"page.unreadable"}


def test_what_shines_through_is_told(page: bytes) -> None:
    def change(writer: PdfWriter) -> None:
        states = writer.pages[0]["/Resources"]["/ExtGState"]
        for state in states.values():
            state.get_object()[NameObject("/BM")] = NameObject("/Difference")

    assert "phần trong suốt" in told(changed(page, change))


PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42"
    "mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg=="
)


def with_image(style: str, before: str) -> set[str]:
    form = year_form(sample_page.book())
    image = f'<img src="{PIXEL}" style="{style}">'
    text = sample_page.html(form).replace(before, image + before, 1)
    return told(sample_page.render(text).pdf)


def test_images_stand_with_a_signer() -> None:
    """The image of a signature passes; one in a cell of marks shows a mark."""
    teacher = "<div>Nguyễn Thị Khá 0"
    assert with_image("width: 20mm; height: 6mm; display: block", teacher) == set()
    assert "page.picture" in with_image("width: 8mm; height: 5mm", "8,0</td>")
    big = "width: 120mm; height: 60mm; position: absolute; top: 200mm"
    assert "page.picture" in with_image(big, "<div>GIÁO VIÊN CHỦ NHIỆM")


def test_the_table_of_shapes_is_that_of_the_font() -> None:
    """What passes is drawn as in the font that the pages are printed with."""
    faces = ("Regular", "Bold", "Italic", "BoldItalic")
    paths = [Path(FONTS_DIR) / f"Tinos-{face}.ttf" for face in faces]
    known = json.loads(glyphs.TABLE.read_text())
    assert known == glyphs.table(paths)
    eight, nine = known["0038"], known["0039"]
    assert len(set(eight)) == 4 and not set(eight) & set(nine)


def test_every_letter_of_a_record_has_its_shape() -> None:
    letters = "ĂÂĐÊÔƠƯăâđêôơưẠạẢảẤấẦầẨẩẪẫẬậẮắỰựỲỳỴỵỶỷỸỹ0123456789,.;:/()–«»·"
    known = json.loads(glyphs.TABLE.read_text())
    assert not [letter for letter in letters if f"{ord(letter):04X}" not in known]
