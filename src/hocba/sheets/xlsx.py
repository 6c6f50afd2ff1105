# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read .xlsx: ECMA-376, transitional and strict (ISO/IEC 29500-1).

Reading costs what is filled, not what is formatted. A sheet streams by; rows of which
no cell holds anything, and cells that hold nothing, are taken out of its bytes before
they are parsed. Nothing is evaluated, resolved or fetched.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from ..problems import Problem, Where, fail, register
from . import formats
from .grid import (
    EMPTY,
    MAX_CELLS,
    MAX_SHEETS,
    MAX_TEXTS,
    Area,
    Book,
    Cell,
    Grid,
    fill,
    merge,
    number_of,
)

MAX_UNPACKED = 64 * 2**20
MAX_FORMATTED = 512 * 2**20
MAX_RATIO = 200
MAX_PARTS = 2000
MAX_ELEMENTS = 2_000_000
CHUNK = 2**18
_LONG_ROW = 2**20

_WORKBOOK = "/officeDocument"
_SHEET = "/worksheet"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."

register(
    {
        "file.bomb": {
            "vi": "tệp giải nén ra quá lớn, có thể là tệp phá hoại: không đọc",
            "en": "the file unpacks to far too much, it may be an attack: not read",
        },
        "file.opendocument": {
            "vi": "tệp ở dạng OpenDocument (.ods), không phải .xlsx: hãy mở bằng "
            "LibreOffice hoặc Excel, chọn «Lưu thành», dạng Excel (.xlsx), rồi nộp "
            "tệp đó",
            "en": "the file is an OpenDocument (.ods), not .xlsx: open it in "
            "LibreOffice or Excel, choose “Save as”, the format Excel (.xlsx), and "
            "hand that file in",
        },
        "file.binary": {
            "vi": "tệp ở dạng Excel nhị phân (.xlsb): hãy mở bằng Excel, chọn «Lưu "
            "thành», dạng Excel Workbook (.xlsx)",
            "en": "the file is a binary workbook (.xlsb): open it in Excel, choose "
            "“Save as”, Excel Workbook (.xlsx)",
        },
        "file.signed": {
            "vi": "tệp có chữ ký điện tử của hệ thống đã cấp: điền vào sẽ làm hỏng chữ "
            "ký, nên tệp được giữ nguyên",
            "en": "the file bears an electronic signature that any change would break: "
            "it was left as it is",
        },
        "sheet.formatted": {
            "vi": "trang tính có quá nhiều hàng trống được định dạng: hãy xóa các hàng "
            "trống có định dạng bên dưới bảng (chọn các hàng đó, Delete) rồi lưu lại",
            "en": "the sheet has too many formatted empty rows: delete the formatted "
            "empty rows below the table and save it again",
        },
    }
)

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


def unescape(text: str) -> str:
    """Return a text without the escapes of ST_Xstring (ISO/IEC 29500-1, 22.9.2.19).

    ``_x000D_`` is a carriage return, ``_x005F_`` the underscore that makes a literal
    ``_x000D_`` out of ``_x005F_x000D_``.
    """
    if "_x" not in text:
        return text
    found = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    # what is not in the first plane is written as two escapes
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True)
class _Text:
    """A text of the file: what counts, and what is struck through in it."""

    text: str
    left_out: str = ""


@dataclass
class _Styles:
    """Format code and strike-through of each style, by its number."""

    codes: list[str] = field(default_factory=list)
    struck: list[bool] = field(default_factory=list)

    def of(self, style: str | None) -> tuple[str, bool]:
        number = int(style or 0)
        if number < len(self.codes):
            return self.codes[number], self.struck[number]
        return formats.GENERAL, False


