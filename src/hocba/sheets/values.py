# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands in the cells: names, dates, personal ids, telephones, levels.

Each function reads one field of one row, returns the value and reports what is wrong
with it to the table. A value that is wrong is returned empty, never repaired, with one
exception that is reported: the zero that Excel took from a telephone number. What is
suggested is never a well-formed id or code: who follows it must look it up.

Dates of a column are judged together first (:func:`check_dates`).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from ..problems import Problem, register
from .grid import Cell
from .names import clean, fold, named
from .tables import Table, words

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 30_000, 60_000
SECTOR_CODE_DIGITS = 10
#: from how many birth dates on it is no chance that none has a day above 12: of those
#: whose day and month could be exchanged, 132 in 353 have a day up to 12, so that ten
#: by chance are one class in 18,000
FEW_DATES = 10
#: a number that ends in so many zeros went through 9.61E+08
LOST_ZEROS = 5

register(
    {
        "value.missing": {
            "vi": "chưa có giá trị, ô này bắt buộc",
            "en": "there is no value, the cell is required",
        },
        "name.bad_characters": {
            "vi": "họ tên «{value}» có ký tự lạ «{characters}»: chỉ ghi họ tên, "
            "không ghi chú thích",
            "en": "the name “{value}” holds odd characters “{characters}”: write the "
            "name only, no notes",
        },
        "name.old_font": {
            "vi": "họ tên «{value}» có vẻ dùng phông chữ cũ (TCVN3, VNI): hãy chuyển "
            "mã sang Unicode",
            "en": "the name “{value}” seems to be in an old font code (TCVN3, VNI): "
            "convert it to Unicode",
        },
        "date.impossible": {
            "vi": "ngày «{value}» không có thật",
            "en": "the date “{value}” does not exist",
        },
        "date.unclear": {
            "vi": "không hiểu ngày «{value}»: hãy ghi dạng ngày/tháng/năm, ví dụ "
            "04/05/2013",
            "en": "the date “{value}” is not understood: write day/month/year, as in "
            "04/05/2013",
        },
        "date.serial": {
            "vi": "ô chứa số «{value}» thay cho ngày, có lẽ là {suggestion}: hãy định "
            "dạng lại ô",
            "en": "the cell holds the number “{value}” for a date, probably "
            "{suggestion}: format the cell again",
        },
        "date.year_only": {
            "vi": "chỉ có năm sinh {value}: hãy bổ sung ngày và tháng",
            "en": "only the year of birth {value} is given: add day and month",
            "level": "warning",
        },
        "gender.unclear": {
            "vi": "không hiểu giới tính «{value}»: ghi Nam hoặc Nữ, hay x trong cột Nữ",
            "en": "the gender “{value}” is not understood: write Nam or Nữ, or x in "
            "the column Nữ",
        },
        "date.swapped": {
            "vi": "cột ngày sinh hoặc ngày này đã bị một phần mềm kiểu tháng/ngày đổi "
            "chỗ ngày và tháng: mọi ô dạng ngày (ví dụ {date} ở hàng {place}) đều có "
            "ngày từ 1 đến 12, còn mọi ô dạng chữ (ví dụ {text}) đều có ngày trên 12; "
            "hãy lấy lại tệp gốc, hoặc nhập lại cả cột dạng Văn bản",
            "en": "a month-first program exchanged day and month in this column: "
            "every date cell (as {date} in row {place}) has a day up to 12, every text "
            "(as {text}) a day above it; take the original file, or type the whole "
            "column again as text",
        },
        "date.month_first": {
            "vi": "các ngày trong cột này ghi kiểu tháng/ngày/năm (ví dụ {text} ở hàng "
            "{place}): hãy ghi lại cả cột kiểu ngày/tháng/năm",
            "en": "the dates in this column are written month/day/year (as {text} in "
            "row {place}): write the whole column as day/month/year",
        },
        "date.month_first_shown": {
            "vi": "ô hiện «{shown}» (tháng đứng trước) nhưng ngày trong ô là {date}, "
            "và không có ô nào trong cột cho biết cách đọc đúng: hãy định dạng cả cột "
            "là dd/mm/yyyy rồi kiểm tra từng ngày",
            "en": "the cell shows “{shown}” (month first) but holds {date}, and no "
            "cell of the column tells how to read it: format the whole column as "
            "dd/mm/yyyy and check each date",
        },
        "date.small_days": {
            "vi": "cả {count} ngày sinh trong cột đều có ngày từ 1 đến 12: rất có thể "
            "ngày và tháng đã bị đổi chỗ, hãy so với hồ sơ (ví dụ {date} ở hàng "
            "{place})",
            "en": "all {count} birth dates of the column have a day from 1 to 12: day "
            "and month were probably exchanged, compare with the records (as {date} "
            "in row {place})",
            "level": "warning",
        },
        "personal_id.zero_lost": {
            "vi": "mã định danh «{value}» chỉ có {count} chữ số, có lẽ mất số 0 ở đầu: "
            "hãy định dạng cột là Văn bản rồi nhập lại đủ 12 chữ số theo giấy tờ",
            "en": "the personal id “{value}” has {count} digits only, its leading zero "
            "is probably lost: format the column as text and type all 12 digits again "
            "from the papers",
        },
        "personal_id.shown": {
            "vi": "mã định danh hiện là «{shown}» nhưng ô chứa số «{value}»: hãy định "
            "dạng cột là Văn bản rồi nhập lại",
            "en": "the personal id shows as “{shown}” but the cell holds the number "
            "“{value}”: format the column as text and type it again",
        },
        "personal_id.digits_lost": {
            "vi": "mã định danh «{value}» đã bị đổi sang dạng số mũ (như 7,93E+10) nên "
            "mất các chữ số cuối, không khôi phục được: hãy định dạng cột là Văn bản "
            "rồi nhập lại theo giấy tờ",
            "en": "the personal id “{value}” went through scientific notation (as "
            "7.93E+10) and lost its last digits for good: format the column as text "
            "and type it again from the papers",
        },
        "personal_id.sector_code": {
            "vi": "«{value}» có 10 chữ số như mã học sinh của ngành, không phải số "
            "định danh cá nhân 12 chữ số: hãy ghi mã của ngành vào cột «Mã học sinh», "
            "số định danh thì ghi đủ 12 chữ số",
            "en": "“{value}” has 10 digits like the sector's student code, it is no "
            "personal id of 12: write the sector's code into a column “Mã học sinh”, "
            "an id with all its 12 digits",
        },
        "identity.left_out": {
            "vi": "«{value}» (và các ô khác của cột ở hàng {rows}) không dùng được để "
            "nhận ra học sinh nên bị bỏ qua: {count} học sinh được tìm theo các cột "
            "khác",
            "en": "“{value}” (and other cells of the column in rows {rows}) is of no "
            "use for telling learners and is left out: {count} learners are found by "
            "the other columns",
            "level": "warning",
        },
        "personal_id.bad": {
            "vi": "mã định danh «{value}» không đúng: phải có 12 chữ số, bắt đầu "
            "bằng 0",
            "en": "the personal id “{value}” is wrong: it has 12 digits and begins "
            "with 0",
        },
        "personal_id.duplicate": {
            "vi": "mã định danh «{value}» trùng với hàng {other}",
            "en": "the personal id “{value}” stands in row {other} too",
        },
        "personal_id.unlikely": {
            "vi": "mã định danh «{value}» không khớp với ngày sinh hoặc giới tính: hãy "
            "kiểm tra lại",
            "en": "the personal id “{value}” does not agree with birth date or gender: "
            "check it",
            "level": "warning",
        },
        "student_code.duplicate": {
            "vi": "mã học sinh «{value}» trùng với hàng {other}",
            "en": "the student code “{value}” stands in row {other} too",
        },
        "student_code.shown": {
            "vi": "mã học sinh hiện là «{shown}» nhưng ô chứa số «{value}»: hãy định "
            "dạng cột là Văn bản rồi nhập lại",
            "en": "the student code shows as “{shown}” but the cell holds the number "
            "“{value}”: format the column as text and type it again",
        },
        "student_code.zero_lost": {
            "vi": "mã học sinh «{value}» là số có 9 chữ số, có lẽ đã mất số 0 ở đầu: "
            "hãy định dạng cột là Văn bản rồi nhập lại (mã đúng là 9 chữ số thì cũng "
            "định dạng là Văn bản)",
            "en": "the student code “{value}” is a number of 9 digits, its leading "
            "zero is probably lost: format the column as text and type it again (also "
            "where the code has 9 digits)",
        },
        "student_code.digits_lost": {
            "vi": "mã học sinh «{value}» đã bị đổi sang dạng số mũ (như 1,23E+09) nên "
            "mất các chữ số cuối, không khôi phục được: hãy nhập lại dạng Văn bản",
            "en": "the student code “{value}” went through scientific notation (as "
            "1.23E+09) and lost its last digits for good: type it again as text",
        },
        "phone.digits_lost": {
            "vi": "số điện thoại «{value}» đã bị đổi sang dạng số mũ (như 9,61E+08) "
            "nên mất các chữ số cuối: không đọc, để trống",
            "en": "the telephone number “{value}” went through scientific notation (as "
            "9.61E+08) and lost its last digits: not read, left empty",
            "level": "warning",
        },
        "phone.zero_restored": {
            "vi": "số điện thoại «{value}» mất số 0 ở đầu, được đọc là {suggestion}",
            "en": "the telephone number “{value}” lost its leading zero, read as "
            "{suggestion}",
            "level": "warning",
        },
        "phone.unlikely": {
            "vi": "số điện thoại «{value}» không giống số điện thoại Việt Nam",
            "en": "“{value}” does not look like a Vietnamese telephone number",
            "level": "warning",
        },
        "level.unclear": {
            "vi": "không hiểu mức «{value}»: ghi Tốt, Khá, Đạt hoặc Chưa đạt",
            "en": "the level “{value}” is not understood: write Tốt, Khá, Đạt or "
            "Chưa đạt",
        },
    }
)

