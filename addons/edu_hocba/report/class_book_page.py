# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands where on the pages of a class book: the library's texts, placed."""

from pathlib import Path

from markupsafe import Markup

from hocba.books.class_book.form import class_form
from hocba.books.class_book.model import ClassDocument
from hocba.words import HOMEROOM_SLOT

from .year_page import (
    CLOSING,
    PARTS,
    SIGNERS_HEADER,
    Approval,
    Mark,
    mark_values,
    place_and_date,
    position,
    region_of,
    signer_row,
)

TEMPLATE = "edu_hocba.class_book"
CSS = Path(__file__).with_name("class_book.css")
TEACHERS = "Giáo viên bộ môn"
HOMEROOM = "Giáo viên chủ nhiệm"
OF_HOMEROOM = "Danh sách lớp, chuyên cần, tổng hợp kết quả"


def class_book_page(
    document: ClassDocument, marks: dict[str, Mark], approval: Approval, anchors: dict
) -> tuple[str, dict]:
    """Return the template of a class book and its values.

    :param marks: verified signatures of teachers and homeroom teacher, by slot id
    :param anchors: link targets of the boxes in which signatures are placed
    """
    form = class_form(document)
    rows = {row.id: row.cells for row in form.particulars}
    headings = {table.id: table.heading for table in form.tables}
    book, issue = document.book, document.issue
    title = form.head_title.upper()
    parts = {**PARTS, "homeroom": OF_HOMEROOM}
    values = {
        "css": Markup(CSS.read_text()),
        "title": f"{form.title} – {book.class_name}",
        "running": " · ".join(
            (f"Sổ số {issue.number}", f"Lớp {book.class_name}", book.year)
        ),
        "footer": [": ".join(row.cells) for row in form.footer],
        "authority": form.authority,
        "school": form.school,
        "place": [rows["xa"], rows["tinh"]],
        "heading": form.title,
        "subheading": "(Theo lớp học)",
        "facts": [
            row.cells for row in form.particulars if row.id not in ("xa", "tinh")
        ],
        "codes": [row.cells for row in form.issue],
        "tables": [_table(table, form.homeroom, marks) for table in form.tables],
        "conclusions": [row.cells for row in form.conclusions],
        "approval_heading": f"PHÊ DUYỆT CỦA {title}",
        "place_and_date": place_and_date(approval.place, issue.effective_date),
        "position": position(title, approval),
        "head": approval.name,
        "anchors": anchors,
        "signers_heading": "DANH SÁCH THÔNG TIN KÝ",
        "signers_header": SIGNERS_HEADER,
        "signers": [
            signer_row(
                number,
                signer,
                parts.get(signer.role) or headings[region_of(signer.slot)],
                marks,
            )
            for number, signer in enumerate(issue.signers, 1)
        ],
        "closing": CLOSING,
    }
    return TEMPLATE, values


def _table(table, homeroom: str, marks: dict[str, Mark]) -> dict:
    signed = [mark_values(name, marks.get(slot)) for slot, name in table.teachers]
    if table.signs:
        signed = [mark_values(homeroom, marks.get(HOMEROOM_SLOT))]
    return {
        "kind": table.id.partition("-")[0],
        "heading": table.heading,
        "header": table.header,
        "widths": table.widths,
        "rows": [row.cells for row in table.rows],
        "left": table.left,
        "signed": signed,
        "signed_as": HOMEROOM if table.signs else TEACHERS,
    }
