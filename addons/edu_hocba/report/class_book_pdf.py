# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The class book's PDF: rendered from the signed XML, with places for two signatures.

What the fields show is drawn as on a year's pages (``year_pdf.appearance``).
"""

from datetime import datetime
from pathlib import Path

from hocba.books import kinds
from hocba.problems import HocbaError

from .class_book_page import class_book_page
from .year_page import Approval, Mark
from .year_pdf import PLACES, with_fields

TEMPLATE = "edu_hocba.class_book"
HERE = Path(__file__).parent


def render(
    env,
    content: bytes,
    *,
    marks: dict[str, Mark],
    approval: Approval,
    image: bytes,
    seal_mm: float,
    seal_overlap: float,
    attachment: str,
    created: datetime,
) -> tuple[bytes, dict]:
    """Return the PDF of an XML that teachers and homeroom teacher signed, and where
    its two signatures will stand.

    :param image: of the head's signature, whose shape decides where the seal stands
    :raises HocbaError: the page cannot be rendered, or says something else than the XML
    """
    from hocba.books import pdf

    kind = kinds.of(content)
    document = kind.parse(content)
    anchors = {name: pdf.ANCHOR + name for name in PLACES}
    values = class_book_page(document, marks, approval, anchors)
    # No words of the page depend on who renders it.
    html = env["ir.qweb"].sudo()._render(TEMPLATE, {"page": values})
    rendered = pdf.render(
        f"<!DOCTYPE html>{html}",
        base_dir=HERE,
        attachment=(attachment, content),
        document_uuid=document.book.pdf_uuid,
        created=created,
    )
    problems = kind.compare(rendered.pdf, kind.form(document))
    if problems:
        raise HocbaError(problems)
    return with_fields(rendered, image, seal_mm, seal_overlap)
