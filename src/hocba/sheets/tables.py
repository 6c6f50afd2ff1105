# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The table in a sheet: header rows understood by meaning, rows of learners.

A header may have several rows with merged cells. Every column gets the path of the
texts above it; a *classifier* of the kind of sheet turns the path into a field. What
cannot be told apart is refused with its row and column. Fields whose name begins with
``_`` are understood and left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ..problems import Problem, Where, fail, register
from .grid import Book, Cell, Grid, letter
from .names import clean, fold
from .workbook import load

Classifier = Callable[[str], str | None]

SEARCHED_ROWS = 40
HEADER_ROWS = 4
FULL_ROW = 3
DATE_PARTS = ("birth_day", "birth_month", "birth_year")
#: what tells who a row is about; a sheet of marks need not have all of it
IDENTITY = ("personal_id", "student_code", "birth_date")

register(
    {
        "sheet.no_table": {
            "vi": "không tìm thấy bảng có tiêu đề cột «Họ và tên» cùng các cột cần có",
            "en": "no table found with a header “Họ và tên” and the columns needed",
        },
        "sheet.not_understood": {
            "vi": "trang tính không có bảng cần đọc nên được bỏ qua",
            "en": "the sheet holds no table of this kind and is left out",
            "level": "warning",
        },
        "sheet.several": {
            "vi": "có nhiều trang tính cùng loại ({sheets}): hãy chọn một trang tính",
            "en": "several sheets hold such a table ({sheets}): choose one of them",
        },
        "header.missing": {
            "vi": "không tìm thấy cột «{wanted}»",
            "en": "no column “{wanted}” found",
        },
        "header.duplicate": {
            "vi": "hai cột {first} và {second} cùng có nghĩa là «{wanted}»: hãy xóa "
            "hoặc đổi tên một cột",
            "en": "the columns {first} and {second} both mean “{wanted}”: remove or "
            "rename one of them",
        },
        "header.merged": {
            "vi": "ô tiêu đề «{header}» trộn trên các cột {columns} mà các cột này đều "
            "có dữ liệu: hãy bỏ trộn ô và ghi tiêu đề riêng cho từng cột",
            "en": "the header “{header}” is merged over the columns {columns}, which "
            "all hold data: unmerge it and give each column its own header",
        },
        "header.empty": {
            "vi": "cột bên phải cột họ tên có dữ liệu nhưng không có tiêu đề",
            "en": "the column to the right of the names holds data but has no header",
        },
        "header.none": {
            "vi": "cột {columns} có dữ liệu nhưng không có tiêu đề: hãy ghi tiêu đề, "
            "hoặc xóa dữ liệu của cột",
            "en": "column {columns} holds data but has no header: write one, or remove "
            "what is in the column",
        },
        "header.none_beside": {
            "vi": "cột {columns} bên phải bảng không có tiêu đề nên được bỏ qua",
            "en": "column {columns} right of the table has no header and is left out",
            "level": "warning",
        },
        "header.whose": {
            "vi": "tiêu đề «{header}» không cho biết là của cha hay của mẹ, hoặc không "
            "được dùng: cột này được bỏ qua",
            "en": "the header “{header}” does not say whether it is the father's or "
            "the mother's, or is of no use: the column is left out",
            "level": "warning",
        },
        "row.title": {
            "vi": "«{value}» nằm giữa các học sinh: không rõ các hàng bên dưới là của "
            "ai. Hãy tách thành trang tính riêng, hoặc xóa hàng này",
            "en": "“{value}” stands among the learners: whose the rows below are is "
            "not known. Put them on a sheet of their own, or delete this row",
        },
        "row.above": {
            "vi": "hàng này nằm trên hàng tiêu đề được dùng (hàng {header}) nên không "
            "được đọc: hãy tách mỗi bảng thành một trang tính",
            "en": "this row stands above the header that is used (row {header}) and "
            "was not read: put each table on a sheet of its own",
        },
        "row.below": {
            "vi": "hàng dưới học sinh cuối cùng không có số thứ tự, mã hay ngày sinh "
            "nên được bỏ qua",
            "en": "the row below the last learner has no number, code or date and is "
            "left out",
            "level": "warning",
        },
        "header.unknown": {
            "vi": "không hiểu tiêu đề «{header}», cột này được bỏ qua",
            "en": "the header “{header}” is not understood, the column is left out",
            "level": "warning",
        },
        "row.unclear": {
            "vi": "hàng có dữ liệu nhưng thiếu họ tên, hoặc thiếu cả số thứ tự, mã "
            "định danh và ngày",
            "en": "the row holds data but no name, or neither number, personal id "
            "nor date",
        },
        "cell.merged": {
            "vi": "ô trộn {cells} trong vùng dữ liệu: hãy bỏ trộn ô",
            "en": "merged cells {cells} among the data: unmerge them",
        },
        "header.date_parts": {
            "vi": "ngày, tháng, năm sinh nằm ở nhiều cột nhưng không đủ ba cột: hãy "
            "ghi vào một cột «Ngày sinh», ví dụ 04/05/2013",
            "en": "day, month and year of birth stand in several columns, but not in "
            "three: put them into one column “Ngày sinh”, as in 04/05/2013",
        },
        "header.sector_code": {
            "vi": "cột «{header}» chứa mã 10 chữ số: được đọc là mã học sinh của "
            "ngành, không phải số định danh cá nhân 12 chữ số (số định danh đã mất số "
            "0 thì hãy nhập lại đủ 12 chữ số)",
            "en": "the column “{header}” holds codes of 10 digits: read as the "
            "sector's student code, which is no personal id of 12 digits (an id that "
            "lost its zeros is to be typed again with all 12)",
            "level": "warning",
        },
    }
)


