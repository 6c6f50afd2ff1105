# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pages of a book, as a PDF that carries the signed XML.

The pages are rendered once and then only signed. Equal input gives equal bytes, so a
page can be rendered again and compared with the one that was signed (KP Đ13, Đ24).
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pydyf
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from hocba.problems import HocbaError, Problem, fail, register

#: Where the Debian package ``fonts-croscore`` puts Tinos.
FONTS_DIR = "/usr/share/fonts/truetype/croscore"
FAMILY = "Tinos"
#: A link to this address around an empty box marks the place of a signature.
ANCHOR = "https://anchor.invalid/"

_FACES = (
    ("Regular", "normal", "normal"),
    ("Bold", "bold", "normal"),
    ("Italic", "normal", "italic"),
    ("BoldItalic", "bold", "italic"),
)

register(
    {
        "page.no_font": {
            "en": "The font file {path} is missing; install the fonts (Debian: "
            "fonts-croscore).",
            "vi": "Thiếu tệp phông chữ {path}; hãy cài đặt phông chữ (Debian: "
            "fonts-croscore).",
        },
        "page.other_font": {
            "en": "The page needs letters that {family} does not have and would be "
            "printed with {fonts}.",
            "vi": "Trang in có ký tự mà phông {family} không có và sẽ bị in bằng "
            "phông {fonts}.",
        },
        "page.no_letter": {
            "en": "No font has the letters {letters} that the page needs.",
            "vi": "Không phông chữ nào có các ký tự {letters} mà trang in cần.",
        },
        "page.resource_refused": {
            "en": "The page asks for a file that it may not or cannot use ({detail}).",
            "vi": "Trang in đòi dùng tệp không được phép hoặc không đọc được "
            "({detail}).",
        },
        "page.anchor_twice": {
            "en": "The place of signature “{name}” stands on more than one page.",
            "vi": "Vị trí ký «{name}» nằm trên nhiều hơn một trang.",
        },
        "page.foreign_content": {
            "en": "The page holds links, forms or files that do not belong into a "
            "signed document ({detail}).",
            "vi": "Trang in chứa liên kết, biểu mẫu hoặc tệp không được phép có trong "
            "văn bản ký số ({detail}).",
        },
    }
)


class Box(NamedTuple):
    """A place in a document: page from 0, corners in PDF points from bottom left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Rendered:
    """A PDF that waits for its signatures.

    :param pdf: without any trace of the anchors
    :param anchors: the places of signatures by name; the caller knows how many there
        must be
    """

    pdf: bytes
    anchors: dict[str, Box]


def render(
    html: str,
    *,
    base_dir: str | os.PathLike[str],
    attachment: tuple[str, bytes] | None = None,
    document_uuid: str,
    created: datetime,
    fonts_dir: str | os.PathLike[str] = FONTS_DIR,
) -> Rendered:
    """Render a page; a page that is signed carries exactly one file, the signed XML.

    Images and style sheets may come from ``base_dir``, fonts from ``fonts_dir``, and
    either from ``data:``; nothing else is read and nothing is fetched. A place of
    signature is an empty box within ``<a href="https://anchor.invalid/NAME">``.

    :param attachment: name and bytes of the XML; a page that nobody signs has none
    :param document_uuid: becomes the file's identifier
    :param created: becomes every date of the file
    :raises HocbaError: ``page.no_font``, ``page.other_font`` or ``page.no_letter`` (a
        letter is missing in Tinos), ``page.resource_refused``, ``page.anchor_twice``,
        ``page.foreign_content``
    """
    fonts, base = Path(fonts_dir).resolve(), Path(base_dir).resolve()
    moment = created.astimezone(timezone.utc)
    fetcher = _LocalFetcher((fonts, base))
    font_config = FontConfiguration()
    anchors: dict[str, Box] = {}

    def finish(document: Any, pdf: pydyf.PDF) -> None:
        _check_fonts(document)
        if attachment:
            _link_attachment(pdf)
        anchors.update(_take_anchors(pdf))

    with _refusals():
        document = HTML(
            string=html, base_url=f"{base.as_uri()}/", url_fetcher=fetcher
        ).render(
            stylesheets=[
                CSS(
                    string=_faces(fonts),
                    url_fetcher=fetcher,
                    font_config=font_config,
                )
            ],
            font_config=font_config,
        )
        stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        document.metadata.created = document.metadata.modified = stamp
        document.metadata.attachments = []
        pdf = document.write_pdf(
            finisher=finish,
            attachments=[
                Attachment(
                    file_obj=io.BytesIO(data),
                    name=name,
                    description=name,
                    created=moment,
                    modified=moment,
                    relationship="Source",
                    url_fetcher=fetcher,
                )
                for name, data in ([attachment] if attachment else [])
            ],
            pdf_identifier=document_uuid.encode("ascii"),
        )
    return Rendered(pdf, anchors)


class _LocalFetcher(URLFetcher):
    """Reads files below given directories and ``data:``; anything else stops."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        super().__init__(
            allowed_protocols=("file", "data"),
            allow_redirects=False,
            fail_on_errors=True,
        )
        self._roots = roots

    def fetch(
        self, url: str, headers: dict[str, str] | None = None
    ) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme.lower() == "file":
            path = Path(url2pathname(parts.path)).resolve()
            inside = any(path.is_relative_to(root) for root in self._roots)
            if parts.netloc or not inside or not path.is_file():
                raise ValueError(f"not a file of the page: {path.name}")
        return super().fetch(url, headers)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except FatalURLFetchingError as error:
        cause = error.__cause__ or error
        raise fail("page.resource_refused", detail=str(cause)) from None


