# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fill the blank mark sheet that another system gave, for that system to read back.

Only empty cells of understood mark columns are written; every other cell and part of
the file stays as it was (:mod:`hocba.sheets.cell_write`). A learner is known by a code
and the name, or by name and birth date, never by the name alone. What is not found, or
is filled otherwise already, is named and left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..problems import HocbaError, Problem, Where, fail, register
from . import mark_sheet
from .cell_write import SheetCells
from .grid import number_of, value_of
from .identity import Known, Roll, agrees
from .mark_sheet import MarkRow, MarkSheet
from .names import clean, spelling
from .scope import Scope

register(
    {
        "fill.old": {
            "vi": "chỉ điền được vào tệp .xlsx: hãy mở tệp mẫu bằng Excel, chọn «Lưu "
            "thành», dạng Excel Workbook (.xlsx), rồi chọn tệp đó",
            "en": "only an .xlsx file can be filled: open the blank file in Excel, "
            "choose “Save as”, Excel Workbook (.xlsx), and take that file",
        },
        "fill.no_sheet": {
            "vi": "tệp không có trang tính nào của môn «{subject}» ở học kì này; các "
            "trang tính có điểm: {sheets}",
            "en": "no sheet of the file is of “{subject}” in this term; sheets with "
            "marks: {sheets}",
        },
        "fill.several": {
            "vi": "nhiều trang tính của tệp cùng là môn «{subject}» ở học kì này: "
            "{sheets}",
            "en": "several sheets of the file are of “{subject}” in this term: "
            "{sheets}",
        },
        "fill.only_name": {
            "vi": "chỉ có họ tên trùng với «{known}», không có mã hay ngày sinh để đối "
            "chiếu: hàng này được để nguyên",
            "en": "only the name agrees with “{known}”, with no code or birth date to "
            "compare: the row is left as it is",
            "level": "warning",
        },
        "fill.not_known": {
            "vi": "hàng này được để nguyên: {reason}",
            "en": "the row is left as it is: {reason}",
            "level": "warning",
        },
        "fill.missing": {
            "vi": "«{known}» có điểm nhưng không có trong tệp",
            "en": "“{known}” has marks and is not in the file",
            "level": "warning",
        },
        "fill.differs": {
            "vi": "ô đã có «{value}», sổ điểm có «{wanted}»: ô được để nguyên",
            "en": "the cell holds “{value}” already, the gradebook “{wanted}”: it is "
            "left as it is",
            "level": "warning",
        },
        "fill.formula": {
            "vi": "ô chứa công thức của hệ thống đã cấp tệp: ô được để nguyên",
            "en": "the cell holds a formula of the system that gave the file: it is "
            "left as it is",
            "level": "warning",
        },
        "fill.locked": {
            "vi": "ô bị hệ thống đã cấp tệp khóa («{wanted}» trong sổ điểm): ô được để "
            "nguyên",
            "en": "the cell is locked by the system that gave the file (“{wanted}” in "
            "the gradebook): it is left as it is",
            "level": "warning",
        },
        "fill.no_column": {
            "vi": "tệp không có cột cho «{wanted}» của sổ điểm",
            "en": "the file has no column for “{wanted}” of the gradebook",
            "level": "warning",
        },
        "fill.recalculate": {
            "vi": "tệp có công thức: hãy mở bằng Excel, nhấn Ctrl+Alt+F9 rồi lưu lại "
            "trước khi nộp, để điểm trung bình được tính theo điểm vừa điền",
            "en": "the file holds formulas: open it in Excel, press Ctrl+Alt+F9 and "
            "save it before handing it in, so that averages follow the marks",
            "level": "warning",
        },
    }
)

LABELS = {"gk": "ĐĐGgk", "ck": "ĐĐGck", "remark": "Nhận xét"}


@dataclass(frozen=True)
class Given:
    """A learner's marks as a Vietnamese reader sees them: ``{"tx1": "8,5"}``."""

    learner: Known
    cells: dict[str, str]


@dataclass(frozen=True)
class Wanted:
    """Which sheet of the file is meant."""

    subject_code: str
    subject_name: str
    term: str
    scope: Scope


@dataclass
class Filled:
    """The file with what could be filled in, and what could not."""

    content: bytes
    sheet: str
    learners: list[int] = field(default_factory=list)
    """Whose cells were written or stood there: the ``ref`` of each."""
    written: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


def fill(data: bytes, filename: str, wanted: Wanted, people: Iterable[Given]) -> Filled:
    """Return the blank file with the marks of one subject and term.

    :raises HocbaError: the file cannot be read or is not for this class, year, subject
        or term; ``fill.old`` for anything but .xlsx, ``file.signed``.
    """
    where = Where(file=filename)
    if data and not data.startswith(b"PK"):
        raise fail("fill.old", where)
    sheets = mark_sheet.read(data, filename, wanted.scope)
    sheet = _choose(sheets, wanted, where)
    stopping = [p for p in sheet.errors if _stops(p)]
    if stopping:
        raise HocbaError(stopping)
    cells = SheetCells(data, filename, sheet.sheet)
    work = _Work(sheet, cells, list(people), wanted.scope.class_name)
    work.run()
    return work.result()