_NOT_ONLY_NAMES = frozenset(
    "nam nu kinh hoa tay thai muong khmer nung mong hmong dao cham co ho mnong"
    " giay van tho xtieng gie sila lao ngai chut mang brau bo ro".split()
)


# no header of a second row belongs below these, but parts of a name or a date
_LABEL = r"(?:lop|mon(?: hoc)?|hoc k[iy]|nam hoc|khoi)\s*:?"
_ALONE = ("name", "number", "personal_id", "id_or_code", "birth_date")


@dataclass(frozen=True)
class Column:
    """A column that is understood."""

    index: int
    header: str
    row: int

    @property
    def letter(self) -> str:
        return letter(self.index)

    @property
    def title(self) -> str:
        return f"{self.letter} «{self.header}»"


@dataclass
class Table:
    """The table of one sheet: columns by field, and where the data begin."""

    file: str
    grid: Grid
    columns: dict[str, Column]
    header: tuple[int, int]
    problems: list[Problem] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    joined: bool = False
    """Whether day, month and year of birth stand in columns of their own."""
    refused: set[str] = field(default_factory=set)
    """The fields of which no cell is taken, since the column as a whole is doubtful."""

    def where(self, row: int, name: str | None = None, learner: str = "") -> Where:
        """Return the place of a field in a row."""
        column = self.columns.get(name or "")
        if name == "name" and column is None:
            column = self.columns.get("given")
        title = column.title if column else None
        return Where(self.file, self.grid.name, row, title, learner or None)

    def cell(self, row: int, name: str) -> Cell:
        if name == "birth_date" and self.joined:
            return self._joined_date(row)
        column = self.columns.get(name)
        return self.grid.cell(row, column.index) if column else Cell()

    def text(self, row: int, name: str) -> str:
        """Return the text of a field, empty where the cell cannot be read."""
        found = self.cell(row, name)
        void = found.fault or (found.struck and not self.struck(row))
        return "" if void else found.text

    def _joined_date(self, row: int) -> Cell:
        """Return the date whose day, month and year stand in columns of their own."""
        day, month, year = (self.cell(row, part) for part in DATE_PARTS)
        if year.text and not (day.text or month.text):
            return year
        text = "/".join(part.text for part in (day, month, year))
        struck = day.struck and month.struck and year.struck
        return Cell(text, "text", None, struck) if text.strip("/") else Cell()

    def name(self, row: int) -> str:
        """Return the learner's name, out of one column or two."""
        if "name" in self.columns:
            return self.text(row, "name")
        return f"{self.text(row, 'family')} {self.text(row, 'given')}".strip()

    def struck(self, row: int) -> bool:
        """Return whether the learner's name is struck through."""
        for part in ("name", "given"):
            if part in self.columns:
                index = self.columns[part].index
                if self.grid.cell(row, index).struck:
                    return True
        return False

    def report(self, row: int, name: str, code: str, **params: object) -> None:
        """Add a problem of one cell."""
        where = self.where(row, name, self.name(row))
        self.problems.append(Problem(code, params, where))

    @property
    def mapping(self) -> dict[str, str]:
        """Return what was understood: header with its column letter, by field."""
        known = {
            name: column.title
            for name, column in self.columns.items()
            if not name.startswith("_")
        }
        return dict(sorted(known.items(), key=lambda item: self.columns[item[0]].index))

    @property
    def titles(self) -> list[str]:
        """Return the texts above the header, then the sheet's name."""
        above = sorted(place for place in self.grid.cells if place[0] < self.header[0])
        texts: list[str] = list(self.grid.above)
        last = 0
        for place in above:
            text = self.grid.cells[place].text
            if place[0] == last and re.fullmatch(_LABEL, fold(texts[-1])):
                # «Lớp:» and «7A1» in cells of their own
                texts[-1] += f" {text}"
            else:
                texts.append(text)
            last = place[0]
        return [*texts, self.grid.name]


