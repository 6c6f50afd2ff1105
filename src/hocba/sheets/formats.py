# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a number format makes of a value: ECMA-376 Part 1, 18.8.30 and 18.8.31.

A cell holds a number and a format code; a person sees neither but what they make
together. Numbers are shown here as a Vietnamese reader sees them, with a decimal comma;
months in figures, whatever the format spells. Cells with the format General are shown
as they are, though a narrow column may cut them.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from .grid import Cell, number_text, text_cell

GENERAL = "General"
#: the formats that have a number and no code of their own in a file
BUILTIN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "#,##0",
    6: "#,##0",
    7: "#,##0.00",
    8: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    # 14 and 22 follow the language of whoever looks at them
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    **dict.fromkeys((27, 30, 31, 36, 50, 52, 53, 54, 57, 58), "dd/mm/yyyy"),
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
_LAST_SERIAL = 2_958_465
_DAY = 86_400
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>General|Standard)|(?P<ampm>AM/PM|A/P)"
    r"|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+|e+|b+)"
    r"|(?P<mark>[0#?.,%@/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_CURRENCY = re.compile(r"\$([^-]*)(-.*)?")


@dataclass(frozen=True)
class _Section:
    """One part of a format: what it is made of, and for which numbers it is meant."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None = None

    @property
    def is_date(self) -> bool:
        return any(kind == "date" for kind, _ in self.tokens)

    @property
    def is_text(self) -> bool:
        return any(kind == "@" for kind, _ in self.tokens)


@dataclass(frozen=True)
class _Moment:
    """A date and time, also where the calendar has none: day 0 of January 1900."""

    year: int
    month: int
    day: int
    seconds: int

    @property
    def date(self) -> dt.date | None:
        return dt.date(self.year, self.month, self.day) if self.day else None


def cell(
    value: float, code: str, *, date1904: bool = False, struck: bool = False
) -> Cell:
    """Return the cell of a number as its format shows it.

    ``date1904``: the days of the workbook are counted from 1 January 1904.
    """
    text = number_text(value)
    if code == GENERAL:
        return Cell(text, "number", None, struck)
    section, bare = _choose(_sections(code), value)
    if section is None:
        # no part of the format is meant for it: the cell is full of "#"
        return Cell(text, "number", None, struck, "####")
    if section.is_date:
        return _date_cell(value, section, date1904, struck)
    shown = _number(abs(value) if bare else value, section)
    same = _plain(shown) == text
    return Cell(text, "number", None, struck, None if same else shown)


def formatted_text(text: str, struck: bool, left_out: str, code: str) -> Cell:
    """Return the cell of a text as its format shows it: formats can hide texts too."""
    shown = None
    if ";" in code or ("@" in code and code != "@"):
        sections = _sections(code)
        section = sections[3] if len(sections) > 3 else sections[-1]
        if len(sections) > 3 or section.is_text:
            parts = (
                text if kind == "@" else word
                for kind, word in section.tokens
                if kind in ("@", "literal")
            )
            seen = " ".join("".join(parts).split())
            shown = None if seen == " ".join(text.split()) else seen
    return text_cell(text, struck, left_out, shown)


def _plain(shown: str) -> str:
    """Return a shown number without thousands and without zeros behind the comma."""
    whole, _, decimals = shown.replace(" ", "").partition(",")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+", whole):
        whole = whole.replace(".", "")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


# --------------------------------------------------------------------------- sections


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, float] | None = None
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup, found[0]
        if kind == "other" and text == ";":
            sections.append(_Section(_dated(tokens), condition))
            tokens, condition = [], None
        elif kind == "bracket":
            inside = found["bracket"]
            limit = _CONDITION.fullmatch(inside)
            currency = _CURRENCY.fullmatch(inside)
            if limit:
                condition = (limit[1], float(limit[2]))
            elif currency:
                tokens.append(("literal", currency[1]))
            elif re.fullmatch("h+|m+|s+", inside, re.IGNORECASE):
                tokens.append(("date", inside[0].lower()))
        elif kind in ("quoted", "escaped"):
            tokens.append(("literal", found[kind]))
        elif kind in ("general", "ampm", "exponent"):
            tokens.append((kind, text))
        elif kind == "date":
            tokens.append(("date", text.lower()))
        elif kind == "mark":
            tokens.append(("digit" if text in "0#?" else text, text))
        elif kind == "other":
            tokens.append(("literal", text))
    sections.append(_Section(_dated(tokens), condition))
    return tuple(sections)


def _dated(tokens: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Tell minutes from months, and what stands between the parts of a date."""
    if not any(kind == "date" for kind, _ in tokens):
        return tuple(tokens)
    places = [place for place, (kind, _) in enumerate(tokens) if kind == "date"]
    found = list(tokens)
    for index, place in enumerate(places):
        word = tokens[place][1]
        before = tokens[places[index - 1]][1][0] if index else ""
        after = tokens[places[index + 1]][1][0] if index + 1 < len(places) else ""
        if word[0] == "m" and len(word) < 3 and (before == "h" or after == "s"):
            found[place] = ("date", "n" * len(word))
    between = {"digit", ".", ",", "%", "/"}
    return tuple(
        ("literal", word) if kind in between else (kind, word) for kind, word in found
    )


