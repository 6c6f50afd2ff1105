# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text that nobody sees does not vouch for a page, and no page can stop the reader."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

from hocba.books.form import year_form
from hocba.books.page import compare
from tests.pages import sample_page

COVER = (
    "<div style='position: absolute; top: 0; left: 0; width: 100%; height: 100%; "
    "background: {colour}'></div>"
)


def found(css: str = "", extra: str = "") -> list[str]:
    """Return what differs on a page that is right but for its looks."""
    form = year_form(sample_page.book())
    made = sample_page.render(sample_page.html(form, extra, css=css))
    return [problem.code for problem in compare(made.pdf, form)]


@pytest.mark.parametrize(
    "style",
    [
        "color: #fff",
        "color: #e8e8e8",
        "font-size: 1pt",
        "opacity: 0.01",
        "position: relative; left: -400mm",
        "position: relative; top: 900mm",
    ],
)
def test_marks_that_nobody_sees_are_missing(style: str) -> None:
    """Another program could show other marks in their place, drawn as a picture."""
    codes = found(f".grid td.mark {{ {style} }}")
    assert {"page.row_missing", "page.row_differs"} & set(codes)


@pytest.mark.parametrize("colour", ["#fff", "#123"])
def test_what_is_drawn_above_the_text_hides_it(colour: str) -> None:
    assert found(extra=COVER.format(colour=colour))


def test_what_is_drawn_below_the_text_hides_nothing() -> None:
    assert found("html, td { background: #eee }") == []


def test_hidden_text_is_told() -> None:
    """Nobody reads it, but programs find and copy it; our pages have none."""
    extra = "<p style='font-size: 0.1pt; color: #fff'>Toán 9,0</p>"
    assert found(extra=extra) == ["page.strange"]


@pytest.mark.parametrize("mark", ["9‚0", "(9,0)", "9·0", "9,0*", "«Đ»"])
def test_what_looks_like_a_mark_is_one(mark: str) -> None:
    assert found(extra=f"<p>Môn khác {mark}</p>") == ["page.unexplained"]


def test_times_and_numbers_of_texts_are_no_marks() -> None:
    assert (
        found(extra="<p>Ký lúc 08:15:30 ngày 31/05/2026, số 17/HB, 2025-2026</p>") == []
    )


def changed(change: Callable[[PdfWriter], None]) -> list[str]:
    form = year_form(sample_page.book())
    made = sample_page.render(sample_page.html(form))
    writer = PdfWriter(clone_from=io.BytesIO(made.pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    start = time.process_time()
    problems = compare(out.getvalue(), form)
    assert time.process_time() - start < 20
    return [problem.code for problem in problems]


def stream(writer: PdfWriter, data: bytes, **entries: object) -> object:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update({NameObject(f"/{key}"): value for key, value in entries.items()})
    return writer._add_object(made)


def before(data: bytes) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        parts = [stream(writer, data), page.raw_get("/Contents")]
        page[NameObject("/Contents")] = ArrayObject(parts)

    return change


def small_page(writer: PdfWriter) -> None:
    box = ArrayObject(map(NumberObject, (0, 0, 595, 100)))
    writer.pages[0][NameObject("/CropBox")] = box


def note(writer: PdfWriter) -> None:
    box = ArrayObject(map(NumberObject, (0, 0, 595, 842)))
    writer.pages[0][NameObject("/Annots")] = ArrayObject(
        [DictionaryObject({NameObject("/Rect"): box})]
    )


@pytest.mark.parametrize(
    "change",
    [before(b"3 Tr "), before(b"7 Tr "), before(b"0 0 9 9 re W n "), small_page, note],
    ids=["invisible", "clip only", "clipped", "cropped", "under a note"],
)
def test_invisible_text_is_missing(change: Callable[[PdfWriter], None]) -> None:
    assert changed(change)


def drawn_again(writer: PdfWriter) -> None:
    """Forms that draw forms that draw forms, each many times."""
    inner = stream(writer, b"q Q")
    kind = NameObject("/Form")
    for _ in range(4):
        known = DictionaryObject({NameObject("/X"): inner})
        resources = DictionaryObject({NameObject("/XObject"): known})
        inner = stream(writer, b"/X Do " * 300, Subtype=kind, Resources=resources)
    page = writer.pages[0]
    page["/Resources"][NameObject("/XObject")] = DictionaryObject(
        {NameObject("/X"): inner}
    )
    before(b"/X Do ")(writer)


def many_pages(writer: PdfWriter) -> None:
    content = stream(writer, b"q Q " * 100_000)
    for _ in range(200):
        writer.add_blank_page(100, 100)[NameObject("/Contents")] = content


def many_boxes(writer: PdfWriter) -> None:
    before(b"0 0 9 9 re f " * 150_000)(writer)


def wide_table(writer: PdfWriter) -> None:
    """A font whose table of letters repeats all codes."""
    fonts = writer.pages[0]["/Resources"]["/Font"]
    font = next(iter(fonts.values())).get_object()
    ranges = b"beginbfrange " + b"<0000> <ffff> <0000> " * 50_000 + b"endbfrange"
    font[NameObject("/ToUnicode")] = stream(writer, ranges)


@pytest.mark.parametrize("change", [drawn_again, many_pages, wide_table])
def test_pages_that_draw_without_end_are_refused(change) -> None:
    assert changed(change) == ["page.unreadable"]


def test_many_boxes_take_no_long_time() -> None:
    changed(many_boxes)


def test_many_labels_take_no_long_time() -> None:
    form = year_form(sample_page.book())
    extra = "<p>" + "Toán Họ và tên: 9,0 " * 1500 + "</p>"
    made = sample_page.render(sample_page.html(form, extra))
    start = time.process_time()
    assert compare(made.pdf, form)
    assert time.process_time() - start < 20