LEVELS = {
    "tot": "TOT",
    "t": "TOT",
    "kha": "KHA",
    "k": "KHA",
    "dat": "DAT",
    "d": "DAT",
    "chua dat": "CHUA_DAT",
    "cd": "CHUA_DAT",
}

_GENDERS = {"nam": "male", "nữ": "female", "nu": "female", "nư": "female"}
_MARKED = ("x", "1", "v", "✓", "✔", "nu")


class Birth(NamedTuple):
    """A date of birth; ``year_only`` is set where the file has no more than a year."""

    date: dt.date | None
    year_only: int | None


def name(table: Table, row: int) -> str:
    """Return the learner's full name and report what cannot belong to a name."""
    found = clean(table.name(row))
    field = "name"
    odd = sorted({char for char in found if not (char.isalpha() or char in " '’-.")})
    odd = [char for char in odd if not unicodedata.combining(char)]
    if odd:
        characters = named(odd)
        table.report(
            row, field, "name.bad_characters", value=found, characters=characters
        )
    elif re.search(r"[a-zà-ỹ][À-ÖØ-Þ]", found) and not found.isupper():
        table.report(row, field, "name.old_font", value=found)
    return found


def birth(table: Table, row: int, field: str = "birth_date") -> Birth:
    """Return the date of birth; a year alone is reported, a missing one too."""
    if not table.text(row, field):
        report_missing(table, row, field)
        return Birth(None, None)
    year = re.fullmatch(r"(?:19|20)\d\d", table.text(row, field))
    if year:
        table.report(row, field, "date.year_only", value=year[0])
        return Birth(None, int(year[0]))
    return Birth(date(table, row, field), None)


