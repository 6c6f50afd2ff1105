# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a printed book says that is made of tables, such as those of a whole class."""

from __future__ import annotations

from dataclasses import dataclass

from hocba.books.form_parts import FormRow


@dataclass(frozen=True)
class Head:
    """One cell of a table's header, over so many columns and lines."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Table:
    """A table that may go on over pages, with its header upon each.

    :param heading: stands above it once; no two tables share one
    :param header: lines of cells; the lowest cells are those of the columns
    :param widths: of the columns, in millimetres
    :param left: the columns whose texts begin at the left
    :param teachers: who signs below: (slot id, printed name), in order
    :param signs: whether the homeroom teacher signs below
    """

    id: str
    heading: str
    header: tuple[tuple[Head, ...], ...]
    widths: tuple[float, ...]
    rows: tuple[FormRow, ...]
    left: frozenset[int] = frozenset({1})
    teachers: tuple[tuple[str, str], ...] = ()
    signs: bool = False

    def columns(self) -> tuple[int, ...]:
        """Return for each cell of the header its column, or −1 above several."""
        taken: set[tuple[int, int]] = set()
        found = []
        for line, cells in enumerate(self.header):
            column = 0
            for cell in cells:
                while (line, column) in taken:
                    column += 1
                taken |= {
                    (line + down, column + right)
                    for down in range(cell.rows)
                    for right in range(cell.columns)
                }
                found.append(column if cell.columns == 1 else -1)
        return tuple(found)


@dataclass(frozen=True)
class TablesForm:
    """All texts of a book's pages, in the order in which they are printed.

    :param particulars: rows of (label, value) about school and class
    :param conclusions: rows of (label, value) after the last table
    :param issue: rows of (label, value); empty before the book is issued
    :param footer: rows of (label, value) at the foot of every page
    :param telling: texts that must not stand on a page but where a row accounts for it
    """

    title: str
    authority: str
    school: str
    particulars: tuple[FormRow, ...]
    homeroom: str
    head_title: str
    tables: tuple[Table, ...]
    conclusions: tuple[FormRow, ...] = ()
    issue: tuple[FormRow, ...] = ()
    footer: tuple[FormRow, ...] = ()
    telling: frozenset[str] = frozenset()

    def rows(self) -> tuple[FormRow, ...]:
        """Return every row that must stand on the pages, in order."""
        return (
            *self.particulars,
            *(row for table in self.tables for row in table.rows),
            *self.conclusions,
            *self.issue,
            *self.footer,
        )
