# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The cell of a gradebook as canonical text.

A cell holds one value of its kind, or ``"M"`` (miễn, exempt), ``"V"`` (vắng, absent),
or nothing. Text, not a number, because an empty cell is not a zero.

=========  ======================================================  ===================
kind       values                                                  source
=========  ======================================================  ===================
score      ``"0"`` … ``"10"``, at most one decimal, no trailing     TT22/2021 Điều 5.3
           zero (``"8.5"``)
remark     ``"D"`` (Đạt), ``"CD"`` (Chưa đạt)                      TT22/2021 Điều 5.3
level      ``"T"`` (Hoàn thành tốt), ``"H"`` (Hoàn thành),         TT27/2020 Điều 7.1a
           ``"C"`` (Chưa hoàn thành)
test       ``"0"`` … ``"10"``, whole marks only                    TT27/2020 Điều 7.1d
quality    ``"T"`` (Tốt), ``"D"`` (Đạt), ``"C"`` (Cần cố gắng)     TT27/2020 Điều 7.2
=========  ======================================================  ===================
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from ..problems import HocbaError, Where, fail, register

PATTERN = r"^(10|[0-9](\.[1-9])?|D|CD|T|H|C|M|V)$"
"""The CHECK a database puts on a cell column (an empty cell is NULL)."""

KINDS = ("score", "remark", "level", "test", "quality")

_TENTHS = {
    text: 10 * whole + tenth
    for whole in range(11)
    for tenth in range(10 if whole < 10 else 1)
    for text in ([f"{whole}.{tenth}"] if tenth else [f"{whole}", f"{whole}.0"])
}
_TWO_DIGITS = re.compile(r"[0-9]{2}")
_NUMBER = re.compile(r"([+-]?)0*([0-9]+)(?:[.,]([0-9]+))?")
# a date as a sheet shows it, or a part of one: 08/05/2026, 8/5, 8-5, 08/01/1900 12:00
_DATE = re.compile(
    r"([0-9]{1,2})[/-]([0-9]{1,2})(?:[/-]([0-9]{4}))?(?: ([0-9]{2}):([0-9]{2}))?"
)
# the year in which a workbook's days begin, and what day 0 is in January
_BEGINS = {"1900": 0, "1904": 1}
_ANYWHERE = {"m": "M", "mien": "M", "v": "V", "vang": "V"}
_WORDS: dict[str, dict[str, str]] = {
    "score": {},
    "test": {},
    "remark": {"d": "D", "dat": "D", "cd": "CD", "chua dat": "CD"},
    "level": {
        "t": "T",
        "hoan thanh tot": "T",
        "h": "H",
        "hoan thanh": "H",
        "c": "C",
        "chua hoan thanh": "C",
    },
    "quality": {
        "t": "T",
        "tot": "T",
        "d": "D",
        "dat": "D",
        "c": "C",
        "can co gang": "C",
    },
}
_CANONICAL: dict[str, frozenset[str]] = {
    kind: frozenset({*words.values(), "M", "V"}) for kind, words in _WORDS.items()
}
_CANONICAL["score"] |= {text for text in _TENTHS if not text.endswith(".0")}
_CANONICAL["test"] |= {str(whole) for whole in range(11)}
_NOT_ONE = {
    "remark": "mark.not_a_remark",
    "level": "mark.not_a_level",
    "quality": "mark.not_a_quality",
}
_SHOWN = {
    "D": "Đ",
    "CD": "CĐ",
    "T": "T",
    "H": "H",
    "C": "C",
    "M": "Miễn",
    "V": "Vắng",
}