def date(table: Table, row: int, field: str) -> dt.date | None:
    """Return a date: Excel's own, or text as day/month/year."""
    cell = table.cell(row, field)
    if field in table.refused or not table.text(row, field):
        return None
    if cell.date:
        if FIRST_YEAR <= cell.date.year <= LAST_YEAR:
            return cell.date
        table.report(row, field, "date.impossible", value=cell.text)
        return None
    text = table.text(row, field)
    if cell.kind == "date":
        table.report(row, field, "date.impossible", value=text)
        return None
    if cell.kind == "number":
        _report_serial(table, row, field, text)
        return None
    parts = _date_parts(text)
    if parts is None:
        table.report(row, field, "date.unclear", value=text)
        return None
    year, month, day = parts
    try:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(year)
        return dt.date(year, month, day)
    except ValueError:
        table.report(row, field, "date.impossible", value=text)
        return None


def check_dates(table: Table, field: str, *, needed: bool = True) -> None:
    """Judge the dates of a column together, and refuse the column if it must be.

    A program that writes the month first makes dates of the texts whose first number
    can be a month, and leaves the others texts. No single cell tells so, the column
    does. What is refused is reported once; of a column that is not ``needed`` as a
    warning that it is left out.
    """
    column = _DateColumn(table, field)
    problem = column.problem()
    if problem:
        row, code, params = problem
        table.refused.add(field)
        if needed:
            table.report(row, field, code, **params)
        else:
            rows = sorted({*column.dates, *column.texts})
            report_left_out(table, field, rows)
    elif field == "birth_date":
        column.warn()


