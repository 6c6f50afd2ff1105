# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A year of grade 4 with every special case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hocba.books.model import School
from hocba.books.primary.model import (
    Body,
    PrimarySubject,
    PrimarySummary,
    Rating,
    Ratings,
)
from hocba.words import GENERAL_COMPETENCES as GENERAL
from hocba.words import QUALITIES
from hocba.words import SPECIFIC_COMPETENCES as SPECIFIC
from tests.books.sample import BOOK, HUNG, LAN


def _rated(codes: Iterable[str], remark: str = "", **others: str) -> Ratings:
    return Ratings(tuple(Rating(code, others.get(code, "T")) for code in codes), remark)


SUBJECTS = (
    PrimarySubject(
        "TIENGVIET", "Tiếng Việt", "T", "9", "Đọc trôi chảy, viết đẹp", teachers=(LAN,)
    ),
    PrimarySubject(
        "TOAN", "Toán", "C", "4", again="H", again_test="6", teachers=(LAN,)
    ),
    PrimarySubject("KHOAHOC", "Khoa học", "H", "7", teachers=(LAN, HUNG)),
    PrimarySubject("DAODUC", "Đạo đức", "T", teachers=(LAN,)),
    PrimarySubject("GDTC", "Giáo dục thể chất", exempt=True, teachers=(HUNG,)),
)
PRIMARY = replace(
    BOOK,
    school=School("79-760-70999", "Trường Tiểu học Kim Đồng", "Phường A", "Tỉnh B"),
    grade=4,
    class_name="4A1",
    subjects=SUBJECTS,
    summary=PrimarySummary(
        qualities=_rated(QUALITIES, "Thật thà, biết giúp bạn", cham_chi="D"),
        general=_rated(GENERAL, "Tự giác học tập"),
        specific=Ratings(
            tuple(
                Rating(code, "C" if code == "tinh_toan" else "T", "D" * (n == 1))
                for n, code in enumerate(SPECIFIC)
            )
        ),
        education="CHT",
        education_after="HT",
        completed=True,
        promotion="PROMOTED",
        homeroom=LAN,
        excused=2,
        unexcused=1,
        commendations=("Giải Nhì cờ vua cấp xã",),
        body=Body("128.5", "26", "Bình thường"),
    ),
)
