# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The year's PDF: rendered from the signed XML, with places for two signatures."""

from datetime import datetime
from pathlib import Path

from hocba.books import form as forms
from hocba.books import xml as book_xml
from hocba.problems import HocbaError
from hocba.signing.contract import HEAD_SLOT, ORGANISATION_SLOT

from ..placement import Box, image_box, seal_box, union
from .year_page import Approval, Mark, iso_time, year_page

TEMPLATE = "edu_hocba.year_form"
HERE = Path(__file__).parent
#: The boxes that the page keeps free.
SIGNATURE, LINES = "signature", "lines"


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
    from hocba.books import page, pdf
    from hocba.signing import pdf as signing_pdf

    document = book_xml.parse(content)
    anchors = {name: pdf.ANCHOR + name for name in (SIGNATURE, LINES)}
    values = year_page(document, marks, approval, anchors)
    # No words of the page depend on who renders it.
    html = env["ir.qweb"].sudo()._render(TEMPLATE, {"page": values})
    rendered = pdf.render(
        f"<!DOCTYPE html>{html}",
        base_dir=HERE,
        attachment=(attachment, content),
        document_uuid=document.book.pdf_uuid,
        created=created,
    )
    problems = page.compare(rendered.pdf, forms.year_form(document))
    if problems:
        raise HocbaError(problems)
    room, lines = (rendered.anchors[name] for name in (SIGNATURE, LINES))
    signature = image_box(Box(*room[1:]), image)
    seal = seal_box(signature, seal_mm, seal_overlap)
    placement = {
        "page": room.page,
        "signature": signature,
        "seal": seal,
        "lines": Box(*lines[1:]),
    }
    fields = [
        signing_pdf.Field(HEAD_SLOT, room.page, signature, lock=False),
        signing_pdf.Field(
            ORGANISATION_SLOT, room.page, union(seal, placement["lines"]), lock=True
        ),
    ]
    return signing_pdf.add_fields(rendered.pdf, fields), placement


def appearance(
    role: str, placement: dict, *, image: bytes, number: str, signing_time: datetime
):
    """Return what the page shows at a field: the head's image, or seal and text."""
    from hocba.signing import pdf as signing_pdf

    if role == "head":
        return signing_pdf.Appearance(images=[(image, placement["signature"])])
    return signing_pdf.Appearance(
        images=[(image, placement["seal"])],
        lines=[f"Số: {number}", iso_time(signing_time)],
    )