class _DateColumn:
    """The dates of a column: true ones, and texts as (first, second) number."""

    def __init__(self, table: Table, field: str) -> None:
        self.table, self.field = table, field
        self.dates: dict[int, dt.date] = {}
        self.texts: dict[int, tuple[int, int]] = {}
        self.month_first: list[int] = []
        for row in table.rows:
            cell = table.cell(row, field)
            if cell.fault or not cell.text:
                continue
            parts = _date_parts(cell.text)
            if cell.date:
                self.dates[row] = cell.date
                if cell.month_first:
                    self.month_first.append(row)
            elif parts and cell.kind == "text" and not re.match(r"\d{4}", cell.text):
                self.texts[row] = (parts[2], parts[1])

    def problem(self) -> tuple[int, str, dict[str, object]] | None:
        """Return row, code and values of what makes the whole column doubtful."""
        days = {row: date.day for row, date in self.dates.items()}
        others = [row for row, date in self.dates.items() if date.day != date.month]
        late = [row for row, (first, _) in self.texts.items() if first > 12]
        foreign = [row for row, parts in self.texts.items() if parts[1] > 12]
        early = not days or max(days.values()) <= 12
        if foreign and not late and early:
            text = self.table.text(foreign[0], self.field)
            return foreign[0], "date.month_first", {"text": text, "place": foreign[0]}
        if not others or not early:
            return None
        row = others[0]
        date = f"{self.dates[row]:%d/%m/%Y}"
        # one text typed by hand since is no witness against many true dates
        if late and (len(late) == len(self.texts) or len(others) >= FEW_DATES):
            text = self.table.text(late[0], self.field)
            return row, "date.swapped", {"date": date, "place": row, "text": text}
        if not self.texts and set(others) <= set(self.month_first):
            row = self.month_first[0]
            shown = self.table.cell(row, self.field).text
            date = f"{self.dates[row]:%d/%m/%Y}"
            return row, "date.month_first_shown", {"shown": shown, "date": date}
        return None

    def warn(self) -> None:
        """Say that no day is above 12 where chance does not explain it."""
        dates = self.dates
        if any(first > 12 or second > 12 for first, second in self.texts.values()):
            return
        others = [row for row, date in dates.items() if date.day != date.month]
        if len(others) < FEW_DATES or any(date.day > 12 for date in dates.values()):
            return
        if len({date.day for date in dates.values()}) == 1:
            # where no more is known than the year, all are born on 1 January
            return
        row = others[0]
        params = {"count": len(dates), "date": f"{dates[row]:%d/%m/%Y}", "place": row}
        self.table.report(row, self.field, "date.small_days", **params)


def report_left_out(table: Table, field: str, rows: list[int]) -> None:
    """Say once that cells are of no use for telling learners."""
    if rows:
        shown = ", ".join(map(str, rows[:5])) + (" …" if len(rows) > 5 else "")
        value = table.cell(rows[0], field).text
        params = {"value": value, "rows": shown, "count": len(rows)}
        where = table.where(rows[0], field)
        table.problems.append(Problem("identity.left_out", params, where))


def required_date(table: Table, row: int, field: str) -> dt.date | None:
    """Return a date and report a missing one."""
    report_missing(table, row, field)
    return date(table, row, field)


