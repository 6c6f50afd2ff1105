# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the title rows say: class, school year, semester, subject."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .names import clean, fold, spelling
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


def class_key(text: str) -> str:
    """Return a key that the spellings of one class share.

    "7A1", "7a1", "Lớp 7A1", "7 A1" and "7/A1" are one class, "6/2" and "6.2" too;
    "7A1" and "7A10", "6D" and "6Đ", "6/2" and "62" are two.
    """
    plain = re.sub(r"^l[ớơo]p\b[\s:.]*", "", clean(text).casefold())
    between = re.sub(r"(?<=\d)[\s/._-]+(?=\d)", "/", plain)
    return spelling(re.sub(r"[\s._-]|(?<!\d)/|/(?!\d)", "", between))


def class_name(titles: Iterable[str], wanted: str = "") -> str:
    """Return the class, ``""`` if no title names it: "7A1", "6/2", "10.3".

    The first title with the word «lớp» decides, else a title that is nothing but the
    name of a class, such as the name of the sheet. ``wanted`` is returned as it is
    where a title names it, whatever else it is called there.
    """
    texts = [clean(title) for title in titles]
    for text in texts:
        # folding keeps the length, so that a class "6Đ" keeps its letter
        found = re.search(r"\blop\s*:?\s*(?=\d)", fold(text))
        named = found and _class_at(text[found.end() :], wanted)
        if named:
            return named
    for text in texts:
        if wanted and class_key(text) == class_key(wanted):
            return wanted
        if re.fullmatch(r"\d{1,2}\s?[/.-]?\s?[A-Za-zĐđ]{1,2}\d{0,2}", text):
            return text.replace(" ", "").upper()
        # no sheet can be named "6/2"; where classes are called so, "6.2" is one too
        found = re.fullmatch(r"(\d{1,2})\s?[/._-]\s?(\d{1,2})", text)
        if found and "/" in class_key(wanted) and 1 <= int(found[1]) <= 12:
            return f"{found[1]}/{found[2]}"
    return ""


def _class_at(text: str, wanted: str) -> str:
    """Return the class that a text begins with, in capitals and without blanks."""
    runs = re.findall(r"\d+|[^\W\d_]+", clean(wanted).casefold()) or ["\0"]
    pattern = r"[\s/._-]*".join(map(re.escape, runs))
    whole = re.match(rf"{pattern}(?!\w|[/.]\d| \d{{1,2}}\b)", text.casefold())
    if whole and class_key(whole[0]) == class_key(wanted):
        return wanted
    found = re.match(
        r"\d{1,2}(?:[/.-]?[A-ZĐ]{1,3}\d{0,2}|[a-zđ]{1,2}\d{0,2}|[/.]\d{1,2}"
        r"| (?!HK)[A-ZĐ]{1,2}\s?\d{1,2}| [A-ZĐ])?(?!\w)",
        text,
    )
    return found[0].replace(" ", "").upper() if found else ""


def grade(titles: Iterable[str]) -> int:
    """Return the grade whose list it is («Khối 7»), 0 if no title names one."""
    for title in titles:
        found = re.search(r"\bkhoi\s*(?:lop)?\s*:?\s*(\d{1,2})\b", fold(title))
        if found and 1 <= int(found[1]) <= 12:
            return int(found[1])
    return 0


def year(titles: Iterable[str]) -> str:
    """Return the school year as "2025-2026", ``""`` if no title names it."""
    for title in titles:
        found = re.search(r"\b(20\d\d)\s*[-–—/]\s*((?:20)?\d\d)\b(?![-/])", title)
        if found and int(found[2]) % 100 == (int(found[1]) + 1) % 100:
            return f"{found[1]}-{int(found[1]) + 1}"
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
        # «phân môn» is a part of the subject that stands before it
        found = re.search(r"(?<!phan )\bmon(?:\s+hoc)?\b\s*[:.]?\s*(\S.*)$", plain)
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
