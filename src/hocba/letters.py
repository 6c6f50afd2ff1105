# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which texts a book can print: letters, what cannot be seen, and length.

A book is frozen, signed by many and printed last. What its page would refuse is
therefore refused where it is typed: this module is asked wherever a text enters that a
book will say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from hocba.problems import HocbaError, Problem, register

#: What the schema of books allows (``VanBanNgan`` and ``VanBan``), in characters.
SHORT = 250
LONG = 4000
#: How the schema writes codes of schools and of staff (``Ma``).
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/\-]{0,63}")
#: How it writes codes of subjects (``MaMon``).
SUBJECT_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
_SHOWN = 5
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: What all four faces of Tinos have, the font of the pages; made from the font files.
_TINOS = (
    "0000 000D 0020-007E 00A0-0377 037A-037F 0384-038A 038C 038E-03A1 03A3-052F "
    "0591-05C7 05D0-05EA 05F0-05F4 1AB0-1ABE 1C80-1C88 1D00-1DF5 1DFB-1F15 "
    "1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D 1F5F-1F7D 1F80-1FB4 "
    "1FB6-1FC4 1FC6-1FD3 1FD6-1FDB 1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2000-2064 "
    "2066-2071 2074-208E 2090-209C 20A0-20BE 20F0 2100-214F 2153-2154 215B-215E "
    "2184 2190-2195 21A8 2202 2206 220F 2211-2212 2215 2219-221A 221E-221F 2229 "
    "222B 2248 2260-2261 2264-2265 2302 2310 2320-2321 2500 2502 250C 2510 2514 "
    "2518 251C 2524 252C 2534 253C 2550-256C 2580 2584 2588 258C 2590-2593 "
    "25A0-25A1 25AA-25AC 25B2 25BA 25BC 25C4 25CA-25CC 25CF 25D8-25D9 25E6 "
    "263A-263C 2640 2642 2660 2663 2665-2666 266A-266B 266F 2C60-2C7F 2DE0-2E42 "
    "A640-A69F A717-A7AE A7B0-A7B7 A7F7-A7FF AB30-AB65 F001-F002 F004-F005 "
    "F00A-F00E FB01-FB04 FB1D-FB36 FB38-FB3C FB3E FB40-FB41 FB43-FB44 FB46-FB4F "
    "FE20-FE2F FEFF FFFC-FFFD "
)
_HIDDEN_NAMES = {
    0x00AD: "dấu gạch nối ẩn",
    0x200B: "khoảng trắng không có độ rộng",
    0x200C: "dấu ngắt nối ẩn",
    0x200D: "dấu nối ẩn",
    0x200E: "dấu chiều viết",
    0x200F: "dấu chiều viết",
    0x202E: "dấu đảo chiều chữ",
    0xFEFF: "dấu BOM",
}

register(
    {
        "text.no_letter": {
            "vi": "học bạ không in được các chữ {letters}: hãy viết lại bằng chữ có "
            "trong phông chữ Unicode thông thường",
            "en": "the book cannot print the letters {letters}: write them in another "
            "way",
        },
        "text.hidden": {
            "vi": "có ký tự không nhìn thấy {letters}: hãy xóa chỗ này và gõ lại bằng "
            "tay",
            "en": "there are characters that cannot be seen, {letters}: delete this "
            "text and type it by hand",
        },
        "text.too_long": {
            "vi": "có {size} ký tự, học bạ chỉ nhận tối đa {limit} ký tự",
            "en": "there are {size} characters; the book takes at most {limit}",
        },
        "text.bad_code": {
            "vi": "mã «{value}» chỉ được gồm chữ cái không dấu, chữ số và các dấu "
            "chấm, gạch nối, gạch dưới, gạch chéo, không quá 64 ký tự",
            "en": "the code “{value}” is made of plain letters, digits, full stops, "
            "hyphens, underscores and slashes, at most 64",
        },
        "text.bad_subject_code": {
            "vi": "mã «{value}» chỉ được gồm chữ cái in hoa không dấu, chữ số và dấu "
            "gạch dưới, bắt đầu bằng chữ cái, không quá 32 ký tự",
            "en": "the code “{value}” is made of plain capitals, digits and "
            "underscores, begins with a letter and has at most 32",
        },
    }
)


@cache
def _printable() -> frozenset[int]:
    found: set[int] = set()
    for part in _TINOS.split():
        first, _, last = part.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def is_hidden(character: str) -> bool:
    """Return whether a person cannot see a character, or sees it elsewhere.

    Controls, format and direction marks, private and unassigned characters, and blanks
    other than the space; line breaks and tabs count as spaces.
    """
    if character.isspace() and character in " \t\n\r\u00a0":
        return False
    return unicodedata.category(character)[0] in "CZ" or character == "\ufffd"


def has_letter(character: str) -> bool:
    """Return whether the pages can print a character, from left to right."""
    return (
        ord(character) in _printable()
        and unicodedata.bidirectional(character) not in ("R", "AL")
    ) or character.isspace()


def tidy(text: str | None) -> str:
    """Return a text in NFC with single spaces, without what has no width.

    Nothing that a person saw is lost; marks that turn the direction of writing stay,
    for :func:`problems` to name: without them the text would read otherwise.
    """
    normal = unicodedata.normalize("NFC", text or "")
    kept = (
        char
        for char in normal
        if char.isspace()
        or char in _TURNING
        or unicodedata.category(char) not in ("Cc", "Cf")
    )
    return " ".join("".join(kept).split())


def problems(text: str | None, limit: int = SHORT) -> list[Problem]:
    """Return why a book cannot say a text; empty when it can.

    :param limit: the most characters, :data:`SHORT` or :data:`LONG`
    :return: ``text.hidden``, ``text.no_letter``, ``text.too_long``
    """
    normal = unicodedata.normalize("NFC", text or "")
    hidden = {char: None for char in normal if is_hidden(char)}
    missing = {
        char: None for char in normal if not has_letter(char) and char not in hidden
    }
    found = []
    if hidden:
        names = _first(hidden, lambda char: f"U+{ord(char):04X}{_name(char)}")
        found.append(Problem("text.hidden", {"letters": names}))
    if missing:
        names = _first(missing, lambda char: f"«{char}» (U+{ord(char):04X})")
        found.append(Problem("text.no_letter", {"letters": names}))
    size = len(" ".join(normal.split()))
    if size > limit:
        found.append(Problem("text.too_long", {"size": size, "limit": limit}))
    return found


def code_problems(text: str | None) -> list[Problem]:
    """Return why a book cannot hold a code of a school or of staff."""
    if not text or CODE.fullmatch(text):
        return []
    return [Problem("text.bad_code", {"value": text})]


def subject_code_problems(text: str | None) -> list[Problem]:
    """Return why a book cannot hold a subject's code."""
    if not text or SUBJECT_CODE.fullmatch(text):
        return []
    return [Problem("text.bad_subject_code", {"value": text})]


def check(text: str | None, limit: int = SHORT) -> None:
    """Refuse what :func:`problems` finds.

    :raises HocbaError: see :func:`problems`
    """
    found = problems(text, limit)
    if found:
        raise HocbaError(found)


def _name(char: str) -> str:
    name = _HIDDEN_NAMES.get(ord(char))
    return f" ({name})" if name else ""


def _first(letters: Iterable[str], shown: Callable[[str], str]) -> str:
    names = [shown(char) for char in letters]
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
