# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands where on the pages of a year: the library's texts, placed.

All words about the learner come from ``hocba.books.form``, the source against which a
page is later compared with its XML. Names, images and times of signatures are those of
verified signatures (KP Đ3.1, Đ13).
"""

import base64
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from markupsafe import Markup

from hocba.books import form as forms
from hocba.books.model import YearDocument
from hocba.moment import iso
from hocba.words import HOMEROOM_SLOT

TEMPLATE = "edu_hocba.year_form"
PRIMARY_TEMPLATE = "edu_hocba.primary_form"
CSS = Path(__file__).with_name("year_form.css")

SIGNERS_HEADER = ("STT", "Phần ký", "Người ký", "Thời điểm ký; chứng thư số (SHA-256)")
PARTS = {
    "homeroom": "Tổng kết năm học, nhận xét của giáo viên chủ nhiệm",
    "head": "Phê duyệt",
    "organisation": "Phát hành bằng chữ ký số của cơ sở giáo dục",
}
#: Rows of the learner's particulars; those of primary alone stand in the last ones.
LEARNER = (
    ("ho-ten",),
    ("ma-dinh-danh", "gioi-tinh"),
    ("ngay-sinh", "noi-sinh"),
    ("dan-toc", "quoc-tich"),
    ("chieu-cao", "can-nang"),
    ("suc-khoe",),
    ("nghi-co-phep", "nghi-khong-phep"),
)
#: Widths in millimetres by the number of columns; None takes what is left.
COLUMNS = {7: (32, 12, 12, 12, 17, None, 60), 6: (38, 15, 14, 18, None, 60)}
BY_SIGNATURE = "Theo chữ ký số trên văn bản"
CLOSING = (
    "Bản XML mang các chữ ký số được đính kèm trong tệp PDF này; "
    "hai bản có nội dung và giá trị như nhau."
)


@dataclass(frozen=True)
class Mark:
    """A verified signature as the page shows it.

    :param image: the blue image, PNG; empty if none is registered
    """

    name: str
    signed_at: datetime
    image: bytes = b""
    in_place_of: str = ""


@dataclass(frozen=True)
class Approval:
    """Who approves, where, and with which title."""

    name: str
    place: str
    deputy: bool = False


def year_page(
    document: YearDocument, marks: dict[str, Mark], approval: Approval, anchors: dict
) -> tuple[str, dict]:
    """Return the template of a year and its values.

    :param marks: verified signatures of teachers and homeroom teacher, by slot id
    :param anchors: link targets of the boxes in which signatures are placed
    """
    form = forms.year_form(document)
    rows = {row.id: row.cells for row in form.rows()}
    issue = document.issue
    title = form.head_title.upper()
    values = {
        "css": Markup(CSS.read_text()),
        "title": f"{form.title} – {document.book.learner.name}",
        "running": " · ".join(
            (f"Học bạ số {issue.number}", document.book.learner.name)
        ),
        "footer": [": ".join(row.cells) for row in form.footer],
        "authority": form.authority,
        "school": form.school,
        "place": [rows["xa"], rows["tinh"]],
        "codes": [[row.cells] for row in form.issue] + [[rows["so-dang-bo"]]],
        "heading": form.title,
        "subheading": [rows["lop"], rows["nam-hoc"]],
        "learner": [
            [rows[name] for name in line]
            for line in LEARNER
            if set(line) <= rows.keys()
        ],
        "subjects_heading": "1. Các môn học và hoạt động giáo dục",
        "subjects_header": form.subject_header,
        "subject_columns": COLUMNS[len(form.subject_header)],
        "subjects": [
            {
                "cells": row.cells[:-1],
                "confirm": [
                    mark_values(name, marks.get(slot)) for slot, name in row.teachers
                ],
            }
            for row in form.subjects
        ],
        "summary_heading": "TỔNG KẾT NĂM HỌC",
        "summary_header": form.summary_header,
        "summary": [row.cells for row in form.summary],
        "ratings": [
            {
                "heading": table.heading,
                "header": table.header,
                "rows": [row.cells for row in table.rows],
            }
            for table in form.ratings
        ],
        "conclusions": [
            [row.cells] for row in form.conclusions if row.id != "nhan-xet"
        ],
        "remark": rows["nhan-xet"],
        "homeroom_title": "Giáo viên chủ nhiệm",
        "homeroom": mark_values(form.homeroom, marks.get(HOMEROOM_SLOT)),
        "approval_heading": f"PHÊ DUYỆT CỦA {title}",
        "place_and_date": place_and_date(approval.place, issue.effective_date),
        "position": position(title, approval),
        "head": approval.name,
        "anchors": anchors,
        "signers_heading": "DANH SÁCH THÔNG TIN KÝ",
        "signers_header": SIGNERS_HEADER[bool(form.ratings) :],
        "signers": [
            # On the pages of primary a bare number is a test.
            signer_row(
                "" if form.ratings else number,
                signer,
                PARTS.get(signer.role) or rows[region_of(signer.slot)][0],
                marks,
            )
            for number, signer in enumerate(issue.signers, 1)
        ],
        "closing": CLOSING,
    }
    return PRIMARY_TEMPLATE if form.ratings else TEMPLATE, values


def mark_values(name: str, mark: Mark | None) -> dict:
    """Return what stands where a person signs; the name alone before that."""
    if mark is None:
        return {"name": name, "note": "", "time": "", "image": ""}
    return {
        "name": mark.name,
        "note": f"Ký thay {mark.in_place_of}" if mark.in_place_of else "",
        "time": iso(mark.signed_at),
        "image": data_uri(mark.image),
    }


def data_uri(image: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(image).decode() if image else ""


def position(title: str, approval: Approval) -> list[str]:
    """Return as whom the approver signs, line by line."""
    return [f"KT. {title}", f"PHÓ {title}"] if approval.deputy else [title]


def region_of(slot: str) -> str:
    """Return the region that a teacher signs in a slot."""
    return re.sub(r"^o-(.+)-\d+$", r"mon-\1", slot)


def signer_row(number, signer, part: str, marks: dict[str, Mark]) -> dict:
    """Return what the list of signers says of one, who signed a part."""
    mark = marks.get(signer.slot)
    note = f"Mã: {signer.staff_code}"
    if signer.in_place_of:
        note += f"; ký thay {signer.in_place_of}"
    return {
        "number": number,
        "part": part,
        "name": signer.name,
        "note": note,
        "time": iso(mark.signed_at) if mark else BY_SIGNATURE,
        "certificate": signer.certificate_sha256,
    }


def place_and_date(place: str, iso_date: str) -> str:
    """Return where and when a book takes effect, as it is printed."""
    day = date.fromisoformat(iso_date)
    when = f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    return f"{place}, {when}" if place else when.capitalize()