def words(text: str) -> str:
    """Return a header for comparing: folded, words only, ``kì`` and ``lí`` one way."""
    plain = re.sub(r"[^a-z0-9]+", " ", fold(text)).split()
    same = {"ky": "ki", "ly": "li"}
    return " ".join(same.get(word, word) for word in plain)


def read_tables(
    data: bytes,
    filename: str,
    classify: Classifier,
    required: dict[str, str],
) -> tuple[list[Table], list[Problem]]:
    """Return the tables of a file, one a sheet at most, and the file's own problems.

    ``required`` are the fields without which a table cannot be read, with the title a
    person knows them by.

    :raises HocbaError: what :func:`hocba.sheets.workbook.load` raises, and
        ``sheet.no_table`` when no sheet holds such a table.
    """
    book = load(data, filename)
    tables, problems = [], list(book.problems)
    for grid in book.grids:
        table = find_table(book, grid, classify, required)
        if table:
            tables.append(table)
        elif grid.cells:
            where = Where(filename, grid.name)
            problems.append(Problem("sheet.not_understood", {}, where))
    if not tables:
        raise fail("sheet.no_table", Where(file=filename))
    return tables, problems


def choose(tables: list[Table], sheet: str | None) -> Table:
    """Return the only table, or that of the named sheet.

    :raises HocbaError: ``sheet.several``, ``sheet.no_table``.
    """
    found = [table for table in tables if sheet in (None, table.grid.name)]
    where = Where(file=tables[0].file, sheet=sheet)
    if not found:
        raise fail("sheet.no_table", where)
    if len(found) > 1:
        names = ", ".join(table.grid.name for table in found)
        raise fail("sheet.several", where, sheets=names)
    return found[0]


def find_table(
    book: Book, grid: Grid, classify: Classifier, required: dict[str, str]
) -> Table | None:
    """Return the table of a sheet with all that is wrong with its header."""
    top = _header_row(grid, classify)
    if top is None:
        return None
    header = _header_block(grid, top, classify)
    table = Table(book.file, grid, {}, header)
    _map_columns(table, classify)
    _join_dates(table)
    _tell_codes(table)
    _check_columns(table, required)
    if "name" in table.columns or "given" in table.columns:
        _find_rows(table)
        # who reads a list of learners needs all that it says of them; who reads marks
        # can do without an id that cannot be read
        strict = "personal_id" in required
        _check_cells(table, () if strict else IDENTITY)
    return table


# ---------------------------------------------------------------------------- header