class _Package:
    """The parts of the file by their names, in any spelling."""

    def __init__(self, archive: zipfile.ZipFile, where: Where) -> None:
        self.archive, self.where = archive, where
        self.parts = {_name(part.filename): part for part in archive.infolist()}

    def xml(self, name: str) -> etree._Element | None:
        """Return a small part, parsed, or nothing when there is none."""
        part = self.parts.get(_name(name))
        if part is None:
            return None
        data = self.archive.read(part)
        self.check(data)
        return etree.fromstring(data, _parser())

    def check(self, data: bytes) -> None:
        """Refuse what declares a document type: no spreadsheet program writes one."""
        plain = data.replace(b"\0", b"")
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise fail("file.bomb", self.where)

    def relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield id, last word of the type and target part of a part's relations."""
        folder, file = posixpath.split(_name(name))
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        for found in root if root is not None else ():
            if isinstance(found.tag, str) and found.get("TargetMode") != "External":
                target = posixpath.join("/" + folder, found.get("Target", ""))
                kind = found.get("Type", "").rpartition("/")[2]
                yield found.get("Id", ""), f"/{kind}", _name(posixpath.normpath(target))


def _name(name: str) -> str:
    return name.replace("\\", "/").strip("/").casefold()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return element.iterchildren(f"{{*}}{name}")


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else next(_children(element, name), None)


def _is_on(text: str | None) -> bool:
    return (text or "").strip() in ("1", "true", "on")


# --------------------------------------------------------------------------- workbook