def _choose(
    sections: tuple[_Section, ...], value: float
) -> tuple[_Section | None, bool]:
    """Return the section for a number, and whether it is shown without its sign."""
    numeric = sections[:3]
    if len(sections) < 4 and len(sections) > 1 and sections[-1].is_text:
        numeric = sections[:-1]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(section.condition, value):
                return section, False
        return None, False
    if len(numeric) > 1 and value < 0:
        return numeric[1], True
    if len(numeric) > 2 and value == 0:
        return numeric[2], False
    return numeric[0], False


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


# ---------------------------------------------------------------------------- numbers


def _number(value: float, section: _Section) -> str:
    """Return a number as a section shows it, in the Vietnamese way."""
    tokens = section.tokens
    kinds = [kind for kind, _ in tokens]
    if "general" in kinds or "@" in kinds:
        text = number_text(value).replace(".", ",")
        parts = (
            text if kind in ("general", "@") else word
            for kind, word in tokens
            if kind in ("general", "@", "literal", "%")
        )
        return " ".join("".join(parts).split())
    if "digit" not in kinds:
        words = "".join(word for kind, word in tokens if kind in ("literal", "%"))
        return words.strip()
    if "/" in kinds:
        return _fraction(value, kinds)
    if "exponent" in kinds:
        return _scientific(value, tokens)
    number = Decimal(number_text(value)) * Decimal(100) ** kinds.count("%")
    last = len(kinds) - 1 - kinds[::-1].index("digit")
    point = kinds.index(".") if "." in kinds else len(kinds)
    # a comma behind the digits takes three of them away
    whole = [place for place in range(point) if kinds[place] == "digit"]
    for end in {whole[-1] if whole else last, last}:
        for kind in kinds[end + 1 :]:
            if kind != ",":
                break
            number /= 1000
    grouped = any(
        kind == "," and "digit" in kinds[:place] and "digit" in kinds[place:point]
        for place, kind in enumerate(kinds[:point])
    )
    places = kinds[point:].count("digit")
    number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "-" if number < 0 else ""
    digits, _, decimals = format(abs(number), "f").partition(".")
    return (sign + _spread(tokens, point, digits, decimals, grouped)).strip()