def _header_row(grid: Grid, classify: Classifier) -> int | None:
    """Return the row that names most fields, a name and two others at least."""
    best, found = 0, None
    for row in range(1, min(SEARCHED_ROWS, grid.last_row) + 1):
        fields = {
            _field([grid.cell(row, column).text], classify)
            for column in range(1, grid.last_column + 1)
        }
        named = fields & {"name", "family", "given"}
        known = fields - {None}
        if named and len(known) >= 3 and len(known) > best:
            best, found = len(known), row
    return found


def _field(path: list[str], classify: Classifier) -> str | None:
    """Classify the whole path, then its lower parts, each with and without brackets."""
    for start in range(len(path)):
        joined = " ".join(path[start:])
        left_out = None
        for text in (joined, re.sub(r"\([^)]*\)|\*", " ", joined)):
            if words(text):
                found = classify(words(text))
                # «Năm» is a year; folded it would be the boys' column «Nam»
                if found and not (found == "male" and "ă" in clean(text).casefold()):
                    if not found.startswith("_"):
                        return found
                    left_out = left_out or found
        if left_out:
            return left_out
    return None


def _header_block(grid: Grid, row: int, classify: Classifier) -> tuple[int, int]:
    """Return first and last row of the header."""
    areas = [grid.area(row, column) for column in range(1, grid.last_column + 1)]
    first = min(area.top for area in areas)
    last = max(area.bottom for area in areas)
    if last - first >= HEADER_ROWS:
        first, last = row, row
    if first == last and _is_second_row(grid, row, classify):
        last += 1
    return first, last


def _is_second_row(grid: Grid, row: int, classify: Classifier) -> bool:
    """Return whether the next row goes on with the header without merged cells."""
    added = False
    above = ""
    for column in range(1, grid.last_column + 1):
        top = grid.cell(row, column).text
        above = top or above
        below = grid.cell(row + 1, column).text
        upper = _field([top], classify) if top else None
        if below and upper in _ALONE:
            part = _field([top, below], classify)
            if part not in ("family", "given", *DATE_PARTS):
                return False
        if below and _field([above, below], classify):
            added = True
    return added


def _paths(
    table: Table,
) -> Iterator[tuple[int, tuple[tuple[int, int], ...], list[str]]]:
    """Yield each column with the anchors and the texts of its header cells."""
    grid, (first, last) = table.grid, table.header
    inherited = ""
    for column in range(1, grid.last_column + 1):
        anchors: list[tuple[int, int]] = []
        texts: list[str] = []
        for row in range(first, last + 1):
            area = grid.area(row, column)
            anchor = (area.top, area.left)
            text = grid.cell(*anchor).text
            if text and anchor not in anchors:
                anchors.append(anchor)
                texts.append(text)
        upper = grid.merged(first, column).text
        if texts and not upper and last > first:
            # a group whose cells were not merged: only its first column has the text
            texts.insert(0, inherited)
        elif upper:
            inherited = upper
        yield column, tuple(anchors), [text for text in texts if text]


def _map_columns(table: Table, classify: Classifier) -> None:
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    paths: dict[int, list[str]] = {}
    for column, anchors, texts in _paths(table):
        if texts:
            groups.setdefault(anchors, []).append(column)
            paths[column] = texts
    for columns in groups.values():
        texts = paths[columns[0]]
        name = _field(texts, classify)
        header = " ".join(" / ".join(texts).split())
        if len(columns) > 1:
            _map_wide(table, columns, name, header)
        else:
            _map_one(table, columns[0], name, header)
    _number_regular(table)
    _map_given(table, set(paths))
    _name_headless(table, set(paths))


def _name_headless(table: Table, headed: set[int]) -> None:
    """Name the columns that hold data of learners and have no header."""
    known = {column.index for column in table.columns.values()}
    name = table.columns.get("name")
    for column in range(1, table.grid.last_column + 1):
        if column in headed | known or (name and column == name.index + 1):
            continue
        if _data_rows(table, column):
            inside = column < max(known, default=0)
            code = "header.none" if inside else "header.none_beside"
            where = Where(table.file, table.grid.name, table.header[1], letter(column))
            params = {"columns": letter(column)}
            table.problems.append(Problem(code, params, where))


