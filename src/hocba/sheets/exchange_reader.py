# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read a workbook that left a gradebook and came back: :mod:`hocba.sheets.exchange`.

Nothing is guessed. A sheet that is not what it was is refused whole, a row whose
learner is not certain is refused with all its cells, a cell that cannot be understood
is refused alone; each with its place and reason. What remains are the cells that a
person changed, beside what they held when the file was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..problems import HocbaError, Problem, Where, fail, register
from . import columns, values
from .exchange import (
    CHOICES,
    HIDDEN_SHEET,
    IDENTITY,
    KEY,
    Column,
    Identity,
    Row,
    Sheet,
    Workbook,
    is_marked,
    plain,
    title_lines,
    unseal,
)
from .grid import Book, Grid, letter
from .names import clean, fold, visible
from .tables import Classifier, Table, find_table, words
from .workbook import load

Canonical = Callable[[str, str, Where], str]
"""Text as typed, kind of column and place → canonical text, or a HocbaError."""

_FAMILIAR = frozenset("tx1 tx2 tx3 tx4 tx5 tx6 cd gk ck remark".split())

register(
    {
        "exchange.sheet_unknown": {
            "vi": "trang tính này không có trong tệp khi tải về nên không được đọc",
            "en": "the file had no such sheet when it was downloaded: not read",
        },
        "exchange.sheet_twice": {
            "vi": "nhiều trang tính cùng là một bảng ({sheets}): hãy chỉ để lại một",
            "en": "several sheets are the same one ({sheets}): leave only one",
        },
        "exchange.title": {
            "vi": "phần tiêu đề đã bị sửa hoặc là của bảng khác: khi tải về ghi "
            "«{wanted}»",
            "en": "the titles were changed or are another sheet's: they said "
            "“{wanted}” when it was downloaded",
        },
        "exchange.row_added": {
            "vi": "hàng này không có khi tải về: không thêm học sinh vào bảng",
            "en": "the row was not there when the sheet was downloaded: no learner is "
            "added in a sheet",
        },
        "exchange.row_missing": {
            "vi": "hàng của học sinh đã bị xóa khỏi bảng: các ô giữ nguyên",
            "en": "the learner's row was removed from the sheet: his cells stay",
            "level": "warning",
        },
        "exchange.row_twice": {
            "vi": "mã học sinh «{key}» có ở nhiều hàng ({rows}): không biết hàng nào "
            "đúng",
            "en": "the learner code “{key}” stands in several rows ({rows}): no "
            "telling which is right",
        },
        "exchange.key_changed": {
            "vi": "mã học sinh đã bị sửa hoặc xóa («{value}»): khi tải về là "
            "«{wanted}»",
            "en": "the learner code was changed or removed (“{value}”): it was "
            "“{wanted}” when the sheet was downloaded",
        },
        "exchange.name_missing": {
            "vi": "họ tên đã bị xóa: khi tải về là «{wanted}»",
            "en": "the name was removed: it was “{wanted}” when the sheet was "
            "downloaded",
        },
        "exchange.name_changed": {
            "vi": "họ tên đã bị sửa thành «{value}»: khi tải về là «{wanted}»",
            "en": "the name was changed to “{value}”: it was “{wanted}” when the sheet "
            "was downloaded",
        },
        "exchange.name_swapped": {
            "vi": "họ tên «{value}» là của học sinh khác trong bảng; mã ở hàng này là "
            "của «{wanted}»",
            "en": "the name “{value}” is another learner's of the sheet; the code in "
            "this row is that of “{wanted}”",
        },
        "exchange.no_cell": {
            "vi": "ô này không dùng cho học sinh này (không có bài kiểm tra, được miễn "
            "hoặc không học), không nhận «{value}»",
            "en": "there is no such cell for this learner (no test, exempt or not "
            "taken), “{value}” is not taken",
        },
        "exchange.result": {
            "vi": "kết quả do phần mềm tính từ các ô điểm, không nhận «{value}»",
            "en": "results are computed from the marks, “{value}” is not taken",
            "level": "warning",
        },
        "exchange.hidden_cell": {
            "vi": "ô bị sửa nằm trong hàng hoặc cột đang ẩn: hãy cho hiện lại và kiểm "
            "tra",
            "en": "the changed cell is in a hidden row or column: unhide and check it",
        },
    }
)


@dataclass(frozen=True)
class Change:
    """One cell that a person changed: canonical text then and now, and its place."""

    key: str
    ref: str
    name: str
    column: str
    base: str
    new: str
    where: Where

    def against(self, now: str) -> str:
        """Compare with what the cell holds by now.

        Return ``"same"`` (already so), ``"change"``, or ``"conflict"`` when somebody
        else changed the cell since the download.
        """
        if now == self.new:
            return "same"
        return "change" if now == self.base else "conflict"


@dataclass
class SheetRead:
    """One sheet that came back; ``refused`` when nothing of it may be taken."""

    sheet: Sheet
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    refused: bool = False