register(
    {
        "mark.out_of_range": {
            "vi": "điểm «{value}» không hợp lệ: điểm phải từ 0 đến 10",
            "en": "mark “{value}” is not valid: a mark lies between 0 and 10",
        },
        "mark.too_many_decimals": {
            "vi": "điểm «{value}» có quá nhiều chữ số thập phân: điểm chỉ được "
            "có một chữ số thập phân (TT22 Điều 5.3)",
            "en": "mark “{value}” has too many decimals: one decimal is allowed "
            "(TT22 Điều 5.3)",
        },
        "mark.not_a_mark": {
            "vi": "«{value}» không phải là điểm: nhập số từ 0 đến 10, M (miễn) "
            "hoặc V (vắng)",
            "en": "“{value}” is not a mark: enter a number from 0 to 10, M (exempt) "
            "or V (absent)",
        },
        "mark.not_a_remark": {
            "vi": "«{value}» không phải là mức đánh giá của môn nhận xét: nhập "
            "Đ (Đạt), CĐ (Chưa đạt), M (miễn) hoặc V (vắng)",
            "en": "“{value}” is no result of a remark subject: enter Đ (Đạt), "
            "CĐ (Chưa đạt), M (exempt) or V (absent)",
        },
        "mark.not_a_level": {
            "vi": "«{value}» không phải là mức đạt được của môn học: nhập T (Hoàn "
            "thành tốt), H (Hoàn thành) hoặc C (Chưa hoàn thành)",
            "en": "“{value}” is no level of a subject: enter T (Hoàn thành tốt), "
            "H (Hoàn thành) or C (Chưa hoàn thành)",
        },
        "mark.not_a_quality": {
            "vi": "«{value}» không phải là mức đạt được của phẩm chất, năng lực: nhập "
            "T (Tốt), Đ (Đạt) hoặc C (Cần cố gắng)",
            "en": "“{value}” is no level of a quality or competence: enter T (Tốt), "
            "Đ (Đạt) or C (Cần cố gắng)",
        },
        "mark.not_whole": {
            "vi": "điểm «{value}» không hợp lệ: điểm bài kiểm tra định kì là số nguyên "
            "từ 0 đến 10, không cho điểm thập phân (TT27 Điều 7.1d)",
            "en": "mark “{value}” is not valid: a periodic test has a whole mark from "
            "0 to 10, no decimals (TT27 Điều 7.1d)",
        },
        "mark.not_canonical": {
            "vi": "«{value}» chưa ở dạng chuẩn của ô điểm",
            "en": "“{value}” is not in the canonical form of a cell",
        },
        "mark.date": {
            "vi": "ô chứa ngày «{value}», không phải điểm: định dạng ô là Văn bản rồi "
            "nhập lại điểm",
            "en": "the cell holds the date “{value}”, no mark: format the cell as text "
            "and type the mark again",
        },
        "mark.is_date": {
            "vi": "ô chứa ngày «{value}», có lẽ Excel đã đổi điểm «{suggestion}» thành "
            "ngày: định dạng ô là Văn bản rồi nhập lại",
            "en": "the cell holds the date “{value}”, Excel probably turned the mark "
            "“{suggestion}” into it: format the cell as text and type it again",
        },
    }
)


