# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a profile can say: each parameter of a policy, its values, how they are written.

A parameter has the name of the policy's field. Its value is an ``int``, a
``Decimal``, a ``bool`` or a ``str``: a choice by its code, a date that comes every year
as ``31/05``, such dates by grade as ``5: 20/05; 9: 20/05``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

Value = int | Decimal | bool | str

GRADES = range(1, 13)
_YES = {"có": True, "không": False}
_MOST = 1_000_000_000


def day_month(text: str) -> tuple[int, int]:
    """Return day and month of a date that comes every year, written 31/05.

    The day stands first, as people here write it; another separator or order is
    refused, for nobody sees whether 05-06 is in May or in June. 29 February does not
    come every year.

    :raises ValueError: ``text`` is no such date
    """
    found = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})", text.strip())
    if not found:
        raise ValueError(text)
    day, month = int(found[1]), int(found[2])
    date(2023, month, day)
    return day, month


def grade_dates(text: str) -> dict[int, tuple[int, int]]:
    """Return day and month by grade, as ``5: 20/05; 9: 20/05`` says them.

    Nothing written is no grade. Ascending, whatever the order written.

    :raises ValueError: not so written, no grade from 1 to 12, or one grade twice
    """
    found: dict[int, tuple[int, int]] = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        grade, colon, day = entry.partition(":")
        if not (colon and re.fullmatch("[0-9]{1,2}", grade.strip())):
            raise ValueError(entry)
        number = int(grade)
        if number not in GRADES or number in found:
            raise ValueError(entry)
        found[number] = day_month(day)
    return dict(sorted(found.items()))


def _written(day: tuple[int, int]) -> str:
    return f"{day[0]:02}/{day[1]:02}"


@dataclass(frozen=True)
class Parameter:
    """One parameter: ``name`` of the policy's field, ``title`` as the law calls it.

    Subclasses say which values there are; :attr:`form` says it to a person.
    """

    name: str
    title: str

    @property
    def form(self) -> str:
        """Return how a value is written, in no language: an example, or from … to."""
        raise NotImplementedError

    @property
    def remark(self) -> str:
        """Return in Vietnamese what stands above the parameter in a file."""
        return f"{self.title}: {self.form}"

    def read(self, text: str) -> Value:
        """Return the value that a file or a person wrote.

        :raises ValueError: ``text`` is no value of this parameter
        """
        raise NotImplementedError

    def write(self, value: Value) -> str:
        """Return the text of a value; the inverse of :meth:`read`."""
        return str(value)


@dataclass(frozen=True)
class Whole(Parameter):
    """A whole number not below ``least``."""

    least: int = 1
    most: int = _MOST

    @property
    def form(self) -> str:
        upto = "" if self.most == _MOST else f" {self.most}"
        return f"{self.least} …{upto}"

    def read(self, text: str) -> Value:
        if not re.fullmatch("[0-9]{1,10}", text):
            raise ValueError(text)
        return _within(int(text), self.least, self.most)


