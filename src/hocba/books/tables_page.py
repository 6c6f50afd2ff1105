# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether the pages of a book of tables say what its XML says.

The same row may stand in several tables, so each is read below its own heading, row
after row without anything between but its header upon a new page, and each value within
the edges of its column.
"""

from __future__ import annotations

from hocba.books.budget import OF_CLASS
from hocba.books.drawing import read_pages
from hocba.books.page import (
    blanks,
    loose_pictures,
    pairs,
    strange,
    unexplained,
)
from hocba.books.page_text import Text, flat
from hocba.books.tables import Table, TablesForm
from hocba.problems import HocbaError, Problem, register

_POINTS = 72 / 25.4
#: Texts may pass the edges of their column by so little (points).
_EDGE = 1.0

register(
    {
        "page.header_differs": {
            "en": "Table “{table}”: the page has no header as the form has it.",
            "vi": "Bảng «{table}»: trang in không có dòng tiêu đề đúng như mẫu.",
        },
        "page.table_row": {
            "en": "Table “{table}”: the page says “{page}” where the XML says “{xml}”.",
            "vi": "Bảng «{table}»: trang in ghi «{page}» nhưng bản XML ghi «{xml}».",
        },
    }
)


def compare(pdf: bytes, form: TablesForm) -> list[Problem]:
    """Return every difference between the pages of a PDF and a form.

    :return: empty when the pages say exactly what the form says
    """
    try:
        drawn = read_pages(pdf, OF_CLASS)
    except HocbaError as error:
        return error.problems
    page = Text(drawn.runs)
    problems = [
        Problem("page.text_missing", {"xml": text})
        for text in (form.title, form.authority, form.school, form.homeroom)
        if text and not page.find(flat(text))
    ]
    facts = (*form.particulars, *form.conclusions, *form.issue, *form.footer)
    others = pairs(page, facts)
    problems += _tables(page, form.tables)
    problems += [
        fault for place, fault in others if place < 0 or not page.explained[place]
    ]
    problems += blanks(page, facts)
    names = {form.homeroom}
    names |= {name for table in form.tables for _slot, name in table.teachers}
    # A difference already told would only be told again.
    problems = problems or unexplained(page, names, form.telling)
    return problems + strange(drawn) + loose_pictures(drawn, page, names)


def _tables(page: Text, tables: tuple[Table, ...]) -> list[Problem]:
    problems = []
    begin = 0
    for table in tables:
        heading = flat(table.heading)
        place = next((p for p in page.find(heading, begin) if page.begins(p)), -1)
        if place < 0:
            problems.append(Problem("page.text_missing", {"xml": table.heading}))
            continue
        begin = place + len(heading)
        page.explain(place, begin)
        found, begin = _Reader(page, table).read(begin)
        problems += found
    return problems


class _Reader:
    """Reads one table of a page."""

    def __init__(self, page: Text, table: Table) -> None:
        self._page = page
        self._table = table
        self._header = tuple(cell.text for line in table.header for cell in line)
        self._columns = table.columns()
        self._edges: dict[int, tuple[float, float]] = {}

    def read(self, place: int) -> tuple[list[Problem], int]:
        """Return what differs in the table that begins at a place, and its end."""
        after = self._pass_header(place)
        if after == place:
            values = {"table": self._table.heading}
            return [Problem("page.header_differs", values)], place
        problems: list[Problem] = []
        for row in self._table.rows:
            start = self._pass_header(after)
            spans = self._page.row_at(start, row.cells)
            if not spans:
                wanted = " ".join(cell for cell in row.cells if cell)
                said = self._page.words_from(start, len(wanted.split()))
                return [*problems, self._differs(said, wanted)], after
            after = spans[-1][1]
            self._page.explain(start, after)
            problems += self._misplaced(row.cells, spans)
        for _slot, name in self._table.teachers:
            problems += self._named(name, after)
        return problems + self._surplus(after), after

    def _pass_header(self, place: int) -> int:
        """Return where a header ends, and learn where its columns are."""
        spans = self._page.row_at(place, self._header)
        if not spans:
            return place
        filled = [
            c for c, text in zip(self._columns, self._header, strict=True) if text
        ]
        for column, span in zip(filled, spans, strict=True):
            if column >= 0:
                left, right = self._page.box(*span)
                half = self._table.widths[column] * _POINTS / 2
                middle = (left + right) / 2
                self._edges[column] = middle - half, middle + half
        self._page.explain(place, spans[-1][1])
        return spans[-1][1]

    def _misplaced(
        self, cells: tuple[str, ...], spans: list[tuple[int, int]]
    ) -> list[Problem]:
        problems = []
        filled = [number for number, cell in enumerate(cells) if cell]
        for column, span in zip(filled, spans, strict=True):
            left, right = self._page.box(*span)
            first, last = self._edges[column]
            if left < first - _EDGE or right > last + _EDGE:
                values = {"row": " ".join(cells[:2]), "value": cells[column]}
                problems.append(Problem("page.row_column", values))
        return problems

    def _named(self, name: str, after: int) -> list[Problem]:
        if self._page.find(flat(name), after):
            return []
        values = {"row": self._table.heading, "teacher": name}
        return [Problem("page.teacher_missing", values)]

    def _surplus(self, after: int) -> list[Problem]:
        """Find what goes on behind the last row as a row would."""
        page = self._page
        if after >= len(page.flat) or not page.words_from(after, 1)[:1].isdigit():
            return []
        return [self._differs(page.words_from(after, 8), "")]

    def _differs(self, said: str, wanted: str) -> Problem:
        values = {"table": self._table.heading, "page": said, "xml": wanted}
        return Problem("page.table_row", values)