@dataclass
class WorkbookRead:
    """A file that came back."""

    identity: Identity
    sheets: list[SheetRead] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(data: bytes, filename: str, canonical: Canonical) -> WorkbookRead | None:
    """Return what a person changed in a downloaded workbook.

    ``None`` for a file that was never downloaded from a gradebook. ``canonical``
    understands marks (:func:`hocba.rules.cells.canonical`) and judges all kinds but
    ``text`` and ``conduct``.

    :raises HocbaError: the file cannot be read (see
        :func:`hocba.sheets.workbook.load`), ``exchange.version``,
        ``exchange.tampered``, ``exchange.hidden_missing``, ``exchange.old_format``.
    """
    where = Where(file=filename)
    book = load(data, filename, keep=HIDDEN_SHEET)
    if book.kept is None:
        if any(is_marked(_above(grid)) for grid in book.grids):
            code = "hidden_missing" if data.startswith(b"PK") else "old_format"
            raise fail(f"exchange.{code}", where)
        return None
    workbook = unseal(book.kept, where)
    found = WorkbookRead(workbook.identity, problems=list(book.problems))
    pairs = [(grid, _sheet_of(grid, workbook)) for grid in book.grids]
    for grid, sheet in pairs:
        place = Where(filename, grid.name)
        if sheet is None:
            if grid.cells:
                found.problems.append(Problem("exchange.sheet_unknown", {}, place))
            continue
        alike = [other.name for other, same in pairs if same is sheet]
        if len(alike) > 1:
            params = {"sheets": ", ".join(alike)}
            twice = Problem("exchange.sheet_twice", params, place)
            found.sheets.append(SheetRead(sheet, problems=[twice], refused=True))
        else:
            found.sheets.append(_Reading(book, grid, workbook, sheet, canonical).run())
    return found


def _above(grid: Grid) -> list[str]:
    return [cell.text for (row, _), cell in grid.cells.items() if row <= 20]


def _sheet_of(grid: Grid, workbook: Workbook) -> Sheet | None:
    """Return what the sheet was: by the code it shows, else by its name."""
    shown = " ".join(text for text in _above(grid) if is_marked([text]))
    by_code = [sheet for sheet in workbook.sheets if sheet.code in shown]
    by_name = [sheet for sheet in workbook.sheets if sheet.name == grid.name]
    return next(iter(by_code if len(by_code) == 1 else by_name), None)