def _map_one(table: Table, index: int, name: str | None, header: str) -> None:
    column = Column(index, header, table.header[1])
    if name is None:
        if _data_rows(table, index):
            where = Where(table.file, table.grid.name, column.row, column.title)
            problem = Problem("header.unknown", {"header": header}, where)
            table.problems.append(problem)
        return
    if name == "_whose" and _data_rows(table, index):
        where = Where(table.file, table.grid.name, column.row, column.title)
        problem = Problem("header.whose", {"header": header}, where)
        table.problems.append(problem)
    if name.startswith("_") or name in ("number", "tx"):
        while name in table.columns:
            name += "+"
    known = table.columns.get(name)
    if known:
        _report_duplicate(table, known, column)
        return
    table.columns[name] = column


def _map_wide(table: Table, columns: list[int], name: str | None, header: str) -> None:
    """Understand a header merged over several columns with nothing below, or refuse."""
    filled = [index for index in columns if _data_rows(table, index)]
    if name == "name" and len(filled) == 2 and _are_given_names(table, filled[1]):
        if _repeats(table, *filled):
            _map_one(table, filled[0], "name", header)
        else:
            _map_one(table, filled[0], "family", header)
            _map_one(table, filled[1], "given", header)
    elif name == "tx":
        for index in columns:
            _map_one(table, index, "tx", header)
    elif len(filled) > 1 and not (name or "").startswith("_"):
        letters = ", ".join(letter(index) for index in filled)
        where = Where(table.file, table.grid.name, table.header[1], letters)
        params = {"header": header, "columns": letters}
        table.problems.append(Problem("header.merged", params, where))
    else:
        _map_one(table, (filled or columns)[0], name, header)


def _number_regular(table: Table) -> None:
    """Give ĐĐGtx columns without a number theirs, from left to right."""
    plain = [name for name in table.columns if name.rstrip("+") == "tx"]
    columns = sorted((table.columns.pop(name) for name in plain), key=_by_index)
    for number, column in enumerate(columns, start=1):
        name = f"tx{number}"
        known = table.columns.get(name)
        if known:
            _report_duplicate(table, known, column)
        else:
            table.columns[name] = column


def _by_index(column: Column) -> int:
    return column.index


def _map_given(table: Table, headed: set[int]) -> None:
    """Find the given names in a column without header beside the names."""
    column = table.columns.get("name")
    if column is None or column.index + 1 in headed:
        return
    right = column.index + 1
    rows = set(_data_rows(table, right))
    if not rows:
        return
    named = set(_data_rows(table, column.index))
    if _repeats(table, column.index, right):
        return
    if named <= rows and _are_given_names(table, right):
        del table.columns["name"]
        table.columns["family"] = column
        table.columns["given"] = Column(right, column.header, column.row)
        return
    where = Where(table.file, table.grid.name, column.row, letter(right))
    table.problems.append(Problem("header.empty", {}, where))


def _repeats(table: Table, left: int, right: int) -> bool:
    """Return whether a column says the last word of the names again, to sort by it."""
    rows = _data_rows(table, right)
    pairs = [(table.grid.cell(r, left).text, table.grid.cell(r, right)) for r in rows]
    return bool(pairs) and all(
        cell.kind == "formula" or fold(name).split()[1:][-1:] == [fold(cell.text)]
        for name, cell in pairs
    )


def _are_given_names(table: Table, index: int) -> bool:
    """Return whether a column without header of its own can only be given names.

    They are single words, they differ, and few of them are also a gender or an
    ethnic group: a header merged over the next column must not lengthen every name.
    """
    rows = _data_rows(table, index)
    texts = [fold(table.grid.cell(row, index).text) for row in rows]
    single = all(text.replace("'", "").isalpha() for text in texts)
    varied = len(set(texts)) * 3 >= len(texts)
    other = sum(text in _NOT_ONLY_NAMES for text in texts)
    return single and varied and other * 2 < len(texts)


