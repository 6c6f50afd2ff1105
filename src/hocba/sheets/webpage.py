# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read a web page with tables, which some software names .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .grid import (
    MAX_COLUMNS,
    MAX_MERGED,
    MAX_SHEETS,
    Area,
    Book,
    Cell,
    Grid,
    fill,
    merge,
    text_cell,
)
from .names import clean, visible

_STRUCK = ("s", "strike", "del")
_BLOCKS = ("br", "p", "div", "li")


def read(data: bytes, book: Book) -> None:
    """Add the tables of a web page to the book, those that hold no other table.

    :raises HocbaError: ``sheet.too_big``; any other exception means a broken file
    """
    from lxml import html

    try:
        data.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None
    parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False)
    document = html.document_fromstring(data, parser=parser)
    tables = document.xpath("//table[not(.//table)]")
    for number, table in enumerate(tables[:MAX_SHEETS], start=1):
        grid, areas = Grid(str(number)), list[Area]()
        _hide_columns(grid, table)
        fill(grid, book, _cells(grid, table, areas))
        merge(grid, book, areas)
        grid.above = _above(table)
        if grid.cells:
            book.grids.append(grid)


def _above(table: Any) -> list[str]:
    """Return the texts between a table and the long one before it: its titles."""
    found: list[str] = []
    for text in reversed(table.xpath("preceding::text()[normalize-space()]")):
        parent = text.getparent()
        if parent.xpath("ancestor-or-self::*[self::script or self::style]"):
            continue
        tables = parent.xpath("ancestor::table[1]")
        if len(found) > 50 or (tables and len(tables[0].xpath(".//tr")) > 6):
            break
        found.insert(0, clean(visible(text)))
    return found


def _hide_columns(grid: Grid, table: Any) -> None:
    column = 1
    for item in table.xpath(".//col"):
        width = _span(item, "span")
        if _is_hidden(item):
            grid.hidden_columns.append((column, column + width - 1))
        column += width


def _cells(
    grid: Grid, table: Any, areas: list[Area]
) -> Iterator[tuple[int, int, Cell]]:
    covered = 0
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.xpath(".//tr"), start=1):
        if _is_hidden(line) or _is_hidden(line.getparent()):
            grid.hidden_rows.add(row)
        column = 1
        for item in line.xpath("./td|./th"):
            while (row, column) in taken:
                column += 1
            height, width = _span(item, "rowspan"), _span(item, "colspan")
            if height > 1 or width > 1:
                area = Area(row, column, row + height - 1, column + width - 1)
                areas.append(area)
                covered += height * width
                if covered > MAX_MERGED:
                    raise ValueError("merged cells cover too much")
                taken.update(
                    (r, c)
                    for r in range(row, row + height)
                    for c in range(column, column + width)
                )
            if _is_hidden(item):
                grid.hidden_columns.append((column, column + width - 1))
            yield row, column, _cell(item)
            column += width


def _cell(item: Any) -> Cell:
    words: tuple[list[str], list[str]] = ([], [])
    _collect(item, _is_struck(item), words)
    text, left_out = ("".join(part) for part in words)
    if left_out.strip() and not text.strip():
        return text_cell(left_out, True)
    return text_cell(text, False, left_out)


def _collect(item: Any, struck: bool, words: tuple[list[str], list[str]]) -> None:
    """Sort the texts of an element into what counts and what is struck through."""
    words[struck].append(item.text or "")
    for below in item.iterchildren():
        if isinstance(below.tag, str):
            if below.tag in _BLOCKS:
                words[struck].append(" ")
            _collect(below, struck or _is_struck(below), words)
        words[struck].append(below.tail or "")


def _is_struck(item: Any) -> bool:
    style = item.get("style", "").replace(" ", "").lower()
    return item.tag in _STRUCK or bool(
        re.search(r"text-decoration(-line)?:[^;]*line-through", style)
    )


def _is_hidden(item: Any) -> bool:
    style = item.get("style", "").replace(" ", "").lower()
    return item.get("hidden") is not None or bool(
        re.search(r"display:none|visibility:(hidden|collapse)", style)
    )


def _span(item: Any, name: str) -> int:
    text = item.get(name, "1")
    return min(int(text), MAX_COLUMNS) if text.isdigit() and int(text) else 1