def _date_parts(text: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(
        r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})(?:\s+0?0:00(?::00)?)?", text
    )
    if found:
        return int(found[4]), int(found[3]), int(found[1])
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00:00)?", text)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    found = re.fullmatch(
        r"(?:ngay )?(\d{1,2}) thang (\d{1,2}),? nam (\d{4})", fold(text)
    )
    if found:
        return int(found[3]), int(found[2]), int(found[1])
    return None


def _report_serial(table: Table, row: int, field: str, text: str) -> None:
    if text.isdigit() and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        # day 0 of Excel's calendar, which believes in 29/02/1900
        day = dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
        table.report(
            row, field, "date.serial", value=text, suggestion=f"{day:%d/%m/%Y}"
        )
    else:
        table.report(row, field, "date.unclear", value=text)


def gender(table: Table, row: int) -> str:
    """Return ``"male"`` or ``"female"``: in words, or by a mark in the column Nữ."""
    if "gender" in table.columns:
        text = table.text(row, "gender")
        # «Năm» is a slip for «Nam» or something else: nobody knows
        found = _GENDERS.get(text.casefold())
        if found:
            return found
        if not text:
            report_missing(table, row, "gender")
        else:
            table.report(row, "gender", "gender.unclear", value=text)
        return ""
    if "female" not in table.columns and "male" not in table.columns:
        return ""
    female, male = _tick(table, row, "female"), _tick(table, row, "male")
    if "male" in table.columns and "female" in table.columns:
        marks = (male in (*_MARKED, "nam") and male != "nu", female in _MARKED)
        if marks == (True, False) and not female:
            return "male"
        if marks == (False, True) and not male:
            return "female"
        value = " / ".join(text for text in (male, female) if text)
        table.report(row, "female", "gender.unclear", value=value)
        return ""
    field, text = ("female", female) if "female" in table.columns else ("male", male)
    if text == "nam":
        return "male"
    if not text:
        return "male" if field == "female" else "female"
    if text in _MARKED:
        return "female" if field == "female" or text == "nu" else "male"
    table.report(row, field, "gender.unclear", value=table.text(row, field))
    return ""


def _tick(table: Table, row: int, field: str) -> str:
    """Return the mark in a column Nam or Nữ; a box that can be ticked is one too."""
    cell = table.cell(row, field)
    if cell.kind == "boolean":
        return "x" if cell.text == "TRUE" else ""
    return fold(table.text(row, field))


def personal_id(table: Table, row: int, required: bool = True) -> str:
    """Return the 12 digits; lost zeros are reported with what it probably was."""
    field = "personal_id"
    text = table.cell(row, field).text
    digits = re.sub(r"[\s.'’]", "", text)
    if not digits:
        if required:
            report_missing(table, row, field)
        return ""
    if _report_number(table, row, field) or not table.text(row, field):
        return ""
    if re.fullmatch(r"0\d{11}", digits):
        return digits
    if re.fullmatch(r"[1-9]\d{10}", digits):
        # provinces are 001 to 096, so that one zero at least is what gets lost
        count = len(digits)
        table.report(row, field, "personal_id.zero_lost", value=text, count=count)
    elif re.fullmatch(r"[1-9]\d{9}", digits):
        table.report(row, field, "personal_id.sector_code", value=text)
    else:
        table.report(row, field, "personal_id.bad", value=text)
    return ""


def student_code(table: Table, row: int) -> str:
    """Return the code, empty where it is a number that lost digits or zeros."""
    field = "student_code"
    if _report_number(table, row, field):
        return ""
    cell = table.cell(row, field)
    if cell.kind == "number" and len(cell.text) == SECTOR_CODE_DIGITS - 1:
        table.report(row, field, "student_code.zero_lost", value=cell.text)
        return ""
    return table.text(row, field)


def staff_code(table: Table, row: int) -> str:
    """Return the staff code, empty where it is a number that lost digits."""
    if _report_number(table, row, "staff_code"):
        return ""
    return table.text(row, "staff_code")


