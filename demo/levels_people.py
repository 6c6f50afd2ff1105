# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A school with a class of every programme. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SCHOOL: dict[str, Any] = {
    "code": "79-760-70456",
    "name": "Trường Tiểu học, THCS và THPT Trần Quốc Toản",
    "commune": "Phường Tân Định",
    "province": "Thành phố Hồ Chí Minh",
    "address": "Số 12 đường Võ Thị Sáu, phường Tân Định, Thành phố Hồ Chí Minh",
    "head_title": "Hiệu trưởng",
    "has_primary": True,
    "has_lower": True,
    "has_upper": True,
    "is_gdtx": True,
}


@dataclass(frozen=True)
class Class:
    """A class, and who teaches all of it: in this school one teacher a class."""

    name: str
    grade: int
    level: str
    teacher: str
    login: str
    programme: str = "gdpt2018"
    electives: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def born(self) -> int:
        return 2025 - 5 - self.grade


CLASSES = (
    Class("4A", 4, "primary", "Trịnh Thị Mai Hương", "lc.4a"),
    Class("8B", 8, "lower", "Đoàn Văn Thắng", "lc.8b"),
    Class(
        "10A1",
        10,
        "upper",
        "Lưu Thị Bích Phượng",
        "lc.10a1",
        electives=("VATLI", "HOAHOC", "SINHHOC", "TIN"),
        topics=("TOAN", "VATLI", "HOAHOC"),
    ),
    Class(
        "10T",
        10,
        "upper",
        "Quách Hữu Tài",
        "lc.10t",
        programme="gdtx",
        electives=("DIALI", "GDKTPL", "HOAHOC", "TIN"),
    ),
)
# login, name, title, duty
OFFICE = (
    ("lc.hieutruong", "Dương Thị Ngọc Lan", "Hiệu trưởng", "head"),
    ("lc.giaovu", "Kiều Minh Tuấn", "Giáo vụ", "registrar"),
    ("lc.quantri", "Tống Gia Huy", "Quản trị hệ thống", "administrator"),
    ("lc.vanthu", "Phan Thị Kim Oanh", "Văn thư", "clerk"),
)
# the place in the list says what becomes of a learner, see marks() and the README
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Hồ", "Ngô")
GIVEN = (
    "Gia An",
    "Bảo Châu",
    "Minh Đăng",
    "Thùy Dương",
    "Quốc Hưng",
    "Khánh Linh",
    "Hoàng Nam",
    "Yến Nhi",
    "Thiên Phúc",
    "Như Quỳnh",
    "Anh Thư",
    "Đức Trọng",
)


def learners(class_index: int) -> list[tuple[str, str, str]]:
    """Name, personal id and birth date of a class's learners, in their order."""
    class_ = CLASSES[class_index]
    found = []
    for index, given in enumerate(GIVEN):
        family = FAMILY[(index * 3 + class_index) % len(FAMILY)]
        sex = 3 if index % 2 else 2
        personal_id = f"079{sex}{class_.born % 100:02}8{class_index}{index:04}"
        born = f"{class_.born}-{index + 1:02}-{index * 2 + 3:02}"
        found.append((f"{family} {given}", personal_id, born))
    return found