class _Reading:
    """The reading of one sheet."""

    def __init__(
        self,
        book: Book,
        grid: Grid,
        workbook: Workbook,
        sheet: Sheet,
        canonical: Canonical,
    ) -> None:
        self.book, self.grid, self.workbook = book, grid, workbook
        self.canonical = canonical
        self.found = SheetRead(sheet)
        self.known = {row.key: row for row in sheet.rows}
        self.names = {row.name for row in sheet.rows}

    def run(self) -> SheetRead:
        sheet, found = self.found.sheet, self.found
        wanted = {"name": "Họ và tên", KEY: "Mã học sinh"}
        wanted |= {column.name: column.header for column in sheet.inputs}
        table = find_table(self.book, self.grid, _classifier(sheet), wanted)
        if table is None:
            self._refuse("sheet.no_table")
            return found
        # what find_table says of single rows is judged here, with what is known
        head = [p for p in table.problems if p.where and _row(p) <= table.header[1]]
        found.problems += head
        found.refused = any(problem.level == "error" for problem in head)
        self._check_titles(table)
        if not found.refused:
            self._read_rows(table)
        return found

    def _refuse(self, code: str, row: int | None = None, **params: object) -> None:
        where = Where(self.book.file, self.grid.name, row)
        self.found.problems.append(Problem(code, params, where))
        self.found.refused = True

    def _check_titles(self, table: Table) -> None:
        shown = {fold(text) for text in table.titles}
        for line in title_lines(self.workbook.identity, self.found.sheet):
            if fold(line) not in shown:
                self._refuse("exchange.title", table.header[0] - 1, wanted=clean(line))

    def _read_rows(self, table: Table) -> None:
        seen: dict[str, list[int]] = {}
        rows = list(self._filled_rows(table))
        for row in rows:
            seen.setdefault(_text(table, row, KEY), []).append(row)
        for row in rows:
            learner = self._learner(table, row, seen)
            if learner:
                self._read_row(table, row, learner)
        for key, one in self.known.items():
            if key not in seen:
                where = Where(self.book.file, self.grid.name, learner=one.name)
                self.found.problems.append(Problem("exchange.row_missing", {}, where))

    def _filled_rows(self, table: Table) -> Iterator[int]:
        used = [KEY, *(column.name for column in self.found.sheet.inputs)]
        for row in range(table.header[1] + 1, self.grid.last_row + 1):
            if table.name(row) or any(table.cell(row, name).text for name in used):
                yield row

    def _learner(
        self, table: Table, row: int, seen: dict[str, list[int]]
    ) -> Row | None:
        """Return whom the row is about, or nothing and say why."""
        for name in (KEY, "name"):
            if fault := table.cell(row, name).fault:
                self._report(table, row, name, fault[0], **fault[1])
                return None
            if self._is_merged(table, row, name):
                self._report_merged(table, row, name)
                return None
        key, name = _text(table, row, KEY), clean(table.name(row))
        one = self.known.get(key)
        if one is None:
            self._report_stranger(table, row, key, name)
        elif len(seen[key]) > 1:
            rows = ", ".join(map(str, seen[key]))
            self._report(table, row, KEY, "exchange.row_twice", key=key, rows=rows)
        elif not name:
            params = {"wanted": one.name}
            self._report(table, row, "name", "exchange.name_missing", **params)
        elif name != one.name:
            code = "swapped" if name in self.names else "changed"
            params = {"value": name, "wanted": one.name}
            self._report(table, row, "name", f"exchange.name_{code}", **params)
        else:
            return one
        return None

    def _report_stranger(self, table: Table, row: int, key: str, name: str) -> None:
        same = [one for one in self.found.sheet.rows if one.name == name]
        if len(same) == 1:
            params = {"value": key, "wanted": same[0].key}
            self._report(table, row, KEY, "exchange.key_changed", **params)
        else:
            self._report(table, row, "name", "exchange.row_added")

    def _read_row(self, table: Table, row: int, one: Row) -> None:
        for column in self.found.sheet.columns:
            try:
                if column.result:
                    self._check_result(table, row, one, column)
                else:
                    self._read_cell(table, row, one, column)
            except HocbaError as error:
                self.found.problems += error.problems

    def _check_result(self, table: Table, row: int, one: Row, column: Column) -> None:
        """Say that a result somebody wrote over is not taken."""
        text = table.cell(row, f"_{column.name}").text
        was = one.cells.get(column.name, "")
        if text and text not in (
            was,
            was.removesuffix(".0"),
            CHOICES["remark"].get(was),
        ):
            where = table.where(row, f"_{column.name}", one.name)
            problem = Problem("exchange.result", {"value": text}, where)
            self.found.problems.append(problem)

    def _read_cell(self, table: Table, row: int, one: Row, column: Column) -> None:
        cell = table.cell(row, column.name)
        where = table.where(row, column.name, one.name)
        if cell.fault:
            code, params = cell.fault
            if code == "cell.rounded":
                # a value that is no mark at all is told in the words of the regulation
                self._canonical(cell.text, column.kind, where)
            raise fail(code, where, **params)
        if cell.struck and not table.struck(row):
            raise fail("cell.struck", where, value=cell.text)
        if cell.left_out:
            params = {"left_out": cell.left_out, "value": cell.text}
            problem = Problem("cell.struck_part", params, where)
            self.found.problems.append(problem)
        if self._is_merged(table, row, column.name):
            self._report_merged(table, row, column.name)
            return
        if column.name not in one.cells:
            if cell.text:
                raise fail("exchange.no_cell", where, value=cell.text)
            return
        new, base = (
            self._canonical(cell.text, column.kind, where),
            one.cells[column.name],
        )
        seen = plain(visible(base)) if column.kind == "text" else base
        if new in (base, seen):
            # what nobody sees in a remark does not come back, and nobody removed it
            self.found.unchanged += 1
        elif self.grid.hidden(row, table.columns[column.name].index):
            raise fail("exchange.hidden_cell", where)
        else:
            who = (one.key, one.ref, one.name)
            self.found.changes.append(Change(*who, column.name, base, new, where))

    def _canonical(self, text: str, kind: str, where: Where) -> str:
        if not text or kind == "text":
            return plain(text)
        if kind == "conduct":
            level = values.LEVELS.get(words(text))
            if not level:
                raise fail("level.unclear", where, value=text)
            return level
        return self.canonical(text, kind, where)

    def _is_merged(self, table: Table, row: int, name: str) -> bool:
        column = table.columns.get(name)
        if column is None:
            return False
        area = self.grid.area(row, column.index)
        return (area.top, area.left) != (area.bottom, area.right)

    def _report_merged(self, table: Table, row: int, name: str) -> None:
        area = self.grid.area(row, table.columns[name].index)
        cells = f"{letter(area.left)}{area.top}:{letter(area.right)}{area.bottom}"
        self._report(table, row, name, "cell.merged", cells=cells)

    def _report(
        self, table: Table, row: int, name: str, code: str, **params: object
    ) -> None:
        where = table.where(row, name, table.name(row))
        self.found.problems.append(Problem(code, params, where))


def _row(problem: Problem) -> int:
    return (problem.where and problem.where.row) or 0


def _text(table: Table, row: int, name: str) -> str:
    return clean(table.text(row, name))


def _classifier(sheet: Sheet) -> Classifier:
    """Return the meaning of the headers of a sheet: its own, and other words for them.

    Other words are understood where the columns are those every mark sheet has; the
    columns of primary schools are told apart by exact words only.
    """
    known = {
        words(column.header): f"_{column.name}" if column.result else column.name
        for column in sheet.columns
    }
    own = {column.name for column in sheet.inputs}
    familiar = own <= _FAMILIAR

    def classify(header: str) -> str | None:
        if header in known:
            return known[header]
        found = columns.mark_sheet(header)
        if found in own:
            return found if familiar else None
        identity = found in (*IDENTITY, "family", "given")
        return found if identity or (found or "").startswith("_") else None

    return classify
