# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the title rows say: class, school year, semester, subject."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .names import clean, fold
from .tables import words

_SUBJECTS = {
    "TOAN": "toan|toan hoc",
    "VAN": "ngu van|van|van hoc",
    "NN1": "ngoai ngu 1|ngoai ngu|tieng anh|anh van|nn1|anh",
    "KHTN": "khoa hoc tu nhien|khtn",
    "LSDL": "lich su va dia li|lich su dia li|ls dl|ls va dl|lsdl|su dia",
    "GDCD": "giao duc cong dan|gdcd|cong dan",
    "TIN": "tin hoc|tin",
    "CONGNGHE": "cong nghe|cn",
    "GDTC": "giao duc the chat|gdtc|the duc",
    "NGHETHUAT": "nghe thuat|nt",
    "GDDP": "noi dung giao duc cua dia phuong|noi dung giao duc dia phuong"
    "|giao duc dia phuong|giao duc cua dia phuong|gddp|nd gddp|nd gd dia phuong",
    "HDTN": "hoat dong trai nghiem huong nghiep|hoat dong trai nghiem|hdtn hn|hdtn"
    "|hdtnhn|trai nghiem huong nghiep",
    "NN2": "ngoai ngu 2|nn2",
    "DTTS": "tieng dan toc thieu so|tieng dtts|tieng dan toc",
    "TIENGVIET": "tieng viet|tv",
    "DAODUC": "dao duc",
    "TNXH": "tu nhien va xa hoi|tu nhien xa hoi|tnxh|tn xh|tn va xh",
    "KHOAHOC": "khoa hoc",
    "VATLI": "vat li|li",
    "HOAHOC": "hoa hoc|hoa",
    "SINHHOC": "sinh hoc|sinh",
    "LICHSU": "lich su|su",
    "DIALI": "dia li|dia",
    "GDKTPL": "giao duc kinh te va phap luat|giao duc kinh te phap luat"
    "|gdkt pl|gdktpl|ktpl|gd kt pl|gdkt va pl",
    "GDQPAN": "giao duc quoc phong va an ninh|giao duc quoc phong an ninh"
    "|gdqp an|gdqpan|gdqp va an|gdqp|quoc phong",
    "AMNHAC": "am nhac|nhac",
    "MITHUAT": "mi thuat|my thuat",
}
_CODES = {name: code for code, names in _SUBJECTS.items() for name in names.split("|")}


def subject_code(name: str) -> str:
    """Return the code of a subject by its name, ``""`` if unknown.

    Knows the official names of GDPT 2018 and the abbreviations schools use; what
    stands in brackets, as in "Ngoại ngữ 1 (Tiếng Anh)", does not matter.
    """
    text = words(name)
    plain = words(re.sub(r"\([^)]*\)", " ", name))
    upper = name.strip().upper()
    if upper in _SUBJECTS:
        return upper
    return _CODES.get(text) or _CODES.get(plain) or ""


def class_name(titles: Iterable[str]) -> str:
    """Return the class, ``""`` if no title names it: "7A1", "6/2", "10.3"."""
    for title in titles:
        text = clean(title)
        found = re.search(
            r"\blop\s*:?\s*(\d{1,2}\s?[a-z]{0,2}\d{0,2}(?:[/.]\d{1,2})?)\b", fold(text)
        )
        if found:
            # folding keeps the length, so that a class "6Đ" keeps its letter
            start, end = found.span(1)
            return text[start:end].replace(" ", "").upper()
    return ""


def year(titles: Iterable[str]) -> str:
    """Return the school year as "2025-2026", ``""`` if no title names it."""
    for title in titles:
        found = re.search(r"\b(20\d\d)\s*[-–—/]\s*(20\d\d)\b", title)
        if found and int(found[2]) == int(found[1]) + 1:
            return f"{found[1]}-{found[2]}"
    return ""


def term(titles: Iterable[str]) -> str:
    """Return "HK1" or "HK2", ``""`` if no title names it or titles name both."""
    named = set()
    for title in titles:
        for found in re.finditer(r"\b(?:hoc ki|hk) ?(ii|i|2|1)\b", words(title)):
            named.add("HK2" if found[1] in ("ii", "2") else "HK1")
    return named.pop() if len(named) == 1 else ""


def subject(titles: Iterable[str]) -> str:
    """Return the name of the subject as written, ``""`` if no title names it."""
    for title in titles:
        text = clean(title)
        plain = fold(text)
        found = re.search(r"\bmon(?:\s+hoc)?\b\s*[:.]?\s*(\S.*)$", plain)
        if not found or re.search(
            r"giao vien|gvbm|\bcac mon\b", plain[: found.start(1)]
        ):
            continue
        rest = text[found.start(1) :]
        end = re.search(
            r"\s+[-–|]\s+|\s*;|,?\s+(?:lop|hoc k[iy]|nam hoc|giao vien|khoi|hk)\b",
            fold(rest),
        )
        return rest[: end.start()] if end else rest
    return ""