def canonical(
    text: str | None,
    kind: str = "score",
    where: Where | None = None,
    *,
    typed: bool = True,
) -> str:
    """Return the canonical text of what a person wrote, ``""`` for an empty cell.

    ``kind`` is one of :data:`KINDS`. ``where`` is the place the error names. Accepts
    decimal comma or point, ``"8.0"``, any Unicode form, ``Ð`` (U+00D0) for ``Đ``, any
    case, and the words themselves (Đạt, Hoàn thành tốt, Miễn ...).

    ``typed``: two digits are a score in tenths, as teachers type it: ``"85"`` is 8.5,
    ``"05"`` is 0.5, ``"10"`` stays ten. A file from elsewhere is read without the
    shortcut, where 85 is more likely a mark on another scale.

    :raises HocbaError: ``mark.out_of_range``, ``mark.too_many_decimals``,
        ``mark.not_a_mark``, ``mark.not_whole``, ``mark.not_a_remark``,
        ``mark.not_a_level``, ``mark.not_a_quality``, ``mark.is_date``, ``mark.date``.
    :raises ValueError: an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of cell: {kind}")
    if not text or text in _CANONICAL[kind]:
        return text or ""
    raw = " ".join(text.split())
    if not raw:
        return ""
    folded = fold(raw)
    word = _ANYWHERE.get(folded) or _WORDS[kind].get(folded)
    if word:
        return word
    if kind in _NOT_ONE:
        raise fail(_NOT_ONE[kind], where, value=raw)
    if kind == "score" and typed and _TWO_DIGITS.fullmatch(raw) and raw != "10":
        raw = f"{raw[0]}.{raw[1]}"
    return _score(raw, kind, where)


def _score(raw: str, kind: str, where: Where | None) -> str:
    date = _DATE.fullmatch(raw)
    if date:
        suggestion = _behind(date)
        if not suggestion:
            raise fail("mark.date", where, value=raw)
        raise fail("mark.is_date", where, value=raw, suggestion=suggestion)
    number = _NUMBER.fullmatch(raw)
    if not number:
        raise fail("mark.not_a_mark", where, value=raw)
    sign, whole, decimals = number[1], number[2], (number[3] or "").rstrip("0")
    if sign == "-" or len(whole) > 2 or not 0 <= Decimal(f"{whole}.{decimals}0") <= 10:
        raise fail("mark.out_of_range", where, value=raw)
    if kind == "test" and decimals:
        raise fail("mark.not_whole", where, value=raw)
    if len(decimals) > 1:
        raise fail("mark.too_many_decimals", where, value=raw)
    return f"{whole}.{decimals}" if decimals else whole


def _behind(date: re.Match[str]) -> str:
    """Return the mark that a spreadsheet probably turned into a date, if it can be one.

    8.5 typed as 8/5 becomes 8 May of some year; 8.5 in a cell that has the format of a
    date becomes noon of 8 January 1900, day 8 of the workbook's calendar.
    """
    first, second, year = int(date[1]), int(date[2]), date[3]
    if year in _BEGINS and second == 1:
        minutes = int(date[4] or 0) * 60 + int(date[5] or 0)
        mark = Decimal(first - _BEGINS[year]) + Decimal(minutes) / 1440
        mark = mark.quantize(Decimal("0.01")).normalize()
    else:
        mark = Decimal(f"{first}.{second}") if second < 10 else Decimal(-1)
    return format(mark, "f").replace(".", ",") if 0 <= mark <= 10 else ""


def is_canonical(text: str, kind: str | None = None) -> bool:
    """Return whether ``text`` may stand in a cell (of this kind) as it is."""
    if kind is None:
        return any(text in cells for cells in _CANONICAL.values())
    return text in _CANONICAL[kind]


def display(text: str | None, decimals: int = 0) -> str:
    """Return the cell as a Vietnamese reader expects it: ``"8.5"`` -> ``"8,5"``.

    ``decimals=1`` always writes one decimal, as averages have it, ``"8"`` ->
    ``"8,0"``. ``"D"`` -> ``"Đ"``, ``"CD"`` -> ``"CĐ"``, ``"M"`` -> ``"Miễn"``, ``"V"``
    -> ``"Vắng"``, levels stay letters, nothing -> ``""``.

    :raises HocbaError: ``mark.not_a_mark`` for text that is not canonical.
    """
    if not text:
        return ""
    if text in _SHOWN:
        return _SHOWN[text]
    whole, tenth = divmod(tenths(text), 10)
    return f"{whole},{tenth}" if tenth or decimals else str(whole)


def mean_half_up(tenths: int, weight: int) -> Decimal:
    """Return ``tenths / 10 / weight`` with one decimal, a tie rounded up.

    ``tenths`` is a sum of marks in tenths. Computed on integers, so that no decimal
    context of the caller changes a mark. TT22/2021 Điều 5.3b asks for one decimal and
    names no rule for a tie; half-up is universal practice.

    :raises ValueError: a negative sum or a weight below 1.
    """
    if weight < 1 or tenths < 0:
        raise ValueError(f"no mean of {tenths} tenths by {weight}")
    whole, tenth = divmod((2 * tenths + weight) // (2 * weight), 10)
    return Decimal(f"{whole}.{tenth}")


def tenths(text: str, where: Where | None = None) -> int:
    """Return a canonical score or an average in tenths: ``"8.5"`` -> 85.

    :raises HocbaError: ``mark.not_a_mark`` when the text is no such number.
    """
    found = _TENTHS.get(text)
    if found is None:
        raise fail("mark.not_a_mark", where, value=text)
    return found


def fold(text: str) -> str:
    """Return a text without case and diacritics, ``Đ`` as ``d``, for comparing."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("ð", "đ"))
    letters = (char for char in plain if not unicodedata.combining(char))
    return "".join(letters).replace("đ", "d")


__all__ = [
    "KINDS",
    "PATTERN",
    "HocbaError",
    "canonical",
    "display",
    "fold",
    "is_canonical",
    "mean_half_up",
    "tenths",
]