def _faces(fonts: Path) -> str:
    rules = []
    for file, weight, style in _FACES:
        path = fonts / f"{FAMILY}-{file}.ttf"
        if not path.is_file():
            raise fail("page.no_font", path=str(path))
        rules.append(
            f'@font-face {{ font-family: {FAMILY}; src: url("{path.as_uri()}"); '
            f"font-weight: {weight}; font-style: {style} }}"
        )
    return "\n".join(rules)


def _check_fonts(document: Any) -> None:
    missing = {code for font in document.fonts.values() for code in font.missing}
    if missing:
        letters = ", ".join(f"«{chr(code)}»" for code in sorted(missing))
        raise fail("page.no_letter", letters=letters)
    families = {_text(font.family) for font in document.fonts.values()}
    foreign = sorted(families - {FAMILY})
    if foreign:
        values = {"family": FAMILY, "fonts": ", ".join(foreign)}
        raise HocbaError(Problem("page.other_font", values))


def _link_attachment(pdf: pydyf.PDF) -> None:
    """Tell, as ISO 32000-2 does, that the attached XML is the source of the pages."""
    files = [entry for entry in _dictionaries(pdf) if entry.get("Type") == "/Filespec"]
    if len(files) != 1:
        raise fail("page.foreign_content", detail="Filespec")
    files[0]["AFRelationship"] = "/Source"
    pdf.catalog["AF"] = pydyf.Array([files[0].reference])


def _take_anchors(pdf: pydyf.PDF) -> dict[str, Box]:
    """Return the places of signatures and leave no annotation in the file."""
    anchors: dict[str, Box] = {}
    pages = [entry for entry in _dictionaries(pdf) if entry.get("Type") == "/Page"]
    for number, page in enumerate(pages):
        for reference in page.pop("Annots", ()):
            link = pdf.objects[int(reference.split()[0])]
            target = _text(getattr(link.get("A", {}).get("URI"), "string", ""))
            if link.get("Subtype") != "/Link" or not target.startswith(ANCHOR):
                raise fail("page.foreign_content", detail=target or "Annots")
            name = target.removeprefix(ANCHOR)
            x0, y0, x1, y1 = (float(side) for side in link["Rect"])
            found = Box(number, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            anchors[name] = _union(name, anchors.get(name, found), found)
            # The numbers of other objects must not change, so an empty one remains.
            link.clear()
    if "AcroForm" in pdf.catalog:
        raise fail("page.foreign_content", detail="AcroForm")
    return anchors


def _union(name: str, one: Box, other: Box) -> Box:
    if one.page != other.page:
        raise fail("page.anchor_twice", name=name)
    return Box(
        one.page,
        min(one.x0, other.x0),
        min(one.y0, other.y0),
        max(one.x1, other.x1),
        max(one.y1, other.y1),
    )


def _dictionaries(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    return [entry for entry in pdf.objects if isinstance(entry, pydyf.Dictionary)]


def _text(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