def _data_rows(table: Table, index: int) -> list[int]:
    """Return the rows below the header that are full enough and fill this column."""
    grid, first = table.grid, table.header[1] + 1
    counts: dict[int, int] = {}
    for row, _ in grid.cells:
        counts[row] = counts.get(row, 0) + 1
    return [
        row
        for row in range(first, grid.last_row + 1)
        if counts.get(row, 0) >= FULL_ROW and (row, index) in grid.cells
    ]


def _join_dates(table: Table) -> None:
    """Take day, month and year in three columns for one date."""
    parts = [name for name in DATE_PARTS if name in table.columns]
    if not parts:
        return
    if "birth_date" not in table.columns and len(parts) == len(DATE_PARTS):
        first = table.columns[parts[0]]
        table.columns["birth_date"] = Column(first.index, first.header, first.row)
        table.joined = True
    else:
        place = table.where(table.header[1], parts[0])
        table.problems.append(Problem("header.date_parts", {}, place))


def _tell_codes(table: Table) -> None:
    """Tell the sector's student code from the personal id under «Mã định danh».

    Some write the first under that header: ten digits that begin with no zero. The
    personal id has twelve (Luật Căn cước 2023 Điều 12).
    """
    plain = table.columns.pop("id_or_code", None)
    if plain is None:
        return
    texts = [
        re.sub(r"[\s.'’]", "", table.grid.cell(row, plain.index).text)
        for row in _data_rows(table, plain.index)
    ]
    texts = [text for text in texts if re.search(r"\d", text)]
    codes = [text for text in texts if re.fullmatch(r"[1-9]\d{9}", text)]
    is_code = bool(codes) and len(codes) * 2 > len(texts)
    if is_code and "student_code" not in table.columns:
        table.columns["student_code"] = plain
        if "personal_id" not in table.columns:
            place = table.where(plain.row, "student_code")
            params = {"header": plain.header}
            table.problems.append(Problem("header.sector_code", params, place))
        return
    name = "student_code" if is_code else "personal_id"
    known = table.columns.setdefault(name, plain)
    if known is not plain:
        _report_duplicate(table, known, plain)


def _report_duplicate(table: Table, known: Column, column: Column) -> None:
    where = Where(table.file, table.grid.name, column.row, column.title)
    params = {"first": known.letter, "second": column.letter, "wanted": known.header}
    table.problems.append(Problem("header.duplicate", params, where))


def _check_columns(table: Table, required: dict[str, str]) -> None:
    row = table.header[1]
    known = set(table.columns)
    if {"family", "given"} <= known:
        known.add("name")
    for name, title in required.items():
        if known.isdisjoint(name.split("|")):
            where = Where(table.file, table.grid.name, row)
            table.problems.append(Problem("header.missing", {"wanted": title}, where))


# ------------------------------------------------------------------------------ rows


def _find_rows(table: Table) -> None:
    """Tell learners' rows from the numbering row, empty rows and the footer."""
    first, last = table.header[1] + 1, table.grid.last_row
    rows = [row for row in range(first, last + 1) if _is_learner(table, row)]
    end, known = rows[-1] if rows else first - 1, set(rows)
    for row in range(1, table.header[0]):
        if _is_learner(table, row):
            table.report(row, "name", "row.above", header=table.header[0])
    for row in range(first, last + 1):
        if row in known or _is_header_again(table, row):
            continue
        again = row == first or _is_header_again(table, row - 1)
        if again and _is_numbering(table, row):
            continue
        filled = _filled(table, row)
        loose = row < end and filled - {"number"}
        title = _title(table, row) if row < end and not loose else ""
        if title:
            table.report(row, "number", "row.title", value=title)
        elif row == end + 1 and len(filled) == 2 and _looks_like_name(table, row):
            table.report(row, "name", "row.below")
        if loose or len(filled) >= FULL_ROW:
            parts = (table.cell(row, part) for part in ("name", "family", "given"))
            faults = [cell.fault for cell in parts if cell.fault]
            code, params = faults[0] if faults else ("row.unclear", {})
            table.report(row, "name", code, **params)
    table.rows = rows


