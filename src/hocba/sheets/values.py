# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands in the cells: names, dates, personal ids, telephones, levels.

Each function reads one field of one row, returns the value and reports what is wrong
with it to the table. A value that is wrong is returned empty, never repaired, with one
exception that is reported: the zero that Excel took from a telephone number.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from ..problems import register
from .names import clean, fold
from .tables import Table, words

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 30_000, 60_000
PERSONAL_ID_DIGITS = 12

register(
    {
        "value.missing": {
            "vi": "chưa có giá trị, ô này bắt buộc",
            "en": "there is no value, the cell is required",
        },
        "name.bad_characters": {
            "vi": "họ tên «{value}» có kí tự lạ «{characters}»: chỉ ghi họ tên, "
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
        "personal_id.zero_lost": {
            "vi": "mã định danh «{value}» chỉ có {count} chữ số, có lẽ mất số 0 ở đầu: "
            "có phải là {suggestion}? Hãy định dạng cột là Văn bản rồi nhập lại",
            "en": "the personal id “{value}” has {count} digits only, its leading zero "
            "is probably lost: is it {suggestion}? Format the column as text and type "
            "it again",
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
        characters = " ".join(odd)
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
    if cell.date:
        if FIRST_YEAR <= cell.date.year <= LAST_YEAR:
            return cell.date
        table.report(row, field, "date.impossible", value=cell.text)
        return None
    text = table.text(row, field)
    if not text:
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
        found = {"nam": "male", "nu": "female"}.get(fold(text))
        if found:
            return found
        if not text:
            report_missing(table, row, "gender")
        else:
            table.report(row, "gender", "gender.unclear", value=text)
        return ""
    if "female" not in table.columns and "male" not in table.columns:
        return ""
    female, male = fold(table.text(row, "female")), fold(table.text(row, "male"))
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


def personal_id(table: Table, row: int, required: bool = True) -> str:
    """Return the 12 digits; lost zeros are reported with what it probably was."""
    field = "personal_id"
    text = table.text(row, field)
    digits = re.sub(r"[\s.'’]", "", text)
    if not digits:
        if required:
            report_missing(table, row, field)
        return ""
    if re.fullmatch(r"0\d{11}", digits):
        return digits
    lost = PERSONAL_ID_DIGITS - len(digits)
    if re.fullmatch(r"[1-9]\d{9,10}", digits):
        # provinces are 001 to 096, so one or two zeros are what gets lost
        table.report(
            row,
            field,
            "personal_id.zero_lost",
            value=text,
            count=len(digits),
            suggestion="0" * lost + digits,
        )
    else:
        table.report(row, field, "personal_id.bad", value=text)
    return ""


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
    """Return telephone numbers as digits, several joined by a comma."""
    text = table.text(row, field)
    found = []
    for part in re.split(r"[,;/\n]| - ", text):
        digits = re.sub(r"[\s.()–-]", "", part)
        digits = re.sub(r"^(\+84|0084|84(?=\d{9}$))", "0", digits)
        if not digits:
            continue
        if re.fullmatch(r"[35789]\d{8}", digits):
            restored = f"0{digits}"
            table.report(
                row, field, "phone.zero_restored", value=part, suggestion=restored
            )
            digits = restored
        elif not re.fullmatch(r"0[35789]\d{8}|02\d{8,9}", digits):
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
