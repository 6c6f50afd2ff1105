# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A page as the book's template prints it, for tests that know no template."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from html import escape

from hocba.books import pdf
from hocba.books.form import (
    SUBJECT_HEADER,
    SUMMARY_HEADER,
    year_form,
)
from hocba.books.form_parts import FormRow, SubjectRow, YearForm
from hocba.books.model import (
    Absences,
    Learner,
    Levels,
    School,
    Source,
    SubjectYear,
    Summary,
    TeacherRef,
    YearBook,
)

CREATED = datetime(2026, 6, 1, 1, 2, 3, tzinfo=timezone.utc)
XML = "<HocBaSo>Nguyễn</HocBaSo>".encode()
UUID = "00000000-0000-4000-8000-000000000003"
PLACES = ("signature", "lines")
_BOX = "display: block; width: 92mm; height:"

CSS = """
.footer { position: running(footer); font: 7pt Tinos }
@page { @bottom-left { content: element(footer); width: 82% } }
@page { size: A4; margin: 12mm 13mm 15mm 20mm;
  @bottom-right { content: "Trang " counter(page) "/" counter(pages);
    font: 9.5pt Tinos } }
html { font: 11pt/1.2 Tinos } table { border-collapse: collapse; width: 100% }
.grid { table-layout: fixed } .grid td { border: 0.6pt solid #000; height: 8mm }
.mark { text-align: center } .approval { width: 92mm; margin-left: auto;
  text-align: center } a { display: block } tr { break-inside: avoid }
.time { font-size: 7pt }
h1 { text-transform: uppercase; font-size: 16pt }
"""


def _teacher(number: int, name: str) -> TeacherRef:
    return TeacherRef(f"GV{number:02}", name)


def book() -> YearBook:
    """Return a year with blanks, a retest, two teachers, an exemption and remarks."""
    rows = [
        ("TOAN", "Toán", "8.0", "8.5", "8.3", "", "Chăm học; tư duy tốt"),
        ("VAN", "Ngữ văn", "7.9", "8.1", "8.0", "", ""),
        ("KHTN", "Khoa học tự nhiên", "6.4", "4.1", "4.9", "6.0", ""),
        ("TIN", "Tin học", "10.0", "9.0", "9.3", "", "Lớp: có năng khiếu"),
        ("NGHETHUAT", "Nghệ thuật", "CD", "D", "D", "", ""),
    ]
    subjects = [
        SubjectYear(
            code,
            name,
            "score",
            hk1,
            hk2,
            year,
            retest,
            remark,
            teachers=(_teacher(number, f"Nguyễn Thị Khá {number}"),),
        )
        for number, (code, name, hk1, hk2, year, retest, remark) in enumerate(rows)
    ]
    two = (_teacher(11, "Trần Văn Hùng"), _teacher(12, "Lê Thị Mai"))
    subjects[2] = replace(subjects[2], teachers=two)
    exempt = SubjectYear(
        "GDTC", "Giáo dục thể chất", "remark", exempt=True, teachers=(two[0],)
    )
    return YearBook(
        hocba_uuid="00000000-0000-4000-8000-000000000001",
        document_uuid="00000000-0000-4000-8000-000000000002",
        pdf_uuid=UUID,
        source=Source("so-diem-da-khoa", "42", "ab" * 32),
        school=School("79-760-70123", "Trường THCS Nguyễn Du", "Phường A", "Tỉnh B"),
        year="2025-2026",
        grade=7,
        class_name="7A1",
        learner=Learner(
            "079213000017",
            "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Ngọc",
            "2013-09-05",
            "Thành phố Huế",
            "female",
            "Kinh",
        ),
        subjects=(*subjects, exempt),
        summary=Summary(
            training=Levels("KHA", "TOT", "TOT"),
            study=Levels("DAT", "CHUA_DAT", "CHUA_DAT", "DAT"),
            absences=Absences(45, hk1=20, hk2=24),
            promotion="PROMOTED",
            homeroom=_teacher(1, "Nguyễn Thị Lan"),
            homeroom_remark="Có tiến bộ ở học kì II; cần đọc nhiều hơn.",
        ),
    )


def html(form: YearForm, extra: str = "", css: str = "") -> str:
    """Return the pages of a form, with places for head and organisation."""
    pairs = "".join(map(_pair, (*form.particulars, *form.issue)))
    subjects = "".join(map(_subject, form.subjects))
    summary = "".join(_row(row.cells) for row in form.summary)
    footer = "".join(f"<div>{': '.join(row.cells)}</div>" for row in form.footer)
    conclusions = "".join(map(_pair, form.conclusions[:-1]))
    label, remark = form.conclusions[-1].cells
    return f"""<!DOCTYPE html><html lang="vi"><head><title>{form.title}</title>
<style>{CSS}{css}</style></head><body>
<div class="footer">{footer}</div>
<div>{escape(form.authority)}</div><b>{escape(form.school)}</b>
<h1>{form.title}</h1><table>{pairs}</table>
<table class="grid">{_row(SUBJECT_HEADER)}{subjects}</table>
<p>TỔNG KẾT NĂM HỌC</p><table class="grid">{_row(SUMMARY_HEADER)}{summary}</table>
<table>{conclusions}</table>
<div style="text-transform: uppercase">{escape(label)}</div><div>{escape(remark)}</div>
<div>GIÁO VIÊN CHỦ NHIỆM</div><div>{escape(form.homeroom)}</div>{extra}
<div class="approval"><b>HIỆU TRƯỞNG</b>
<a href="{pdf.ANCHOR}signature"><span style="{_BOX} 40mm"></span></a>
<b>Đặng Quốc Khánh</b>
<a href="{pdf.ANCHOR}lines"><span style="{_BOX} 14mm"></span></a></div>
</body></html>"""


def render(text: str | None = None, xml: bytes = XML) -> pdf.Rendered:
    """Render a page, by default that of :func:`book`."""
    return pdf.render(
        html(year_form(book())) if text is None else text,
        base_dir="/usr/share/fonts/truetype/croscore",
        attachment=("hoc-ba.xml", xml),
        document_uuid=UUID,
        created=CREATED,
    )


def _row(cells: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _pair(row: FormRow) -> str:
    label, value = row.cells
    return f"<tr><td>{escape(label)}:</td><td><b>{escape(value)}</b></td></tr>"


def _subject(row: SubjectRow) -> str:
    name, *marks, remark, _names = row.cells
    marks = [f'<td class="mark">{escape(mark)}</td>' for mark in marks]
    signed = "".join(
        f"<div>{escape(name)}</div><div class='time'>2026-05-30T08:00:00+07:00</div>"
        for _slot, name in row.teachers
    )
    return (
        f"<tr><td>{escape(name)}</td>{''.join(marks)}"
        f"<td>{escape(remark)}</td><td>{signed}</td></tr>"
    )