def _looks_like_name(table: Table, row: int) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)+", table.name(row)))


def _title(table: Table, row: int) -> str:
    """Return the words of a row that is nobody's."""
    grid = table.grid
    texts = (grid.cell(row, column).text for column in range(1, grid.last_column + 1))
    return next(
        (
            text
            for text in texts
            if sum(map(str.isalpha, text)) > 1 or re.search(r"\d\s*[^\W\d_]", text)
        ),
        "",
    )


def _filled(table: Table, row: int) -> set[str]:
    return {name for name in table.columns if table.cell(row, name).text}


def _is_learner(table: Table, row: int) -> bool:
    name = table.name(row)
    if sum(char.isalpha() for char in name) < 2 or _is_header_again(table, row):
        return False
    if re.fullmatch(r"\d{1,4}\.?", table.text(row, "number")):
        return True
    if table.cell(row, "number").kind == "formula":
        return True
    codes = (table.text(row, code) for code in ("personal_id", "student_code"))
    if any(re.search(r"\d{6}", code) for code in codes):
        return True
    dates = (table.cell(row, part) for part in ("birth_date", "date"))
    return any(
        cell.kind == "date" or re.match(r"\d{1,2}[/.-]\d", cell.text) for cell in dates
    )


def _is_numbering(table: Table, row: int) -> bool:
    """Return whether the row counts the columns: (1) (2) (3), or A B 1 2."""
    texts = [table.cell(row, name).text for name in table.columns]
    return all(re.fullmatch(r"\(?(\d{1,2}|[A-Za-z])\)?", t) for t in texts if t)


def _is_header_again(table: Table, row: int) -> bool:
    column = table.columns.get("name") or table.columns.get("family")
    text = words(table.grid.cell(row, column.index).text) if column else ""
    if column and text and text == words(column.header):
        return True
    grid, (first, last) = table.grid, table.header
    width = range(1, grid.last_column + 1)
    here = [words(grid.cell(row, column).text) for column in width]
    if row <= last or sum(map(bool, here)) < 2:
        return False
    return any(
        here == [words(grid.cell(head, column).text) for column in width]
        for head in range(first, last + 1)
    )


def _check_cells(table: Table, lenient: Iterable[str]) -> None:
    """Report the cells among the data that would be used and cannot be read.

    Those of ``lenient`` fields are left to who asks for them.
    """
    used = {
        column.index: name
        for name, column in table.columns.items()
        if not name.startswith("_") and name.rstrip("+") != "number"
    }
    seen: set[tuple[int, int]] = set()
    for row in table.rows:
        struck = table.struck(row)
        for index, name in sorted(used.items()):
            cell = table.grid.cell(row, index)
            if cell.left_out:
                params = {"left_out": cell.left_out, "value": cell.text}
                table.report(row, name, "cell.struck_part", **params)
            if name not in lenient:
                _check_cell(table, row, name, cell, struck)
            area = table.grid.area(row, index)
            inside = [column for column in used if area.left <= column <= area.right]
            if area.bottom == area.top and len(inside) < 2:
                continue
            if (area.top, area.left) not in seen:
                seen.add((area.top, area.left))
                cells = f"{letter(area.left)}{area.top}:"
                cells += f"{letter(area.right)}{area.bottom}"
                table.report(row, name, "cell.merged", cells=cells)


def _check_cell(table: Table, row: int, name: str, cell: Cell, struck: bool) -> None:
    """Report what keeps a cell from being read; ``struck`` is the whole learner."""
    if cell.fault and not _is_own_matter(name, cell):
        code, params = cell.fault
        table.report(row, name, code, **params)
    elif cell.struck and not struck and cell.text:
        table.report(row, name, "cell.struck", value=cell.text)


def _is_own_matter(name: str, cell: Cell) -> bool:
    """Return whether the field itself knows what to say of the cell."""
    if name in ("female", "male"):
        return cell.kind == "boolean"
    # of numbers that stand for digits, what was lost matters more than how it shows
    digits = name in ("personal_id", "student_code") or name.endswith("phone")
    return digits and cell.kind == "number"