def read(data: bytes, book: Book) -> None:
    """Add the sheets of an .xlsx file to the book.

    :raises HocbaError: ``file.broken``, ``file.bomb``, ``file.locked``,
        ``file.not_excel``, ``file.opendocument``, ``file.binary``, ``sheet.too_big``,
        ``sheet.formatted``; any other exception means a broken file
    """
    where = Where(file=book.file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise fail("file.broken", where) from error
    with archive:
        package = _Package(archive, where)
        _check_package(package)
        name = _workbook_name(package)
        root = package.xml(name)
        if root is None or _local(root) != "workbook":
            raise fail("file.not_excel", where)
        relations = {key: (kind, part) for key, kind, part in package.relations(name)}
        _check_size(package, len(data), relations)
        texts: list[_Text] | None = None
        styles = _read_styles(package, _only(relations, "/styles"))
        date1904 = any(
            _is_on(found.get("date1904")) for found in _children(root, "workbookPr")
        )
        for title, part, visible in _sheets(root, relations, where):
            kept = bool(book.keep) and title == book.keep
            if not visible and not kept:
                place = Where(file=book.file, sheet=title)
                book.problems.append(Problem("sheet.hidden", {}, place))
                continue
            if texts is None:
                shared = _only(relations, "/sharedStrings")
                texts = _read_texts(package, shared)
            grid = Grid(title)
            _Sheet(package, part, book, grid, texts, styles, date1904).read()
            if kept:
                book.kept = grid
            else:
                book.grids.append(grid)


@dataclass(frozen=True)
class SheetPart:
    """Where a sheet lies in its package, and what its styles say."""

    name: str
    codes: list[str]
    unlocked: frozenset[int]
    """The styles of cells that may be filled in while the sheet is protected."""

    def code(self, style: int) -> str:
        return self.codes[style] if style < len(self.codes) else formats.GENERAL


def sheet_part(data: bytes, filename: str, sheet: str) -> SheetPart:
    """Return the part of a sheet, by its name, of a file that :func:`read` has read.

    :raises HocbaError: ``file.signed`` when a signature would break by any change.
    """
    where = Where(file=filename, sheet=sheet)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = _Package(archive, where)
        if any(name.startswith("_xmlsignatures/") for name in package.parts):
            raise fail("file.signed", where)
        name = _workbook_name(package)
        root = package.xml(name)
        if root is None:
            raise fail("file.not_excel", where)
        relations = {key: (kind, part) for key, kind, part in package.relations(name)}
        found = {title: part for title, part, _ in _sheets(root, relations, where)}
        styles = _only(relations, "/styles")
        part = package.parts[found[sheet]]
        if part.flag_bits & 1 or part.file_size > MAX_UNPACKED:
            raise fail("sheet.formatted", where)
        return SheetPart(
            part.filename, _read_styles(package, styles).codes, _open(package, styles)
        )


def _open(package: _Package, name: str) -> frozenset[int]:
    root = package.xml(name) if name else None
    if root is None:
        return frozenset()
    return frozenset(
        number
        for number, one in enumerate(_grandchildren(root, "cellXfs", "xf"))
        if (found := _child(one, "protection")) is not None
        and not _is_on(found.get("locked", "1"))
    )


def _check_package(package: _Package) -> None:
    where, parts = package.where, package.parts
    if len(parts) > MAX_PARTS:
        raise fail("file.bomb", where)
    if any(part.flag_bits & 1 for part in parts.values()):
        raise fail("file.locked", where)
    kind = parts.get("mimetype")
    if kind and kind.file_size < 200:
        if package.archive.read(kind).startswith(_OPEN_DOCUMENT):
            raise fail("file.opendocument", where)
    if "xl/workbook.bin" in parts:
        raise fail("file.binary", where)


def _check_size(
    package: _Package, packed: int, relations: dict[str, tuple[str, str]]
) -> None:
    """Refuse what unpacks to too much; sheets stream by and may be much larger."""
    sheets = {part for kind, part in relations.values() if kind == _SHEET}
    unpacked = {True: 0, False: 0}
    for name, part in package.parts.items():
        unpacked[name in sheets] += part.file_size
    ratio = unpacked[False] // max(packed, 1)
    if unpacked[False] > MAX_UNPACKED or (
        ratio > MAX_RATIO and unpacked[False] > 2**20
    ):
        raise fail("file.bomb", package.where)
    if unpacked[True] > MAX_FORMATTED:
        raise fail("sheet.formatted", package.where)


def _workbook_name(package: _Package) -> str:
    found = [part for _, kind, part in package.relations("") if kind == _WORKBOOK]
    return found[0] if found else "xl/workbook.xml"


def _only(relations: dict[str, tuple[str, str]], wanted: str) -> str:
    return next((part for kind, part in relations.values() if kind == wanted), "")


def _sheets(
    root: etree._Element, relations: dict[str, tuple[str, str]], where: Where
) -> list[tuple[str, str, bool]]:
    """Return name, part and whether it can be seen of each sheet with cells."""
    found = []
    for sheets in _children(root, "sheets"):
        for sheet in _children(sheets, "sheet"):
            keys = [value for key, value in sheet.items() if key.endswith("}id")]
            kind, part = relations[keys[0]]
            # charts and macros have sheets of other kinds
            if kind == _SHEET:
                seen = sheet.get("state", "visible") == "visible"
                found.append((unescape(sheet.get("name", "")), part, seen))
    if len(found) > MAX_SHEETS:
        raise fail("file.bomb", where)
    return found


def _read_styles(package: _Package, name: str) -> _Styles:
    styles = _Styles()
    root = package.xml(name) if name else None
    if root is None:
        return styles
    codes = dict(formats.BUILTIN)
    for one in _grandchildren(root, "numFmts", "numFmt"):
        codes[int(one.get("numFmtId", "0"))] = unescape(one.get("formatCode", ""))
    fonts = [_strikes(font) is True for font in _grandchildren(root, "fonts", "font")]
    for one in _grandchildren(root, "cellXfs", "xf"):
        font = int(one.get("fontId", "0"))
        code = codes.get(int(one.get("numFmtId", "0")), formats.GENERAL)
        styles.codes.append(code or formats.GENERAL)
        styles.struck.append(font < len(fonts) and fonts[font])
    return styles


def _grandchildren(
    root: etree._Element, name: str, below: str
) -> Iterator[etree._Element]:
    for one in _children(root, name):
        yield from _children(one, below)


def _strikes(font: etree._Element | None) -> bool | None:
    """Return whether a font strikes through; nothing where there is no font."""
    if font is None:
        return None
    found = _child(font, "strike")
    return found is not None and _is_on(found.get("val", "1"))


def _read_texts(package: _Package, name: str) -> list[_Text]:
    part = package.parts.get(name)
    if part is None:
        return []
    texts: list[_Text] = []
    length = 0
    with package.archive.open(part) as stream:
        head = stream.read(CHUNK)
        package.check(head)
        parser = etree.XMLPullParser(
            ("end",), tag="{*}si", resolve_entities=False, no_network=True
        )
        while head:
            parser.feed(head)
            for _, element in parser.read_events():
                texts.append(_text(element, None))
                length += len(texts[-1].text)
                _forget(element)
            if length > MAX_TEXTS or len(texts) > 2 * MAX_CELLS:
                raise fail("file.bomb", package.where)
            head = stream.read(CHUNK)
        parser.close()
    return texts


def _text(element: etree._Element, struck: bool | None) -> _Text:
    """Return the text of a shared or inline string, phonetic hints left out.

    A part whose font is not given has that of the cell, which is not known here: it
    counts as struck when ``struck`` is set.
    """
    kept: list[str] = []
    left_out: list[str] = []
    for one in element:
        name = _local(one)
        if name == "t":
            kept.append(one.text or "")
        elif name == "r":
            own = _strikes(_child(one, "rPr"))
            word = "".join(found.text or "" for found in _children(one, "t"))
            (left_out if (struck if own is None else own) else kept).append(word)
    return _Text(unescape("".join(kept)), unescape("".join(left_out)))


def _forget(element: etree._Element) -> None:
    """Free an element that was read, and those before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


# ------------------------------------------------------------------------------ sheet


class _NoReference(Exception):
    """A row or cell does not say where it stands: none before it may be left out."""


@dataclass
class _Sheet:
    """The reading of one sheet."""

    package: _Package
    part: str
    book: Book
    grid: Grid
    texts: list[_Text]
    styles: _Styles
    date1904: bool

    def read(self) -> None:
        try:
            self._read(lean=True)
        except _NoReference:
            self.grid.cells.clear()
            self.grid.hidden_rows.clear()
            self.grid.hidden_columns.clear()
            self._read(lean=False)

    def _read(self, *, lean: bool) -> None:
        areas: list[Area] = []
        with self.package.archive.open(self.package.parts[self.part]) as stream:
            parts = (
                _lean(stream, self.package) if lean else _whole(stream, self.package)
            )
            fill(self.grid, self.book, self._cells(parts, areas, lean))
        merge(self.grid, self.book, areas)

    def _cells(
        self, parts: Iterator[bytes], areas: list[Area], lean: bool
    ) -> Iterator[tuple[int, int, Cell]]:
        parser = etree.XMLPullParser(
            ("end",),
            tag=("{*}c", "{*}row", "{*}col", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
        )
        line: etree._Element | None = None
        row = column = count = 0
        for data in parts:
            parser.feed(data)
            for _, element in parser.read_events():
                count += 1
                name = _local(element)
                if name == "c":
                    parent = element.getparent()
                    if parent is not line:
                        line, column = parent, 0
                        row = self._row(parent, row, lean)
                    column = self._column(element, column, lean)
                    cell = self._cell(element)
                    if cell is not EMPTY:
                        yield row, column, cell
                elif name == "row":
                    if element is not line:
                        row = self._row(element, row, lean)
                    line = None
                elif name == "col":
                    if _is_on(element.get("hidden")) or _is_zero(element.get("width")):
                        first = int(element.get("min", "1"))
                        last = int(element.get("max", first))
                        self.grid.hidden_columns.append((first, last))
                elif found := _RANGE.fullmatch(element.get("ref", "")):
                    left, top, right, bottom = found.groups()
                    left, right = number_of(left), number_of(right)
                    areas.append(Area(int(top), left, int(bottom), right))
                _forget(element)
            if count > MAX_ELEMENTS:
                where = Where(file=self.book.file, sheet=self.grid.name)
                raise fail("sheet.formatted", where)
        parser.close()

    def _row(self, element: etree._Element, before: int, lean: bool) -> int:
        reference = element.get("r")
        if reference is None and lean:
            raise _NoReference
        row = int(reference) if reference else before + 1
        if _is_on(element.get("hidden")) or _is_zero(element.get("ht")):
            self.grid.hidden_rows.add(row)
        return row

    def _column(self, element: etree._Element, before: int, lean: bool) -> int:
        reference = element.get("r")
        if not reference:
            if lean:
                raise _NoReference
            return before + 1
        found = _REFERENCE.fullmatch(reference)
        if not found:
            raise ValueError(reference)
        return number_of(found[1])

    def _cell(self, element: etree._Element) -> Cell:
        if not len(element):
            return EMPTY
        code, struck = self.styles.of(element.get("s"))
        kind = element.get("t", "n")
        formula = _child(element, "f")
        found = _child(element, "v")
        value = (found.text or "") if found is not None else ""
        if formula is not None:
            text = (formula.text or "").strip()
            # LibreOffice writes a logical value as the formula TRUE()
            if not re.fullmatch(r"(?i)(TRUE|FALSE)\(\)", text):
                return Cell(f"={text}", "formula", None, struck)
            return Cell(text[:-2].upper(), "boolean", None, struck)
        if kind == "inlineStr":
            inline = _child(element, "is")
            text = _Text("") if inline is None else _text(inline, struck)
            return _text_cell(text, struck, code)
        if not value:
            return EMPTY
        if kind == "s":
            return _text_cell(self.texts[int(value)], struck, code)
        if kind == "str":
            return _text_cell(_Text(unescape(value)), struck, code)
        if kind == "b":
            return Cell("TRUE" if _is_on(value) else "FALSE", "boolean", None, struck)
        if kind == "e":
            return Cell(value, "error", None, struck)
        if kind == "d":
            date = dt.datetime.fromisoformat(value.removesuffix("Z")).date()
            text = f"{date:%d/%m/}{date.year:04d}"
            return Cell(text, "date", date, struck)
        return formats.cell(float(value), code, date1904=self.date1904, struck=struck)


def _text_cell(text: _Text, struck: bool, code: str) -> Cell:
    if text.left_out and not text.text.strip():
        return formats.formatted_text(text.left_out, True, "", code)
    # a struck cell of which parts have a font of their own is not struck as a whole
    whole = struck and not text.left_out
    return formats.formatted_text(text.text, whole, text.left_out, code)


def _is_zero(text: str | None) -> bool:
    return text is not None and bool(re.fullmatch(r"0+(\.0*)?", text))


# -------------------------------------------------------------- what need not be read


def _whole(stream: Any, package: _Package) -> Iterator[bytes]:
    head = stream.read(CHUNK)
    package.check(head)
    while head:
        yield head
        head = stream.read(CHUNK)


def _lean(stream: Any, package: _Package) -> Iterator[bytes]:
    """Yield the sheet's bytes without rows and cells that hold nothing.

    What is left out is whole rows of which no cell has an end tag, and cells that are
    one tag; "<" is never a text's in XML, but in the comments and CDATA that begin with
    "<!", and a part that holds one is left as it is.
    """
    buffer = stream.read(CHUNK)
    package.check(buffer)
    prefix = re.search(rb"<((?:[\w.-]+:)?)sheetData[\s>]", buffer)
    if prefix is None or b"\0" in buffer:
        while buffer:
            yield buffer
            buffer = stream.read(CHUNK)
        return
    start = buffer.index(b">", prefix.start()) + 1
    yield buffer[:start]
    buffer = buffer[start:]
    name = re.escape(prefix[1])
    row_end, cell_end = b"</" + prefix[1] + b"row>", b"</" + prefix[1] + b"c"
    empty_rows = re.compile(rb"(?:\s*<" + name + rb"row(?:\s[^<>]*)?/>)*")
    empty_cell = re.compile(
        rb"<" + name + rb"c\s(?:[^<>]*\s)?r=[\"'][A-Z]+\d+[\"'][^<>]*/>"
    )
    between = True
    while True:
        chunk = stream.read(CHUNK)
        buffer += chunk
        last = buffer.rfind(row_end)
        end = last + len(row_end) if last >= 0 else 0
        if found := empty_rows.match(buffer, end):
            end = found.end()
        if not chunk:
            yield buffer
            return
        if end:
            rows, buffer = buffer[:end], buffer[end:]
            plain = b"!" not in rows
            if not (between and plain and cell_end not in rows):
                yield empty_cell.sub(b"", rows) if plain else rows
            between = True
        if len(buffer) > _LONG_ROW:
            # a row that is longer, or what stands behind the rows
            yield buffer
            buffer, between = b"", False