def shown_code(table: Table, row: int, field: str) -> str:
    """Return an id or code as a person sees it, for telling who stands there twice."""
    cell = table.cell(row, field)
    if cell.fault and cell.kind != "number":
        return ""
    code = re.sub(r"[\s.'’]", "", cell.text if cell.shown is None else cell.shown)
    whole = field != "personal_id" or re.fullmatch(r"\d{12}", code)
    return code if whole else ""


def _report_number(table: Table, row: int, field: str) -> bool:
    """Report digits that a number lost, or shows without holding them.

    Returns whether the field is not to be read.
    """
    cell = table.cell(row, field)
    if _is_rounded(cell):
        value = cell.text if cell.shown is None else cell.shown
        table.report(row, field, f"{field}.digits_lost", value=value)
        return True
    if cell.kind == "number" and cell.shown is not None:
        params = {"shown": cell.shown, "value": cell.text}
        table.report(row, field, f"{field}.shown", **params)
        return True
    return False


def _is_rounded(cell: Cell) -> bool:
    """Return whether digits went through scientific notation and are lost."""
    texts = (cell.text, cell.shown or "")
    if any(re.fullmatch(r"\d+([.,]\d+)?[eE]\+?\d+", text) for text in texts):
        return True
    return cell.kind == "number" and bool(
        re.fullmatch(rf"[1-9]\d*0{{{LOST_ZEROS}}}", cell.text)
    )


def check_personal_id(
    table: Table, row: int, number: str, sex: str, born: Birth
) -> None:
    """Warn when the id tells another sex or year of birth than the row does."""
    year = born.date.year if born.date else born.year_only
    if not number or not sex or not year:
        return
    # the fourth digit counts centuries from 1900 in twos, odd for women
    century = (year - 1900) // 100 * 2 + int(sex == "female")
    if number[3:6] != f"{century}{year % 100:02d}":
        table.report(row, "personal_id", "personal_id.unlikely", value=number)


def phone(table: Table, row: int, field: str) -> str:
    """Return telephone numbers as digits, several joined by a comma.

    Since 2017 a landline has eleven digits with its zero, a mobile ten.
    """
    cell = table.cell(row, field)
    if _is_rounded(cell):
        value = cell.text if cell.shown is None else cell.shown
        table.report(row, field, "phone.digits_lost", value=value)
        return ""
    found = []
    # what a format puts before a number belongs to it
    numeral = cell.kind == "number" and cell.shown is not None
    text = cell.shown or "" if numeral else table.text(row, field)
    for part in re.split(r"[,;/\n]| - ", text):
        digits = re.sub(r"\(0\)|[\s.()–-]", "", part)
        digits = re.sub(r"^(\+84|0084|84(?=\d{9,10}$))0?", "0", digits)
        if not digits:
            continue
        if re.fullmatch(r"[35789]\d{8}|2\d{9}", digits):
            restored = f"0{digits}"
            table.report(
                row, field, "phone.zero_restored", value=part, suggestion=restored
            )
            digits = restored
        elif not re.fullmatch(r"0[35789]\d{8}|02\d{9}", digits):
            table.report(row, field, "phone.unlikely", value=part)
            digits = part.strip()
        found.append(digits)
    return ", ".join(found)


def level(table: Table, row: int, field: str) -> str:
    """Return TOT, KHA, DAT, CHUA_DAT, or nothing for an empty cell."""
    text = table.text(row, field)
    found = LEVELS.get(words(text), "")
    if text and not found:
        table.report(row, field, "level.unclear", value=text)
    return found


def number(table: Table, row: int) -> int | None:
    """Return the running number (STT), if there is one."""
    found = re.fullmatch(r"(\d{1,4})\.?", table.text(row, "number"))
    return int(found[1]) if found else None


def check_duplicates(table: Table, field: str, values: dict[int, str]) -> None:
    """Report every value that stands in an earlier row already."""
    first: dict[str, int] = {}
    for row, value in values.items():
        if value in first:
            code = f"{field}.duplicate"
            table.report(row, field, code, value=value, other=first[value])
        elif value:
            first[value] = row


def report_missing(table: Table, row: int, field: str) -> None:
    """Report a required cell that is empty."""
    # an Excel error or a formula in the cell has been reported already
    if field in table.columns and not table.cell(row, field).text:
        table.report(row, field, "value.missing")