def _spread(
    tokens: tuple[tuple[str, str], ...],
    point: int,
    whole: str,
    decimals: str,
    grouped: bool,
) -> str:
    """Put the digits of a number into the places that the format has for them."""
    rest = "" if whole == "0" else whole
    left: list[str] = []
    count = 0
    wanted = [word for kind, word in tokens[:point] if kind == "digit"]
    for kind, word in reversed(tokens[:point]):
        if kind != "digit":
            left.append(word if kind in ("literal", "%") else "")
            continue
        wanted.pop()
        # the first place takes all digits that are left
        taken = rest[-1:] if wanted else rest
        rest = rest[: len(rest) - len(taken)]
        for digit in reversed(taken or {"0": "0", "?": " "}.get(word, "")):
            if grouped and count and count % 3 == 0:
                left.append(".")
            left.append(digit)
            count += 1
    right: list[str] = []
    optional = decimals.rstrip("0")
    index = 0
    for kind, word in tokens[point:]:
        if kind == "digit":
            if index < len(optional) or word == "0":
                right.append(decimals[index])
            index += 1
        elif kind in ("literal", "%", "."):
            right.append("," if kind == "." else word)
    return "".join(reversed(left)) + "".join(right).removesuffix(",")


def _fraction(value: float, kinds: list[str]) -> str:
    slash = kinds.index("/")
    digits = kinds[slash:].count("digit") or 1
    number = abs(Fraction(number_text(value)))
    whole, rest = divmod(number.limit_denominator(10**digits - 1), 1)
    parts = [str(whole)] if whole or not rest else []
    if rest:
        parts.append(f"{rest.numerator}/{rest.denominator}")
    return ("-" if value < 0 else "") + " ".join(parts)


def _scientific(value: float, tokens: tuple[tuple[str, str], ...]) -> str:
    kinds = [kind for kind, _ in tokens]
    mantissa = kinds[: kinds.index("exponent")]
    point = mantissa.index(".") if "." in mantissa else len(mantissa)
    places = mantissa[point:].count("digit")
    return format(value, f".{places}E").replace(".", ",")


# ------------------------------------------------------------------------------ dates


def _date_cell(value: float, section: _Section, date1904: bool, struck: bool) -> Cell:
    if not 0 <= value <= _LAST_SERIAL:
        return Cell(number_text(value), "number", None, struck, "########")
    moment = _moment(value, date1904)
    parts = [word for kind, word in section.tokens if kind == "date"]
    order = [
        word[0]
        for word in parts
        if word[0] in "yeb" or (word[0] == "m") or word in ("d", "dd")
    ]
    if not ({"m", "d"} <= set(order) and set(order) & set("yeb")):
        return Cell(_spell(moment, section), "text", None, struck)
    # a month that is spelled is no question
    month_first = order[0] == "m" and not {"mmm", "mmmm", "mmmmm"} & set(parts)
    first, second = moment.day, moment.month
    if month_first:
        first, second = second, first
    text = f"{first:02d}/{second:02d}/{moment.year:04d}"
    if moment.seconds:
        text += f" {_clock(moment.seconds)}"
    return Cell(
        text, "date", moment.date, struck, month_first=month_first and first != second
    )


def _moment(value: float, date1904: bool) -> _Moment:
    days, seconds = divmod(round(value * _DAY), _DAY)
    if date1904:
        date = dt.date(1904, 1, 1) + dt.timedelta(days)
    elif days == 0:
        return _Moment(1900, 1, 0, seconds)
    else:
        # day 60 is the 29/02/1900 that Excel believes in
        date = dt.date(1899, 12, 31 if days < 60 else 30) + dt.timedelta(days)
    return _Moment(date.year, date.month, date.day, seconds)


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{clock}:{rest:02d}" if rest else clock


def _spell(moment: _Moment, section: _Section) -> str:
    """Return a part of a date, or a time, as the format shows it."""
    clock = {"h": moment.seconds // 3600, "n": moment.seconds // 60 % 60}
    clock["s"] = moment.seconds % 60
    shown = []
    for kind, word in section.tokens:
        if kind == "literal":
            shown.append(word)
        elif kind == "date":
            if word[0] in "yeb":
                year = f"{moment.year:04d}"
                shown.append(year[2:] if word in ("y", "yy") else year)
            elif word[0] in "md":
                number = moment.month if word[0] == "m" else moment.day
                shown.append(f"{number:02d}" if len(word) == 2 else str(number))
            else:
                number = clock[word[0]]
                shown.append(f"{number:02d}" if len(word) == 2 else str(number))
    return "".join(shown).strip()
