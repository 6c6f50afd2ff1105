# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Write single cells of an .xlsx in place, and leave every other byte of its parts.

A workbook that a library opens and saves loses what the library does not know. Here
the bytes of the one sheet are cut where a cell stands, and nothing else is touched.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from ..problems import Where, fail
from .grid import letter, number_of
from .xlsx import SheetPart, sheet_part

_START = re.compile(
    rb"""<([^\s/>]+)(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/?)>"""
)
_TYPE = re.compile(rb"""\s+t\s*=\s*(?:"[^"]*"|'[^']*')""")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NUMBER = re.compile(r"\d{1,2}(?:,\d{1,2})?")


@dataclass
class _Span:
    """Where an element stands in the bytes, and what it holds."""

    start: int
    inside: int
    """Where the start tag ends."""
    empty_tag: bool
    end: int = 0
    close: int = 0
    """Where the end tag begins."""
    style: int = 0
    filled: bool = False
    formula: bool = False


@dataclass
class _Row(_Span):
    cells: dict[int, _Span] = field(default_factory=dict)


class SheetCells:
    """The cells of one sheet of a package, to be written in place.

    :raises HocbaError: ``file.broken`` when the sheet cannot be cut safely.
    """

    def __init__(self, data: bytes, filename: str, sheet: str) -> None:
        self.where = Where(filename, sheet)
        self.data = data
        self.part: SheetPart = sheet_part(data, filename, sheet)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.xml = archive.read(self.part.name)
        self.rows: dict[int, _Row] = {}
        self.protected = False
        self._column_styles: list[tuple[int, int, int]] = []
        self._formulas = 0
        self._edits: dict[tuple[int, int], str] = {}
        self._scan()

    @property
    def has_formulas(self) -> bool:
        return bool(self._formulas)

    def state(self, row: int, column: int) -> str:
        """Return "free", or why a cell is not ours: "filled", "formula", "locked"."""
        found = self.rows.get(row)
        cell = found.cells.get(column) if found else None
        if found is None:
            return "locked"
        if cell and cell.formula:
            return "formula"
        if cell and cell.filled:
            return "filled"
        style = cell.style if cell else self._style(found, column)
        if self.protected and style not in self.part.unlocked:
            return "locked"
        return "free"

    def write(self, row: int, column: int, text: str) -> None:
        """Note what an empty cell is to hold; a mark is a number unless it is text."""
        self._edits[row, column] = text

    def content(self) -> bytes:
        """Return the package with the cells written and other parts as they were."""
        changed = self._changed()
        target = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.data)) as old,
            zipfile.ZipFile(target, "w") as new,
        ):
            new.comment = old.comment
            for info in old.infolist():
                if info.filename == self.part.name:
                    new.writestr(info, changed, info.compress_type)
                    continue
                with old.open(info) as source, new.open(info, "w") as sink:
                    shutil.copyfileobj(source, sink)
        return target.getvalue()

    # -- reading ----------------------------------------------------------------

    def _scan(self) -> None:
        parser = expat.ParserCreate()
        stack: list[str] = []
        row: _Row | None = None
        cell: _Span | None = None
        number = 0

        def refuse(*_args: object) -> None:
            raise fail("file.bomb", self.where)

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal row, cell, number
            local = name.rpartition(":")[2]
            stack.append(local)
            if local == "row":
                number = int(attributes.get("r", number + 1))
                row = _Row(*self._tag(parser.CurrentByteIndex))
                row.style = _style_of(attributes) if "customFormat" in attributes else 0
                self.rows[number] = row
            elif local == "c" and row is not None:
                found = _PLACE.fullmatch(attributes.get("r", ""))
                if not found or int(found[2]) != number:
                    raise fail("file.broken", self.where)
                cell = _Span(*self._tag(parser.CurrentByteIndex))
                cell.style = _style_of(attributes)
                row.cells[number_of(found[1])] = cell
            elif local in ("v", "is", "f") and cell is not None:
                cell.filled = True
                cell.formula = cell.formula or local == "f"
                self._formulas += local == "f"
            elif local == "col":
                bounds = int(attributes["min"]), int(attributes["max"])
                self._column_styles.append((*bounds, int(attributes.get("style", "0"))))
            elif local == "sheetProtection":
                self.protected = attributes.get("sheet") in ("1", "true")

        def end(name: str) -> None:
            nonlocal row, cell
            stack.pop()
            local = name.rpartition(":")[2]
            span = cell if local == "c" else row if local == "row" else None
            if span is None:
                return
            span.close = parser.CurrentByteIndex
            if span.empty_tag:
                span.end = span.close = span.inside
            else:
                span.end = self.xml.index(b">", span.close) + 1
            if local == "c":
                cell = None
            else:
                row = None

        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        head = self.xml[:200].replace(b"'", b'"').lower()
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) or (
            b"encoding=" in head and b'encoding="utf-8"' not in head
        ):
            raise fail("file.broken", self.where)
        try:
            parser.Parse(self.xml, True)
        except (expat.ExpatError, ValueError) as error:
            raise fail("file.broken", self.where) from error

    def _tag(self, start: int) -> tuple[int, int, bool]:
        found = _START.match(self.xml, start)
        if not found:
            raise fail("file.broken", self.where)
        return start, found.end(), bool(found[2])

    def _style(self, row: _Row, column: int) -> int:
        """Return the style that a cell has which is not in the file."""
        if row.style:
            return row.style
        return next(
            (
                style
                for first, last, style in self._column_styles
                if first <= column <= last
            ),
            0,
        )

    # -- writing ----------------------------------------------------------------

    def _changed(self) -> bytes:
        cuts: list[tuple[int, int, bytes]] = []
        added: dict[tuple[int, int], list[bytes]] = {}
        for (number, column), text in sorted(self._edits.items()):
            row = self.rows[number]
            cell = row.cells.get(column)
            if cell:
                start = self.xml[cell.start : cell.inside]
                cuts.append((cell.start, cell.end, self._cell(start, cell.style, text)))
                continue
            tag = _START.match(self.xml, row.start)
            prefix = tag[1].rpartition(b":")[0] if tag else b""
            name = prefix + b":c" if prefix else b"c"
            style = self._style(row, column)
            place = f"{letter(column)}{number}".encode()
            shown = f' s="{style}"'.encode() if style else b""
            start = b"<" + name + b' r="' + place + b'"' + shown + b">"
            later = [found for found in row.cells if found > column]
            at = row.cells[min(later)].start if later else row.close
            added.setdefault((at, number), []).append(self._cell(start, style, text))
        for (at, number), parts in added.items():
            row = self.rows[number]
            if row.empty_tag:
                raise fail("file.broken", self.where)
            cuts.append((at, at, b"".join(parts)))
        changed, last = [], 0
        for begin, stop, new in sorted(cuts, key=lambda cut: cut[:2]):
            changed += [self.xml[last:begin], new]
            last = stop
        return b"".join([*changed, self.xml[last:]])

    def _cell(self, start: bytes, style: int, text: str) -> bytes:
        """Return a cell with its own start tag, but for the type of what it holds."""
        found = _START.fullmatch(start)
        name = found[1] if found else b"c"
        prefix = name.rpartition(b":")[0]
        prefix += b":" if prefix else b""
        opened = _TYPE.sub(b"", start).rstrip(b">").rstrip(b"/").rstrip()
        if _NUMBER.fullmatch(text) and self.part.code(style) != "@":
            value = text.replace(",", ".").encode()
            body = b"><%bv>%b</%bv>" % (prefix, value, prefix)
        else:
            space = b' xml:space="preserve"' if text != text.strip() else b""
            body = b' t="inlineStr"><%bis><%bt%b>%b</%bt></%bis>' % (
                prefix,
                prefix,
                space,
                escape(text).encode(),
                prefix,
                prefix,
            )
        return opened + body + b"</" + name + b">"


def _style_of(attributes: dict[str, str]) -> int:
    return int(attributes.get("s", "0"))
