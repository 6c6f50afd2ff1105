# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A book's PDF: rendered from the signed XML, with places for two signatures."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hocba.books import kinds
from hocba.moment import iso
from hocba.problems import HocbaError
from hocba.words import HEAD_SLOT, ORGANISATION_SLOT

from .year_page import Approval, Mark

# Both tell every step of every page at level INFO.
for _name in ("weasyprint", "fontTools"):
    logging.getLogger(_name).setLevel(logging.WARNING)

HERE = Path(__file__).parent
#: The boxes that the page keeps free: for the head's image and its time, and for what
#: stands with the seal.
SIGNATURE, TIME, LINES = PLACES = ("signature", "time", "lines")


def render(
    env,
    content: bytes,
    page: Callable[..., tuple[str, dict]],
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

    :param page: returns the template of the kind and its values
    :param image: of the head's signature, whose shape decides where the seal stands
    :raises HocbaError: the page cannot be rendered, or says something else than the XML
    """
    from hocba.books import pdf

    kind = kinds.of(content)
    document = kind.parse(content)
    anchors = {name: pdf.ANCHOR + name for name in PLACES}
    template, values = page(document, marks, approval, anchors)
    # No words of the page depend on who renders it.
    html = env["ir.qweb"].sudo()._render(template, {"page": values})
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
    return _with_fields(rendered, image, seal_mm, seal_overlap)


def _with_fields(
    rendered, image: bytes, seal_mm: float, seal_overlap: float
) -> tuple[bytes, dict]:
    """Return pages with the fields of head and organisation, and their places."""
    from hocba.signing import appearance as drawing
    from hocba.signing import pdf as signing_pdf

    boxes = {name: tuple(rendered.anchors[name][1:]) for name in PLACES}
    signature = drawing.signature_box(image, boxes[SIGNATURE])
    seal = drawing.seal_box(signature, seal_mm, seal_overlap)
    placement = {**boxes, SIGNATURE: signature, "seal": seal}
    number = rendered.anchors[SIGNATURE].page
    fields = [
        signing_pdf.Field(HEAD_SLOT, number, drawing.union([signature, boxes[TIME]])),
        signing_pdf.Field(
            ORGANISATION_SLOT, number, drawing.union([seal, boxes[LINES]]), lock=True
        ),
    ]
    return signing_pdf.add_fields(rendered.pdf, fields), placement


def appearance(
    role: str, placement: dict, *, image: bytes, number: str, signing_time: datetime
):
    """Return what the page shows at a field: the head's image, or the seal; with the
    number and the time of signing in 10 pt (KP Đ13.2)."""
    from hocba.signing.appearance import Appearance, Picture

    time = iso(signing_time)
    if role == "head":
        return Appearance(
            pictures=(Picture(image, tuple(placement[SIGNATURE])),),
            lines=(time,),
            lines_box=tuple(placement[TIME]),
        )
    return Appearance(
        pictures=(Picture(image, tuple(placement["seal"])),),
        lines=(f"Số: {number}", f"Thời gian ký: {time}"),
        lines_box=tuple(placement[LINES]),
    )
