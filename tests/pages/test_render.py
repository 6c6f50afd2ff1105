# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rendering: one font, one attachment, no traces, the same bytes again."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from hocba.books import pdf
from hocba.problems import HocbaError
from tests.pages import sample_page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rendered() -> pdf.Rendered:
    return sample_page.render()


@pytest.fixture(scope="module")
def file(rendered: pdf.Rendered, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.pdf"
    path.write_bytes(rendered.pdf)
    return path


def _run(*command: str | Path) -> str:
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=True
    ).stdout


def test_only_tinos_is_embedded(file: Path) -> None:
    """KP-13.2c: one family with all Vietnamese letters, no silent replacement."""
    fonts = [line.split()[0] for line in _run("pdffonts", file).splitlines()[2:]]

    assert fonts
    assert all(name.partition("+")[2].startswith("Tinos") for name in fonts)


def test_text_keeps_its_diacritics_and_pages_their_numbers(file: Path) -> None:
    text = _run("pdftotext", "-layout", file, "-")

    assert "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Ngọc" in text
    assert "Trang 1/" in text


def test_exactly_the_xml_is_attached_as_source(
    rendered: pdf.Rendered, file: Path, tmp_path: Path
) -> None:
    """KP-3.2: pages and signed XML travel in one file."""
    assert "1 embedded files" in _run("pdfdetach", "-list", file)
    _run("pdfdetach", "-saveall", "-o", tmp_path, file)
    assert (tmp_path / "hoc-ba.xml").read_bytes() == sample_page.XML
    root = PdfReader(file, strict=True).trailer["/Root"]
    (source,) = root["/AF"]
    assert source.get_object()["/AFRelationship"] == "/Source"


def test_same_input_gives_same_bytes_in_another_process(rendered: pdf.Rendered) -> None:
    code = (
        "import hashlib; from tests.pages import sample_page;"
        "print(hashlib.sha256(sample_page.render().pdf).hexdigest())"
    )
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    other = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, "TZ": "America/Lima"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    assert sample_page.render() == rendered
    assert other == hashlib.sha256(rendered.pdf).hexdigest()


def test_anchors_are_boxes_in_the_millimetres_of_the_page(
    rendered: pdf.Rendered,
) -> None:
    assert set(rendered.anchors) == set(sample_page.PLACES)
    box = rendered.anchors["signature"]
    assert abs((box.x1 - box.x0) - 92 * 72 / 25.4) < 0.5
    assert abs((box.y1 - box.y0) - 40 * 72 / 25.4) < 0.5
    assert box.y0 > rendered.anchors["lines"].y1


def test_anchors_leave_no_trace(rendered: pdf.Rendered) -> None:
    reader = PdfReader(io.BytesIO(rendered.pdf), strict=True)

    assert all("/Annots" not in page for page in reader.pages)
    assert b"anchor.invalid" not in rendered.pdf
    for number in range(1, reader.trailer["/Size"]):
        entry = reader.get_object(number)
        assert "anchor.invalid" not in str(entry)


@pytest.mark.parametrize(
    "part",
    [
        '<img src="https://example.org/x.png">',
        '<img src="http://127.0.0.1:1/x.png">',
        '<img src="file:///etc/passwd">',
        '<img src="../../../../../etc/passwd">',
        '<img src="%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd">',
        '<img src="ftp://example.org/x.png">',
        '<link rel="stylesheet" href="file:///etc/hosts">',
        '<style>@import url("https://example.org/x.css");</style>',
        '<div style="background: url(//example.org/x.png)">x</div>',
    ],
)
def test_nothing_else_is_fetched(part: str) -> None:
    """A page reads its own fonts and pictures, nothing of the server or the net."""
    page = f"<html><body style='font-family: Tinos'>{part}</body></html>"
    with pytest.raises(HocbaError) as caught:
        sample_page.render(page)
    assert caught.value.problems[0].code == "page.resource_refused"


def test_inline_pictures_are_allowed() -> None:
    pixel = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42"
        "mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    page = f'<html><body style="font-family: Tinos">ư<img src="{pixel}"></body></html>'
    assert sample_page.render(page).anchors == {}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("\U0001e6d0", "page.no_letter"),
        ('<span style="font-family: DejaVu Sans">chữ</span>', "page.other_font"),
        ('<a href="https://example.org">x</a>', "page.foreign_content"),
        ('<a href="#here" id="here">x</a>', "page.foreign_content"),
        (
            '<a rel="attachment" href="data:text/plain,x">x</a>',
            "page.foreign_content",
        ),
    ],
)
def test_what_does_not_belong_into_a_signed_page(part: str, code: str) -> None:
    page = f"<html><body style='font-family: Tinos'>{part}</body></html>"
    with pytest.raises(HocbaError) as caught:
        sample_page.render(page)
    assert caught.value.problems[0].code == code


def test_an_anchor_stands_on_one_page_only() -> None:
    anchor = (
        f'<a href="{pdf.ANCHOR}x"><span style="display:block;height:9mm"></span></a>'
    )
    page = (
        "<html><body style='font-family: Tinos'>"
        f"{anchor}<p style='break-before: page'>ư</p>{anchor}</body></html>"
    )
    with pytest.raises(HocbaError) as caught:
        sample_page.render(page)
    assert caught.value.problems[0].code == "page.anchor_twice"


def test_missing_fonts_are_told_with_the_package(tmp_path: Path) -> None:
    with pytest.raises(HocbaError, match="fonts-croscore"):
        pdf.render(
            "<p>x</p>",
            base_dir=tmp_path,
            fonts_dir=tmp_path,
            attachment=("x.xml", b"<x/>"),
            document_uuid=sample_page.UUID,
            created=sample_page.CREATED,
        )