@dataclass(frozen=True)
class Number(Parameter):
    """A number with at most ``places`` decimals, after a comma or a point."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(1)
    places: int = 1

    @property
    def form(self) -> str:
        return f"{self.write(self.least)} … {self.write(self.most)}"

    def read(self, text: str) -> Value:
        if not re.fullmatch(rf"[0-9]{{1,4}}([.,][0-9]{{1,{self.places}}})?", text):
            raise ValueError(text)
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise ValueError(text)
        if not self.least <= number <= self.most:
            raise ValueError(text)
        return number

    def write(self, value: Value) -> str:
        text = str(value)
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace(".", ",")


@dataclass(frozen=True)
class YesNo(Parameter):
    """Có or không."""

    @property
    def form(self) -> str:
        return " | ".join(_YES)

    def read(self, text: str) -> Value:
        if text.lower() not in _YES:
            raise ValueError(text)
        return _YES[text.lower()]

    def write(self, value: Value) -> str:
        return "có" if value else "không"


@dataclass(frozen=True)
class Choice(Parameter):
    """One of some codes; ``choices`` gives each in words."""

    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def form(self) -> str:
        return " | ".join(self.choices)

    @property
    def remark(self) -> str:
        words = (f"{code} = {text}" for code, text in self.choices.items())
        return f"{self.title}: {'; '.join(words)}"

    def read(self, text: str) -> Value:
        if text not in self.choices:
            raise ValueError(text)
        return text


@dataclass(frozen=True)
class Day(Parameter):
    """Day and month of a date that comes every year."""

    @property
    def form(self) -> str:
        return "31/05"

    def read(self, text: str) -> Value:
        return _written(day_month(text))


@dataclass(frozen=True)
class DayByGrade(Parameter):
    """Dates of single grades; «không» where no grade has its own."""

    @property
    def form(self) -> str:
        return "5: 20/05; 9: 20/05 | không"

    def read(self, text: str) -> Value:
        if text.lower() == "không":
            return ""
        found = grade_dates(text)
        if not found:
            raise ValueError(text)
        return "; ".join(f"{grade}: {_written(day)}" for grade, day in found.items())

    def write(self, value: Value) -> str:
        return str(value) or "không"


@dataclass(frozen=True)
class Pattern(Parameter):
    """Text with places for the running number and one word more."""

    word: str = "code"

    @property
    def form(self) -> str:
        return f"%(number)s/%({self.word})s"

    def read(self, text: str) -> Value:
        place = rf"%\(number\)[-0 +]?[0-9]{{0,2}}[ds]|%\({self.word}\)s|%%"
        rest = re.sub(place, "", text)
        if "%" in rest or "%(number)" not in text or len(text) > 100:
            raise ValueError(text)
        return text


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise ValueError(number)
    return number


_LIST: tuple[Parameter, ...] = (
    Day("finalise_date", "Hạn hoàn thành học bạ của năm học"),
    DayByGrade("finalise_by_grade", "Hạn hoàn thành, riêng theo khối"),
    Day("final_date", "Không thay đổi sau ngày"),
    DayByGrade("final_by_grade", "Không thay đổi sau ngày, riêng theo khối"),
    Pattern("number_format", "Số, ký hiệu của học bạ"),
    Pattern("register_format", "Số sổ đăng bộ", word="level"),
    Number(
        "seal_mm",
        "Đường kính con dấu (mm)",
        least=Decimal(20),
        most=Decimal(60),
        places=1,
    ),
    Number(
        "seal_overlap",
        "Phần chữ ký bị dấu trùm lên",
        least=Decimal("0.01"),
        most=Decimal("0.99"),
        places=2,
    ),
    YesNo("homeroom_enters", "Giáo viên chủ nhiệm nhập điểm thay giáo viên môn học"),
    Whole("absence_warning", "Cảnh báo từ số buổi nghỉ"),
    Whole("lock_grace_days", "Khóa sau hạn nhập (số ngày)", least=0, most=366),
    YesNo("unlock_by_administrator", "Quản trị viên thực hiện lệnh mở khóa"),
    Choice(
        "correction_witnesses",
        "Người chứng kiến khi sửa điểm",
        choices={
            "administrator": "quản trị viên và giáo viên chủ nhiệm",
            "board": "ban quản trị và giáo viên chủ nhiệm",
        },
    ),
    Choice(
        "portal_marks",
        "Học sinh, cha mẹ xem được điểm",
        choices={"locked": "khi sổ điểm đã khóa", "entered": "ngay khi nhập"},
    ),
    Whole("rating_good", "Giữ hạn nhập: tốt từ (%)", most=100),
    Whole("rating_fair", "Giữ hạn nhập: khá từ (%)", most=100),
    Choice(
        "login_from",
        "Tên tài khoản lấy từ",
        choices={"name": "họ và tên", "code": "mã nhân viên", "mail": "thư công vụ"},
    ),
    Whole("loan_days", "Cho mượn tài khoản lâu nhất (số ngày)", most=366),
    Whole("access_order_hours", "Lệnh cho xem kết quả dài nhất (số giờ)", most=8784),
    Whole("use_learners", "Bất thường: xem hồ sơ học sinh ngoài lớp mình"),
    Whole("use_exported", "Bất thường: bản ghi kết xuất trong ngày"),
    Whole("use_files", "Bất thường: lần in và tải trong ngày"),
    Whole("use_night", "Bất thường: lượt ban đêm (22 giờ đến 5 giờ)"),
    Whole("use_refused", "Bất thường: lần bị từ chối trong ngày"),
    Whole("use_times", "Bất thường: gấp mấy lần thường ngày", least=2),
)

#: Every parameter by its name, in the order of a file.
PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in _LIST}