def _stops(problem: Problem) -> bool:
    code = problem.code
    return code.startswith("scope.") or code in (
        "header.duplicate",
        "header.merged",
    )


def _choose(sheets: list[MarkSheet], wanted: Wanted, where: Where) -> MarkSheet:
    fitting = [sheet for sheet in sheets if _is_wanted(sheet, wanted)]
    params = {"subject": wanted.subject_name}
    if len(fitting) == 1:
        return fitting[0]
    shown = ", ".join(sheet.sheet for sheet in fitting or sheets)
    code = "fill.several" if fitting else "fill.no_sheet"
    raise fail(code, where, sheets=shown, **params)


def _is_wanted(sheet: MarkSheet, wanted: Wanted) -> bool:
    if sheet.term and sheet.term != wanted.term:
        return False
    if sheet.subject_code:
        return sheet.subject_code == wanted.subject_code
    name = sheet.subject_name
    # a sheet that names no subject is what the person says it is
    return not name or spelling(name) == spelling(wanted.subject_name)


class _Work:
    """The filling of one sheet."""

    def __init__(
        self, sheet: MarkSheet, cells: SheetCells, people: list[Given], class_name: str
    ) -> None:
        self.sheet, self.cells = sheet, cells
        self.given = {one.learner.ref: one for one in people}
        self.roll = Roll(class_name, [one.learner for one in people], sheet.rows)
        self.filled = Filled(b"", sheet.sheet)
        self.rows: dict[int, int] = {}
        self.missing: set[str] = set()

    def run(self) -> None:
        for row in self.sheet.rows:
            known = None if row.struck else self._find(row)
            if known:
                self._fill_row(row, self.given[known.ref])
        for ref, one in self.given.items():
            if ref not in self.rows and any(one.cells.values()):
                self._report(None, "fill.missing", known=one.learner.name)
        for name in sorted(self.missing):
            self._report(None, "fill.no_column", wanted=name)

    def result(self) -> Filled:
        done = self.filled
        if done.written and self.cells.has_formulas:
            self._report(None, "fill.recalculate")
        done.content = self.cells.content() if done.written else self.cells.data
        done.learners = list(self.rows)
        return done

    def _find(self, row: MarkRow) -> Known | None:
        found = self.roll.find(row)
        known = found.known
        if known is None or found.problem:
            reason = found.problem.message("vi") if found.problem else ""
            self._report(row, "fill.not_known", reason=reason)
        elif not agrees(row, known):
            self._report(row, "fill.only_name", known=known.name)
        elif known.ref in self.rows:
            params = {"known": known.name, "other": self.rows[known.ref]}
            reason = Problem("identity.twice", params).message("vi")
            self._report(row, "fill.not_known", reason=reason)
        else:
            self.rows[known.ref] = row.row
            return known
        return None

    def _fill_row(self, row: MarkRow, given: Given) -> None:
        cells = dict(given.cells)
        if self.sheet.regular_together:
            numbered = sorted(name for name in cells if re.fullmatch(r"tx\d", name))
            marks = [cells.pop(name) for name in numbered]
            cells["tx1"] = " ".join(filter(None, marks))
        for name, text in cells.items():
            if not text:
                continue
            if name not in self.sheet.columns:
                self.missing.add(LABELS.get(name, f"ĐĐGtx {name[2:]}"))
                continue
            self._fill_cell(row, name, clean(text))

    def _fill_cell(self, row: MarkRow, name: str, text: str) -> None:
        column = number_of(self.sheet.columns[name])
        state = self.cells.state(row.row, column)
        if state == "free":
            self.cells.write(row.row, column, text)
            self.filled.written += 1
        elif state != "filled":
            self._report(row, f"fill.{state}", name, wanted=text)
        else:
            held = self.sheet.held(row, name)
            if _same(held, text):
                self.filled.same += 1
            else:
                self._report(row, "fill.differs", name, value=held, wanted=text)

    def _report(
        self, row: MarkRow | None, code: str, column: str = "name", **params: object
    ) -> None:
        name = row.name if row else ""
        where = Where(self.sheet.file, self.sheet.sheet)
        if row:
            where = self.sheet.where(row.row, column, name)
        self.filled.problems.append(Problem(code, params, where))


def _same(held: str, wanted: str) -> bool:
    """Return whether a cell says what is wanted: "8.5" is "8,5", and "8,0" is "8"."""
    if spelling(held) == spelling(wanted):
        return True
    pairs = [held.split(), wanted.split()]
    if len(pairs[0]) != len(pairs[1]):
        return False
    numbers = [[value_of(word.replace(".", ",")) for word in pair] for pair in pairs]
    return None not in numbers[0] and numbers[0] == numbers[1]
