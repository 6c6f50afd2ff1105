# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages of a class book that say what the XML says, and others."""

from __future__ import annotations

from html import escape

import pytest

from hocba.books import pdf
from hocba.books.class_book.form import class_form
from hocba.books.tables import Table, TablesForm
from hocba.books.tables_page import compare
from tests.books.class_sample import CLASS_BOOK, yearly
from tests.pages import sample_page

CSS = """
@page { size: A4 landscape; margin: 12mm 13mm 15mm 17mm }
html { font: 9pt/1.1 Tinos } table { border-collapse: collapse; width: 267mm;
  table-layout: fixed } th, td { border: 0.6pt solid #000; height: 5.4mm;
  text-align: center; padding: 0.3mm 0.2mm } td.left { text-align: left }
"""


def _table(table: Table) -> str:
    columns = "".join(f"<col style='width: {width}mm'>" for width in table.widths)
    header = "".join(
        "<tr>"
        + "".join(
            f"<th colspan={cell.columns} rowspan={cell.rows}>{escape(cell.text)}</th>"
            for cell in line
        )
        + "</tr>"
        for line in table.header
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=left' * (n in table.left)}>{escape(cell)}</td>"
            for n, cell in enumerate(row.cells)
        )
        + "</tr>"
        for row in table.rows
    )
    names = "".join(f"<div>{escape(name)}</div>" for _slot, name in table.teachers)
    return (
        f"<h2>{escape(table.heading)}</h2><table><colgroup>{columns}</colgroup>"
        f"<thead>{header}</thead>{rows}</table>{names}"
    )


def html(form: TablesForm) -> str:
    facts = "".join(
        f"<div><span>{escape(label)}:</span> <b>{escape(value)}</b></div>"
        for label, value in (
            row.cells for row in (*form.particulars, *form.conclusions)
        )
    )
    return (
        f"<!DOCTYPE html><title>x</title><style>{CSS}</style>"
        f"<div>{escape(form.authority)}</div><div>{escape(form.school)}</div>"
        f"<h1>{form.title}</h1>{facts}{''.join(map(_table, form.tables))}"
        f"<div>{escape(form.homeroom)}</div>"
    )


def problems(text: str, form: TablesForm) -> set[str]:
    rendered = pdf.render(
        text,
        base_dir="/usr/share/fonts/truetype/croscore",
        attachment=("so.xml", b"<a/>"),
        document_uuid=sample_page.UUID,
        created=sample_page.CREATED,
    )
    return {problem.code for problem in compare(rendered.pdf, form)}


FORM = class_form(CLASS_BOOK)
PAGE = html(FORM)
YEAR = class_form(yearly(CLASS_BOOK))


def test_a_page_that_says_the_same_has_no_difference() -> None:
    """KP-3.2: every list of the class, the terms' and the year's."""
    assert problems(PAGE, FORM) == set()
    assert problems(html(YEAR), YEAR) == set()


def test_the_form_says_what_happened() -> None:
    rows = {row.id: row.cells for row in (*FORM.rows(), *YEAR.rows())}
    assert rows["mon-TOAN-HK2-1"][2:] == (
        *("8,0", "", "9,5", "7,0", "8,0", "8,0", "8,5", "8,3", "8,0", "", ""),
    )
    assert rows["mon-GDTC-HK2-2"][6:8] == ("Miễn", "Miễn")
    assert rows["chuyen-can-2026-01-1"][-3:] == ("3", "2", "1")
    assert rows["ca-nam-2"][2:6] == ("Tốt", "Chưa đạt", "", "Đạt")
    assert rows["ca-nam-4"][6:9] == ("46", "", "x")


@pytest.mark.parametrize(
    ("said", "forged"),
    [
        ("<td>10,0</td><td>9,8</td>", "<td>10,0</td><td>9,9</td>"),
        ("<td>8,5</td><td>8,3</td>", "<td>8,3</td><td>8,5</td>"),
        ("<td>8,0</td><td></td><td>9,5</td>", "<td>8,0</td><td>9,5</td><td></td>"),
        ("<td>P</td><td></td>", "<td></td><td>P</td>"),
        ("<td>K</td>", "<td>P</td>"),
        ("<td class=left>Kim Min Seo</td><td>10,0", "<td class=left>Kim</td><td>10,0"),
        ("<td>Chưa đạt</td><td>Đạt</td>", "<td>Khá</td><td>Đạt</td>"),
        ("<h2>MÔN TOÁN – HỌC KÌ II</h2>", "<h2>MÔN TOÁN – HỌC KÌ I</h2>"),
        ("<th colspan=1 rowspan=2>ĐĐGgk</th>", "<th colspan=1 rowspan=2>ĐĐG</th>"),
        ("<div>Lê Thị Mai</div>", ""),
        ("<b>7A1</b>", "<b>7A2</b>"),
        ("<h2>MÔN KHOA", "<div>9,5</div><h2>MÔN KHOA"),
        (
            "</tr></table><div>Phạm Ngọc Sơn",
            "</tr><tr><td>5</td><td>Lê A</td></tr></table><div>Phạm Ngọc Sơn",
        ),
    ],
)
def test_a_page_that_says_something_else_is_found(said: str, forged: str) -> None:
    """KP-3.2, KP-15: no mark, day, level or name but those of the XML."""
    assert said in PAGE
    assert problems(PAGE.replace(said, forged, 1), FORM)


def test_a_level_in_another_column_of_the_year_is_found() -> None:
    page = html(YEAR)
    said, forged = "<td></td><td>Đạt</td><td>0", "<td>Đạt</td><td></td><td>0"
    assert said in page
    assert problems(page.replace(said, forged, 1), YEAR)
